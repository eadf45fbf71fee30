"""The story of an article: the fields that grouping owns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.model.times import format_stamp
from pipeline.store.client import Store
from pipeline.store.documents import Document, match_since

MOST_TERMS = 1000
"""Sketch terms that are searched for: those of an article of 4,000 words; Elasticsearch takes 1,024 clauses
at least.
"""
MOST_NEAR = 100
MOST_STORIES = 1000
"""Stories that one query names; Elasticsearch takes 65,536 terms."""
_AGE = ("first_seen_at", "published_at")


def find_ungrouped(store: Store) -> list[Ungrouped]:
    """Give the articles that belong to no story yet, by first seen, then by publication, then id.

    All that one cycle finds is first seen at once: publication tells the original from its reprints.
    """
    store.refresh("articles")
    query = {"bool": {"must_not": {"exists": {"field": "story.id"}}}}
    hits = store.stream_documents("articles", query, fields=["text", "sketch", "words", *_AGE])
    return [_parse_ungrouped(hit) for hit in sorted(hits, key=_read_age)]


def _read_age(hit: Document) -> tuple[str, ...]:
    return (*(hit["_source"][name] for name in _AGE), hit["_id"])


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
    )


def find_similar_members(
    store: Store, sketch: Sequence[str], *, since: datetime, least: int = 5
) -> list[Ungrouped]:
    """Give the members of stories that share `least` sketch terms, the nearest first.

    Only those first seen since a time, and seeds of any age. The caller refreshes.
    """
    if len(sketch) < least:
        return []
    recent = {"bool": {"should": [match_since("first_seen_at", since), {"term": {"origin": "seed"}}]}}
    query = {
        "bool": {
            "filter": [{"exists": {"field": "story.id"}}, recent],
            "must_not": {"exists": {"field": "withdrawn_at"}},
            "should": [{"term": {"sketch": {"value": term}}} for term in sketch[:MOST_TERMS]],
            "minimum_should_match": least,
        }
    }
    fields = ["text", "sketch", "words", "story.id", "story.role"]
    hits = store.search("articles", query, size=MOST_NEAR, fields=fields, sort=["_score", "_doc"])
    return [_parse_ungrouped(hit) for hit in hits]


def set_story(store: Store, id_: str, grouped: Grouped) -> None:
    """Give an article its story; it is findable as a member after the next refresh."""
    story = {"id": grouped.story, "role": grouped.role, "quotes": list(grouped.quotes), "copies": 0}
    _write_story(store, id_, story)


def add_quote(store: Store, id_: str, story: str) -> None:
    """Note that a lead carries the text of a story that was grouped after it."""
    lead = store.get_document("articles", id_)
    if lead is None:
        # Removed on request since it was found.
        return
    quotes = lead["_source"]["story"].get("quotes") or []
    if story not in quotes:
        _write_story(store, id_, {"quotes": sorted({*quotes, story})})


def find_cycle_stories(store: Store, cycle: str) -> set[str]:
    """Give the stories to which the articles that a cycle found belong."""
    store.refresh("articles")
    query = {"bool": {"filter": [{"term": {"cycle": cycle}}, {"exists": {"field": "story.id"}}]}}
    hits = store.stream_documents("articles", query, fields=["story.id"])
    return {hit["_source"]["story"]["id"] for hit in hits}


def count_copies(store: Store, stories: Sequence[str]) -> int:
    """Count the copies of these stories anew and write the number to their leads where it differs.

    Give how many were written.
    """
    store.refresh("articles")
    written = 0
    for start in range(0, len(stories), MOST_STORIES):
        for members in _load_members(store, stories[start : start + MOST_STORIES]).values():
            written += _write_copies(store, members)
    return written


def _load_members(store: Store, stories: Sequence[str]) -> dict[str, list[Document]]:
    """Give the members of stories, by story."""
    query = {"terms": {"story.id": list(stories)}}
    members: dict[str, list[Document]] = {}
    for hit in store.stream_documents("articles", query, fields=["story", "withdrawn_at", *_AGE]):
        members.setdefault(hit["_source"]["story"]["id"], []).append(hit)
    return members


def _write_copies(store: Store, members: Sequence[Document]) -> int:
    copies = sum(hit["_source"]["story"]["role"] == "copy" for hit in members)
    written = 0
    for hit in members:
        story = hit["_source"]["story"]
        if story["role"] == "lead" and story.get("copies") != copies:
            _write_story(store, hit["_id"], {"copies": copies})
            written += 1
    return written


def promote_lead(store: Store, story: str) -> None:
    """Let the oldest living member lead a story without a living lead; its id stays."""
    store.refresh("articles")
    members = _load_members(store, [story]).get(story, [])
    leads = [hit for hit in members if hit["_source"]["story"]["role"] == "lead"]
    living = [hit for hit in members if not hit["_source"].get("withdrawn_at")]
    if living and not any(hit in living for hit in leads):
        _write_story(store, min(living, key=_read_age)["_id"], {"role": "lead"})
        for hit in leads:
            _write_story(store, hit["_id"], {"role": "copy"})
    count_copies(store, [story])


def find_leaderless_stories(store: Store) -> list[str]:
    """Give the stories that a withdrawn article leads."""
    store.refresh("articles")
    query = {"bool": {"filter": [{"term": {"story.role": "lead"}}, {"exists": {"field": "withdrawn_at"}}]}}
    hits = store.stream_documents("articles", query, fields=["story.id"])
    return sorted({hit["_source"]["story"]["id"] for hit in hits})


def _write_story(store: Store, id_: str, story: Mapping[str, Any]) -> None:
    store.update("articles", id_, {"story": story, "changed_at": format_stamp(datetime.now(UTC))})
