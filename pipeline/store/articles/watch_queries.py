"""Questions that watches ask of `articles`: what has changed, and which of it they find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store.client import Store
from pipeline.store.documents import Query, match_since
from pipeline.store.schema.mappings import ARTICLES

LEAST_GRADE = 2
MOST_IDS = 1000
"""Articles in one search: fewer than 10,000, so that every search gives all that it found."""
MOST_SEARCHES = 100
LONGEST_REASON = 300
_ONE_FIELD = re.compile(r'"(?:\\.|[^"\\])*"|/(?:\\.|[^/\\\s])+/|\\.|(?<![\w.*\\])(title|summary|text)\s*:')
FILTERS = {
    "grade": "relevance.grade",
    "language": "language",
    "source": "source.id",
    "country": "source.country",
    "theme": "themes",
    "people": "people",
}
NEWS_FIELDS = (
    "changed_at",
    "first_seen_at",
    "fetched_at",
    "indexed_at",
    "published_at",
    "published_from",
    "cycle",
    "revision",
    "story",
    "event",
)
"""What tells whether an article is news to a watch."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a watch asks.

    `query` is in Lucene syntax (empty: everything), `filters` gives the values that each may have, `ids` are
    the articles it asks about.
    """

    query: str
    filters: Mapping[str, Sequence[Any]]
    ids: Sequence[str] = ()


def list_fields() -> set[str]:
    """Give the names of all fields that a query may name."""
    return set(_list_names(ARTICLES, ""))


def _list_names(mapping: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, field in mapping.items():
        if "properties" not in field and field.get("index", True):
            yield f"{prefix}{name}"
        yield from _list_names(field.get("properties") or field.get("fields") or {}, f"{prefix}{name}.")


def build_watch_query(asked: Asked) -> Query:
    """Give the query of a watch; it is read as Kibana reads one that is typed with Lucene switched on."""
    chosen: list[Query] = []
    for name, values in asked.filters.items():
        if values:
            chosen.append({"terms": {FILTERS[name]: list(values)}})
    if asked.query:
        query = widen_fields(asked.query)
        chosen.append({"query_string": {"query": query, "analyze_wildcard": True}})
    return {"bool": {"filter": chosen}} if chosen else {"match_all": {}}


def widen_fields(query: str) -> str:
    """Give a query whose `title:`, `summary:` and `text:` search the field in all its forms.

    A name of the topic is one term in `stemmed` alone. What is quoted, and what was given a form by its
    author (`title.folded:`), stays.
    """
    return _ONE_FIELD.sub(_widen_field, query)


def _widen_field(found: re.Match[str]) -> str:
    return f"{found[1]}\\*:" if found[1] else found[0]


def build_news_query(*more: Query) -> dict[str, Any]:
    """Give the parts of a query for what may be mailed at all: grade 2 and 3, grouped, living, and no seed.

    `more` are further queries that must match.
    """
    grade = {"range": {"relevance.grade": {"gte": LEAST_GRADE}}}
    return {
        "filter": [grade, {"exists": {"field": "story.id"}}, *more],
        # Seeds are there from the start: they are nobody's news.
        "must_not": [{"exists": {"field": "withdrawn_at"}}, {"term": {"origin": "seed"}}],
    }


def find_fault(store: Store, asked: Asked) -> str:
    """Say in a few words why Elasticsearch does not take a query, or give an empty string."""
    reasons = store.explain_query("articles", build_watch_query(asked))
    if reasons is None:
        return ""
    return _shorten_reason(reasons[0] if reasons else "is not Lucene syntax")


def _shorten_reason(reason: str) -> str:
    # Only one line speaks of the query; the others are the parser's own grammar.
    lines = [line.strip() for line in reason.replace("; nested:", "\n").splitlines() if line.strip()]
    for line in lines:
        if "Cannot parse" in line or "ParseException" in line or "Encountered" in line:
            return _strip_exception(line)
    return _strip_exception(lines[0] if lines else reason)


def _strip_exception(line: str) -> str:
    return line.rpartition("Exception: ")[2].rpartition("Exception[")[2][:LONGEST_REASON]


def find_changed_articles(
    store: Store, since: datetime, first_seen: datetime
) -> dict[str, Mapping[str, Any]]:
    """Give the grouped, living articles of grade 2 and 3 that changed since a time, by id.

    Only those first seen since another; with what tells whether they are news.
    """
    store.refresh("articles")
    query = build_news_query(match_since("changed_at", since), match_since("first_seen_at", first_seen))
    hits = store.stream_documents("articles", {"bool": query}, fields=NEWS_FIELDS)
    return {hit["_id"]: hit["_source"] for hit in hits}


def match_watches(store: Store, asked: Sequence[Asked]) -> list[set[str] | str]:
    """Give for each watch which of its articles it finds, or the reason why its query failed.

    The caller refreshes.
    """
    found: list[set[str] | str] = [set() for _ in asked]
    searches = [(n, part) for n, one in enumerate(asked) for part in split_ids(one.ids)]
    for start in range(0, len(searches), MOST_SEARCHES):
        some = searches[start : start + MOST_SEARCHES]
        for (n, _), answer in zip(some, _run_searches(store, asked, some), strict=True):
            before = found[n]
            if "error" in answer:
                found[n] = _read_reason(answer["error"])
            elif isinstance(before, set):
                before.update(hit["_id"] for hit in answer.get("hits", {}).get("hits", []))
    return found


def _read_reason(error: Mapping[str, Any]) -> str:
    cause = (error.get("root_cause") or [error])[0]
    return _shorten_reason(str(cause.get("reason")))


def split_ids(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give ids in parts that one search takes."""
    return (ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS))


def _run_searches(
    store: Store, asked: Sequence[Asked], searches: Sequence[tuple[int, Sequence[str]]]
) -> list[Mapping[str, Any]]:
    bodies = []
    for n, ids in searches:
        query = {"bool": {"filter": [{"ids": {"values": list(ids)}}, build_watch_query(asked[n])]}}
        bodies.append({"size": len(ids), "_source": False, "track_total_hits": False, "query": query})
    return store.search_many("articles", bodies, "responses.hits.hits._id,responses.error,responses.status")


def find_articles(store: Store, asked: Asked, *, since: datetime, most: int) -> list[str]:
    """Give the ids of the newest articles of grade 2 and 3 that a watch finds, one for each story.

    Only those first seen since a time.
    """
    store.refresh("articles")
    query = build_news_query(match_since("first_seen_at", since), build_watch_query(asked))
    hits = store.search(
        "articles",
        {"bool": query},
        size=most,
        fields=False,
        sort=[{"first_seen_at": "desc"}, {"published_at": "desc"}],
        collapse={"field": "story.id"},
    )
    return [hit["_id"] for hit in hits]
