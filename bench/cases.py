"""`python -m bench.cases FOLDER`: our reading beside trafilatura's and news-please's, on pages of yours.

FOLDER/cases.jsonl has a line a page: {"url", "path" (relative to FOLDER), "text" (as it should be read)}. A
table is printed and FOLDER/reading.svg drawn. news-please pins other versions than ours: it lives in an
environment of its own under .local, made when it is first asked for (`--without-news-please` leaves it out).
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.chart import draw_bars

SHINGLE = 4
"""Words; as the article extraction benchmark of Scrapinghub has it."""
LOST = 0.5
"""F1 of a page under which its article is lost."""
NEWS_PLEASE = Path(".local/bench/news-please")
READERS = Path(__file__).with_name("readers.py")


@dataclass(frozen=True, slots=True)
class Case:
    """A page and the text that should be read."""

    url: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """A reader's mean precision and completeness (recall), their F1, lost pages, milliseconds a page."""

    name: str
    precision: float
    completeness: float
    f1: float
    lost: float
    milliseconds: float


def load_cases(folder: Path) -> list[Case]:
    """Read the cases of a folder; raises ValueError naming the line that is none."""
    cases = []
    for number, line in enumerate((folder / "cases.jsonl").read_text("utf-8").splitlines(), 1):
        try:
            given = json.loads(line)
            cases.append(Case(given["url"], (folder / given["path"]).resolve(), given["text"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"cases.jsonl, line {number}: {error!r}") from error
    return cases


def cut_shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words; a shorter text is one run."""
    words = re.findall(r"\w+", text)
    runs = (tuple(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1)))
    return Counter(run for run in runs if run)


def compare_texts(wanted: str, found: str) -> tuple[float | None, float]:
    """Give precision (None for no text at all) and completeness of what was found."""
    gold, given = cut_shingles(wanted), cut_shingles(found)
    both = (gold & given).total()
    return both / given.total() if given else None, both / gold.total() if gold else 1.0


def combine(precision: float | None, completeness: float) -> float:
    """Give the F1 of a precision and a completeness."""
    return 2 * precision * completeness / (precision + completeness) if precision and completeness else 0.0


def score_reader(name: str, cases: Sequence[Case], texts: Sequence[str], seconds: float) -> Score:
    """Give the score of a reader's texts; F1 of the mean precision and the mean completeness."""
    compared = [compare_texts(case.text, text) for case, text in zip(cases, texts, strict=True)]
    precision = statistics.mean([p for p, _ in compared if p is not None] or [0.0])
    completeness = statistics.mean(r for _, r in compared)
    lost = statistics.mean(combine(p, r) < LOST for p, r in compared)
    return Score(
        name, precision, completeness, combine(precision, completeness), lost, 1000 * seconds / len(cases)
    )


def run_reader(command: Sequence[str], cases: Sequence[Case]) -> tuple[list[str], float]:
    """Run a reader over all pages; give its texts and the processor time in seconds, start-up included."""
    asked = "".join(json.dumps({"url": case.url, "path": str(case.path)}) + "\n" for case in cases)
    before = _measure_children()
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    texts = [(answer.get("article") or answer).get("text") or "" for answer in answers]
    return texts, _measure_children() - before


def _measure_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def make_news_please() -> Path:
    """Give the Python of the environment that has news-please, made when there is none."""
    python = NEWS_PLEASE / "bin" / "python"
    if not python.exists():
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", str(NEWS_PLEASE)], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), "news-please"], check=True)
    return python


def list_readers(*, with_news_please: bool) -> dict[str, list[str]]:
    """Give the command of each reader, ours first."""
    ours = [str(Path(sys.executable).with_name("azvn")), "extract", "--jsonl", "--all"]
    readers = {"azvn": ours}
    for name in ("trafilatura precise", "trafilatura default"):
        readers[name] = [sys.executable, str(READERS), name]
    if with_news_please:
        readers["news-please"] = [str(make_news_please()), str(READERS), "news-please"]
    return readers


def print_scores(scores: Sequence[Score]) -> None:
    """Print a table, a line a reader."""
    table = Table("reader", "precision", "recall", "F1", f"F1 < {LOST}", "ms a page")
    for score in scores:
        shares = (score.precision, score.completeness, score.f1, score.lost)
        table.add_row(score.name, *(f"{share:.3f}" for share in shares), f"{score.milliseconds:.0f}")
    Console().print(table)


def main() -> int:
    """Run all readers over the pages of a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-news-please", action="store_true")
    given = parser.parse_args()
    cases = load_cases(given.folder)
    scores = []
    for name, command in list_readers(with_news_please=not given.without_news_please).items():
        texts, seconds = run_reader(command, cases)
        scores.append(score_reader(name, cases, texts, seconds))
    print_scores(scores)
    chart = draw_bars("F1 of 4-word shingles", [(score.name, score.f1) for score in scores])
    (given.folder / "reading.svg").write_text(chart, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
