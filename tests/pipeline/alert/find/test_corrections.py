"""Corrections: facts that changed are mailed to those who asked for it, once, with what changed."""

from __future__ import annotations

from datetime import timedelta

from pipeline.store import mails
from tests.pipeline.alert.conftest import TEXT, Newsroom

URL = "https://outlet.example/corrected"


def corrected(room: Newsroom, text: str) -> None:
    room.article(
        url=URL,
        title="A title",
        text=text,
        at=room.now - timedelta(minutes=2),
        times={"fetched_at": room.now, "changed_at": room.now},
    )


def test_a_correction_of_what_was_mailed_is_mailed_once_and_refers_to_it(room: Newsroom) -> None:
    room.started({"updates": True})
    corrected(room, TEXT)
    room.run()
    for tonnes in ("350", "450"):
        corrected(room, TEXT.replace("250", tonnes))
        room.run()
    first, second = (message for _, message in room.office.taken)
    assert second["References"] == first["Message-ID"]
    assert "Updated" in str(second["Subject"])
    newest = max(mails.list_mails(room.store), key=lambda m: m.queued_at)
    assert newest.content["items"][0]["changes"][0][0] == "text"
    assert "250 thousand" in newest.content["items"][0]["changes"][0][1]
    assert "350 thousand" in newest.content["items"][0]["changes"][0][2]


def test_words_put_otherwise_are_no_correction(room: Newsroom) -> None:
    room.started({"updates": True})
    corrected(room, TEXT)
    room.run()
    corrected(room, TEXT.replace("signed", "have signed"))
    room.run()
    assert len(room.office.taken) == 1


def test_a_watch_that_did_not_ask_hears_of_no_correction(room: Newsroom) -> None:
    room.started({})
    corrected(room, TEXT)
    room.run()
    corrected(room, TEXT.replace("250", "350"))
    room.run()
    assert len(room.office.taken) == 1


def test_a_correction_before_the_digest_is_in_the_digest_and_no_mail_of_its_own(room: Newsroom) -> None:
    room.now = room.now.replace(minute=10)
    room.started({"updates": True, "rhythm": "hourly"})
    corrected(room, TEXT)
    room.run()
    corrected(room, TEXT.replace("250", "350"))
    room.run()
    room.run(room.now + timedelta(hours=1))
    room.run(room.now + timedelta(hours=1))
    assert len(room.office.taken) == 1
