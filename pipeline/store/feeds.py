"""The alias `feeds`: what is remembered of each feed: validators, pace, and the four facts of its health."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.model.states import FeedState
from pipeline.model.times import stamp
from pipeline.store import refused
from pipeline.store.client import Store

_TIMES = ("next_check_at", "retry_at", "attempted_at", "succeeded_at", "parsed_at", "new_at")


def load(store: Store, ids: Sequence[str] | None = None) -> dict[str, FeedState]:
    """Give the states of these feeds, or of all that were ever asked, by id."""
    if ids is not None:
        return {id_: _state(id_, doc["_source"]) for id_, doc in store.get("feeds", ids).items()}
    store.refresh("feeds")
    return {hit["_id"]: _state(hit["_id"], hit["_source"]) for hit in store.every("feeds", {"match_all": {}})}


def save(store: Store, states: Sequence[FeedState]) -> None:
    """Write states; the caller has put their candidates into the ledger before."""
    refused.send(
        store,
        [{"kind": "feeds", "id": state.id, "action": "index", "body": _document(state)} for state in states],
    )


def _document(state: FeedState) -> dict[str, object]:
    body: dict[str, object] = json.loads(state.model_dump_json(exclude={"id", "interval"}))
    body |= {name: stamp(getattr(state, name)) for name in _TIMES}
    body["interval"] = state.interval.total_seconds() if state.interval else None
    return body


def _state(id_: str, source: dict[str, object]) -> FeedState:
    return FeedState.model_validate({**source, "id": id_})
