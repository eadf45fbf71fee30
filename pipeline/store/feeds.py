"""The alias `feeds`: what is remembered of each feed: validators, pace, and the four facts of its health."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.model.states import FeedState
from pipeline.model.times import format_stamp
from pipeline.store import refused
from pipeline.store.client import Store

_TIMES = ("next_check_at", "retry_at", "attempted_at", "succeeded_at", "parsed_at", "new_at")


def load_feed_states(store: Store, ids: Sequence[str] | None = None) -> dict[str, FeedState]:
    """Give the states of these feeds, or of all that were ever asked, by id."""
    if ids is not None:
        return {
            id_: _parse_state(id_, doc["_source"]) for id_, doc in store.get_documents("feeds", ids).items()
        }
    store.refresh("feeds")
    return {
        hit["_id"]: _parse_state(hit["_id"], hit["_source"])
        for hit in store.stream_documents("feeds", {"match_all": {}})
    }


def save_feed_states(store: Store, states: Sequence[FeedState]) -> None:
    """Write states; the caller has put their candidates into the ledger before."""
    refused.send_operations(
        store,
        [
            {"kind": "feeds", "id": state.id, "action": "index", "body": _build_document(state)}
            for state in states
        ],
    )


def _build_document(state: FeedState) -> dict[str, object]:
    body: dict[str, object] = json.loads(state.model_dump_json(exclude={"id", "interval"}))
    body |= {name: format_stamp(getattr(state, name)) for name in _TIMES}
    body["interval"] = state.interval.total_seconds() if state.interval else None
    return body


def _parse_state(id_: str, source: dict[str, object]) -> FeedState:
    return FeedState.model_validate({**source, "id": id_})
