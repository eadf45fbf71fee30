"""The event of an article, and the meaning of a story's lead: the fields that telling events apart owns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.model.events import Trace, Vector
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, Query
from pipeline.store.refused import send_operations
from pipeline.text.urls import identify_url

MOST_KNOWN = 3000
"""Stories of the days around that are compared with, the newest ones."""
MOST_EVENTS = 500
MOST_MEMBERS = 10_000
_READ = (
    "title",
    "text",
    "language",
    "story",
    "event",
    "urls",
    "url",
    "alternates",
    "people",
    "organisations",
    "places",
    "published_at",
    "first_seen_at",
)
_LEADS: Query = {"term": {"story.role": "lead"}}
_DECIDED: Query = {"exists": {"field": "event.id"}}

ReadTrace = Callable[[Mapping[str, Any]], tuple[frozenset[str], frozenset[str]]]
"""Gives the numbers and the names of an article."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A story's lead as it is read for its event: headline and text, and whether its meaning must be read."""

    title: str
    text: str
    trace: Trace


def list_undecided(store: Store) -> list[str]:
    """Give the ids of the leads whose story has no event yet, the earliest published first."""
    store.refresh("articles")
    query = {"bool": {"filter": [_LEADS], "must_not": [_DECIDED]}}
    hits = store.stream_documents("articles", query, fields=["published_at", "first_seen_at"])
    ages = [(str(h["_source"]["published_at"]), str(h["_source"]["first_seen_at"]), h["_id"]) for h in hits]
    return [age[-1] for age in sorted(ages)]


def load_leads(store: Store, ids: Sequence[str], mark: str, read: ReadTrace) -> list[Lead]:
    """Give leads by id, in that order; of a meaning by another model than `mark` nothing is seen."""
    query = {"ids": {"values": list(ids)}}
    found = {hit["_id"]: _parse_lead(hit, mark, read) for hit in _search_leads(store, query, len(ids))}
    return [found[id_] for id_ in ids if id_ in found]


def load_known(store: Store, since: datetime, until: datetime, mark: str, read: ReadTrace) -> list[Trace]:
    """Give the stories published between two times whose event is decided, the newest ones."""
    span = {"gte": format_stamp(since), "lte": format_stamp(until)}
    query = {"bool": {"filter": [_LEADS, _DECIDED, {"range": {"published_at": span}}]}}
    hits = _search_leads(store, query, MOST_KNOWN, sort=[{"published_at": "desc"}])
    return [_parse_lead(hit, mark, read).trace for hit in hits]


def _search_leads(store: Store, query: Query, size: int, **options: Any) -> list[Document]:
    # A vector is no part of `_source`: it is asked for as a field.
    asked = {"query": query, "size": size, "_source": list(_READ), "fields": ["meaning", "meaning_by"]}
    asked |= options
    answer = store.search_many("articles", [asked], "responses.status,responses.error,responses.hits.hits")[0]
    hits: list[Document] = answer.get("hits", {}).get("hits", [])
    return hits


def _parse_lead(hit: Document, mark: str, read: ReadTrace) -> Lead:
    source, fields = hit["_source"], hit.get("fields", {})
    numbers, names = read(source)
    vector: Vector | None = fields.get("meaning")
    return Lead(
        title=source["title"],
        text=source["text"],
        trace=Trace(
            story=source["story"]["id"],
            article=hit["_id"],
            language=source.get("language") or "und",
            published_at=_read_time(source["published_at"]),
            first_seen_at=_read_time(source["first_seen_at"]),
            numbers=numbers,
            names=names,
            meaning=vector if mark and fields.get("meaning_by") == [mark] else None,
            event=(source.get("event") or {}).get("id"),
            urls=frozenset(map(identify_url, {source["url"], *(source.get("urls") or ())})),
            alternates=frozenset(map(identify_url, source.get("alternates") or ())),
        ),
    )


