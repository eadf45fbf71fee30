"""What came out of a demo: its stories with their copies, and the pages thrown away, with the reason."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.model.outcomes import Outcome, Stage
from pipeline.runs.workplace import Workplace

FIELDS = ["url", "title", "source", "published_at", "relevance", "story", "text_from", "origin"]


def list_stories(place: Workplace) -> list[dict[str, Any]]:
    """Give every story of grade 2 and 3 with its copies, the newest first."""
    place.store.refresh("articles")
    query = {"range": {"relevance.grade": {"gte": 2}}}
    families: dict[str, list[dict[str, Any]]] = {}
    for hit in place.store.stream_documents("articles", query, fields=FIELDS):
        article = dict(hit["_source"])
        story = (article.get("story") or {}).get("id") or article["url"]
        families.setdefault(story, []).append(article)
    stories = [_describe_story(family) for family in families.values()]
    return sorted(stories, key=lambda s: (int(s["grade"]), str(s["published_at"])), reverse=True)


def _describe_story(family: list[dict[str, Any]]) -> dict[str, Any]:
    lead = next((a for a in family if (a.get("story") or {}).get("role") == "lead"), family[0])
    return {
        "title": lead["title"],
        "url": lead["url"],
        "source": lead["source"]["name"],
        "grade": lead["relevance"]["grade"],
        "published_at": lead["published_at"],
        "text_from": lead["text_from"],
        "origin": lead["origin"],
        "copied_by": sorted(a["source"]["name"] for a in family if a is not lead),
    }


def count_discarded_pages(place: Workplace) -> list[dict[str, Any]]:
    """Count the pages that ended before the index, by the stage and the word with which they ended."""
    place.store.refresh("pages")
    counts: Counter[tuple[str, str]] = Counter()
    without_article = {
        "must_not": {"exists": {"field": "article"}},
        "filter": {"exists": {"field": "tried_at"}},
    }
    for hit in place.store.stream_documents("pages", {"bool": without_article}, fields=["outcome"]):
        outcomes = hit["_source"]["outcome"]
        last = [str(stage) for stage in Stage if stage in outcomes][-1]
        counts[last, outcomes[last]] += 1
    ordered = sorted(counts.items(), key=lambda count: (-count[1], count[0]))
    return [{"stage": s, "outcome": o, "meaning": Outcome(o).help, "count": n} for (s, o), n in ordered]
