"""The alias `mails`: the outbox.

A mail is written here before anybody tries to send it, and its fate after each try.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.model.mails import TO_LOOK_AT, WAITING, Mail, MailState
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import (
    EVERYTHING,
    Document,
    Fields,
    Query,
    match_since,
    match_until,
    read_sequence,
)
from pipeline.store.refused import send_operations

MAIL = "mail"
OVERDUE = timedelta(hours=1)
STILL_NEWS = timedelta(days=1)
"""How long a mail that ended undelivered counts as news for the exit code; the list shows it until a person
drops it.
"""
MOST_PEOPLE = 10_000
MOST_REPLIES = 1000
_TIMES = ("queued_at", "next_try_at", "sent_at", "ended_at", "lease_until")


def create_mail(store: Store, mail: Mail) -> bool:
    """Write a mail into the outbox; False when it is there already."""
    return store.create("mails", mail.id, _build_fields(mail)) is not None


def load_mails(store: Store, ids: Sequence[str]) -> dict[str, Mail]:
    """Give mails by id; those that do not exist are left out."""
    return {id_: _parse_mail(document) for id_, document in store.get_documents("mails", ids).items()}


def change_mail(store: Store, mail: Mail, **values: Any) -> Mail | None:
    """Write a mail's new state and give it; None when another run changed it since it was read."""
    new = mail.model_copy(update=values)
    sequence = store.update("mails", mail.id, _pick_fields(new, values), mail.sequence)
    return new.model_copy(update={"sequence": sequence}) if sequence else None


def change_mails(store: Store, changes: Sequence[tuple[Mail, Mapping[str, Any]]]) -> list[Mail]:
    """Write the new states of several mails in one request.

    Give those that no other run changed since they were read.
    """
    new = [mail.model_copy(update=dict(values)) for mail, values in changes]
    operations = []
    for mail, (_, values) in zip(new, changes, strict=True):
        operations.append(Operation("update", "mails", mail.id, _pick_fields(mail, values), mail.sequence))
    changed = []
    for mail, answer in zip(new, send_operations(store, operations), strict=True):
        if not answer.get("error"):
            changed.append(mail.model_copy(update={"sequence": read_sequence(answer)}))
    return changed


def remove_mails(store: Store, ids: Sequence[str]) -> None:
    """Remove mails, at a person's request."""
    store.delete_documents("mails", ids)


def list_recipient_drafts(
    store: Store, recipient: str, state: MailState, most: int
) -> list[Mapping[str, Any]]:
    """Give the drafts of the newest mails to a recipient in a state, the oldest of them first."""
    store.refresh("mails")
    query: Query = {"bool": {"filter": [{"term": {"recipient": recipient}}, {"term": {"state": state}}]}}
    newest = [{"queued_at": "desc"}]
    found = store.search("mails", query, size=most, sort=newest, fields=["content"])
    return [hit["_source"]["content"] for hit in reversed(found)]


def find_due_mails(store: Store, now: datetime, channels: Collection[str] = (MAIL,)) -> list[str]:
    """Give the ids of the mails to be tried now on these channels, the oldest first.

    These are queued ones, and those whose sender died.
    """
    store.refresh("mails")
    queued = [{"term": {"state": MailState.QUEUED}}, match_until("next_try_at", now)]
    left = [{"term": {"state": MailState.SENDING}}, match_until("lease_until", now)]
    # What was written before there were channels has none: it is mail.
    no_channel: Query = {"bool": {"must_not": {"exists": {"field": "channel"}}}}
    ways: list[Query] = [{"terms": {"channel": list(channels)}}, *([no_channel] if MAIL in channels else [])]
    query = {
        "bool": {
            "filter": {"bool": {"should": ways}},
            "should": [{"bool": {"filter": queued}}, {"bool": {"filter": left}}],
            "minimum_should_match": 1,
        }
    }
    found = list(store.stream_documents("mails", query, fields=["queued_at"]))
    found.sort(key=lambda hit: (hit["_source"]["queued_at"], hit["_id"]))
    return [hit["_id"] for hit in found]


def list_mails(store: Store, states: Sequence[MailState] = (), most: int = 100) -> list[Mail]:
    """Give the newest mails, of these states or all."""
    store.refresh("mails")
    query: Query = {"terms": {"state": list(states)}} if states else EVERYTHING
    newest = [{"queued_at": "desc"}]
    found = store.search(
        "mails", query, size=most, sort=newest, seq_no_primary_term=True, ignore_unavailable=True
    )
    return [_parse_mail(hit) for hit in found]


def find_recipient_mails(store: Store, recipient: str) -> list[str]:
    """Give the ids of all mails to a person."""
    store.refresh("mails")
    return store.find_ids("mails", {"term": {"recipient": recipient}})


