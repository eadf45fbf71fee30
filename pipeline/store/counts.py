"""The alias `counts`: items per cycle, source, stage and outcome; computed from what the index holds, so that
no crash counts twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pipeline.model.outcomes import PAGE_STAGES, Stage
from pipeline.model.times import format_stamp
from pipeline.store import feeds, refused
from pipeline.store.client import Store

PAGE = 1000
Key = tuple[str, str, str]


def recompute_counts(store: Store, cycle: str, at: datetime | None = None) -> int:
    """Count a cycle from its pages and feeds and write what is not zero; give the number of counts. Safe to
    repeat.
    """
    store.refresh("pages", "feeds")
    totals: Counter[Key] = Counter()
    totals.update(dict(_count_pages(store, cycle)))
    totals.update(_count_feeds(store, cycle))
    when = format_stamp(at or datetime.now(UTC))
    before = {hit["_id"] for hit in _load_documents(store, cycle)}
    documents = {
        _make_id(cycle, key): _build_document(cycle, key, number, when)
        for key, number in totals.items()
        if number
    }
    refused.send_operations(
        store,
        [{"kind": "counts", "id": id_, "action": "index", "body": body} for id_, body in documents.items()],
    )
    store.send_bulk(
        {"kind": "counts", "id": id_, "action": "delete"} for id_ in sorted(before - documents.keys())
    )
    store.refresh("counts")
    return len(documents)


def remove_counts(store: Store, moment: datetime) -> int:
    """Remove the counts written before a moment; give how many there were."""
    store.refresh("counts")
    query = {"range": {"at": {"lt": format_stamp(moment)}}}
    removed = store.ask(
        lambda: store.client.delete_by_query(
            index=store.get_alias("counts"), query=query, conflicts="proceed", refresh=True
        )
    )
    return int(removed["deleted"])


def load_counts(store: Store, cycle: str) -> dict[Key, int]:
    """Give the counts of a cycle by source, stage and outcome."""
    store.refresh("counts")
    return {
        (s["source"], s["stage"], s["outcome"]): int(s["count"])
        for s in (hit["_source"] for hit in _load_documents(store, cycle))
    }


def _load_documents(store: Store, cycle: str) -> list[Any]:
    return list(store.stream_documents("counts", {"term": {"cycle": cycle}}))


def _make_id(cycle: str, key: Key) -> str:
    return sha256("\n".join((cycle, *key)).encode()).hexdigest()[:32]


def _build_document(cycle: str, key: Key, number: int, when: str | None) -> dict[str, object]:
    return {"cycle": cycle, "source": key[0], "stage": key[1], "outcome": key[2], "count": number, "at": when}


def _count_pages(store: Store, cycle: str) -> Iterator[tuple[Key, int]]:
    for stage in PAGE_STAGES:
        keys = [
            {"source": {"terms": {"field": "source"}}},
            {"outcome": {"terms": {"field": f"looked.{stage}"}}},
        ]
        after: Any = None
        while True:
            composite: dict[str, Any] = {"size": PAGE, "sources": keys} | ({"after": after} if after else {})
            answer = store.ask(
                lambda composite=composite: store.client.search(  # type: ignore[misc]
                    index=store.get_alias("pages"),
                    size=0,
                    query={"term": {"cycle": cycle}},
                    aggs={"all": {"composite": composite}},
                )
            )["aggregations"]["all"]
            for bucket in answer["buckets"]:
                yield (
                    (bucket["key"]["source"], str(stage), bucket["key"]["outcome"]),
                    int(bucket["doc_count"]),
                )
            after = answer.get("after_key")
            if not after or len(answer["buckets"]) < PAGE:
                break


def _count_feeds(store: Store, cycle: str) -> Counter[Key]:
    totals: Counter[Key] = Counter()
    for state in feeds.load_feed_states(store).values():
        if state.cycle != cycle:
            continue
        if state.status:
            totals[state.source, str(Stage.FEED), str(state.status)] += 1
        for outcome, number in state.entries.items():
            totals[state.source, str(Stage.DISCOVER), str(outcome)] += number
    return totals
