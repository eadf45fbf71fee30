"""The alias `mails`: the outbox. A mail is written here before anybody tries to send it, and its fate after
each try.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import ConflictError, NotFoundError

from pipeline.model.mails import FAILED, WAITING, Mail, MailState
from pipeline.model.times import format_stamp
from pipeline.store import refused
from pipeline.store.bulk import Operation
from pipeline.store.client import Store

OVERDUE = timedelta(hours=1)
TOLD = timedelta(days=1)
"""How long a mail that ended undelivered counts as news for the exit code; the list shows it until a person
drops it.
"""
MOST_PEOPLE = 10_000
MOST_REPLIES = 1000
_TIMES = ("queued_at", "next_try_at", "sent_at", "ended_at", "lease_until")
_APART = {"guard", "id"}


def create_mail(store: Store, mail: Mail) -> bool:
    """Write a mail into the outbox; False when it is there already."""
    index = store.get_alias("mails")
    try:
        store.ask(
            lambda: store.client.create(
                index=index, id=mail.id, document=_build_document(mail), require_alias=True
            )
        )
    except ConflictError:
        return False
    return True


def load_mails(store: Store, ids: Sequence[str]) -> dict[str, Mail]:
    """Give mails by id; those that do not exist are left out."""
    return {id_: _parse_mail(doc) for id_, doc in store.get_documents("mails", list(ids)).items()}


def change_mail(store: Store, mail: Mail, **values: Any) -> Mail | None:
    """Write a mail's new state and give it; None when another run changed it since it was read."""
    new = mail.model_copy(update=values)
    guard: dict[str, Any] = (
        {"if_seq_no": mail.guard[0], "if_primary_term": mail.guard[1]} if mail.guard else {}
    )
    doc = {name: value for name, value in _build_document(new).items() if name in values}
    try:
        answer = store.ask(
            lambda: store.client.update(
                index=store.get_alias("mails"), id=mail.id, doc=doc, require_alias=True, **guard
            )
        )
    except (ConflictError, NotFoundError):
        return None
    return new.model_copy(update={"guard": (answer["_seq_no"], answer["_primary_term"])})


def change_mails(store: Store, changes: Sequence[tuple[Mail, Mapping[str, Any]]]) -> list[Mail]:
    """Write the new states of several mails in one request and give those that no other run changed since
    they were read.
    """
    new = [mail.model_copy(update=dict(values)) for mail, values in changes]
    answers = refused.send_operations(
        store, [_build_operation(mail, values) for mail, (_, values) in zip(new, changes, strict=True)]
    )
    return [
        mail.model_copy(update={"guard": (answer["_seq_no"], answer["_primary_term"])})
        for mail, answer in zip(new, answers, strict=True)
        if not answer.get("error")
    ]


def _build_operation(new: Mail, values: Mapping[str, Any]) -> Operation:
    doc = {name: value for name, value in _build_document(new).items() if name in values}
    operation = {"kind": "mails", "id": new.id, "action": "update", "body": {"doc": doc}}
    return operation | ({"if_seq_no": new.guard[0], "if_primary_term": new.guard[1]} if new.guard else {})


def find_due_mails(store: Store, now: datetime) -> list[str]:
    """Give the ids of the mails to be tried now, the oldest first: queued ones, and those whose sender
    died.
    """
    store.refresh("mails")
    queued = {
        "bool": {
            "filter": [
                {"term": {"state": MailState.QUEUED}},
                {"range": {"next_try_at": {"lte": format_stamp(now)}}},
            ]
        }
    }
    left = {
        "bool": {
            "filter": [
                {"term": {"state": MailState.SENDING}},
                {"range": {"lease_until": {"lte": format_stamp(now)}}},
            ]
        }
    }
    found = store.stream_documents("mails", {"bool": {"should": [queued, left]}}, fields=["queued_at"])
    return [hit["_id"] for hit in sorted(found, key=lambda hit: (hit["_source"]["queued_at"], hit["_id"]))]


def count_mails_since(store: Store, kind: str, since: datetime) -> dict[str, int]:
    """Count the mails of a kind that were written since a time, by person."""
    query = {
        "bool": {"filter": [{"term": {"kind": kind}}, {"range": {"queued_at": {"gte": format_stamp(since)}}}]}
    }
    return {str(b["key"]): int(b["doc_count"]) for b in _group_by_person(store, query, {})}


