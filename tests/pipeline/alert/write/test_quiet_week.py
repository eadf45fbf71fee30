"""The weekly "nothing new": to those who were mailed nothing for a whole week, once, and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from pipeline.alert.write.quiet_week import USUAL, LastMails
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model.fetches import Validators
from pipeline.model.outcomes import Outcome
from pipeline.model.rhythm import find_last_digest, find_next_digest
from pipeline.model.states import FeedState, WatchState
from pipeline.store import feeds, mails
from tests.pipeline.alert.conftest import Newsroom

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)

LAN = Subscriber(id="lan", address="lan@desk.example")
WATCH = Watch(id="w", title="W", recipients=(LAN,))
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
WATCH_STATE = WatchState(
    id="w", query_hash="", since=LONG_AGO, matched_until=LONG_AGO, recipients={"lan": LONG_AGO}
)


def feed(source: str, asked: datetime, new: datetime | None) -> FeedState:
    url = f"https://{source}.example/rss"
    return FeedState(
        id=source,
        url=url,
        source=source,
        validators=Validators(),
        status=Outcome.OK,
        attempted_at=asked,
        new_at=new,
    )


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_silence_for_a_week_is_told_once_with_what_was_asked(room: Newsroom) -> None:
    room.watches({})
    room.run(MONDAY - 8 * DAY)
    feeds.save_feed_states(
        room.store,
        [
            feed("a", MONDAY, MONDAY - DAY),
            feed("b", MONDAY, MONDAY - 9 * DAY),
            feed("c", MONDAY - 30 * DAY, None),
        ],
    )
    room.run(MONDAY - timedelta(minutes=5))
    assert room.office.taken == []
    for minutes in (1, 11, 60 * 24):
        room.run(MONDAY + timedelta(minutes=minutes))
    ((to, message),) = room.office.taken
    assert to == "lan@desk.example"
    assert "nothing new" in str(message["Subject"])
    assert "2 sources asked, 1 silent" in text(message)
    assert len(mails.list_mails(room.store)) == 1
    room.run(MONDAY + 7 * DAY + timedelta(minutes=1))
    assert len(room.office.taken) == 2


def test_who_was_told_something_or_is_new_or_waits_hears_nothing(room: Newsroom) -> None:
    weekly = {"id": "weekly", "recipients": ["rashad"], "rhythm": "weekly on Monday at 09:00"}
    room.watches({"id": "all", "query": "SOCAR"}, weekly, rashad={})
    room.run(MONDAY - 10 * DAY)
    room.article(at=MONDAY - 5 * DAY)
    room.run(MONDAY - 5 * DAY)
    room.watches({"id": "all", "query": "SOCAR", "recipients": ["lan", "minh"]}, weekly, rashad={}, minh={})
    room.run(MONDAY - 2 * DAY)
    room.run(MONDAY + timedelta(minutes=1))
    assert sorted(to for to, _ in room.office.taken) == ["lan@desk.example", "rashad@desk.example"]
    assert not [m for _, m in room.office.taken if "nothing new" in str(m["Subject"])]


def test_it_comes_at_the_persons_own_time_and_not_in_quiet_hours(room: Newsroom) -> None:
    room.watches(
        {"rhythm": "weekly on Tuesday at 07:00"},
        lan={"zone": "Asia/Ho_Chi_Minh", "quiet_hours": "22:00-08:00"},
    )
    room.run(MONDAY - 10 * DAY)
    tuesday = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    room.run(tuesday + timedelta(minutes=59))
    assert room.office.taken == []
    room.run(tuesday + timedelta(minutes=61))
    assert len(room.office.taken) == 1


@pytest.mark.parametrize("rhythm", ["weekly on Monday at 09:00", "daily at 09:00"])
@pytest.mark.parametrize("quiet", [None, "08:00-11:30"])
def test_a_mail_that_came_a_moment_after_the_time_told_of_the_week_before(
    room: Newsroom, rhythm: str, quiet: str | None
) -> None:
    room.watches({"rhythm": rhythm}, lan={"quiet_hours": quiet} if quiet else {})
    room.run(MONDAY - 20 * DAY)
    goes = timedelta(hours=2, minutes=30) if quiet else timedelta()
    room.article(at=MONDAY - 7 * DAY - timedelta(hours=2))
    room.run(MONDAY - 7 * DAY - timedelta(hours=1))
    room.run(MONDAY - 7 * DAY + goes + timedelta(seconds=20))
    news = len(room.office.taken)
    assert news
    room.run(MONDAY - timedelta(hours=3))
    assert len(room.office.taken) == news
    room.run(MONDAY + goes + timedelta(seconds=20))
    assert ["nothing new" in str(mail["Subject"]) for _, mail in room.office.taken[news:]] == [True]


def test_a_silent_week_is_told_at_every_change_of_clocks() -> None:
    for zone in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Baku"):
        clock = ZoneInfo(zone)
        slot = find_last_digest(USUAL, clock, datetime(2026, 1, 10, tzinfo=UTC))
        for _ in range(51):
            following = find_next_digest(USUAL, clock, slot)
            last = LastMails({"w": WATCH_STATE}, {"lan": slot + timedelta(seconds=20)}, {})
            assert last.is_quiet("lan", [WATCH], slot, following), (zone, slot)
            later = LastMails({"w": WATCH_STATE}, {"lan": slot + DAY}, {})
            assert not later.is_quiet("lan", [WATCH], slot, following)
            slot = following
