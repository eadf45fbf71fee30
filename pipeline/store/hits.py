"""The alias `hits`: a story for a recipient, once, with the watches that found it, until a mail takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.model.mails import Hit
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, Fields, Query, match_since, read_sequence
from pipeline.store.refused import send_operations

KEPT_OPEN = timedelta(days=14)
"""An older hit is no news any more: it comes from a restored snapshot, or from a person who was taken off the
list and put back.
"""


def load_hits(store: Store, ids: Sequence[str]) -> dict[str, Hit]:
    """Give hits by id; those that do not exist are left out."""
    return {id_: _parse_hit(document) for id_, document in store.get_documents("hits", ids).items()}


def add_hits(store: Store, hits: Sequence[Hit]) -> int:
    """Write hits that are new and give how many there were; one that is there already stays as it is."""
    answers = send_operations(
        store, [Operation("create", "hits", hit.id, _build_fields(hit)) for hit in hits]
    )
    return sum(answer["status"] == 201 for answer in answers)


def rewrite_hits(store: Store, hits: Sequence[Hit]) -> None:
    """Write again hits that more watches have found; one that a mail took in between stays as it is."""
    send_operations(store, [_build_update(hit, _build_fields(hit)) for hit in hits])


def find_open_hits(store: Store, now: datetime) -> list[Hit]:
    """Give the hits that no mail has taken, the oldest first."""
    return _find_hits(store, {"term": {"state": "open"}}, match_since("found_at", now - KEPT_OPEN))


def find_claimed_hits(store: Store) -> list[Hit]:
    """Give the hits whose mail was not written to its end."""
    return _find_hits(store, {"term": {"state": "claimed"}})


def find_mailed_hits(store: Store, articles: Sequence[str]) -> list[Hit]:
    """Give the hits of these articles that were mailed as new."""
    mailed: list[Query] = [{"term": {"state": "frozen"}}, {"term": {"kind": "new"}}]
    return _find_hits(store, {"terms": {"article": list(articles)}}, *mailed)


def find_event_hits(store: Store, events: Sequence[str]) -> list[Hit]:
    """Give the hits of stories of these events that a mail has taken."""
    taken: list[Query] = [{"terms": {"state": ["claimed", "frozen"]}}, {"term": {"kind": "new"}}]
    return _find_hits(store, {"terms": {"event": list(events)}}, *taken) if events else []


def find_recipient_hits(store: Store, recipient: str) -> list[Hit]:
    """Give all hits of a person."""
    return _find_hits(store, {"term": {"recipient": recipient}})


def _find_hits(store: Store, *queries: Query) -> list[Hit]:
    """Give the hits for which all queries hold, the oldest first."""
    store.refresh("hits")
    # They are read by id: without its sequence number a claim could not tell that another run was faster.
    found = load_hits(store, store.find_ids("hits", {"bool": {"filter": list(queries)}}))
    return sorted(found.values(), key=lambda hit: (hit.found_at, hit.id))


def change_hits(store: Store, hits: Iterable[Hit], **values: Any) -> list[Hit]:
    """Write the same values to hits and give them as they are now.

    Those that another run changed in between are left out.
    """
    before = list(hits)
    answers = send_operations(store, [_build_update(hit, values) for hit in before])
    changed = []
    for hit, answer in zip(before, answers, strict=True):
        if not answer.get("error"):
            changed.append(hit.model_copy(update={**values, "sequence": read_sequence(answer)}))
    return changed


def remove_hits(store: Store, hits: Sequence[Hit]) -> None:
    """Remove hits, at a person's request."""
    store.delete_documents("hits", [hit.id for hit in hits])


def _build_update(hit: Hit, values: Mapping[str, Any]) -> Operation:
    return Operation("update", "hits", hit.id, values, hit.sequence)


def _build_fields(hit: Hit) -> Fields:
    fields = hit.model_dump(exclude={"sequence"}) | {"watches": list(hit.watches)}
    return fields | {"found_at": format_stamp(hit.found_at), "due_at": format_stamp(hit.due_at)}


def _parse_hit(document: Document) -> Hit:
    fields = {name: value for name, value in document["_source"].items() if name != "excerpts"}
    return Hit.model_validate({**fields, "sequence": read_sequence(document)})