def _read_time(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


def write_meanings(store: Store, meanings: Mapping[str, Vector], mark: str) -> None:
    """Keep the meanings of leads, by article, with the mark of the model."""
    fields = {id_: {"meaning": list(vector), "meaning_by": mark} for id_, vector in meanings.items()}
    send_operations(store, [Operation("update", "articles", id_, some) for id_, some in fields.items()])


def find_leads_without_meaning(store: Store, mark: str) -> list[str]:
    """Give the ids of the leads that have no meaning by this model."""
    store.refresh("articles")
    query = {"bool": {"filter": [_LEADS], "must_not": [{"term": {"meaning_by": mark}}]}}
    return store.find_ids("articles", query)


def set_events(store: Store, events: Mapping[str, str]) -> int:
    """Give stories their events and count all events that changed anew; give how many articles were written.

    `events` are by story and written in their order, so that a run that was killed leaves the first ones
    decided. Every member of a story, and each that joins it later, gets its event.
    """
    store.refresh("articles")
    stories = list(events)
    for start in range(0, len(stories), MOST_EVENTS):
        some = {story: events[story] for story in stories[start : start + MOST_EVENTS]}
        hits = store.stream_documents(
            "articles", {"terms": {"story.id": list(some)}}, fields=["story.id", "event.id"]
        )
        _write_events(store, _choose_changes(some, hits))
    return count_events(store, sorted(set(events.values())))


def _choose_changes(events: Mapping[str, str], members: Iterable[Document]) -> dict[str, dict[str, str]]:
    places = {story: place for place, story in enumerate(events)}
    changes: list[tuple[int, str, str]] = []
    for hit in members:
        story = hit["_source"]["story"]["id"]
        if (hit["_source"].get("event") or {}).get("id") != events[story]:
            changes.append((places[story], hit["_id"], events[story]))
    return {id_: {"id": event} for _, id_, event in sorted(changes)}


def find_members_without_event(store: Store) -> dict[str, str]:
    """Give the events of stories, by story, of which a member has none: a copy that came later."""
    query = {"bool": {"filter": [{"exists": {"field": "story.id"}}], "must_not": [_DECIDED]}}
    hits = store.stream_documents("articles", query, fields=["story.id"])
    stories = sorted({hit["_source"]["story"]["id"] for hit in hits})
    found: dict[str, str] = {}
    for start in range(0, len(stories), MOST_EVENTS):
        some = {"terms": {"story.id": stories[start : start + MOST_EVENTS]}}
        decided = {"bool": {"filter": [some, _DECIDED]}}
        for hit in store.stream_documents("articles", decided, fields=["story.id", "event.id"]):
            found[hit["_source"]["story"]["id"]] = hit["_source"]["event"]["id"]
    return found


def list_uncounted(store: Store) -> list[str]:
    """Give the events with a member that does not say how many stories it has: a run was killed there."""
    uncounted: Query = {"bool": {"filter": [_DECIDED], "must_not": [{"exists": {"field": "event.stories"}}]}}
    hits = store.stream_documents("articles", uncounted, fields=["event.id"])
    return sorted({hit["_source"]["event"]["id"] for hit in hits})


def count_events(store: Store, events: Sequence[str]) -> int:
    """Write to the members of events how many stories and which languages they have, where it differs."""
    store.refresh("articles")
    written = 0
    for start in range(0, len(events), MOST_EVENTS):
        some = list(events[start : start + MOST_EVENTS])
        members: dict[str, list[Document]] = {}
        fields = ["story.id", "event", "language"]
        for hit in store.stream_documents("articles", {"terms": {"event.id": some}}, fields=fields):
            members.setdefault(hit["_source"]["event"]["id"], []).append(hit)
        changes = {id_: one for family in members.values() for id_, one in _count_members(family).items()}
        _write_events(store, changes)
        written += len(changes)
    return written


def _count_members(members: Sequence[Document]) -> dict[str, dict[str, Any]]:
    stories = len({hit["_source"]["story"]["id"] for hit in members})
    languages = sorted({hit["_source"].get("language") or "und" for hit in members})
    changes: dict[str, dict[str, Any]] = {}
    for hit in members:
        event = hit["_source"]["event"]
        if event.get("stories") != stories or event.get("languages") != languages:
            changes[hit["_id"]] = {"stories": stories, "languages": languages}
    # The members without a number come last: as long as one has none, the event is counted again.
    new = {hit["_id"]: "stories" not in hit["_source"]["event"] for hit in members}
    return {id_: changes[id_] for id_ in sorted(changes, key=new.__getitem__)}


def _write_events(store: Store, events: Mapping[str, Mapping[str, Any]]) -> None:
    # Not `changed_at`: how many stories tell of a happening is no news of an article.
    send_operations(
        store, [Operation("update", "articles", id_, {"event": event}) for id_, event in events.items()]
    )


def load_sums(store: Store, mark: str) -> dict[str, tuple[Vector, int]]:
    """Give by language the sum of the meanings that the index has seen, and their number."""
    found = {}
    for hit in store.stream_documents("meanings"):
        source = hit["_source"]
        if source["mark"] == mark:
            found[hit["_id"]] = (source["sum"]["values"], int(source["number"]))
    return found


def save_sums(store: Store, sums: Mapping[str, tuple[Vector, int]], mark: str, at: datetime) -> None:
    """Keep the sums of the meanings by language."""
    operations = []
    for language, (total, number) in sums.items():
        fields = {
            "mark": mark,
            "sum": {"values": list(total)},
            "number": number,
            "renewed_at": format_stamp(at),
        }
        operations.append(Operation("index", "meanings", language, fields))
    send_operations(store, operations)
    store.refresh("meanings")


def add_meanings(
    sums: Mapping[str, tuple[Vector, int]], more: Iterable[tuple[str, Vector]]
) -> dict[str, tuple[Vector, int]]:
    """Give the sums by language with more meanings in them."""
    added = dict(sums)
    for language, vector in more:
        total, number = added.get(language, ([0.0] * len(vector), 0))
        added[language] = ([a + b for a, b in zip(total, vector, strict=True)], number + 1)
    return added
