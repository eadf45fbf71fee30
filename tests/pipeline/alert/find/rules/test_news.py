"""What is news: lately seen, after the watch was there, and read for the first time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.alert.find.rules.news import Background, ChangedArticle
from pipeline.model.states import WatchState

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATE = WatchState(id="w", query_hash="h", since=NOW - 30 * DAY, matched_until=NOW - HOUR)
ARTICLE = ChangedArticle(
    id="a",
    story="s",
    leads=True,
    revision=1,
    changed_at=NOW,
    first_seen_at=NOW,
    fetched_at=NOW,
    indexed_at=NOW,
    published_at=NOW - HOUR,
    cycle="c",
)


@pytest.mark.parametrize(
    ("changes", "finished", "began", "expected"),
    [
        ({}, {}, {}, True),
        ({"published_at": None}, {}, {}, True),
        ({"published_at": NOW - 13 * DAY}, {}, {}, True),
        ({"published_at": NOW - 15 * DAY}, {}, {}, False),
        ({"first_seen_at": NOW - 3 * DAY}, {}, {}, False),
        ({"leads": False}, {}, {"s": NOW - 3 * DAY}, False),
        ({"leads": False}, {}, {"s": NOW - HOUR}, True),
        ({"fetched_at": NOW - DAY}, {}, {}, True),
        ({"fetched_at": NOW - 3 * DAY}, {}, {}, False),
        ({"fetched_at": NOW - 3 * HOUR}, {"c": NOW - 2 * HOUR}, {}, False),
        ({"fetched_at": NOW - 3 * HOUR}, {"c": NOW}, {}, True),
        ({"fetched_at": NOW}, {"c": NOW - 2 * HOUR}, {}, True),
    ],
)
def test_news_is_set_apart_from_history(
    changes: dict[str, object],
    finished: dict[str, datetime],
    began: dict[str, datetime],
    expected: bool,
) -> None:
    article = replace(ARTICLE, **changes)
    assert Background(finished, began).is_news(article, STATE, NOW - 2 * DAY) is expected


def test_a_date_that_is_only_the_first_sight_tells_nothing() -> None:
    at = "2026-11-25T09:00:00Z"
    source = {
        **dict.fromkeys(("changed_at", "first_seen_at", "fetched_at", "indexed_at", "published_at"), at),
        "published_from": "first-seen",
        "revision": 2,
        "story": {"id": "s", "role": "copy"},
    }
    article = ChangedArticle.parse("a", source)
    assert (article.published_at, article.first_seen_at, article.leads) == (None, NOW, False)
    assert ChangedArticle.parse("a", {**source, "published_from": "json-ld"}).published_at == NOW
