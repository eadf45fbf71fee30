"""The alias `watches`: how far each watch has looked, since when it is there, and why it last failed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.model.states import WatchState
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Fields
from pipeline.store.errors import StoreFault
from pipeline.store.refused import is_refused, send_operations


def load_watch_states(store: Store) -> dict[str, WatchState]:
    """Give the states of all watches that were ever used, by id."""
    store.refresh("watches")
    states = {}
    for hit in store.stream_documents("watches"):
        states[hit["_id"]] = WatchState.model_validate({**hit["_source"], "id": hit["_id"]})
    return states


def save_watch_states(store: Store, states: Sequence[WatchState]) -> None:
    """Write states; what a good run found has been written before.

    Raise StoreFault when one is refused: that watch would look again for ever.
    """
    operations = [Operation("index", "watches", state.id, _build_fields(state)) for state in states]
    if any(is_refused(answer) for answer in send_operations(store, operations)):
        alias, kept = store.get_alias("watches"), store.get_alias("refused")
        raise StoreFault(f"{alias} does not take the state of a watch: see {kept}.")


def mark_session(store: Store, id_: str, query_hash: str) -> None:
    """Note that Kibana has a saved search for a watch that asks this."""
    store.update("watches", id_, {"session": query_hash})


def _build_fields(state: WatchState) -> Fields:
    fields: Fields = json.loads(state.model_dump_json(exclude={"id"}))
    fields |= {"since": format_stamp(state.since), "matched_until": format_stamp(state.matched_until)}
    fields["recipients"] = {person: format_stamp(at) for person, at in state.recipients.items()}
    return fields
