"""A mail that cannot be written is held with what is at fault; all else is mailed, a retry writes it anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.alert.write import figures
from pipeline.config.subscribers import Subscriber
from pipeline.model.mails import HELD, MailState
from pipeline.runs.mail_by_hand import list_outbox, retry_mails, view_mail
from pipeline.runs.workplace import Workplace
from pipeline.store import hits, mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.write.test_drafting import text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def open_place(room: Newsroom) -> Workplace:
    place = Workplace(room.settings)
    place.__dict__.update(store=room.store, watchbook=room.book)
    return place


def damage(room: Newsroom, article: str, name: str | None) -> None:
    """Give an article an outlet of this name, which it cannot be without."""
    room.store.update("articles", article, {"source": {"name": name}})


@pytest.mark.parametrize("stories", [1, 4])
def test_a_story_that_cannot_be_told_keeps_back_no_other_and_nobody_else(
    room: Newsroom, stories: int
) -> None:
    people: dict[str, dict[str, Any]] = {"anna": {}, "minh": {}}
    room.started(
        {"recipients": ["lan", "anna"]},
        {"id": "other", "recipients": ["minh"], "query": "title:whole"},
        **people,
    )
    faulty = room.article(title="Damaged")
    for number in range(1, stories):
        room.article(title=f"A whole story {number}")
    damage(room, faulty, None)
    room.run(room.now + HOUR)
    whole = [f"A whole story {number}" for number in range(1, stories)]
    for person in ("lan", "anna"):
        bodies = [text(message) for message in room.office.to(f"{person}@desk.example")]
        assert len(bodies) == (stories > 1)
        assert all(title in body for body in bodies for title in whole)
    assert bool(room.office.to("minh@desk.example")) == (stories > 1)
    held = mails.list_mails(room.store, [MailState.DEAD])
    assert sorted(mail.recipient for mail in held) == ["anna", "lan"]
    assert all(mail.reply.startswith(f"{HELD}cannot be written: ValidationError") for mail in held)
    report = room.run(room.now + HOUR)
    assert (report.written, report.undelivered) == (0, 2), "it is not tried for ever"
    assert any(HELD in fault for fault in report.faults)


def test_what_was_held_is_written_anew_when_somebody_retries_it(room: Newsroom) -> None:
    room.acquainted()
    faulty = room.article(title="Mended in the end")
    damage(room, faulty, None)
    room.run()
    place = open_place(room)
    (row,) = list_outbox(place, ["dead_letter"], 10)
    assert (row["stories"], view_mail(place, row["id"])[1]) == (0, None)
    damage(room, faulty, "Outlet")
    (row,) = retry_mails(place, [], failed=True)
    assert row["state"] == "queued"
    room.run(room.now + HOUR)
    assert [str(message["Subject"]) for _, message in room.office.taken] == ["[AZ–VN] Mended in the end"]
    assert {hit.state for hit in hits.find_recipient_hits(room.store, "lan")} == {"frozen"}
    assert not mails.list_mails(room.store, [MailState.DEAD])


def test_a_weekly_mail_that_cannot_be_written_is_held_and_the_others_go(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    load_days = figures.load_days

    def load_no_days(store: Any, watches: Any, person: Subscriber, now: datetime) -> Any:
        if person.id == "lan":
            raise ZeroDivisionError("of our own making")
        return load_days(store, watches, person, now)

    room.watches({"recipients": ["lan", "minh"]}, minh={})
    room.run(monday - 10 * DAY)
    monkeypatch.setattr(figures, "load_days", load_no_days)
    room.run(monday + HOUR)
    assert [to for to, _ in room.office.taken] == ["minh@desk.example"]
    (dead,) = mails.list_mails(room.store, [MailState.DEAD])
    assert dead.recipient == "lan"
    assert dead.reply == f"{HELD}cannot be written: ZeroDivisionError: of our own making"
    room.run(monday + 2 * HOUR)
    assert len(mails.list_mails(room.store)) == 2, "it is not tried for ever"
