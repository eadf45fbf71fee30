"""The story of an article: the fields of `articles` that grouping owns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.model.times import format_stamp
from pipeline.store.client import Hit, Store

MOST_TERMS = 1000
"""Sketch terms that are searched for: those of an article of 4,000 words; Elasticsearch takes 1,024 clauses
at least.
"""
MOST_NEAR = 100
_AGE = ("first_seen_at", "published_at")


def find_ungrouped(store: Store) -> list[Ungrouped]:
    """Give the articles that belong to no story yet, by first seen, then by publication, then id.

    All that one cycle finds is first seen at once: publication tells the original from its reprints.
    """
    store.refresh("articles")
    query = {"bool": {"must_not": {"exists": {"field": "story.id"}}}}
    hits = store.stream_documents("articles", query, fields=["text", "sketch", "words", *_AGE])
    return [_parse_ungrouped(hit) for hit in sorted(hits, key=_read_age)]


def _read_age(hit: Mapping[str, Any]) -> tuple[str, ...]:
    return (*(hit["_source"][name] for name in _AGE), hit["_id"])


def _parse_ungrouped(hit: Mapping[str, Any]) -> Ungrouped:
    source = hit["_source"]
    story = source.get("story") or {}
    sketch = tuple(source.get("sketch") or ())
    return Ungrouped(
        hit["_id"], source["text"], sketch, int(source["words"]), story.get("id"), story.get("role") == "lead"
    )


def find_similar_members(
    store: Store, sketch: Sequence[str], *, since: datetime, least: int = 5
) -> list[Ungrouped]:
    """Give the members of stories first seen since then, or seeds of any age, that share `least` sketch
    terms; the nearest first.
    """
    if len(sketch) < least:
        return []
    recent = {
        "bool": {
            "should": [
                {"range": {"first_seen_at": {"gte": format_stamp(since)}}},
                {"term": {"origin": "seed"}},
            ]
        }
    }
    query = {
        "bool": {
            "filter": [{"exists": {"field": "story.id"}}, recent],
            "must_not": {"exists": {"field": "withdrawn_at"}},
            "should": [{"term": {"sketch": {"value": term}}} for term in sketch[:MOST_TERMS]],
            "minimum_should_match": least,
        }
    }
    source = {"includes": ["text", "sketch", "words", "story.id", "story.role"]}
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("articles"),
            query=query,
            size=MOST_NEAR,
            source=source,
            sort=["_score", "_doc"],
        )
    )
    return [_parse_ungrouped(hit) for hit in answer["hits"]["hits"]]


def set_story(store: Store, id_: str, grouped: Grouped) -> None:
    """Give an article its story; it is findable as a lead at once, for the next one of the same run."""
    story = {"id": grouped.story, "role": grouped.role, "quotes": list(grouped.quotes), "copies": 0}
    _write_story(store, id_, story)


def add_quote(store: Store, id_: str, story: str) -> None:
    """Note that a lead carries the text of a story that was grouped after it."""
    current = store.get_documents("articles", [id_])[id_]["_source"]["story"].get("quotes") or []
    if story not in current:
        _write_story(store, id_, {"quotes": sorted({*current, story})})


def find_cycle_stories(store: Store, cycle: str) -> set[str]:
    """Give the stories to which the articles that a cycle found belong."""
    store.refresh("articles")
    hits = store.stream_documents("articles", {"term": {"cycle": cycle}}, fields=["story.id"])
    return {hit["_source"]["story"]["id"] for hit in hits if hit["_source"].get("story")}


def count_copies(store: Store, stories: Sequence[str]) -> int:
    """Count the copies of these stories anew and write the number to their leads where it differs; give how
    many were written.
    """
    store.refresh("articles")
    written = 0
    for story in stories:
        members = _find_members(store, story, ["story"])
        copies = sum(hit["_source"]["story"]["role"] == "copy" for hit in members)
        for hit in members:
            own = hit["_source"]["story"]
            if own["role"] == "lead" and own.get("copies") != copies:
                _write_story(store, hit["_id"], {"copies": copies})
                written += 1
    return written


def promote_lead(store: Store, story: str) -> None:
    """Let the oldest living member lead a story that has lost its lead, or whose lead was withdrawn; its id
    stays.
    """
    store.refresh("articles")
    members = _find_members(store, story, ["story", "withdrawn_at", *_AGE])
    leads = [hit for hit in members if hit["_source"]["story"]["role"] == "lead"]
    living = [hit for hit in members if not hit["_source"].get("withdrawn_at")]
    if living and not any(hit in living for hit in leads):
        _write_story(store, min(living, key=_read_age)["_id"], {"role": "lead"})
        for hit in leads:
            _write_story(store, hit["_id"], {"role": "copy"})
    count_copies(store, [story])


def find_leaderless_stories(store: Store) -> list[str]:
    """Give the stories that a withdrawn article leads."""
    query = {"bool": {"filter": [{"term": {"story.role": "lead"}}, {"exists": {"field": "withdrawn_at"}}]}}
    return sorted(
        {
            hit["_source"]["story"]["id"]
            for hit in store.stream_documents("articles", query, fields=["story.id"])
        }
    )


def _find_members(store: Store, story: str, fields: Sequence[str]) -> list[Hit]:
    return list(store.stream_documents("articles", {"term": {"story.id": story}}, fields=fields))


def _write_story(store: Store, id_: str, story: Mapping[str, Any]) -> None:
    doc = {"story": story, "changed_at": format_stamp(datetime.now(UTC))}
    store.ask(
        lambda: store.client.update(
            index=store.get_alias("articles"),
            id=id_,
            doc=doc,
            refresh=True,
            retry_on_conflict=3,
            require_alias=True,
        )
    )
