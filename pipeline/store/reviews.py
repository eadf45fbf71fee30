"""What people said of articles: right or wrong, by the month in which each was first seen."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store.client import Store


@dataclass(frozen=True, slots=True)
class Month:
    """The marks on articles first seen in a month, `2026-11`."""

    month: str
    right: int
    wrong: int

    @property
    def precision(self) -> float:
        """Share of the marked articles that are right."""
        return self.right / (self.right + self.wrong)


def count_monthly_reviews(store: Store, most: int = 12) -> list[Month]:
    """Give the last months in which anything was marked, the newest first."""
    verdicts = {"verdicts": {"terms": {"field": "review.verdict"}}}
    histogram = {
        "field": "first_seen_at",
        "calendar_interval": "month",
        "format": "yyyy-MM",
        "min_doc_count": 1,
        "order": {"_key": "desc"},
    }
    months = {"months": {"date_histogram": histogram, "aggs": verdicts}}
    query = {"exists": {"field": "review.verdict"}}
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("articles"), query=query, size=0, aggs=months, ignore_unavailable=True
        )
    )
    buckets = (answer.get("aggregations") or {}).get("months", {}).get("buckets", [])
    return [_build_month(bucket["key_as_string"], bucket["verdicts"]["buckets"]) for bucket in buckets[:most]]


def _build_month(name: str, buckets: list[dict[str, object]]) -> Month:
    counts = {str(b["key"]): int(str(b["doc_count"])) for b in buckets}
    return Month(name, counts.get("right", 0), counts.get("wrong", 0))