def find_recipients_of(store: Store, message_ids: Sequence[str]) -> dict[str, str]:
    """Give to whom the mails with these message ids went, by message id."""
    store.refresh("mails")
    query: Query = {"terms": {"message_id": list(message_ids)}}
    found = store.stream_documents("mails", query, fields=["message_id", "recipient"])
    return {hit["_source"]["message_id"]: hit["_source"]["recipient"] for hit in found}


def drop_waiting_mails(store: Store, recipient: str, reason: str, now: datetime) -> int:
    """Take out of the queue what waits for a person, and give how many mails that were."""
    store.refresh("mails")
    waiting = [{"term": {"recipient": recipient}}, {"term": {"state": MailState.QUEUED}}]
    found = load_mails(store, store.find_ids("mails", {"bool": {"filter": waiting}}))
    ended = {"state": MailState.DROPPED, "ended_at": now, "reply": reason}
    return len(change_mails(store, [(mail, ended) for mail in found.values()]))


def find_mails_beginning(store: Store, start: str) -> list[Mail]:
    """Give the mails whose id begins so."""
    store.refresh("mails")
    ids = [id_ for id_ in store.find_ids("mails") if id_.startswith(start)]
    return list(load_mails(store, ids).values())


def count_mails_since(store: Store, kind: str, since: datetime) -> dict[str, int]:
    """Count the mails of a kind that were written since a time, by person."""
    query = {"bool": {"filter": [{"term": {"kind": kind}}, match_since("queued_at", since)]}}
    people = _group_by_person(store, query, {})
    return {str(person["key"]): int(person["doc_count"]) for person in people}


def find_last_times(store: Store, *kinds: str, without: bool = False) -> dict[str, datetime]:
    """Give when the last mail of these kinds, or `without` them, was written to each person."""
    query = {"bool": {"must_not" if without else "filter": [{"terms": {"kind": list(kinds)}}]}}
    people = _group_by_person(store, query, {"last": {"max": {"field": "queued_at"}}})
    return {str(one["key"]): datetime.fromtimestamp(one["last"]["value"] / 1000, UTC) for one in people}


def _group_by_person(store: Store, query: Query, aggregations: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give a bucket for each person to whom mails of a query went."""
    store.refresh("mails")
    people: Fields = {"terms": {"field": "recipient", "size": MOST_PEOPLE}}
    if aggregations:
        people["aggs"] = aggregations
    buckets: list[Mapping[str, Any]] = store.aggregate("mails", {"people": people}, query)["people"][
        "buckets"
    ]
    return buckets


def find_last_replies(store: Store, now: datetime) -> list[str]:
    """Give what was said last about the mails that were tried and wait, or became dead letters in a day."""
    store.refresh("mails")
    tried = [{"term": {"state": MailState.QUEUED}}, {"range": {"attempts": {"gte": 1}}}]
    dead = [{"term": {"state": MailState.DEAD}}, match_since("ended_at", now - STILL_NEWS)]
    query: Query = {"bool": {"should": [{"bool": {"filter": tried}}, {"bool": {"filter": dead}}]}}
    found = store.search("mails", query, size=MOST_REPLIES, fields=["reply"], ignore_unavailable=True)
    return [str(mail["_source"].get("reply") or "") for mail in found]


def count_by_state(store: Store) -> dict[str, int]:
    """Count the mails by state."""
    store.refresh("mails")
    return store.count_values("mails", "state")


def count_undelivered(store: Store, now: datetime) -> int:
    """Count the mails that should have arrived an hour ago.

    These are those that wait still, and those that ended undelivered or uncertain within the last day.
    """
    store.refresh("mails")
    waiting = {"terms": {"state": list(WAITING)}}
    failed = [{"terms": {"state": list(TO_LOOK_AT)}}, match_since("ended_at", now - STILL_NEWS)]
    late = match_until("queued_at", now - OVERDUE)
    either = [waiting, {"bool": {"filter": failed}}]
    return store.count("mails", {"bool": {"filter": [late], "should": either, "minimum_should_match": 1}})


def _pick_fields(mail: Mail, names: Mapping[str, Any]) -> Fields:
    """Give those fields of a mail that are named."""
    return {name: value for name, value in _build_fields(mail).items() if name in names}


def _build_fields(mail: Mail) -> Fields:
    fields: Fields = json.loads(mail.model_dump_json(exclude={"sequence", "id"}))
    return fields | {name: format_stamp(getattr(mail, name)) for name in _TIMES}


def _parse_mail(document: Document) -> Mail:
    apart = {"id": document["_id"], "sequence": read_sequence(document)}
    return Mail.model_validate({**document["_source"], **apart})
