"""Searching: an event once, with the stories of it that were found, each with its copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from pipeline.store.articles.event_search import describe_story
from pipeline.store.articles.search_query import Search, build_search_query, weigh_hits
from pipeline.store.client import Store
from pipeline.store.documents import Document, Query
from pipeline.store.errors import QueryRefused
from pipeline.text.clean import clean_line

SHOWN = [
    "url",
    "title",
    "source",
    "language",
    "published_at",
    "published_on",
    "published_precision",
    "first_seen_at",
    "relevance",
    "story",
    "event",
    "partial",
    "text_from",
    "origin",
    "withdrawn_at",
]
UNITS = ["event.id", "story.id"]
"""What says which event a hit is of, and which story: read from columns, without the whole article."""
MOST = 1000
"""Events that can be paged through: who has not found it among these asks for something narrower."""
MOST_MEMBERS = 5000
"""Articles of the events of a page."""
COUNTED = 10_000
"""Up to so many hits are counted; above that their number is at least this."""
GLANCED = 1_000
"""Hits among which events are counted where there are too many to count: their number takes more time than
all else, and nobody pages through so many.
"""
_IN_EVENT: Query = {"exists": {"field": "event.id"}}
_LITTLE: Query = {"match_all": {"boost": 1e-6}}
"""Makes a score more than nothing, and changes no other."""
# What is worth the same is parted by its address: its place in the index changes whenever parts of that are
# merged, between one page and the next.
_ORDERS: Mapping[str, list[Any]] = {
    "relevance": ["_score", {"published_at": "desc"}, "url"],
    "new": [{"published_at": "desc"}, "url"],
    "old": [{"published_at": "asc"}, "url"],
}
_WANTED = "responses.hits,responses.aggregations,responses.error,responses.status"


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story that a search found: its lead, its copies, and the leads of other stories of its event."""

    article: Mapping[str, Any]
    score: float
    copies: tuple[Mapping[str, Any], ...]
    others: tuple[Mapping[str, Any], ...] = ()

    def build_json(self) -> dict[str, Any]:
        """Give the form that `azvn search --json` prints."""
        article, story = self.article, _get_story(self.article)
        return {
            "title": article["title"],
            "url": article["url"],
            "source": article["source"]["name"],
            "source_id": article["source"]["id"],
            "country": article["source"]["country"],
            "language": article["language"],
            "published_at": article["published_at"],
            "published_on": article["published_on"],
            "published_precision": article["published_precision"],
            "grade": article["relevance"]["grade"],
            "sentence": article["relevance"].get("sentence", ""),
            "partial": article["partial"],
            "origin": article["origin"],
            "story": story.get("id"),
            "role": story.get("role"),
            "copies": len(self.copies),
            "copied_by": [c["source"]["name"] for c in self.copies],
            "copy_urls": [c["url"] for c in self.copies],
            "event": _read_event(article) or None,
            "event_stories": [describe_story(other) for other in self.others],
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what a search found, and how much there is in all: events, and articles with their copies.

    Without `exact` there are more articles than were counted, and more events.
    """

    stories: Sequence[FoundStory]
    events: int
    articles: int
    exact: bool


class Unit(NamedTuple):
    """An event that was found, or a story that has none yet, or an article that has no story yet."""

    field: str
    id: str
    rank: tuple[Any, ...]


def search_stories(store: Store, words: str, *, size: int = 20) -> list[FoundStory]:
    """Find stories that have all of these words, in any form; best first.

    Each once, whatever number of its copies match; at most those of `size` events.
    """
    words = clean_line(words)
    return list(search_page(store, Search(words, size=size)).stories) if words else []


def search_page(store: Store, asked: Search) -> FoundPage:
    """Find what is asked for, and give a page of it."""
    store.refresh("articles")
    query = build_search_query(store, asked)
    *answers, glanced = _ask(store, [*_build_searches(query, asked), _build_count(query, GLANCED)])
    grouped, single = (answer["hits"]["total"] for answer in answers)
    exact = grouped["relation"] == single["relation"] == "eq"
    first = (asked.page - 1) * asked.size
    units = rank_units(answers, asked)[first : first + asked.size]
    wanted = [_build_members(query, units)] if units else []
    if exact and grouped["value"] > GLANCED:
        wanted.append(_build_count(query, COUNTED))
    more = _ask(store, wanted)
    counted = more[-1] if len(more) > bool(units) else glanced
    return FoundPage(
        _tell_stories(units, more[0], asked) if units else (),
        int(counted["aggregations"]["events"]["value"]) + single["value"],
        grouped["value"] + single["value"],
        exact,
    )


def ask_events(store: Store, query: Query, asked: Search) -> Sequence[Mapping[str, Any]]:
    """Ask for events, and for what has none yet: gathered by an event they would be one and the same."""
    return _ask(store, _build_searches(query, asked))


def _ask(store: Store, searches: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    answers = store.search_many("articles", searches, _WANTED) if searches else ()
    for answer in answers:
        if "error" in answer:
            cause = (answer["error"].get("root_cause") or [answer["error"]])[0]
            raise QueryRefused(str(cause.get("reason")))
    return answers


def _build_searches(query: Query, asked: Search) -> Sequence[Mapping[str, Any]]:
    body = {
        "size": min(asked.page * asked.size, MOST),
        "_source": False,
        "docvalue_fields": UNITS,
        "sort": _ORDERS[asked.sort],
        "track_total_hits": COUNTED,
    }
    scored = weigh_hits(query) if asked.sort == "relevance" else query
    grouped = {"query": {"bool": {"must": scored, "filter": _IN_EVENT}}, "collapse": {"field": "event.id"}}
    return [{**body, **grouped}, {**body, "query": {"bool": {"must": scored, "must_not": _IN_EVENT}}}]


def _build_count(query: Query, most: int) -> Mapping[str, Any]:
    """Give the search that counts events among so many hits."""
    return {
        "size": 0,
        "query": {"bool": {"filter": [query, _IN_EVENT]}},
        "terminate_after": most,
        "aggs": {"events": {"cardinality": {"field": "event.id", "precision_threshold": COUNTED}}},
    }


def rank_units(answers: Iterable[Mapping[str, Any]], asked: Search) -> list[Unit]:
    """Give what was found, each event, story or article once, in the order that was asked for."""
    sign = 1 if asked.sort == "old" else -1
    units: dict[tuple[str, str], Unit] = {}
    for answer in answers:
        for hit in answer["hits"].get("hits", ()):
            unit = make_unit(hit, sign)
            units.setdefault((unit.field, unit.id), unit)
    return sorted(units.values(), key=lambda unit: unit.rank)


def make_unit(hit: Document, sign: int = -1) -> Unit:
    """Give the event of a hit, or its story, or itself, with its rank by the values that it was sorted by."""
    *values, url = hit.get("sort") or [""]
    rank = (*(sign * value for value in values), url)
    for field in UNITS:
        if field in hit.get("fields", ()):
            return Unit(field, hit["fields"][field][0], rank)
    return Unit("_id", hit["_id"], rank)


def load_stories(store: Store, query: Query, units: Sequence[Unit], asked: Search) -> list[FoundStory]:
    """Give the stories of a page: of each event those that were found, the best first, beside its others."""
    (members,) = _ask(store, [_build_members(query, units)])
    return _tell_stories(units, members, asked)


def _build_members(query: Query, units: Sequence[Unit]) -> Mapping[str, Any]:
    """Give the search for all articles of what was found: those that it finds itself have a score.

    Elasticsearch can say which of them it finds (named queries), in twice the time.
    """
    ids: dict[str, list[str]] = {}
    for unit in units:
        ids.setdefault(unit.field, []).append(unit.id)
    members = {"bool": {"should": [{"terms": {field: some}} for field, some in ids.items()]}}
    # What a search without words of its own finds (-sport) is worth nothing.
    found = weigh_hits({"bool": {"must": query, "should": _LITTLE}})
    return {
        "size": MOST_MEMBERS,
        "_source": SHOWN,
        "docvalue_fields": UNITS,
        "query": {"bool": {"filter": members, "should": found}},
    }


def _tell_stories(units: Sequence[Unit], members: Mapping[str, Any], asked: Search) -> list[FoundStory]:
    """Give the stories of a page by what `_build_members` found; who was not found has None for a score."""
    found: dict[tuple[str, str], list[Document]] = {(unit.field, unit.id): [] for unit in units}
    for hit in members["hits"].get("hits", ()):
        unit = make_unit(hit)
        # An article can get its event between two questions.
        found.get((unit.field, unit.id), []).append({**hit, "_score": hit["_score"] or None})
    stories: list[FoundStory] = []
    for family in found.values():
        stories += _tell_event(family, asked)
    return stories


def _tell_event(members: Sequence[Document], asked: Search) -> list[FoundStory]:
    """Give the stories of an event of which a member was found, with the leads of its others."""
    families: dict[str, list[Document]] = {}
    for hit in members:
        families.setdefault(_get_story(hit["_source"]).get("id") or hit["_id"], []).append(hit)
    stories = [_build_found(family) for family in families.values()]
    matched = [
        story
        for story, family in zip(stories, families.values(), strict=True)
        if any(hit["_score"] is not None for hit in family)
    ]
    leads = [story.article for story in stories if not story.article.get("withdrawn_at")]
    leads.sort(key=lambda lead: (lead["published_at"], lead["url"]))
    matched.sort(key=lambda story: _rank_story(story, asked))
    return [
        replace(one, others=tuple(other for other in leads if other["url"] != one.article["url"]))
        for one in matched
    ]


def _rank_story(story: FoundStory, asked: Search) -> tuple[Any, ...]:
    if asked.sort == "relevance":
        return -story.score, story.article["url"]
    at = datetime.fromisoformat(story.article["published_at"]).timestamp()
    return at if asked.sort == "old" else -at, story.article["url"]


def _build_found(family: Sequence[Document]) -> FoundStory:
    """Show the lead of a story, whichever member matched best, and the others as its copies."""
    best = max(family, key=lambda hit: (hit["_score"] or 0.0, hit["_id"]))
    leads = [hit["_source"] for hit in family if _get_story(hit["_source"]).get("role") == "lead"]
    lead = leads[0] if leads else best["_source"]
    copies = [hit["_source"] for hit in family if hit["_source"]["url"] != lead["url"]]
    copies.sort(key=lambda member: (member["published_at"], member["url"]))
    return FoundStory(lead, float(best["_score"] or 0.0), tuple(copies))


def _get_story(article: Mapping[str, Any]) -> Mapping[str, Any]:
    return article.get("story") or {}


def _read_event(article: Mapping[str, Any]) -> str:
    return (article.get("event") or {}).get("id") or ""
