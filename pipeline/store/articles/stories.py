"""The story of an article: the fields that grouping owns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.model.stories import Grouped, Member, Ungrouped
from pipeline.model.times import format_stamp, parse_time
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, Query
from pipeline.store.refused import send_operations

WINDOW = timedelta(days=14)
"""How far two members may lie apart, before or after; without a window daily columns chain into one story."""
MOST_TERMS = 400
"""Sketch terms that are searched for: those of an article of 1,600 words. Elasticsearch takes 1,024 clauses
at least.
"""
MOST_NEAR = 60
MOST_COMPARED = 24
"""Members that are laid beside an article: those that share most; a text of an agency has hundreds."""
MOST_STORIES = 1000
"""Stories that one query names; Elasticsearch takes 65,536 terms."""
LEAST_SHARED = 5
"""Sketch terms that a member must share; of a short text a quarter of its terms."""
_AGE = ("first_seen_at", "published_at")
_COMPARED = ("title", "text", "sketch", "words", "story", "partial", "text_from", "origin", *_AGE)
_MEMBER = ("story", "withdrawn_at", "words", "partial", "text_from", *_AGE)
_FOUND = "responses.status,responses.hits.hits._id,responses.hits.hits.fields,responses.error"

ChooseLead = Callable[[Sequence[Member]], Member]


def list_ungrouped(store: Store) -> list[str]:
    """Give the ids of articles that belong to no story yet, by first seen, then by publication, then id.

    All that one cycle finds is first seen at once: publication tells the original from its reprints.
    """
    store.refresh("articles")
    query = {"bool": {"must_not": {"exists": {"field": "story.id"}}}}
    hits = store.stream_documents("articles", query, fields=_AGE)
    ages = sorted((*(str(hit["_source"].get(name)) for name in _AGE), hit["_id"]) for hit in hits)
    return [age[-1] for age in ages]


def load_ungrouped(store: Store, ids: Sequence[str]) -> list[Ungrouped]:
    """Give what comparing needs of articles, in the order of their ids; one that is gone is left out."""
    found = store.get_documents("articles", ids, fields=_COMPARED)
    return [_parse_ungrouped(found[id_]) for id_ in ids if id_ in found]


def _parse_ungrouped(hit: Document) -> Ungrouped:
    source = hit["_source"]
    story = source.get("story") or {}
    return Ungrouped(
        id=hit["_id"],
        text=source["text"],
        sketch=tuple(source.get("sketch") or ()),
        words=int(source["words"]),
        story=story.get("id"),
        leads=story.get("role") == "lead",
        title=source["title"],
        published_at=parse_time(source.get("published_at")),
        first_seen_at=parse_time(source.get("first_seen_at")),
        whole=_is_whole(source),
        seed=source.get("origin") == "seed",
    )


def _is_whole(source: Mapping[str, Any]) -> bool:
    return not source.get("partial") and source.get("text_from") != "feed"


def find_similar_members(store: Store, articles: Sequence[Ungrouped]) -> dict[str, list[Ungrouped]]:
    """Give for each article, by id, the members of stories that share sketch terms, the nearest first.

    Only those published or first seen within the window, before or after, and seeds of any age; all articles
    are asked about in one request. The caller refreshes.
    """
    asked = [article for article in articles if article.sketch]
    searches = [_build_search(article) for article in asked]
    answers = store.search_many("articles", searches, _FOUND) if searches else []
    near: dict[str, list[str]] = {article.id: [] for article in articles}
    for article, answer in zip(asked, answers, strict=True):
        hits = answer.get("hits", {}).get("hits", [])
        shared = sorted((-_count_shared(article, hit), hit["_id"]) for hit in hits)
        near[article.id] = [id_ for _, id_ in shared[:MOST_COMPARED]]
    needed = sorted({id_ for ids in near.values() for id_ in ids})
    members = {member.id: member for member in load_ungrouped(store, needed)}
    return {id_: [members[other] for other in ids if other in members] for id_, ids in near.items()}


def _count_shared(article: Ungrouped, hit: Document) -> int:
    return len(set(article.sketch).intersection(hit.get("fields", {}).get("sketch", ())))


def _build_search(article: Ungrouped) -> dict[str, Any]:
    terms = article.sketch[:: max(1, -(-len(article.sketch) // MOST_TERMS))]
    query = {
        "bool": {
            "filter": [{"exists": {"field": "story.id"}}, *_match_window(article)],
            "must_not": {"exists": {"field": "withdrawn_at"}},
            "should": [{"term": {"sketch": term}} for term in terms],
            "minimum_should_match": max(1, min(LEAST_SHARED, len(terms) // 4)),
        }
    }
    return {
        "query": query,
        "size": MOST_NEAR,
        "_source": False,
        "docvalue_fields": ["sketch"],
        "track_total_hits": False,
    }


def _match_window(article: Ungrouped) -> list[Query]:
    if article.seed:
        return []
    own = {"published_at": article.published_at, "first_seen_at": article.first_seen_at}
    near: list[Query] = [{"term": {"origin": "seed"}}]
    for name, at in own.items():
        if at:
            span = {"gte": format_stamp(at - WINDOW), "lte": format_stamp(at + WINDOW)}
            near.append({"range": {name: span}})
    return [{"bool": {"should": near}}]


def set_story(store: Store, id_: str, grouped: Grouped) -> None:
    """Give an article its story; it is findable as a member after the next refresh."""
    set_stories(store, {id_: grouped})


def set_stories(store: Store, grouped: Mapping[str, Grouped]) -> None:
    """Give articles, by id, their stories, in one request."""
    stories = {
        id_: {"id": one.story, "role": one.role, "quotes": list(one.quotes), "copies": 0}
        for id_, one in grouped.items()
    }
    _write_stories(store, stories)


def add_quotes(store: Store, quotes: Mapping[str, set[str]]) -> None:
    """Note that leads, by id, carry the text of stories that were grouped after them."""
    leads = store.get_documents("articles", sorted(quotes), fields=["story"])
    changes = {}
    for id_, document in leads.items():
        known = set(document["_source"].get("story", {}).get("quotes") or ())
        if not quotes[id_] <= known:
            changes[id_] = {"quotes": sorted(known | quotes[id_])}
    _write_stories(store, changes)


def find_cycle_stories(store: Store, cycle: str) -> set[str]:
    """Give the stories to which the articles that a cycle found belong."""
    store.refresh("articles")
    query = {"bool": {"filter": [{"term": {"cycle": cycle}}, {"exists": {"field": "story.id"}}]}}
    hits = store.stream_documents("articles", query, fields=["story.id"])
    return {hit["_source"]["story"]["id"] for hit in hits}


def settle_stories(store: Store, stories: Sequence[str], choose_lead: ChooseLead) -> int:
    """Choose the lead of each story anew and count its copies; write what differs and give how many were.

    The id of a story stays.
    """
    store.refresh("articles")
    written = 0
    for start in range(0, len(stories), MOST_STORIES):
        changes: dict[str, dict[str, Any]] = {}
        for members in _load_members(store, stories[start : start + MOST_STORIES]).values():
            changes |= _settle_members(members, choose_lead(members).id)
        _write_stories(store, changes)
        written += len(changes)
    return written


def _load_members(store: Store, stories: Sequence[str]) -> dict[str, list[Member]]:
    """Give the members of stories, by story."""
    query = {"terms": {"story.id": list(stories)}}
    members: dict[str, list[Member]] = {}
    for hit in store.stream_documents("articles", query, fields=_MEMBER):
        members.setdefault(hit["_source"]["story"]["id"], []).append(_parse_member(hit))
    return members


def _parse_member(hit: Document) -> Member:
    source = hit["_source"]
    return Member(
        id=hit["_id"],
        role=source["story"]["role"],
        words=int(source["words"]),
        whole=_is_whole(source),
        withdrawn=bool(source.get("withdrawn_at")),
        published_at=source.get("published_at") or "",
        first_seen_at=source["first_seen_at"],
        copies=source["story"].get("copies"),
    )


def _settle_members(members: Sequence[Member], lead: str) -> dict[str, dict[str, Any]]:
    """Give what must be written to the members of a story that this one leads."""
    changes: dict[str, dict[str, Any]] = {}
    for member in members:
        role = "lead" if member.id == lead else "copy"
        copies = len(members) - 1 if role == "lead" else 0
        if member.role != role or (member.copies or 0) != copies:
            changes[member.id] = {"role": role, "copies": copies}
    return changes


def find_leaderless_stories(store: Store) -> list[str]:
    """Give the stories that a withdrawn article leads while another member stands."""
    store.refresh("articles")
    query = {"bool": {"filter": [{"term": {"story.role": "lead"}}, {"exists": {"field": "withdrawn_at"}}]}}
    hits = store.stream_documents("articles", query, fields=["story.id"])
    return sorted({hit["_source"]["story"]["id"] for hit in hits})


def _write_stories(store: Store, stories: Mapping[str, Mapping[str, Any]]) -> None:
    at = format_stamp(datetime.now(UTC))
    send_operations(
        store,
        [
            Operation("update", "articles", id_, {"story": story, "changed_at": at})
            for id_, story in stories.items()
        ],
    )
