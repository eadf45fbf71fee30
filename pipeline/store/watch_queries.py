"""Questions that watches ask of `articles`: what has changed, and which of it they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.model.times import format_stamp
from pipeline.store.client import Hit, Store
from pipeline.store.schema.mappings import ARTICLES

LEAST_GRADE = 2
MOST_IDS = 1000
"""Articles in one search: fewer than 10,000, so that every search gives all that it found."""
MOST_SEARCHES = 100
_FILTERS = {
    "grade": "relevance.grade",
    "language": "language",
    "source": "source.id",
    "country": "source.country",
    "theme": "themes",
    "people": "people",
}
CHANGED = [
    "changed_at",
    "first_seen_at",
    "fetched_at",
    "indexed_at",
    "published_at",
    "published_from",
    "cycle",
    "revision",
    "story",
]

Query = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a watch asks: its query in Lucene syntax (empty: everything), the values of its filters, and the
    articles it asks about.
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


def find_fault(store: Store, asked: Asked) -> str:
    """Say in a few words why Elasticsearch does not take a query, or give an empty string."""
    answer = store.ask(
        lambda: store.client.indices.validate_query(
            index=store.get_alias("articles"),
            query=dict(build_watch_query(asked)),
            explain=True,
            rewrite=False,
        )
    )
    if answer["valid"]:
        return ""
    told = next(
        (str(e.get("error")) for e in answer.get("explanations", []) if e.get("error")),
        "is not Lucene syntax",
    )
    return _shorten_reason(told)


def _shorten_reason(told: str) -> str:
    # Only the first line speaks of the query; the others are the parser's own grammar.
    lines = [line.strip() for line in told.replace("; nested:", "\n").splitlines() if line.strip()]
    parse = next(
        (
            line
            for line in lines
            if "Cannot parse" in line or "ParseException" in line or "Encountered" in line
        ),
        lines[0] if lines else told,
    )
    return parse.rpartition("Exception: ")[2].rpartition("Exception[")[2][:300]


def find_changed_articles(
    store: Store, since: datetime, first_seen: datetime
) -> dict[str, Mapping[str, Any]]:
    """Give the grouped, living articles of grade 2 and 3 that changed since a time, by id, with what tells
    whether they are news.
    """
    store.refresh("articles")
    times = [
        {"range": {"changed_at": {"gte": format_stamp(since)}}},
        {"range": {"first_seen_at": {"gte": format_stamp(first_seen)}}},
    ]
    query = {"bool": {**build_news_query(), "filter": [*build_news_query()["filter"], *times]}}
    return {hit["_id"]: hit["_source"] for hit in store.stream_documents("articles", query, fields=CHANGED)}


def build_news_query() -> dict[str, Any]:
    """Give the parts of a query for what may be mailed at all: grade 2 and 3, grouped, living, and no
    seed.
    """
    # Seeds are there from the start: they are nobody's news.
    return {
        "filter": [{"range": {"relevance.grade": {"gte": LEAST_GRADE}}}, {"exists": {"field": "story.id"}}],
        "must_not": [{"exists": {"field": "withdrawn_at"}}, {"term": {"origin": "seed"}}],
    }


def match_watches(store: Store, asked: Sequence[Asked]) -> list[set[str] | str]:
    """Give for each watch which of its articles it finds, or the reason why its query failed."""
    found: list[set[str] | str] = [set() for _ in asked]
    searches = [(n, part) for n, one in enumerate(asked) for part in split_ids(one.ids)]
    for start in range(0, len(searches), MOST_SEARCHES):
        some = searches[start : start + MOST_SEARCHES]
        for (n, _), answer in zip(some, _run_searches(store, asked, some), strict=True):
            before = found[n]
            if "error" in answer:
                found[n] = _shorten_reason(
                    str((answer["error"].get("root_cause") or [answer["error"]])[0].get("reason"))
                )
            elif isinstance(before, set):
                before.update(hit["_id"] for hit in answer.get("hits", {}).get("hits", []))
    return found


def split_ids(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give ids in parts that one search takes."""
    return (ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS))


def _run_searches(
    store: Store, asked: Sequence[Asked], searches: Sequence[tuple[int, Sequence[str]]]
) -> list[Hit]:
    lines: list[dict[str, Any]] = []
    for n, ids in searches:
        query = {"bool": {"filter": [{"ids": {"values": list(ids)}}, build_watch_query(asked[n])]}}
        lines += [{}, {"size": len(ids), "_source": False, "track_total_hits": False, "query": query}]
    index, wanted_ = store.get_alias("articles"), "responses.hits.hits._id,responses.error,responses.status"
    answers: list[Hit] = store.ask(
        lambda: store.client.msearch(index=index, searches=lines, filter_path=wanted_)
    )["responses"]
    return answers


def build_watch_query(asked: Asked) -> Query:
    """Give the query of a watch; it is read as Kibana reads one that is typed with Lucene switched on."""
    chosen: list[Query] = [
        {"terms": {_FILTERS[name]: list(values)}} for name, values in asked.filters.items() if values
    ]
    if asked.query:
        chosen.append({"query_string": {"query": asked.query, "analyze_wildcard": True}})
    return {"bool": {"filter": chosen}} if chosen else {"match_all": {}}


def find_articles(store: Store, asked: Asked, *, since: datetime, most: int) -> list[str]:
    """Give the ids of the newest articles of grade 2 and 3 that a watch finds, first seen since a time, one
    for each story.
    """
    store.refresh("articles")
    times = {"range": {"first_seen_at": {"gte": format_stamp(since)}}}
    query = {
        "bool": {
            **build_news_query(),
            "filter": [*build_news_query()["filter"], times, build_watch_query(asked)],
        }
    }
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("articles"),
            query=query,
            size=most,
            source=False,
            sort=[{"first_seen_at": "desc"}, {"published_at": "desc"}],
            collapse={"field": "story.id"},
        )
    )
    return [hit["_id"] for hit in answer["hits"]["hits"]]
