"""A cycle is counted from what the index holds, however often."""

from __future__ import annotations

from typing import Any

from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.states import FeedState
from pipeline.store import counts, feeds
from pipeline.store.client import Store
from pipeline.store.pages.ends import record_ends

READ = {
    Stage.PRESCAN: Outcome.PASSED,
    Stage.EXTRACT: Outcome.PASSED,
    Stage.JUDGE: Outcome.CORE,
    Stage.INDEX: Outcome.INDEXED,
}


def test_pages_and_feeds_of_a_cycle_are_counted_by_source_stage_and_outcome(store: Store, make: Any) -> None:
    cycle = "count-1"
    ends = [
        make.end(make.fetch(make.candidate(), cycle=cycle), outcomes=READ),
        make.end(make.fetch(make.candidate(), cycle=cycle), outcomes={Stage.PRESCAN: Outcome.OFF_TOPIC}),
        make.end(make.fetch(make.candidate(source="other"), Outcome.TIMEOUT, cycle=cycle), "waiting"),
    ]
    record_ends(store, ends)
    entries = {Outcome.FOUND: 3, Outcome.KNOWN: 0}
    feeds.save_feed_states(
        store,
        [
            FeedState(
                id="count-1", url=make.url(), source="outlet", status=Outcome.OK, entries=entries, cycle=cycle
            )
        ],
    )
    expected = {
        ("outlet", "feed", "ok"): 1,
        ("outlet", "discover", "found"): 3,
        ("outlet", "crawl", "fetched"): 2,
        ("outlet", "prescan", "passed"): 1,
        ("outlet", "prescan", "off_topic"): 1,
        ("outlet", "extract", "passed"): 1,
        ("outlet", "judge", "core"): 1,
        ("outlet", "index", "indexed"): 1,
        ("other", "crawl", "timeout"): 1,
    }
    for _ in range(2):
        assert counts.recompute_counts(store, cycle, make.now) == len(expected)
        assert counts.load_counts(store, cycle) == expected


def test_a_count_that_is_no_more_is_taken_away(store: Store, make: Any) -> None:
    cycle, candidate = "count-2", make.candidate()
    record_ends(store, [make.end(make.fetch(candidate, Outcome.TIMEOUT, cycle=cycle), "waiting")])
    counts.recompute_counts(store, cycle)
    record_ends(store, [make.end(make.fetch(candidate, cycle=cycle, minutes=5))])
    counts.recompute_counts(store, cycle)
    assert counts.load_counts(store, cycle) == {("outlet", "crawl", "fetched"): 1}


def test_a_page_read_before_is_counted_for_what_this_cycle_found(store: Store, make: Any) -> None:
    candidate = make.candidate()
    record_ends(
        store, [make.end(make.fetch(candidate, cycle="count-3"), outcomes=READ, article="a1", grade=3)]
    )
    record_ends(store, [make.end(make.fetch(candidate, Outcome.UNCHANGED, cycle="count-4", minutes=60))])
    counts.recompute_counts(store, "count-4")
    assert counts.load_counts(store, "count-4") == {("outlet", "crawl", "unchanged"): 1}


def test_more_buckets_than_a_page_of_them_are_all_counted(store: Store, make: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(counts, "MOST_BUCKETS", 2)
    sources = [f"source-{n}" for n in range(5)]
    record_ends(store, [make.end(make.fetch(make.candidate(source=s), cycle="count-5")) for s in sources])
    assert counts.recompute_counts(store, "count-5") == 5
