"""What a mail shows of `articles`: members of a story, the passage around a hit, stories a day."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pipeline.store.articles.watch_queries import (
    NEWS_FIELDS,
    Asked,
    build_news_query,
    build_watch_query,
    split_ids,
    widen_fields,
)
from pipeline.store.client import Store
from pipeline.store.documents import Document, match_since
from pipeline.store.errors import QueryRefused

log = logging.getLogger(__name__)

OPEN, CLOSE = "\ue001", "\ue002"
"""Around each word of a passage that was found: private characters, which no text has."""
MOST_STORIES, MOST_MEMBERS = 100, 10_000
"""Stories asked for at once, and the articles that one answer can hold: a hundred copies of each."""
LONGEST_TEXT = 500_000
"""Characters that are looked through for a passage; Elasticsearch takes up to a million."""
SHOWN = (
    *NEWS_FIELDS,
    "url",
    "title",
    "source",
    "language",
    "published_precision",
    "published_on",
    "relevance",
    "people",
    "organisations",
    "themes",
    "partial",
    "origin",
    "summary",
)


def load_stories(store: Store, ids: Sequence[str]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Give the living articles of these stories by story id, then article id, without their texts."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for start in range(0, len(ids), MOST_STORIES):
        query = {
            "bool": {
                "filter": [{"terms": {"story.id": list(ids[start : start + MOST_STORIES])}}],
                "must_not": [{"exists": {"field": "withdrawn_at"}}],
            }
        }
        for hit in store.search("articles", query, size=MOST_MEMBERS, fields=SHOWN):
            found.setdefault(hit["_source"]["story"]["id"], {})[hit["_id"]] = hit["_source"]
    return found


def find_passages(
    store: Store, ids: Sequence[str], asked: Sequence[Asked], topic_words: str, length: int
) -> dict[str, str]:
    """Give for each article the passage of about `length` characters that says most of what was asked.

    Each word that was found stands in OPEN and CLOSE. `topic_words` count as asked; a text in which nothing
    is found has no passage.
    """
    highlight = _build_highlight(asked, topic_words, length)
    found: dict[str, str] = {}
    for part in split_ids(list(ids)):
        for hit in _highlight_articles(store, part, highlight):
            if hit.get("highlight"):
                found[hit["_id"]] = hit["highlight"]["text"][0]
    return found


def _build_highlight(asked: Sequence[Asked], topic_words: str, length: int) -> Mapping[str, Any]:
    both_sides = {"multi_match": {"query": topic_words, "fields": ["text.stemmed"]}}
    queries = [widen_fields(one.query) for one in asked if one.query]
    typed = [{"query_string": {"query": q, "analyze_wildcard": True, "boost": 3}} for q in queries]
    return {
        "type": "unified",
        "pre_tags": [OPEN],
        "post_tags": [CLOSE],
        "number_of_fragments": 1,
        "fragment_size": length,
        "boundary_scanner": "sentence",
        "order": "score",
        "max_analyzed_offset": LONGEST_TEXT,
        "fields": {"text": {"matched_fields": ["text", "text.folded", "text.stemmed"]}},
        "highlight_query": {"bool": {"should": [both_sides, *typed]}},
    }


def _highlight_articles(store: Store, ids: Sequence[str], highlight: Mapping[str, Any]) -> list[Document]:
    query = {"ids": {"values": list(ids)}}
    try:
        return store.search("articles", query, size=len(ids), fields=False, highlight=highlight)
    except QueryRefused as error:
        # A query that finds and yet cannot be marked, such as one of too many forms: the mail goes with the
        # sentence that decided.
        log.warning("no passages: %s", error)
        return []


def count_daily_stories(store: Store, asked: Sequence[Asked], zone: str, since: datetime) -> dict[date, int]:
    """Count the stories that these watches find by the day of their publication in a zone.

    Days without any are left out.
    """
    leads = build_news_query({"term": {"story.role": "lead"}}, match_since("published_at", since))
    wanted = [build_watch_query(one) for one in asked]
    query = {"bool": {**leads, "should": wanted, "minimum_should_match": 1 if asked else 0}}
    days = {
        "field": "published_at",
        "calendar_interval": "day",
        "time_zone": zone,
        "format": "yyyy-MM-dd",
        "min_doc_count": 1,
    }
    found = store.aggregate("articles", {"days": {"date_histogram": days}}, query)
    counts = {}
    for bucket in found["days"]["buckets"]:
        counts[date.fromisoformat(bucket["key_as_string"][:10])] = int(bucket["doc_count"])
    return counts
