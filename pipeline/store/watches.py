"""The alias `watches`: how far each watch has looked, since when it is there, and why it last failed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.model.states import WatchState
from pipeline.model.times import format_stamp
from pipeline.store import refused
from pipeline.store.client import Store, StoreFault


def load_watch_states(store: Store) -> dict[str, WatchState]:
    """Give the states of all watches that were ever used, by id."""
    store.refresh("watches")
    found = store.stream_documents("watches", {"match_all": {}})
    return {hit["_id"]: WatchState.model_validate({**hit["_source"], "id": hit["_id"]}) for hit in found}


def save_watch_states(store: Store, states: Sequence[WatchState]) -> None:
    """Write states; what a good run found has been written before. Raise StoreFault when one is refused: it
    would look again for ever.
    """
    answers = refused.send_operations(
        store,
        [{"kind": "watches", "id": s.id, "action": "index", "body": _build_document(s)} for s in states],
    )
    if any(refused.is_refused(answer) for answer in answers):
        raise StoreFault(
            f"{store.get_alias('watches')} does not take the state of a watch: see {store.get_alias('refused')}."
        )


def _build_document(state: WatchState) -> dict[str, object]:
    body: dict[str, object] = json.loads(state.model_dump_json(exclude={"id"}))
    times = {"since": format_stamp(state.since), "matched_until": format_stamp(state.matched_until)}
    return {
        **body,
        **times,
        "recipients": {person: format_stamp(at) for person, at in state.recipients.items()},
    }
