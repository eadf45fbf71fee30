"""The alias `cycles`: when an ingest cycle started, how it ended, and its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.outcomes import Outcome
from pipeline.model.states import CycleRecord
from pipeline.model.times import CLOCK_SLACK, format_stamp
from pipeline.store.client import Store
from pipeline.store.documents import Document, Query, match_since, match_until
from pipeline.store.errors import StoreFault

_RUNNING: Query = {"term": {"state": "running"}}


def open_cycle(store: Store, id_: str, started_at: datetime) -> None:
    """Note that a cycle has started."""
    store.put("cycles", id_, {"started_at": format_stamp(started_at), "state": "running"})


def close_cycle(store: Store, id_: str, report: Mapping[str, Any]) -> None:
    """Note that a cycle came to its end, with its report; raise StoreFault when it was never opened."""
    _finish_cycle(store, id_, "finished", report)


def interrupt_cycle(store: Store, id_: str) -> None:
    """Close a cycle that died and was not gone on with; raise StoreFault when it was never opened."""
    _finish_cycle(store, id_, str(Outcome.INTERRUPTED), {})


def _finish_cycle(store: Store, id_: str, state: str, report: Mapping[str, Any]) -> None:
    finished_at = format_stamp(datetime.now(UTC))
    fields = {"finished_at": finished_at, "state": state, "report": dict(report)}
    if store.update("cycles", id_, fields) is None:
        raise StoreFault(
            f"{store.get_alias('cycles')} does not know the cycle {id_}, which comes to its end."
        )


def find_unfinished_cycles(store: Store) -> list[CycleRecord]:
    """Give the cycles that have not ended, the oldest first."""
    store.refresh("cycles")
    found = [_parse_record(hit) for hit in store.stream_documents("cycles", _RUNNING)]
    return sorted(found, key=lambda cycle: cycle.started_at)


def read_cycle_state(store: Store, id_: str) -> str | None:
    """Give the state of a cycle (running, finished, interrupted), or None when there is none of this id."""
    found = store.get_document("cycles", id_)
    return str(found["_source"]["state"]) if found else None


def find_cycles_since(store: Store, moment: datetime) -> list[CycleRecord]:
    """Give the cycles that began at or after a moment and are not running."""
    store.refresh("cycles")
    query = {"bool": {"filter": match_since("started_at", moment), "must_not": _RUNNING}}
    return [_parse_record(hit) for hit in store.stream_documents("cycles", query)]


def find_last_cycle(store: Store, now: datetime | None = None) -> CycleRecord | None:
    """Give the last cycle that came to its end, or None.

    With `now` one that began after it, by a clock that was ahead, does not count: it would be the last for
    ever.
    """
    store.refresh("cycles")
    finished: Query = {"term": {"state": "finished"}}
    if now:
        finished = {"bool": {"filter": [finished, match_until("started_at", now + CLOCK_SLACK)]}}
    newest = [{"started_at": "desc"}]
    # Before anything is provisioned there is no last cycle either.
    found = store.search("cycles", finished, size=1, sort=newest, ignore_unavailable=True)
    return _parse_record(found[0]) if found else None


def load_finish_times(store: Store, ids: Sequence[str]) -> dict[str, datetime]:
    """Give when these cycles came to their end; those that did not, or are not known, are left out."""
    times = {}
    for id_, document in store.get_documents("cycles", ids).items():
        finished_at = document["_source"].get("finished_at")
        if document["_source"]["state"] == "finished" and finished_at:
            times[id_] = datetime.fromisoformat(finished_at)
    return times


def _parse_record(document: Document) -> CycleRecord:
    fields = document["_source"]
    started_at = datetime.fromisoformat(fields["started_at"])
    return CycleRecord(document["_id"], started_at, fields["state"], fields.get("report") or {})
