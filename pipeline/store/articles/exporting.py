"""Stories for other programs: the lead of each, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pipeline.store.articles.watch_queries import Asked, build_watch_query, find_fault
from pipeline.store.client import Store
from pipeline.store.documents import Query, match_since, match_until
from pipeline.store.errors import QueryRefused
from pipeline.store.schema.mappings import ARTICLES

INTERNAL = frozenset({"sketch", "text_hash", "archive", "meaning", "meaning_by", "extractor", "text_by"})
"""Fields that mean nothing outside."""
FIELDS = [name for name in ARTICLES if name not in INTERNAL]


def stream_stories(
    store: Store, since: datetime, until: datetime | None = None, query: str = ""
) -> Iterator[dict[str, Any]]:
    """Give the lead of each story of grade 2 and 3 first seen in a time, in no promised order.

    `query` is read as a watch's is. Raise QueryRefused when it is no Lucene.
    """
    store.refresh("articles")
    asked = Asked(query, {})
    fault = find_fault(store, asked)
    if fault:
        raise QueryRefused(f"The query cannot be read: {fault}")
    times = [match_since("first_seen_at", since), *([match_until("first_seen_at", until)] if until else [])]
    wanted: Query = {"bool": {"filter": [*times, build_watch_query(asked)]}}
    for hit in store.stream_documents("stories", wanted, fields=FIELDS):
        yield {"id": hit["_id"], **hit["_source"]}


def find_latest_stories(store: Store, most: int) -> list[dict[str, Any]]:
    """Give the leads of the stories seen last, the newest first, without the seeds."""
    store.refresh("articles")
    wanted: Query = {"bool": {"must_not": [{"term": {"origin": "seed"}}]}}
    newest = [{"first_seen_at": "desc"}, {"published_at": "desc"}]
    found = store.search("stories", wanted, size=most, fields=FIELDS, sort=newest)
    return [{"id": hit["_id"], **hit["_source"]} for hit in found]
