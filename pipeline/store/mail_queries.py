"""What a mail shows of `articles`: the members of a story, the passage around a hit, stories a day, what
stood there before.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from elasticsearch import ApiError

from pipeline.model.times import format_stamp
from pipeline.store.client import Hit, Store
from pipeline.store.patience import shorten_error
from pipeline.store.watch_queries import CHANGED, Asked, Query, build_news_query, build_watch_query, split_ids

log = logging.getLogger(__name__)

OPEN, CLOSE = "\ue001", "\ue002"
"""Around each word of a passage that was found: private characters, which no text has."""
TOPIC_WORDS = "azerbaijan vietnam"
MOST_STORIES, MOST_MEMBERS = 100, 10_000
"""Stories asked for at once, and the articles that one answer can hold: a hundred copies of each."""
LONGEST_TEXT = 500_000
"""Characters that are looked through for a passage; Elasticsearch takes up to a million."""

_SHOWN = [
    *CHANGED,
    "url",
    "title",
    "source",
    "language",
    "published_precision",
    "published_on",
    "relevance",
    "people",
    "organisations",
    "partial",
    "origin",
    "summary",
]


def load_stories(store: Store, ids: Sequence[str]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Give the living articles of these stories by story id, then article id, without their texts."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for start in range(0, len(ids), MOST_STORIES):
        part = list(ids[start : start + MOST_STORIES])
        query = {
            "bool": {
                "filter": [{"terms": {"story.id": part}}],
                "must_not": [{"exists": {"field": "withdrawn_at"}}],
            }
        }
        for hit in store.ask(lambda query=query: _find_members(store, query)):  # type: ignore[misc]
            found.setdefault(hit["_source"]["story"]["id"], {})[hit["_id"]] = hit["_source"]
    return found


def _find_members(store: Store, query: Query) -> list[Hit]:
    hits: list[Hit] = store.client.search(
        index=store.get_alias("articles"), query=query, size=MOST_MEMBERS, source={"includes": _SHOWN}
    )["hits"]["hits"]
    return hits


def find_passages(store: Store, ids: Sequence[str], asked: Sequence[Asked], length: int) -> dict[str, str]:
    """Give for each article the passage of about `length` characters that says most of what was asked, each
    word found in OPEN and CLOSE.

    The names of both sides count as asked; a text in which nothing is found has no passage.
    """
    texts = ["text", "text.folded", "text.stemmed"]
    topic: Query = {"multi_match": {"query": TOPIC_WORDS, "fields": ["text.stemmed"]}}
    wanted = [
        {"query_string": {"query": one.query, "analyze_wildcard": True, "boost": 3}}
        for one in asked
        if one.query
    ]
    highlight = {
        "type": "unified",
        "pre_tags": [OPEN],
        "post_tags": [CLOSE],
        "number_of_fragments": 1,
        "fragment_size": length,
        "boundary_scanner": "sentence",
        "order": "score",
        "max_analyzed_offset": LONGEST_TEXT,
        "fields": {"text": {"matched_fields": texts}},
        "highlight_query": {"bool": {"should": [topic, *wanted]}},
    }
    found: dict[str, str] = {}
    for part in split_ids(list(ids)):
        answer = store.ask(lambda part=part: _highlight_articles(store, part, highlight))  # type: ignore[misc]
        found |= {hit["_id"]: hit["highlight"]["text"][0] for hit in answer if hit.get("highlight")}
    return found


def _highlight_articles(store: Store, ids: Sequence[str], highlight: Mapping[str, Any]) -> list[Hit]:
    index, query = store.get_alias("articles"), {"ids": {"values": list(ids)}}
    try:
        hits: list[Hit] = store.client.search(
            index=index, query=query, size=len(ids), source=False, highlight=highlight
        )["hits"]["hits"]
    except ApiError as error:
        # A query that finds and yet cannot be marked, such as one of too many forms: the mail goes with the
        # sentence that decided.
        if error.status_code != 400:
            raise
        log.warning("no passages: %s", shorten_error(error))
        return []
    return hits


def count_daily_stories(store: Store, asked: Sequence[Asked], zone: str, since: datetime) -> dict[date, int]:
    """Count the stories that these watches find by the day of their publication in a zone; days without any
    are left out.
    """
    query = {
        "bool": {
            **build_news_query(),
            "filter": [
                *build_news_query()["filter"],
                {"term": {"story.role": "lead"}},
                {"range": {"published_at": {"gte": format_stamp(since)}}},
            ],
            "should": [build_watch_query(one) for one in asked],
            "minimum_should_match": 1 if asked else 0,
        }
    }
    days = {
        "date_histogram": {
            "field": "published_at",
            "calendar_interval": "day",
            "time_zone": zone,
            "format": "yyyy-MM-dd",
            "min_doc_count": 1,
        }
    }
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("articles"), query=query, size=0, aggs={"days": days}
        )
    )
    return {
        date.fromisoformat(b["key_as_string"][:10]): int(b["doc_count"])
        for b in answer["aggregations"]["days"]["buckets"]
    }


def load_earlier_versions(
    store: Store, versions: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Give earlier versions of articles by article and revision."""
    names = {f"{article}-{revision}": (article, revision) for article, revision in versions}
    return {names[id_]: doc["_source"] for id_, doc in store.get_documents("revisions", list(names)).items()}
