"""A state visit is told apart into its events, in four languages, by the model that the extra installs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.pairs import count_pairs, measure_bcubed
from pipeline.model.events import Trace
from pipeline.publish.events import Events
from pipeline.publish.meanings import Means
from pipeline.publish.traces import find_names, find_numbers
from pipeline.text.meaning import read_meanings

BEGIN = datetime(2026, 9, 14, 5, tzinfo=UTC)
LEAST_F1, LEAST_BCUBED = 0.93, 0.95


def read_visit() -> Iterator[tuple[str, list[str]]]:
    """Give each article's event, and its hours, language, headline and text."""
    event = ""
    for line in (Path(__file__).parent / "visit.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            event = line[3:]
        elif not line.startswith("#"):
            yield event, line.split(" | ")


def test_the_seven_events_of_a_visit_are_told_apart() -> None:
    rows = list(read_visit())
    vectors = read_meanings([(title, text) for _, (_, _, title, text) in rows])
    assert len(vectors) == len(rows)
    traces = []
    for number, ((_, (hours, language, title, text)), vector) in enumerate(zip(rows, vectors, strict=True)):
        at = BEGIN + timedelta(hours=float(hours))
        words = f"{title}\n{text}"
        traces.append(
            Trace(f"{number}", f"{number}", language, at, at, find_numbers(words), find_names(words), vector)
        )
    events = Events(Means())
    events.learn_words(traces)
    joined = [events.join_event(trace) for trace in sorted(traces, key=lambda trace: trace.age)]
    found = {trace.story: trace.event or "" for trace in joined}
    gold = {f"{number}": event for number, (event, _) in enumerate(rows)}
    assert count_pairs(gold, found).f1 >= LEAST_F1
    assert measure_bcubed(gold, found) >= LEAST_BCUBED
