"""The alias `watches`: how far each watch has looked, since when it is there, and why it last failed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.model.states import WatchState
from pipeline.model.times import stamp
from pipeline.store import refused
from pipeline.store.client import Store, StoreFault


def load(store: Store) -> dict[str, WatchState]:
    """Give the states of all watches that were ever used, by id."""
    store.refresh("watches")
    found = store.every("watches", {"match_all": {}})
    return {hit["_id"]: WatchState.model_validate({**hit["_source"], "id": hit["_id"]}) for hit in found}


def save(store: Store, states: Sequence[WatchState]) -> None:
    """Write states; what a good run found has been written before. Raise StoreFault when one is refused: it
    would look again for ever.
    """
    answers = refused.send(
        store, [{"kind": "watches", "id": s.id, "action": "index", "body": _document(s)} for s in states]
    )
    if any(refused.is_refused(answer) for answer in answers):
        raise StoreFault(
            f"{store.alias('watches')} does not take the state of a watch: see {store.alias('refused')}."
        )


def _document(state: WatchState) -> dict[str, object]:
    body: dict[str, object] = json.loads(state.model_dump_json(exclude={"id"}))
    times = {"since": stamp(state.since), "matched_until": stamp(state.matched_until)}
    return {**body, **times, "recipients": {person: stamp(at) for person, at in state.recipients.items()}}
