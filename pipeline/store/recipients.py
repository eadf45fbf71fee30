"""The alias `recipients`: whose mails come back, and who stopped them."""

from __future__ import annotations

import json

from pipeline.model.recipients import RecipientState
from pipeline.model.times import format_stamp
from pipeline.store.client import Store


def load_recipient_states(store: Store) -> dict[str, RecipientState]:
    """Give everybody of whom something was heard, by id."""
    store.refresh("recipients")
    return {
        hit["_id"]: RecipientState.model_validate({**hit["_source"], "id": hit["_id"]})
        for hit in store.stream_documents("recipients")
    }


def save_recipient_state(store: Store, state: RecipientState) -> None:
    """Write how somebody stands."""
    fields = json.loads(state.model_dump_json(exclude={"id"}))
    store.put("recipients", state.id, fields | {"changed_at": format_stamp(state.changed_at)})


def remove_recipient_state(store: Store, id_: str) -> None:
    """Remove what was heard of somebody, at their request."""
    store.delete_documents("recipients", [id_])
