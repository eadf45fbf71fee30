"""A watch with the rhythm `surge` is quiet until a surge is noticed, and then mails the stories of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.runs.surge_step import watch_for_surges
from pipeline.store import surges
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.write.test_drafting import midday, text

MINUTES = timedelta(minutes=10)
OUTLETS = ("one", "two", "three", "four")


WEEK = timedelta(days=7)


def tell(room: Newsroom, number: int, at: datetime) -> str:
    """Index the story of an outlet that is first seen at a time."""
    about = {"source": {"id": OUTLETS[number % len(OUTLETS)], "name": "An outlet", "kind": "agency"}}
    return room.article(title=f"Envoys meet, part {number}", at=at, fields=about)


def test_the_stories_of_a_surge_are_mailed_when_it_is_noticed_and_not_before(room: Newsroom) -> None:
    midday(room)
    tell(room, 9, room.now - WEEK)
    room.started({"rhythm": "surge"})
    tell(room, 0, room.now)
    tell(room, 1, room.now)
    assert watch_for_surges(room.store, room.now) == 0
    room.run()
    assert room.office.to("lan@desk.example") == []
    tell(room, 2, room.now + MINUTES)
    assert watch_for_surges(room.store, room.now + MINUTES) == 1
    room.run(room.now + 2 * MINUTES)
    said = "".join(map(text, room.office.to("lan@desk.example")))
    assert [f"part {number}" in said for number in range(3)] == [True] * 3


def test_a_surge_is_written_once_goes_on_and_ends_after_a_quiet_day(room: Newsroom) -> None:
    began = room.now
    tell(room, 9, began - WEEK)
    ids = [tell(room, number, began) for number in range(3)]
    assert watch_for_surges(room.store, began) == 1
    assert watch_for_surges(room.store, began) == 0
    ids.append(tell(room, 3, began + MINUTES))
    assert watch_for_surges(room.store, began + MINUTES) == 0
    (surge,) = surges.load_open_surges(room.store)
    assert (surge["kind"], surge["stories"], surge["outlets"]) == ("relation", 4, 4)
    assert sorted(surge["leads"]) == sorted(ids)
    watch_for_surges(room.store, began + timedelta(days=3))
    assert surges.load_open_surges(room.store) == []
    (written,) = room.all("surges")
    assert written["ended_at"]


def test_an_index_that_has_watched_for_less_than_a_week_knows_no_surge(room: Newsroom) -> None:
    for number in range(6):
        tell(room, number, room.now)
    assert watch_for_surges(room.store, room.now) == 0
    tell(room, 9, room.now - WEEK)
    assert watch_for_surges(room.store, room.now) == 1


def test_old_stories_that_come_in_at_once_are_no_surge(room: Newsroom) -> None:
    tell(room, 9, room.now - WEEK)
    for number in range(6):
        id_ = tell(room, number, room.now)
        room.store.update("articles", id_, {"published_at": "2025-01-01T00:00:00Z"})
    assert watch_for_surges(room.store, room.now) == 0
