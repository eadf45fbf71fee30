"""The alias `surges`: what surged, since when, how many stories against how many expected, and which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.model.surges import Sighting, Surge
from pipeline.model.times import format_stamp, parse_time
from pipeline.store.articles.watch_queries import build_news_query
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, Fields, Query, match_since
from pipeline.store.refused import send_operations

LASTS = timedelta(hours=24)
"""How long after it was last seen a surge is over."""
LATE = timedelta(days=2)
"""A story that was this old when it was first seen is no part of a surge: a backfill."""
_FIELDS = ("title", "source.id", "themes", "people", "event.id", "story.id", "first_seen_at", "published_at")
_OPEN: Query = {"bool": {"must_not": {"exists": {"field": "ended_at"}}}}


def load_sightings(store: Store, since: datetime) -> list[Sighting]:
    """Give the stories of grade 2 and 3 first seen since a time; what was old by then is left out."""
    store.refresh("articles")
    query = build_news_query({"term": {"story.role": "lead"}}, match_since("first_seen_at", since))
    hits = store.stream_documents("articles", {"bool": query}, fields=_FIELDS)
    return [_parse_sighting(hit) for hit in hits if not _is_late(hit)]


def find_beginning(store: Store) -> datetime | None:
    """Give when the first article of the web was first seen; None where there is none yet."""
    query = {"bool": {"filter": [{"term": {"origin": "web"}}]}}
    hits = store.search("articles", query, size=1, fields=["first_seen_at"], sort=[{"first_seen_at": "asc"}])
    return parse_time(hits[0]["_source"]["first_seen_at"]) if hits else None


def _is_late(hit: Document) -> bool:
    seen, published = (parse_time(hit["_source"].get(name)) for name in ("first_seen_at", "published_at"))
    return bool(seen and published and seen - published > LATE)


def _parse_sighting(hit: Document) -> Sighting:
    source = hit["_source"]
    return Sighting(
        story=source["story"]["id"],
        at=datetime.fromisoformat(source["first_seen_at"]),
        outlet=source["source"]["id"],
        title=source["title"],
        themes=tuple(source.get("themes") or ()),
        people=tuple(source.get("people") or ()),
        event=(source.get("event") or {}).get("id") or "",
    )


def record_surges(store: Store, surges: Sequence[Surge], now: datetime) -> int:
    """Write surges and give how many are new.

    One that goes on keeps its beginning; one that was not seen for a day is closed.
    """
    going_on = {(hit["_source"]["kind"], hit["_source"]["subject"]): hit for hit in _find_open(store)}
    operations, new = [], 0
    for surge in surges:
        old = going_on.pop((surge.kind, surge.subject), None)
        new += old is None
        fields = _build_fields(surge, old["_source"] if old else None)
        operations.append(Operation("index", "surges", old["_id"] if old else surge.id, fields))
    for hit in going_on.values():
        noticed = parse_time(hit["_source"]["noticed_at"])
        if noticed is None or now - noticed >= LASTS:
            operations.append(Operation("update", "surges", hit["_id"], {"ended_at": format_stamp(now)}))
    send_operations(store, operations)
    return new


def _find_open(store: Store) -> list[Document]:
    store.refresh("surges")
    return list(store.stream_documents("surges", _OPEN))


def _build_fields(surge: Surge, old: Fields | None) -> Fields:
    titles = {**(old["titles"] if old else {}), **surge.leads}
    return {
        "kind": surge.kind,
        "subject": surge.subject,
        "began_at": old["began_at"] if old else format_stamp(surge.began_at),
        "noticed_at": format_stamp(surge.noticed_at),
        "stories": max(surge.stories, len(titles)),
        "outlets": max(surge.outlets, old["outlets"] if old else 0),
        "expected": surge.expected,
        "leads": sorted(titles),
        "titles": titles,
    }


def load_open_surges(store: Store) -> list[dict[str, Any]]:
    """Give the surges that go on, as `azvn status --json` shows them, the largest first."""
    found = [hit["_source"] for hit in _find_open(store)]
    return sorted(found, key=lambda one: (-one["stories"], one["kind"], one["subject"]))


def find_surging_stories(store: Store) -> set[str]:
    """Give the ids of the stories of surges that go on."""
    return {story for surge in load_open_surges(store) for story in surge["leads"]}
