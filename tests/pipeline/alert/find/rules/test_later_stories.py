"""Later stories of an event wait for a digest, unless a watch asks for each; stories of no surge wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.alert.find.rules.later_stories import defer_later_stories, hold_surge_hits
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch, Watchbook
from pipeline.model.mails import Hit

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
LAN = Subscriber(id="lan", address="lan@desk.example")


def hit(story: str, event: str = "e", **given: Any) -> Hit:
    values = {"watches": ("all",), "rhythm": "immediate", **given}
    return Hit(recipient="lan", story=story, article=story, event=event, found_at=NOW, due_at=NOW, **values)


def book(*more: Watch, **about: Any) -> Watchbook:
    watch = Watch.model_validate({"id": "all", "title": "All", "recipients": [LAN], **about})
    return Watchbook((watch, *more))


WEEKLY = Watch.model_validate(
    {"id": "w", "title": "W", "recipients": [LAN], "rhythm": "weekly on Monday at 09:00"}
)


@pytest.mark.parametrize(
    ("name", "found", "mailed", "watches", "rhythm"),
    [
        ("the first story of an event", hit("a"), [], book(), "immediate"),
        ("a later story", hit("b"), [hit("a")], book(), "daily at 09:00"),
        ("a later story for somebody with a digest", hit("b"), [hit("a")], book(WEEKLY), str(WEEKLY.rhythm)),
        ("another event", hit("b", "f"), [hit("a")], book(), "immediate"),
        ("a story without an event", hit("b", ""), [hit("a", "")], book(), "immediate"),
        ("a watch that asks for every story", hit("b"), [hit("a")], book(every="story"), "immediate"),
        ("a digest", hit("b", rhythm="hourly"), [hit("a")], book(), "hourly"),
    ],
)
def test_later_stories_of_a_mailed_event_wait_for_a_digest(
    name: str, found: Hit, mailed: list[Hit], watches: Watchbook, rhythm: str
) -> None:
    (deferred,) = defer_later_stories([found], mailed, watches, NOW)
    assert deferred.rhythm == rhythm, name
    assert (deferred.due_at > NOW) is (rhythm != found.rhythm)


def test_a_watch_of_surges_waits_for_one() -> None:
    quiet, surging, other = hold_surge_hits(
        [hit("a", rhythm="surge"), hit("b", rhythm="surge"), hit("c")], {"b"}, NOW
    )
    assert quiet.due_at > NOW + timedelta(days=30)
    assert surging.due_at == other.due_at == NOW
