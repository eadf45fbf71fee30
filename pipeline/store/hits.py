"""The alias `hits`: a story for a recipient, once, with the watches that found it, until a mail has taken
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.model.mails import Hit
from pipeline.model.times import stamp
from pipeline.store import refused
from pipeline.store.bulk import Operation
from pipeline.store.client import Store

KEPT_OPEN = timedelta(days=14)
"""An older hit is no news any more: it comes from a restored snapshot, or from a person who was taken off the
list and put back.
"""


def get(store: Store, ids: Sequence[str]) -> dict[str, Hit]:
    """Give hits by id; those that do not exist are left out."""
    return {id_: _hit(doc) for id_, doc in store.get("hits", ids).items()}


def add(store: Store, hits: Sequence[Hit]) -> int:
    """Write hits that are new and give how many there were; one that another run wrote in between stays as it
    is.
    """
    answers = refused.send(
        store, [{"kind": "hits", "id": hit.id, "action": "create", "body": _document(hit)} for hit in hits]
    )
    return sum(answer["status"] == 201 for answer in answers)


def name(store: Store, hits: Sequence[Hit]) -> None:
    """Write again hits that more watches have found; one that a mail took in between stays as it is."""
    refused.send(store, [_change(hit, _document(hit)) for hit in hits])


def open_(store: Store, now: datetime) -> list[Hit]:
    """Give the hits that no mail has taken, the oldest first."""
    store.refresh("hits")
    query = {
        "bool": {
            "filter": [{"term": {"state": "open"}}, {"range": {"found_at": {"gte": stamp(now - KEPT_OPEN)}}}]
        }
    }
    return _read(store, query)


def claimed(store: Store) -> list[Hit]:
    """Give the hits whose mail was not written to its end."""
    store.refresh("hits")
    return _read(store, {"term": {"state": "claimed"}})


def mailed(store: Store, articles: Sequence[str]) -> list[Hit]:
    """Give the hits of these articles that were mailed as new."""
    store.refresh("hits")
    wanted = [
        {"terms": {"article": list(articles)}},
        {"term": {"state": "frozen"}},
        {"term": {"kind": "new"}},
    ]
    return _read(store, {"bool": {"filter": wanted}})


def of(store: Store, recipient: str) -> list[Hit]:
    """Give all hits of a person."""
    store.refresh("hits")
    return _read(store, {"term": {"recipient": recipient}})


def change(store: Store, hits: Iterable[Hit], **values: Any) -> list[Hit]:
    """Write the same values to hits and give them as they are now; those that another run changed in between
    are left out.
    """
    before = list(hits)
    answers = refused.send(store, [_change(hit, values) for hit in before])
    return [
        hit.model_copy(update={**values, "guard": (answer["_seq_no"], answer["_primary_term"])})
        for hit, answer in zip(before, answers, strict=True)
        if not answer.get("error")
    ]


def remove(store: Store, hits: Sequence[Hit]) -> None:
    """Remove hits, at a person's request."""
    store.bulk({"kind": "hits", "id": hit.id, "action": "delete"} for hit in hits)


def _read(store: Store, query: Mapping[str, Any]) -> list[Hit]:
    # Without their number and term a claim could not tell that another run was faster.
    found = [hit["_id"] for hit in store.every("hits", query, fields=False)]
    return sorted(get(store, found).values(), key=lambda hit: (hit.found_at, hit.id))


def _change(hit: Hit, values: Mapping[str, Any]) -> Operation:
    operation: dict[str, Any] = {
        "kind": "hits",
        "id": hit.id,
        "action": "update",
        "body": {"doc": dict(values)},
    }
    return operation | ({"if_seq_no": hit.guard[0], "if_primary_term": hit.guard[1]} if hit.guard else {})


def _document(hit: Hit) -> dict[str, Any]:
    body = hit.model_dump(exclude={"guard"}) | {"watches": list(hit.watches)}
    return body | {"found_at": stamp(hit.found_at), "due_at": stamp(hit.due_at)}


def _hit(doc: Mapping[str, Any]) -> Hit:
    source = {name: value for name, value in doc["_source"].items() if name != "excerpts"}
    return Hit.model_validate({**source, "guard": (doc["_seq_no"], doc["_primary_term"])})
