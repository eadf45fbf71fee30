"""Searching: plain words over title, summary and text in all their forms; a story a hit, with its copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from pipeline.store.articles.event_search import Stories, describe_story, load_event_stories
from pipeline.store.client import Store
from pipeline.store.documents import Document, Query
from pipeline.store.schema.mappings import DEFAULT_FIELDS
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
]
MOST = 1000
SHORT_WORD = 3
"""Syllables of names that the topic does not know ("Vo Van Thuong" has two) must stand together; longer words
may stand apart.
"""


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
            "event": (article.get("event") or {}).get("id"),
            "event_stories": [describe_story(other) for other in self.others],
            "score": self.score,
        }


def search_stories(store: Store, words: str, *, size: int = 20) -> list[FoundStory]:
    """Find stories that have all of these words, in any form; best first.

    Each once, whatever number of its copies match.
    """
    store.refresh("articles")
    query = build_query(split_search(store, clean_line(words)))
    size = min(size, MOST)
    stories = {"exists": {"field": "story.id"}}
    hits = [
        *_find_hits(
            store, {"bool": {"must": query, "filter": stories}}, size, collapse={"field": "story.id"}
        ),
        # Not grouped yet: to collapse by a story that they do not have would leave one of them.
        *_find_hits(store, {"bool": {"must": query, "must_not": stories}}, size),
    ]
    best = sorted(hits, key=lambda hit: (-hit["_score"], hit["_id"]))[:size]
    members = _load_members(
        store, [hit["_source"]["story"]["id"] for hit in best if _get_story(hit["_source"])]
    )
    found = [_build_found(hit, members) for hit in best]
    events = sorted({id_ for id_ in map(_read_event, found) if id_})
    by_event = load_event_stories(store, events)
    return [replace(one, others=_pick_others(one, by_event.get(_read_event(one), ()))) for one in found]


def _read_event(found: FoundStory) -> str:
    return (found.article.get("event") or {}).get("id") or ""


def _pick_others(found: FoundStory, leads: Stories) -> tuple[Mapping[str, Any], ...]:
    own = _get_story(found.article).get("id")
    return tuple(lead for lead in leads if lead["story"]["id"] != own)


def split_search(store: Store, words: str) -> list[str]:
    """Give the parts of a search that are found each by itself.

    These are words, and names of several words that the topic knows.
    """
    if not words:
        return []
    tokens = store.analyze_text("articles", "stemmed_search", words)
    parts = []
    # Tokens at one position are forms of one word.
    for _, forms in groupby(tokens, key=lambda token: token["position"]):
        offsets = [(token["start_offset"], token["end_offset"]) for token in forms]
        parts.append(words[min(start for start, _ in offsets) : max(end for _, end in offsets)])
    return parts


def build_query(parts: Sequence[str]) -> Query:
    """Give the query for the parts of a search: all of them, in any field and form.

    Standing together counts more.
    """
    if not parts:
        return {"match_none": {}}
    together = _match_fields(" ".join(parts), type="phrase")
    if len(parts) > 1 and all(len(part) <= SHORT_WORD for part in parts):
        return together
    each = [_match_fields(part, type="best_fields", operator="and") for part in parts]
    # Vietnamese writes the syllables of a word apart: two side by side are likely one word.
    neighbours = [_match_fields(" ".join(two), type="phrase") for two in pairwise(parts)]
    return {"bool": {"must": each, "should": [together, *neighbours] if len(parts) > 2 else neighbours}}


def _match_fields(words: str, **options: str) -> Query:
    return {"multi_match": {"query": words, "fields": list(DEFAULT_FIELDS), **options}}


def _find_hits(store: Store, query: Query, size: int, **options: Any) -> list[Document]:
    return store.search("articles", query, size=size, fields=SHOWN, **options)


def _load_members(store: Store, stories: list[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Give the articles of stories, by story."""
    members: dict[str, list[Mapping[str, Any]]] = {}
    if stories:
        for hit in store.stream_documents("articles", {"terms": {"story.id": stories}}, fields=SHOWN):
            members.setdefault(hit["_source"]["story"]["id"], []).append(hit["_source"])
    return members


def _build_found(hit: Document, members: Mapping[str, list[Mapping[str, Any]]]) -> FoundStory:
    """Show the lead of a story, whichever member matched best, and the others as its copies."""
    article = hit["_source"]
    family = members.get(_get_story(article).get("id", ""), [article])
    lead = next((member for member in family if _get_story(member).get("role") == "lead"), article)
    copies = [member for member in family if member["url"] != lead["url"]]
    copies.sort(key=lambda member: (member["published_at"], member["url"]))
    return FoundStory(lead, float(hit["_score"]), tuple(copies))


def _get_story(article: Mapping[str, Any]) -> Mapping[str, Any]:
    return article.get("story") or {}
