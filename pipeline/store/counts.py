"""The alias `counts`: items per cycle, source, stage and outcome.

They are computed from what the index holds, so that no crash counts twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pipeline.model.outcomes import PAGE_STAGES, Stage
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.feeds import load_feed_states
from pipeline.store.refused import send_operations

MOST_BUCKETS = 1000
"""Counts that one answer holds."""
Key = tuple[str, str, str]
"""Source, stage and outcome."""


def recompute_counts(store: Store, cycle: str, at: datetime | None = None) -> int:
    """Count a cycle from its pages and feeds and write what is not zero; give the number of counts.

    Safe to repeat.
    """
    store.refresh("pages", "counts")
    totals = _count_feeds(store, cycle)
    for stage in PAGE_STAGES:
        totals.update(dict(_count_pages(store, cycle, stage)))
    when = format_stamp(at or datetime.now(UTC))
    operations = []
    for (source, stage_word, outcome), number in totals.items():
        fields = {"cycle": cycle, "source": source, "stage": stage_word, "outcome": outcome}
        id_ = sha256("\n".join(fields.values()).encode()).hexdigest()[:32]
        operations.append(Operation("index", "counts", id_, {**fields, "count": number, "at": when}))
    before = store.find_ids("counts", {"term": {"cycle": cycle}})
    send_operations(store, operations)
    store.delete_documents("counts", sorted(set(before) - {operation.id for operation in operations}))
    return len(operations)


def _count_pages(store: Store, cycle: str, stage: Stage) -> Iterator[tuple[Key, int]]:
    """Count the pages that a cycle looked at, by source and by the outcome of a stage."""
    keys = [{"source": {"terms": {"field": "source"}}}, {"outcome": {"terms": {"field": f"looked.{stage}"}}}]
    composite: dict[str, Any] = {"size": MOST_BUCKETS, "sources": keys}
    while True:
        found = store.aggregate("pages", {"all": {"composite": composite}}, {"term": {"cycle": cycle}})["all"]
        for bucket in found["buckets"]:
            yield (bucket["key"]["source"], str(stage), bucket["key"]["outcome"]), int(bucket["doc_count"])
        if "after_key" not in found or len(found["buckets"]) < MOST_BUCKETS:
            return
        composite["after"] = found["after_key"]


def _count_feeds(store: Store, cycle: str) -> Counter[Key]:
    """Count the feeds that a cycle asked by how that ended, and what they listed."""
    totals: Counter[Key] = Counter()
    for state in load_feed_states(store).values():
        if state.cycle != cycle:
            continue
        if state.status:
            totals[state.source, str(Stage.FEED), str(state.status)] += 1
        for outcome, number in state.entries.items():
            if number:
                totals[state.source, str(Stage.DISCOVER), str(outcome)] += number
    return totals


def remove_counts(store: Store, moment: datetime) -> int:
    """Remove the counts written before a moment; give how many there were."""
    store.refresh("counts")
    return store.delete_matching("counts", {"range": {"at": {"lt": format_stamp(moment)}}})


def load_counts(store: Store, cycle: str) -> dict[Key, int]:
    """Give the counts of a cycle by source, stage and outcome."""
    store.refresh("counts")
    counts = {}
    for hit in store.stream_documents("counts", {"term": {"cycle": cycle}}):
        fields = hit["_source"]
        counts[fields["source"], fields["stage"], fields["outcome"]] = int(fields["count"])
    return counts
