"""`python -m bench.events`: how well stories of one happening are put together across four languages.

The texts under `happenings/` are our own: two state visits, and days on which much happens side by side. The
five days were written after the rules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.judging import Labelled
from bench.pairs import count_pairs, measure_bcubed
from pipeline.config.settings import ROOT
from pipeline.config.topic import Topic, load_topic
from pipeline.model.events import Trace
from pipeline.publish.events import Events
from pipeline.publish.evidence import Evidence
from pipeline.publish.meanings import Means
from pipeline.read.judge import judge_article
from pipeline.runs.event_step import read_words
from pipeline.text.meaning import read_meanings

HAPPENINGS = Path(__file__).parent / "happenings"
BEGIN = datetime(2026, 9, 14, 5, tzinfo=UTC)
F1, ACROSS, BCUBED = 0.93, 0.90, 0.95
"""The aims for all pairs, for those across languages, and for B-cubed F1."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A story with the name of the happening that it tells of."""

    event: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Figures:
    """F1 of all pairs, of those across languages, and B-cubed F1."""

    all: float
    across: float
    bcubed: float


def main() -> int:
    """Measure and print the table; exit code 1 when an aim was missed."""
    topic = load_topic(ROOT / "config" / "topic.yml")
    table = Table(title="Events: pair F1, across languages alone, B-cubed F1")
    for heading in ("set", "all at once", "one by one", "without a model"):
        table.add_column(heading, justify="left" if heading == "set" else "right")
    met = True
    for path in sorted(HAPPENINGS.glob("*.txt")):
        happenings = list(read_happenings(path, topic))
        figures = measure_events(happenings, len(happenings))
        met &= figures.all >= F1 and figures.across >= ACROSS and figures.bcubed >= BCUBED
        plain = [replace(one, trace=replace(one.trace, meaning=None)) for one in happenings]
        others = (measure_events(happenings, 1), measure_events(plain, len(plain)))
        table.add_row(path.stem.replace("_", " "), *map(_format_figures, (figures, *others)))
    Console().print(table)
    return 0 if met else 1


def _format_figures(figures: Figures) -> str:
    return f"{figures.all:.3f} {figures.across:.3f} {figures.bcubed:.3f}"


def read_happenings(path: Path, topic: Topic) -> Iterator[Happening]:
    """Give the stories of a set: `== event` opens one, `hours | language | headline | text` is a story."""
    event, rows = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            event = line.removeprefix("== ")
        elif not line.startswith("#"):
            rows.append((event, *line.split(" | ")))
    vectors = read_meanings([(title, text) for _, _, _, title, text in rows])
    for number, (row, vector) in enumerate(zip(rows, vectors, strict=True)):
        event, hours, language, title, text = row
        at = BEGIN + timedelta(hours=float(hours))
        verdict = judge_article(Labelled(f"{number}", language, 0, title, text).make_article(), topic)
        numbers, names = read_words({"title": title, "text": text, **verdict.model_dump()})
        yield Happening(event, Trace(f"{number:03}", f"{number}", language, at, at, numbers, names, vector))


def measure_events(happenings: Sequence[Happening], at_once: int) -> Figures:
    """Put stories to events, so many at once, the earliest first, and compare with what they tell of."""
    traces = sorted((one.trace for one in happenings), key=lambda trace: trace.age)
    done: list[Trace] = []
    for start in range(0, len(traces), at_once):
        some = traces[start : start + at_once]
        evidence = Evidence(Means())
        evidence.learn_stories([*done, *some])
        events = Events(evidence)
        for trace in done:
            events.add_member(trace)
        done += events.join_events(some)
    found = {trace.story: trace.event or trace.story for trace in done}
    gold = {one.trace.story: one.event for one in happenings}
    languages = {one.trace.story: one.trace.language for one in happenings}
    return Figures(
        count_pairs(gold, found).f1, _measure_across(gold, found, languages), measure_bcubed(gold, found)
    )


def _measure_across(gold: Mapping[str, str], found: Mapping[str, str], languages: Mapping[str, str]) -> float:
    """Give the F1 of the pairs of two languages: all pairs less those within one."""
    within = {story: f"{event} {languages[story]}" for story, event in gold.items()}
    joined = {story: f"{event} {languages[story]}" for story, event in found.items()}
    whole, inner = count_pairs(gold, found), count_pairs(within, joined)
    right, false = whole.right - inner.right, whole.false - inner.false
    missed = whole.missed - inner.missed
    return 2 * right / (2 * right + false + missed) if right else 0.0


if __name__ == "__main__":
    sys.exit(main())
