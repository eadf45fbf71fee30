"""Events for people: the latest ones, and the stories of some, each shown by its lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.store.client import Store
from pipeline.store.documents import Query

SHOWN = (
    "url",
    "title",
    "source",
    "language",
    "published_at",
    "published_precision",
    "first_seen_at",
    "relevance",
    "story",
    "event",
)
MOST_EVENTS = 500
_LEADS: Query = {"term": {"story.role": "lead"}}

Stories = Sequence[Mapping[str, Any]]
"""The leads of the stories of an event, the earliest published first."""


def load_event_stories(store: Store, events: Sequence[str]) -> dict[str, Stories]:
    """Give the living stories of events, by event."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for start in range(0, len(events), MOST_EVENTS):
        some = {"terms": {"event.id": list(events[start : start + MOST_EVENTS])}}
        query = {"bool": {"filter": [_LEADS, some], "must_not": {"exists": {"field": "withdrawn_at"}}}}
        for hit in store.stream_documents("articles", query, fields=SHOWN):
            found.setdefault(hit["_source"]["event"]["id"], []).append(hit["_source"])
    for stories in found.values():
        stories.sort(key=lambda lead: (lead["published_at"], lead["url"]))
    return dict(found)


def find_latest_events(store: Store, *, size: int, grade: int, least: int) -> list[Stories]:
    """Give the events whose newest story was published last, each with its stories.

    Only those with a story of this grade at least, and with so many stories at least.
    """
    store.refresh("articles")
    query = {
        "bool": {
            "filter": [
                _LEADS,
                {"range": {"relevance.grade": {"gte": grade}}},
                {"range": {"event.stories": {"gte": least}}},
            ]
        }
    }
    hits = store.search(
        "articles",
        query,
        size=size,
        fields=["event.id"],
        sort=[{"published_at": "desc"}],
        collapse={"field": "event.id"},
    )
    ids = [hit["_source"]["event"]["id"] for hit in hits]
    stories = load_event_stories(store, ids)
    return [stories[id_] for id_ in ids if id_ in stories]


def describe_story(lead: Mapping[str, Any]) -> dict[str, Any]:
    """Give the form in which `--json` prints a story of an event."""
    return {
        "title": lead["title"],
        "url": lead["url"],
        "source": lead["source"]["name"],
        "country": lead["source"]["country"],
        "language": lead["language"],
        "published_at": lead["published_at"],
        "published_precision": lead["published_precision"],
        "grade": lead["relevance"]["grade"],
        "story": lead["story"]["id"],
        "copies": lead["story"].get("copies") or 0,
    }


def describe_event(stories: Stories) -> dict[str, Any]:
    """Give the form in which `--json` prints an event: its counts and its stories."""
    return {
        "event": stories[0]["event"]["id"],
        "first_published_at": stories[0]["published_at"],
        "last_published_at": stories[-1]["published_at"],
        "stories": len(stories),
        "articles": sum(1 + (lead["story"].get("copies") or 0) for lead in stories),
        "outlets": len({lead["source"]["name"] for lead in stories}),
        "languages": sorted({lead["language"] for lead in stories}),
        "grade": max(lead["relevance"]["grade"] for lead in stories),
        "told_by": [describe_story(lead) for lead in stories],
    }
