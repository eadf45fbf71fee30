"""When each outlet is asked next, for people: now when a feed of it is due, never when it is muted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.config.sources import Catalogue, Feed, Muted, Source
from pipeline.model.states import FeedState
from pipeline.plan import find_next_checks

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FEEDS = [Feed(url=f"https://reed.example/{number}", kind="rss") for number in (1, 2)]


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("first", "second", "wait"),
    [
        ({"next_check_at": after(40)}, {"next_check_at": after(12)}, 12),
        ({"next_check_at": after(40)}, {"next_check_at": after(-1)}, 0),
        ({"next_check_at": after(40)}, None, 0),
        (
            {"next_check_at": after(5), "retry_at": after(90), "attempted_at": NOW},
            {"next_check_at": after(99)},
            90,
        ),
        # Set by a clock that was ahead: asked at once.
        ({"next_check_at": after(3000)}, {"next_check_at": after(12)}, 0),
    ],
)
def test_an_outlet_is_asked_when_the_first_of_its_feeds_is(
    first: dict[str, Any], second: dict[str, Any] | None, wait: int
) -> None:
    reed = Source(
        id="reed",
        name="Reed",
        country="AZ",
        languages=("az",),
        site="https://reed.example/",
        feeds=tuple(FEEDS),
    )
    states = {
        feed.id: FeedState(id=feed.id, url=feed.url, source="reed", **known)
        for feed, known in zip(FEEDS, (first, second), strict=True)
        if known is not None
    }
    assert find_next_checks(Catalogue([reed]), states, NOW) == {"reed": after(wait)}
    muted = reed.model_copy(update={"muted": Muted(reason="it asked", until=date(2027, 1, 1))})
    assert find_next_checks(Catalogue([muted]), states, NOW) == {}
