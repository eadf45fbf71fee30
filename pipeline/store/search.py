"""Searching: plain words over title, summary and text in all their forms, a story a hit, with its copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.store.client import Store

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
MOST_COPIES = 50
# A person's two short syllables ("To Lam") must stand together; longer words may stand apart.
SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a search found: its best article and its copies."""

    article: Mapping[str, Any]
    score: float
    copies: tuple[Mapping[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Give the form that `azvn search --json` prints."""
        article = self.article
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
            "story": (article.get("story") or {}).get("id"),
            "role": (article.get("story") or {}).get("role"),
            "copies": len(self.copies),
            "copied_by": [c["source"]["name"] for c in self.copies],
            "copy_urls": [c["url"] for c in self.copies],
            "score": self.score,
        }


def query_of(words: str) -> dict[str, Any]:
    """Give the query for plain words: all of them, in any form; short words only beside their neighbours."""
    forms = {
        "bool": {
            "should": [
                {"multi_match": {"query": words, "type": "cross_fields", "operator": "and", "fields": fields, "boost": boost}}
                for fields, boost in (
                    (["title.stemmed^3", "summary.stemmed", "text.stemmed"], 1),
                    (["title.folded^3", "summary.folded", "text.folded"], 1.5),
                    (["title^3", "summary", "text"], 2),
                )
            ],
            "minimum_should_match": 1,
        }
    }
    short = [w for w in words.split() if len(w) <= SHORT_WORD]
    together = {
        "multi_match": {"query": words, "type": "phrase", "fields": ["title.stemmed^3", "summary.stemmed", "text.stemmed"], "boost": 3}
    }
    if len(short) == len(words.split()) > 1:
        return {"bool": {"must": [together], "should": [forms]}}
    return {"bool": {"must": [forms], "should": [together]}}


def search(store: Store, words: str, *, size: int = 20) -> list[Found]:
    """Find stories by plain words, best first, each once whatever number of its copies match."""
    store.refresh("articles")
    collapse = {"field": "story.id"}
    answer = store.ask(
        lambda: store.client.search(index=store.alias("articles"), query=query_of(words), collapse=collapse, size=size, source=SHOWN)
    )
    hits = answer["hits"]["hits"]
    members = _members(store, [h["_source"]["story"]["id"] for h in hits if h["_source"].get("story")])
    return [_found(hit, members) for hit in hits]


def _members(store: Store, stories: list[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    if stories:
        for hit in store.every("articles", {"terms": {"story.id": stories}}, fields=SHOWN):
            found.setdefault(hit["_source"]["story"]["id"], []).append(hit["_source"])
    return found


def _found(hit: Mapping[str, Any], members: Mapping[str, list[Mapping[str, Any]]]) -> Found:
    """Show the lead of a story, whichever member matched best, and the others as its copies."""
    article = hit["_source"]
    family = members.get((article.get("story") or {}).get("id", ""), [article])
    lead = next((m for m in family if m["story"]["role"] == "lead"), article)
    copies = sorted((m for m in family if m["url"] != lead["url"]), key=lambda m: (m["published_at"], m["url"]))
    return Found(lead, float(hit["_score"]), tuple(copies[:MOST_COPIES]))
