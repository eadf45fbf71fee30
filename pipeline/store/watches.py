"""The alias `watches`: how far each watch has looked, since when it is there, and why it last failed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import AwareDatetime, Field

from pipeline.model import Value
from pipeline.store import refused
from pipeline.store.client import Store, StoreFault
from pipeline.store.times import stamp


class WatchState(Value):
    """A watch as last used.

    `since` is its first use: nothing seen before is news to it. `matched_until` is the start of its last good run. `recipients` gives for
    each person since when they are on it.
    """

    id: str
    query_hash: str
    since: AwareDatetime
    matched_until: AwareDatetime
    error: str = ""
    recipients: dict[str, AwareDatetime] = Field(default_factory=dict)


def load(store: Store) -> dict[str, WatchState]:
    """Give the states of all watches that were ever used, by id."""
    store.refresh("watches")
    found = store.every("watches", {"match_all": {}})
    return {hit["_id"]: WatchState.model_validate({**hit["_source"], "id": hit["_id"]}) for hit in found}


def save(store: Store, states: Sequence[WatchState]) -> None:
    """Write states; what a good run found has been written before. Raise StoreFault when one is refused: it would look again for ever."""
    answers = refused.send(store, [{"kind": "watches", "id": s.id, "action": "index", "body": _document(s)} for s in states])
    if any(refused.is_refused(answer) for answer in answers):
        raise StoreFault(f"{store.alias('watches')} does not take the state of a watch: see {store.alias('refused')}.")


def _document(state: WatchState) -> dict[str, object]:
    body: dict[str, object] = json.loads(state.model_dump_json(exclude={"id"}))
    times = {"since": stamp(state.since), "matched_until": stamp(state.matched_until)}
    return {**body, **times, "recipients": {person: stamp(at) for person, at in state.recipients.items()}}
