"""Searching: plain words over title, summary and text in all their forms, a story a hit, with its copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.store.client import Hit, Store
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
    "partial",
    "text_from",
    "origin",
]
MOST = 1000
# Syllables of names that the vocabulary does not know ("Vo Van Thuong" has two) must stand together; longer
# words may stand apart.
SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a search found: its lead and its copies."""

    article: Mapping[str, Any]
    score: float
    copies: tuple[Mapping[str, Any], ...]

    def build_json(self) -> dict[str, Any]:
        """Give the form that `azvn search --json` prints."""
        article = self.article
        story = article.get("story") or {}
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
            "score": self.score,
        }


def search_stories(store: Store, words: str, *, size: int = 20) -> list[Found]:
    """Find stories that have all of these words, in any form; best first, each once whatever number of its
    copies match.
    """
    store.refresh("articles")
    query = build_query(split_search(store, clean_line(words)))
    size = min(size, MOST)
    grouped = {"exists": {"field": "story.id"}}
    hits = [
        *_find_hits(store, {"bool": {"must": query, "filter": grouped}}, size, {"field": "story.id"}),
        # Not grouped yet: to collapse by a story that they do not have would leave one of them.
        *_find_hits(store, {"bool": {"must": query, "must_not": grouped}}, size, None),
    ]
    hits = sorted(hits, key=lambda hit: (-hit["_score"], hit["_id"]))[:size]
    members = _find_members(
        store, [hit["_source"]["story"]["id"] for hit in hits if hit["_source"].get("story")]
    )
    return [_build_found(hit, members) for hit in hits]


def split_search(store: Store, words: str) -> list[str]:
    """Give the parts of a search that are found each by itself: words, and names of several words that the
    topic knows.
    """
    if not words:
        return []
    tokens = store.ask(
        lambda: store.client.indices.analyze(
            index=store.get_alias("articles"), analyzer="stemmed", text=words
        )
    )["tokens"]
    # Tokens at one place are forms of one word.
    places = [list(group) for _, group in groupby(tokens, key=lambda token: token["position"])]
    return [
        words[min(t["start_offset"] for t in place) : max(t["end_offset"] for t in place)] for place in places
    ]


def build_query(parts: Sequence[str]) -> dict[str, Any]:
    """Give the query for the parts of a search: all of them, in any field and form; standing together counts
    more.
    """
    if not parts:
        return {"match_none": {}}
    each = [
        {
            "multi_match": {
                "query": part,
                "type": "best_fields",
                "operator": "and",
                "fields": list(DEFAULT_FIELDS),
            }
        }
        for part in parts
    ]
    together = {"multi_match": {"query": " ".join(parts), "type": "phrase", "fields": list(DEFAULT_FIELDS)}}
    if len(parts) > 1 and all(len(part) <= SHORT_WORD for part in parts):
        return together
    return {"bool": {"must": each, "should": [together] if len(parts) > 1 else []}}


def _find_hits(
    store: Store, query: Mapping[str, Any], size: int, collapse: Mapping[str, Any] | None
) -> list[Hit]:
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("articles"),
            query=query,
            collapse=collapse,
            size=size,
            source={"includes": SHOWN},
        )
    )
    hits: list[Hit] = answer["hits"]["hits"]
    return hits


def _find_members(store: Store, stories: list[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    if stories:
        for hit in store.stream_documents("articles", {"terms": {"story.id": stories}}, fields=SHOWN):
            found.setdefault(hit["_source"]["story"]["id"], []).append(hit["_source"])
    return found


def _build_found(hit: Hit, members: Mapping[str, list[Mapping[str, Any]]]) -> Found:
    """Show the lead of a story, whichever member matched best, and the others as its copies."""
    article = hit["_source"]
    family = members.get((article.get("story") or {}).get("id", ""), [article])
    lead = next((m for m in family if (m.get("story") or {}).get("role") == "lead"), article)
    copies = sorted(
        (m for m in family if m["url"] != lead["url"]), key=lambda m: (m["published_at"], m["url"])
    )
    return Found(lead, float(hit["_score"]), tuple(copies))
