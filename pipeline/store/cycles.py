"""The alias `cycles`: when an ingest cycle started, how it ended, and its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.outcomes import Outcome
from pipeline.model.states import CycleRecord
from pipeline.model.times import format_stamp
from pipeline.store.client import Store


def open_cycle(store: Store, id_: str, started_at: datetime) -> None:
    """Note that a cycle has started."""
    body = {"started_at": format_stamp(started_at), "state": "running"}
    store.ask(
        lambda: store.client.index(
            index=store.get_alias("cycles"), id=id_, document=body, refresh=True, require_alias=True
        )
    )


def close_cycle(store: Store, id_: str, report: Mapping[str, Any]) -> None:
    """Note that a cycle came to its end, with its report."""
    _finish_cycle(store, id_, "finished", report)


def interrupt_cycle(store: Store, id_: str) -> None:
    """Close a cycle that died and was not gone on with."""
    _finish_cycle(store, id_, str(Outcome.INTERRUPTED), {})


def _finish_cycle(store: Store, id_: str, state: str, report: Mapping[str, Any]) -> None:
    doc = {"finished_at": format_stamp(datetime.now(UTC)), "state": state, "report": dict(report)}
    store.ask(
        lambda: store.client.update(
            index=store.get_alias("cycles"), id=id_, doc=doc, refresh=True, require_alias=True
        )
    )


def find_unfinished_cycles(store: Store) -> list[CycleRecord]:
    """Give the cycles that have not ended, the oldest first."""
    store.refresh("cycles")
    found = [_parse_record(hit) for hit in store.stream_documents("cycles", {"term": {"state": "running"}})]
    return sorted(found, key=lambda c: c.started_at)


def read_cycle_state(store: Store, id_: str) -> str | None:
    """Give the state of a cycle (running, finished, interrupted), or None when there is none of this id."""
    found = store.get_documents("cycles", [id_])
    return str(found[id_]["_source"]["state"]) if id_ in found else None


def find_cycles_since(store: Store, moment: datetime) -> list[CycleRecord]:
    """Give the cycles that began at or after a moment and are not running."""
    store.refresh("cycles")
    query = {
        "bool": {
            "filter": {"range": {"started_at": {"gte": format_stamp(moment)}}},
            "must_not": {"term": {"state": "running"}},
        }
    }
    return [_parse_record(hit) for hit in store.stream_documents("cycles", query)]


def find_last_cycle(store: Store) -> CycleRecord | None:
    """Give the last cycle that came to its end, or None."""
    store.refresh("cycles")
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("cycles"),
            query={"term": {"state": "finished"}},
            sort=[{"started_at": "desc"}],
            size=1,
            ignore_unavailable=True,
        )
    )
    hits = answer["hits"]["hits"]
    return _parse_record(hits[0]) if hits else None


def load_finish_times(store: Store, ids: Sequence[str]) -> dict[str, datetime]:
    """Give when these cycles came to their end; those that did not, or are not known, are left out."""
    found = {id_: doc["_source"] for id_, doc in store.get_documents("cycles", ids).items()}
    return {
        id_: datetime.fromisoformat(s["finished_at"])
        for id_, s in found.items()
        if s["state"] == "finished" and s.get("finished_at")
    }


def _parse_record(hit: Mapping[str, Any]) -> CycleRecord:
    source = hit["_source"]
    started = datetime.fromisoformat(source["started_at"])
    return CycleRecord(hit["_id"], started, source["state"], source.get("report") or {})
