"""What a search asks of `articles`: words, filters, and what makes one hit worth more than another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, Literal, NamedTuple

from pipeline.config.query.reading import join_words
from pipeline.store.articles.watch_queries import FILTERS, widen_fields
from pipeline.store.client import Store
from pipeline.store.documents import EVERYTHING, Query, match_since, match_until
from pipeline.store.schema.mappings import DEFAULT_FIELDS
from pipeline.store.schema.names import SIGN
from pipeline.text.urls import make_url_id

SHORT_WORD = 3
"""Syllables of names that the topic does not know ("Vo Van Thuong" has two) must stand together; longer words
may stand apart.
"""
LITTLE_WORDS = frozenset(
    word
    for words in (
        "a an and as at by for from in into of on the to with",
        "и в во на с со о об из к по от для за",
        "və ilə üçün",
        "và của với ở tại trong",
    )
    for word in words.split()
)
"""Words that a text in another language does not have: written small, they may be there and need not."""

NEIGHBOURS = ("title.stemmed^3", "text.stemmed")
"""Fields in which words that stand side by side count more. In all fields a search among many articles takes
half as long again, and finds the same first.
"""
NAME_FIELDS = tuple(field for field in DEFAULT_FIELDS if ".stemmed" in field)
"""Fields in which a name of the topic is one term in all its forms: the others have nothing to add, and the
countries stand in most articles.
"""
GRADES = {3: 1.8, 2: 1.4, 1: 0.8, 0: 0.5}
"""What a hit is worth by its grade: a state visit above a mention beside a third country."""
LARGER = ((1, 1.04), (3, 1.06), (8, 1.08))
"""By how much a story is worth more from so many copies on, each with those before it."""
TOLD_TWICE = ((2, 1.04), (4, 1.06))
"""By how much an event is worth more from so many stories on."""
YOUNGER = (("2d", 1.08), ("14d", 1.1), ("60d", 1.1), ("365d", 1.15))
"""By how much a hit is worth more that was published within a time, each with those after it.

The four tables were tuned on the searches of `python -m bench.searching`.
"""
Sort = Literal["relevance", "new", "old"]


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched: words, or a query in the syntax of watches, and what the hits must be beside it.

    `address` is that of an article, `filters` are values by the filters of watches, `grade` is the lowest;
    `since` and `until` bound the time of publication. A page has `size` events.
    """

    words: str = ""
    plain: bool = True
    address: str = ""
    filters: Mapping[str, Sequence[Any]] | None = None
    grade: int = 0
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 20


def build_search_query(store: Store, asked: Search) -> Query:
    """Give the query of a search with all that decides what is found; what it is worth, `weigh_hits` adds."""
    words = _build_words(store, asked)
    chosen = [*_list_filters(asked)]
    return {"bool": {"must": words, "filter": chosen}} if chosen else words


def build_filter_query(asked: Search) -> Query:
    """Give the query of what a search allows, whatever its words."""
    chosen = _list_filters(asked)
    return {"bool": {"filter": chosen}} if chosen else EVERYTHING


def weigh_hits(query: Query) -> Query:
    """Give a query whose hits are worth more by grade, size of story and event, and youth."""
    functions: list[dict[str, Any]] = [
        {"filter": {"term": {"relevance.grade": grade}}, "weight": weight} for grade, weight in GRADES.items()
    ]
    for field, steps in (("story.copies", LARGER), ("event.stories", TOLD_TWICE)):
        functions += [{"filter": {"range": {field: {"gte": n}}}, "weight": weight} for n, weight in steps]
    functions += [
        # By whole days: a filter that stays the same for a day is kept by Elasticsearch.
        {"filter": {"range": {"published_at": {"gte": f"now-{span}/d"}}}, "weight": weight}
        for span, weight in YOUNGER
    ]
    return {
        "function_score": {
            "query": query,
            "functions": functions,
            "score_mode": "multiply",
            "boost_mode": "multiply",
        }
    }


class Part(NamedTuple):
    """What of a search is found by itself: a word, or a name of several words that the topic knows."""

    words: str
    is_name: bool = False


def split_search(store: Store, words: str) -> list[Part]:
    """Give the parts of a search that are found each by itself."""
    if not words:
        return []
    tokens = store.analyze_text("articles", "stemmed_search", words)
    parts = []
    # Tokens at one position are forms of one word.
    for _, group in groupby(tokens, key=lambda token: token["position"]):
        forms = list(group)
        offsets = [(form["start_offset"], form["end_offset"]) for form in forms]
        written = words[min(start for start, _ in offsets) : max(end for _, end in offsets)]
        parts.append(Part(written, all(form["token"].startswith(SIGN) for form in forms)))
    return parts


def build_query(parts: Sequence[Part]) -> Query:
    """Give the query for the parts of a search: all of them, in any field and form.

    Standing side by side counts more.
    """
    if not parts:
        return {"match_none": {}}
    words = [part.words for part in parts]
    if len(parts) > 1 and all(len(word) <= SHORT_WORD for word in words):
        return _match_fields(" ".join(words), type="phrase")
    needed = [part for part in parts if part.words not in LITTLE_WORDS] or parts
    # Vietnamese writes the syllables of a word apart: two side by side are likely one word.
    neighbours = [_match_fields(" ".join(two), NEIGHBOURS, type="phrase") for two in pairwise(words)]
    return {"bool": {"must": [*map(_match_part, needed)], "should": neighbours}}


def _match_part(part: Part) -> Query:
    fields = NAME_FIELDS if part.is_name else DEFAULT_FIELDS
    return _match_fields(part.words, fields, type="best_fields", operator="and")


def _build_words(store: Store, asked: Search) -> Query:
    if not asked.words:
        return EVERYTHING
    if asked.plain:
        return build_query(split_search(store, asked.words))
    query = widen_fields(
        join_words(asked.words, lambda run: [part.words for part in split_search(store, run)])
    )
    return {"query_string": {"query": query, "default_operator": "AND", "analyze_wildcard": True}}


def _match_fields(words: str, fields: Sequence[str] = DEFAULT_FIELDS, **options: str) -> Query:
    return {"multi_match": {"query": words, "fields": list(fields), **options}}


def _list_filters(asked: Search) -> list[Query]:
    chosen: list[Query] = [
        {"terms": {FILTERS[name]: list(values)}} for name, values in (asked.filters or {}).items() if values
    ]
    if asked.address:
        known = [{"term": {"urls": asked.address}}, {"ids": {"values": [make_url_id(asked.address)]}}]
        chosen.append({"bool": {"should": known}})
    if asked.grade:
        chosen.append({"range": {"relevance.grade": {"gte": asked.grade}}})
    if asked.since:
        chosen.append(match_since("published_at", asked.since))
    if asked.until:
        chosen.append(match_until("published_at", asked.until))
    return chosen
