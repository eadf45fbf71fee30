"""The alias `feeds`: what is remembered of each feed: validators, pace, and the four facts of its health."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pipeline.model.states import FeedState
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, Fields
from pipeline.store.refused import send_operations

_TIMES = ("next_check_at", "retry_at", "attempted_at", "succeeded_at", "parsed_at", "new_at")


def load_feed_states(store: Store, ids: Sequence[str] | None = None) -> dict[str, FeedState]:
    """Give the states of these feeds, or of all that were ever asked, by id."""
    if ids is not None:
        return _parse_states(store.get_documents("feeds", ids).values())
    store.refresh("feeds")
    return _parse_states(store.stream_documents("feeds"))


def save_feed_states(store: Store, states: Sequence[FeedState]) -> None:
    """Write states; the caller has added their candidates to `pages` before."""
    send_operations(store, [Operation("index", "feeds", state.id, _build_fields(state)) for state in states])


def _build_fields(state: FeedState) -> Fields:
    fields: Fields = json.loads(state.model_dump_json(exclude={"id", "interval"}))
    fields |= {name: format_stamp(getattr(state, name)) for name in _TIMES}
    fields["interval"] = state.interval.total_seconds() if state.interval else None
    return fields


def _parse_states(documents: Iterable[Document]) -> dict[str, FeedState]:
    states = {}
    for document in documents:
        id_ = document["_id"]
        states[id_] = FeedState.model_validate({**document["_source"], "id": id_})
    return states
