"""What people say of articles: right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.model.times import format_stamp
from pipeline.store.articles.lookup import find_article_id
from pipeline.store.client import Store


@dataclass(frozen=True, slots=True)
class MonthlyReviews:
    """The marks on articles first seen in a month, `2026-11`."""

    month: str
    right: int
    wrong: int

    @property
    def precision(self) -> float:
        """Share of the marked articles that are right."""
        return self.right / (self.right + self.wrong)


def mark_article(store: Store, url: str, verdict: str, by: str, at: datetime | None = None) -> bool:
    """Keep a person's judgement; False when the article is not there."""
    id_ = find_article_id(store, url)
    if id_ is None:
        return False
    review = {"verdict": verdict, "by": by, "at": format_stamp(at or datetime.now(UTC))}
    return store.update("articles", id_, {"review": review}) is not None


def count_monthly_reviews(store: Store, most: int = 12) -> list[MonthlyReviews]:
    """Give the last months in which anything was marked, the newest first."""
    store.refresh("articles")
    histogram = {
        "field": "first_seen_at",
        "calendar_interval": "month",
        "format": "yyyy-MM",
        "min_doc_count": 1,
        "order": {"_key": "desc"},
    }
    verdicts = {"verdicts": {"terms": {"field": "review.verdict"}}}
    months = {"months": {"date_histogram": histogram, "aggs": verdicts}}
    found = store.aggregate("articles", months, {"exists": {"field": "review.verdict"}})
    return [_parse_month(bucket) for bucket in found["months"]["buckets"][:most]]


def _parse_month(bucket: Mapping[str, Any]) -> MonthlyReviews:
    marks = {str(mark["key"]): int(mark["doc_count"]) for mark in bucket["verdicts"]["buckets"]}
    return MonthlyReviews(bucket["key_as_string"], marks.get("right", 0), marks.get("wrong", 0))
