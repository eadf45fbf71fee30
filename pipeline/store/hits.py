"""The alias `hits`: a story for a recipient, once, with the watches that found it, until a mail has taken
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.model.mails import Hit
from pipeline.model.times import format_stamp
from pipeline.store import refused
from pipeline.store.bulk import Operation
from pipeline.store.client import Store

KEPT_OPEN = timedelta(days=14)
"""An older hit is no news any more: it comes from a restored snapshot, or from a person who was taken off the
list and put back.
"""


def load_hits(store: Store, ids: Sequence[str]) -> dict[str, Hit]:
    """Give hits by id; those that do not exist are left out."""
    return {id_: _parse_hit(doc) for id_, doc in store.get_documents("hits", ids).items()}


def add_hits(store: Store, hits: Sequence[Hit]) -> int:
    """Write hits that are new and give how many there were; one that another run wrote in between stays as it
    is.
    """
    answers = refused.send_operations(
        store,
        [{"kind": "hits", "id": hit.id, "action": "create", "body": _build_document(hit)} for hit in hits],
    )
    return sum(answer["status"] == 201 for answer in answers)


def rewrite_hits(store: Store, hits: Sequence[Hit]) -> None:
    """Write again hits that more watches have found; one that a mail took in between stays as it is."""
    refused.send_operations(store, [_build_change(hit, _build_document(hit)) for hit in hits])


def find_open_hits(store: Store, now: datetime) -> list[Hit]:
    """Give the hits that no mail has taken, the oldest first."""
    store.refresh("hits")
    query = {
        "bool": {
            "filter": [
                {"term": {"state": "open"}},
                {"range": {"found_at": {"gte": format_stamp(now - KEPT_OPEN)}}},
            ]
        }
    }
    return _read_hits(store, query)


def find_claimed_hits(store: Store) -> list[Hit]:
    """Give the hits whose mail was not written to its end."""
    store.refresh("hits")
    return _read_hits(store, {"term": {"state": "claimed"}})


def find_mailed_hits(store: Store, articles: Sequence[str]) -> list[Hit]:
    """Give the hits of these articles that were mailed as new."""
    store.refresh("hits")
    wanted = [
        {"terms": {"article": list(articles)}},
        {"term": {"state": "frozen"}},
        {"term": {"kind": "new"}},
    ]
    return _read_hits(store, {"bool": {"filter": wanted}})


def find_recipient_hits(store: Store, recipient: str) -> list[Hit]:
    """Give all hits of a person."""
    store.refresh("hits")
    return _read_hits(store, {"term": {"recipient": recipient}})


def change_hits(store: Store, hits: Iterable[Hit], **values: Any) -> list[Hit]:
    """Write the same values to hits and give them as they are now; those that another run changed in between
    are left out.
    """
    before = list(hits)
    answers = refused.send_operations(store, [_build_change(hit, values) for hit in before])
    return [
        hit.model_copy(update={**values, "guard": (answer["_seq_no"], answer["_primary_term"])})
        for hit, answer in zip(before, answers, strict=True)
        if not answer.get("error")
    ]


def remove_hits(store: Store, hits: Sequence[Hit]) -> None:
    """Remove hits, at a person's request."""
    store.send_bulk({"kind": "hits", "id": hit.id, "action": "delete"} for hit in hits)


def _read_hits(store: Store, query: Mapping[str, Any]) -> list[Hit]:
    # Without their number and term a claim could not tell that another run was faster.
    found = [hit["_id"] for hit in store.stream_documents("hits", query, fields=False)]
    return sorted(load_hits(store, found).values(), key=lambda hit: (hit.found_at, hit.id))


def _build_change(hit: Hit, values: Mapping[str, Any]) -> Operation:
    operation: dict[str, Any] = {
        "kind": "hits",
        "id": hit.id,
        "action": "update",
        "body": {"doc": dict(values)},
    }
    return operation | ({"if_seq_no": hit.guard[0], "if_primary_term": hit.guard[1]} if hit.guard else {})


def _build_document(hit: Hit) -> dict[str, Any]:
    body = hit.model_dump(exclude={"guard"}) | {"watches": list(hit.watches)}
    return body | {"found_at": format_stamp(hit.found_at), "due_at": format_stamp(hit.due_at)}


def _parse_hit(doc: Mapping[str, Any]) -> Hit:
    source = {name: value for name, value in doc["_source"].items() if name != "excerpts"}
    return Hit.model_validate({**source, "guard": (doc["_seq_no"], doc["_primary_term"])})
