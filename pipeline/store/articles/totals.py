"""How many articles there are: for status, reports, and the question whether a cycle brought anything."""

from __future__ import annotations

from datetime import datetime

from pipeline.store.client import Store
from pipeline.store.documents import match_since


def count_by_grade(store: Store) -> dict[str, int]:
    """Count the articles by grade, `"0"` to `"3"`."""
    store.refresh("articles")
    return store.count_values("articles", "relevance.grade")


def count_changed(store: Store, since: datetime) -> int:
    """Count the articles that changed, for a reader, at or after a moment."""
    store.refresh("articles")
    return store.count("articles", match_since("changed_at", since))
