"""`python -m bench.judging`: how often the judge is right on labelled texts, by language, and how fast.

`--unrelated 10000` counts false alarms among as many items that tell of nothing between the two sides.

The texts under `labelled/` are our own: short ones by kind of trap, and whole articles as outlets write them.
Those marked `held` were written before the rules, which were not tuned on their texts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.config.files import read_yaml
from pipeline.config.settings import ROOT
from pipeline.config.topic import Topic, load_topic
from pipeline.model.items import Article, Moment
from pipeline.read.judge import judge_article

LABELLED = Path(__file__).parent / "labelled"
RELEVANT = 2
"""The grade from which an article is indexed as relevant."""
CORE = 3
AIMS = {"precision": 0.97, "recall": 0.97, "core found": 0.99}
FASTEST = 5.0
"""Milliseconds that a relevant article may take."""
ROUNDS = 3
AT = datetime(2026, 11, 28, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the grade that a person gave it."""

    name: str
    language: str
    grade: int
    title: str
    text: str
    held: bool = False

    def make_article(self) -> Article:
        """Give the article that the judge would be asked about."""
        return Article(
            url=f"https://outlet.example/{self.name}",
            source="outlet",
            language=self.language,
            title=self.title,
            text=self.text,
            published=Moment(at=AT, on=f"{AT:%Y-%m-%d}"),
            first_seen_at=AT,
            fetched_at=AT,
        )


Judged = tuple[Labelled, int]
"""A text and the grade that the judge gave it."""


def load_labelled() -> Iterator[Labelled]:
    """Give all labelled texts: those by language, then the whole articles."""
    for path in sorted(LABELLED.glob("*.yml")):
        for entry in read_yaml(path):
            name = entry.pop("id")
            yield Labelled(name, path.stem, **entry)
    for line in (LABELLED / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield Labelled(entry.pop("id"), **entry)


def judge_all(texts: Iterable[Labelled], topic: Topic) -> list[Judged]:
    """Give each text with the grade of the judge."""
    return [(text, judge_article(text.make_article(), topic).grade) for text in texts]


def measure_milliseconds(texts: Sequence[Labelled], topic: Topic) -> float:
    """Give the mean processor time for one relevant article of ordinary length."""
    articles = [text.make_article() for text in texts if text.grade >= RELEVANT and "-" in text.name]
    long = [article for article in articles if article.words >= 100]
    start = time.process_time()
    for _ in range(ROUNDS):
        for article in long:
            judge_article(article, topic)
    return (time.process_time() - start) / (ROUNDS * len(long)) * 1000


def compute_figures(rows: Sequence[Judged]) -> dict[str, float]:
    """Give precision and recall at `RELEVANT`, and the share of core texts that are found."""
    found = [text.grade for text, grade in rows if grade >= RELEVANT]
    relevant = [grade for text, grade in rows if text.grade >= RELEVANT]
    core = [grade for text, grade in rows if text.grade == CORE]
    return {
        "precision": _share(sum(grade >= RELEVANT for grade in found), len(found)),
        "recall": _share(sum(grade >= RELEVANT for grade in relevant), len(relevant)),
        "core found": _share(sum(grade >= RELEVANT for grade in core), len(core)),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def make_table(rows: Sequence[Judged]) -> Table:
    """Give the figures per language, of all, and of the held texts alone, with the confusion of grades."""
    table = Table(title=f"The judge on {len(rows)} labelled texts")
    for column in ("", "texts", *AIMS, "label: given as 3 2 1 0"):
        table.add_column(column, justify="left" if not column or ":" in column else "right")
    languages = sorted({text.language for text, _ in rows})
    parts = {language: [row for row in rows if row[0].language == language] for language in languages}
    parts |= {"held": [row for row in rows if row[0].held], "all": list(rows)}
    for name, part in parts.items():
        figures = compute_figures(part)
        shares = (f"{100 * figures[column]:.1f} %" for column in AIMS)
        table.add_row(name, str(len(part)), *shares, _describe_confusion(part))
    return table


def _describe_confusion(rows: Sequence[Judged]) -> str:
    counts = Counter((text.grade, grade) for text, grade in rows)
    lines = []
    for label in (3, 2, 1, 0):
        given = " ".join(str(counts[label, grade]) for grade in (3, 2, 1, 0))
        lines.append(f"{label}: {given}")
    return "; ".join(lines)


def measure_judging(console: Console) -> bool:
    """Print the table, the texts that were judged otherwise and the speed; say whether the aims were met."""
    topic = load_topic(ROOT / "config" / "topic.yml")
    texts = list(load_labelled())
    rows = judge_all(texts, topic)
    console.print(make_table(rows))
    for text, grade in rows:
        if text.grade != grade and not text.held:
            console.print(f"{text.name}: label {text.grade}, judged {grade}: {text.title}", markup=False)
    milliseconds = measure_milliseconds(texts, topic)
    console.print(f"{milliseconds:.2f} ms a relevant article (aim {FASTEST:.0f})")
    figures = compute_figures(rows)
    return all(figures[name] >= aim for name, aim in AIMS.items()) and milliseconds < FASTEST


def main() -> int:
    """Measure as the command line says; 1 when an aim is missed."""
    from bench.unrelated import measure_unrelated

    parser = argparse.ArgumentParser(prog="python -m bench.judging", description=__doc__)
    parser.add_argument("--unrelated", type=int, metavar="N", help="false alarms among N items")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    console = Console(width=160)
    if args.unrelated:
        return 0 if measure_unrelated(console, args.unrelated, args.seed) else 1
    return 0 if measure_judging(console) else 1


if __name__ == "__main__":
    sys.exit(main())
