"""Events: each new story is put to the stories, of any language, that tell of the same happening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipeline.model.events import Trace, Vector
from pipeline.publish.events import LONGEST, Events
from pipeline.publish.evidence import Evidence
from pipeline.publish.meanings import Means
from pipeline.publish.traces import find_names, find_numbers
from pipeline.store.articles import events
from pipeline.store.client import Store
from pipeline.text.meaning import find_mark, read_meanings

AT_ONCE = 200
"""Stories that are decided together, and held in memory with those of the days around."""
MOST_A_CYCLE = 2000
"""Stories that a cycle decides: an index from before has many, and reading a meaning takes 50 ms."""
NAMED = ("people", "organisations", "places")


def find_events(store: Store, most: int | None = None, *, meanings: bool = True) -> int:
    """Give every story without an event one, the earliest published first; return how many were decided.

    Membership is decided once: an event's id is its first story's and never changes. A copy gets the event
    of its story. With `most`, the others wait for the next time; without `meanings`, events are told apart by
    numbers and names alone, as where no model is installed.
    """
    # A run that was killed may have decided what it did not count.
    events.count_events(store, events.list_uncounted(store))
    # A copy that came later may lead its story by now.
    events.set_events(store, events.find_members_without_event(store))
    decided, mark = 0, find_mark() if meanings else ""
    ids = events.list_undecided(store)[:most]
    for start in range(0, len(ids), AT_ONCE):
        decided += _decide_part(store, ids[start : start + AT_ONCE], mark)
    return decided


def _decide_part(store: Store, ids: Sequence[str], mark: str) -> int:
    leads = events.load_leads(store, ids, mark, read_words)
    sums = events.load_sums(store, mark)
    traces = _read_traces(store, leads, mark)
    if not traces:
        return 0
    since, until = traces[0].published_at - LONGEST, traces[-1].published_at + LONGEST
    known = events.load_known(store, since, until, mark, read_words)
    evidence = Evidence(Means(sums))
    evidence.learn_stories([*known, *traces])
    found = Events(evidence)
    for trace in known:
        found.add_member(trace)
    joined = found.join_events(traces)
    events.set_events(store, {trace.story: trace.event or trace.story for trace in joined})
    if mark:
        more = [(trace.language, trace.meaning) for trace in traces if trace.meaning]
        events.save_sums(store, events.add_meanings(sums, more), mark, datetime.now(UTC))
    return len(joined)


def _read_traces(store: Store, leads: Sequence[events.Lead], mark: str) -> list[Trace]:
    """Give what leads show; a meaning that was not read yet is read and kept."""
    missing = [lead for lead in leads if lead.trace.meaning is None]
    vectors = read_meanings([(lead.title, lead.text) for lead in missing]) if mark else []
    fresh: dict[str, Vector] = {
        lead.trace.article: vector for lead, vector in zip(missing, vectors, strict=False)
    }
    if fresh:
        events.write_meanings(store, fresh, mark)
    traces = [lead.trace for lead in leads]
    return [replace(t, meaning=fresh[t.article]) if t.article in fresh else t for t in traces]


def read_words(source: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the numbers and the names of an article: those that the judge knows, and others by their sound."""
    text = f"{source['title']}\n{source['text']}"
    known = {f"{name}: {value}" for name in NAMED for value in source.get(name) or ()}
    return find_numbers(text), find_names(text) | known


def renew_meanings(store: Store) -> int:
    """Read the meanings that another model read, or none, and the means anew; return how many were read.

    Events that are decided stay.
    """
    mark = find_mark()
    if not mark:
        return 0
    ids = events.find_leads_without_meaning(store, mark)
    sums = events.load_sums(store, mark)
    for start in range(0, len(ids), AT_ONCE):
        leads = events.load_leads(store, ids[start : start + AT_ONCE], mark, read_words)
        traces = _read_traces(store, leads, mark)
        sums = events.add_meanings(sums, [(t.language, t.meaning) for t in traces if t.meaning])
    events.save_sums(store, sums, mark, datetime.now(UTC))
    return len(ids)
