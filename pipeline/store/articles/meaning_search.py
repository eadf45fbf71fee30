"""Searching by meaning: the stories nearest to a vector in each language, joined with what the words find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pipeline.model.events import Vector
from pipeline.store.articles.search import (
    MOST,
    UNITS,
    FoundPage,
    Unit,
    ask_events,
    load_stories,
    make_unit,
    rank_units,
)
from pipeline.store.articles.search_query import Search, build_filter_query, build_search_query
from pipeline.store.client import Store
from pipeline.store.documents import Document, Query
from pipeline.text.urls import make_url_id

NEAREST = 50
"""Stories of each language that are looked at, and as many mentions."""
CANDIDATES = 500
"""Stories of each language among which Elasticsearch looks for the nearest."""
SLACK = 20
"""How much less a place further down counts in a joined order: 1 divided by this and the place."""
_WANTED = "responses.hits.hits,responses.error,responses.status"


@dataclass(frozen=True, slots=True)
class Near:
    """A story near to what was asked: its language and grade, its lead's vector, the event or story it is."""

    id: str
    language: str
    grade: int
    meaning: Vector
    unit: Unit


def find_nearest(store: Store, vector: Vector, languages: Sequence[str], asked: Search) -> list[Near]:
    """Give the stories nearest to a vector in each of these languages, and in all others together.

    Texts of one language lie nearer to each other than to their translations: together, one language would
    crowd out the rest. So would mentions, of which there are many: they are looked for by themselves. Only
    what the filters of the search allow.
    """
    others: Query = {"bool": {"must_not": {"terms": {"language": list(languages)}}}}
    tongues: list[Query] = [*({"term": {"language": one}} for one in languages), others]
    bands: list[Query] = [{"range": {"relevance.grade": band}} for band in ({"gte": 2}, {"lt": 2})]
    searches = [_build_near_search(vector, parts, asked) for parts in product(tongues, bands)]
    answers = store.search_many("articles", searches, _WANTED)
    hits = [hit for answer in answers for hit in answer.get("hits", {}).get("hits", ())]
    return [_parse_near(hit) for hit in hits if hit.get("fields", {}).get("meaning")]


def _build_near_search(vector: Vector, parts: Sequence[Query], asked: Search) -> Mapping[str, Any]:
    filters = {"bool": {"filter": [*parts, build_filter_query(asked)]}}
    near = {"field": "meaning", "query_vector": list(vector), "k": NEAREST, "num_candidates": CANDIDATES}
    return {
        "size": NEAREST,
        "knn": {**near, "filter": filters},
        "_source": ["language", "relevance.grade"],
        "docvalue_fields": UNITS,
        "fields": ["meaning"],
    }


def _parse_near(hit: Document) -> Near:
    source = hit["_source"]
    language, grade = source.get("language") or "und", source["relevance"]["grade"]
    return Near(hit["_id"], language, grade, hit["fields"]["meaning"], make_unit(hit))


def load_lead(store: Store, address: str) -> Document | None:
    """Give the lead of the story of an article with its vector in `fields`; None for an unknown address."""
    store.refresh("articles")
    known = [{"term": {"urls": address}}, {"ids": {"values": [make_url_id(address)]}}]
    found = store.search("articles", {"bool": {"should": known}}, size=1, fields=["story.id"])
    if not found:
        return None
    story = (found[0]["_source"].get("story") or {}).get("id")
    lead: Query = {"bool": {"filter": [{"term": {"story.id": story}}, {"term": {"story.role": "lead"}}]}}
    query = lead if story else {"ids": {"values": [found[0]["_id"]]}}
    hits = store.search_many(
        "articles",
        [
            {
                "query": query,
                "size": 1,
                "_source": ["title", "text", "language", "story", "event"],
                "fields": ["meaning"],
            }
        ],
        _WANTED,
    )[0]
    leads: list[Document] = hits.get("hits", {}).get("hits", [])
    return leads[0] if leads else None


def search_near(store: Store, asked: Search, near: Sequence[Near]) -> FoundPage:
    """Give a page of what is near, the nearest first, joined with what has the words that are asked for.

    A place in one order counts as much as one in the other (reciprocal rank fusion).
    """
    store.refresh("articles")
    wide = Search(**{**_list_fields(asked), "page": 1, "size": NEAREST})
    query = build_search_query(store, wide)
    orders = [list(dict.fromkeys((one.unit.field, one.unit.id) for one in near))]
    if asked.words:
        worded = rank_units(ask_events(store, query, wide), wide)
        orders.append([(unit.field, unit.id) for unit in worded])
    units = [Unit(field, id_, ()) for field, id_ in _join_orders(orders)][:MOST]
    first = (asked.page - 1) * asked.size
    shown = units[first : first + asked.size]
    ids: Query = {"ids": {"values": [one.id for one in near]}}
    either = {"bool": {"should": [query, ids] if asked.words else [ids]}}
    stories = load_stories(store, either, shown, asked) if shown else []
    return FoundPage(stories, len(units), len(units), exact=False)


def _list_fields(asked: Search) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


def _join_orders(orders: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    worth: dict[tuple[str, str], float] = {}
    for order in orders:
        for place, one in enumerate(order, 1):
            worth[one] = worth.get(one, 0.0) + 1 / (SLACK + place)
    return sorted(worth, key=lambda one: (-worth[one], one))