def find_last_times(store: Store, *kinds: str, without: bool = False) -> dict[str, datetime]:
    """Give when the last mail of these kinds, or `without` them, was written to each person."""
    chosen = {"terms": {"kind": list(kinds)}}
    query = {"bool": {"must_not" if without else "filter": [chosen]}}
    found = _group_by_person(store, query, {"last": {"max": {"field": "queued_at"}}})
    return {str(b["key"]): datetime.fromtimestamp(b["last"]["value"] / 1000, UTC) for b in found}


def _group_by_person(
    store: Store, query: Mapping[str, Any], aggs: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    store.refresh("mails")
    people = {
        "people": {"terms": {"field": "recipient", "size": MOST_PEOPLE}, **({"aggs": aggs} if aggs else {})}
    }
    answer = store.ask(
        lambda: store.client.search(index=store.get_alias("mails"), query=query, size=0, aggs=people)
    )
    buckets: list[Mapping[str, Any]] = answer["aggregations"]["people"]["buckets"]
    return buckets


def list_mails(store: Store, states: Sequence[MailState] = (), most: int = 100) -> list[Mail]:
    """Give the newest mails, of these states or all."""
    store.refresh("mails")
    query: dict[str, Any] = {"terms": {"state": list(states)}} if states else {"match_all": {}}
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("mails"),
            query=query,
            size=most,
            sort=[{"queued_at": "desc"}],
            seq_no_primary_term=True,
            ignore_unavailable=True,
        )
    )
    return [_parse_mail(hit) for hit in answer["hits"]["hits"]]


def find_recipient_mails(store: Store, recipient: str) -> list[str]:
    """Give the ids of all mails to a person."""
    store.refresh("mails")
    return [
        hit["_id"]
        for hit in store.stream_documents("mails", {"term": {"recipient": recipient}}, fields=False)
    ]


def remove_mails(store: Store, ids: Sequence[str]) -> None:
    """Remove mails, at a person's request."""
    store.send_bulk({"kind": "mails", "id": id_, "action": "delete"} for id_ in ids)


def find_mails_beginning(store: Store, start: str) -> list[Mail]:
    """Give the mails whose id begins so."""
    store.refresh("mails")
    ids = [
        hit["_id"]
        for hit in store.stream_documents("mails", {"match_all": {}}, fields=False)
        if hit["_id"].startswith(start)
    ]
    return list(load_mails(store, ids).values())


def find_waiting_replies(store: Store) -> list[str]:
    """Give what the server said last about the mails that were tried and wait for another try."""
    store.refresh("mails")
    tried = [{"term": {"state": MailState.QUEUED}}, {"range": {"attempts": {"gte": 1}}}]
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("mails"),
            query={"bool": {"filter": tried}},
            size=MOST_REPLIES,
            source={"includes": ["reply"]},
            ignore_unavailable=True,
        )
    )
    return [str(hit["_source"].get("reply") or "") for hit in answer["hits"]["hits"]]


def count_by_state(store: Store) -> dict[str, int]:
    """Count the mails by state."""
    store.refresh("mails")
    aggs = {"states": {"terms": {"field": "state"}}}
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("mails"), size=0, aggs=aggs, ignore_unavailable=True
        )
    )
    buckets = (answer.get("aggregations") or {}).get("states", {}).get("buckets", [])
    return {str(b["key"]): int(b["doc_count"]) for b in buckets}


def count_undelivered(store: Store, now: datetime) -> int:
    """Count the mails that should have arrived an hour ago: those that wait still, and those that ended
    undelivered within the last day.
    """
    store.refresh("mails")
    waiting = {"bool": {"filter": [{"terms": {"state": list(WAITING)}}]}}
    ended = {
        "bool": {
            "filter": [
                {"terms": {"state": list(FAILED)}},
                {"range": {"ended_at": {"gte": format_stamp(now - TOLD)}}},
            ]
        }
    }
    late = {"range": {"queued_at": {"lte": format_stamp(now - OVERDUE)}}}
    query = {"bool": {"filter": [late], "should": [waiting, ended], "minimum_should_match": 1}}
    return int(
        store.ask(
            lambda: store.client.count(index=store.get_alias("mails"), query=query, ignore_unavailable=True)
        )["count"]
    )


def _build_document(mail: Mail) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(mail.model_dump_json(exclude=_APART))
    return body | {name: format_stamp(getattr(mail, name)) for name in _TIMES}


def _parse_mail(doc: Mapping[str, Any]) -> Mail:
    return Mail.model_validate(
        {**doc["_source"], "id": doc["_id"], "guard": (doc["_seq_no"], doc["_primary_term"])}
    )
