"""When mails are written and what they take: rhythms, quiet hours, limits, crashes between claiming and
freezing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, cast

import pytest

from pipeline.alert.write import drafting
from pipeline.alert.write.mail_items import StoryToMail
from pipeline.store import hits, mails
from tests.pipeline.alert.conftest import TEXT, Newsroom

HOUR = timedelta(hours=1)


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def midday(room: Newsroom) -> None:
    """Put the clock at noon UTC of today, or of tomorrow: a time of day from which rhythms are counted."""
    room.now = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def test_a_digest_comes_at_its_wall_time_with_all_that_was_found(room: Newsroom) -> None:
    midday(room)
    room.started({"rhythm": "daily at 18:00"}, lan={"zone": "Asia/Baku"})
    room.article(title="One")
    room.run()
    room.article(title="Two")
    room.run(room.now + HOUR)
    assert room.office.taken == []
    room.now = room.now.replace(hour=14, minute=1)
    room.article(title="Three")
    room.run(room.now)
    (digest,) = room.office.to("lan@desk.example")
    assert "and 2 more stories" in str(digest["Subject"])
    assert all(title in text(digest) for title in ("One", "Two", "Three"))
    room.article(title="Four")
    room.run(room.now + HOUR)
    assert len(room.office.taken) == 1


def test_quiet_hours_defer_and_never_drop(room: Newsroom) -> None:
    midday(room)
    room.started({"quiet_hours": "11:00-13:00"}, lan={"quiet_hours": "12:30-14:00"})
    room.article(title="Quiet one")
    room.run()
    room.article(title="Quiet two")
    room.run(room.now + HOUR)
    assert room.office.taken == []
    room.run(room.now.replace(hour=14, minute=1))
    (message,) = room.office.to("lan@desk.example")
    assert "Quiet one" in text(message)
    assert "Quiet two" in text(message)


def test_at_most_six_mails_an_hour_and_nothing_is_lost(room: Newsroom) -> None:
    room.acquainted({})
    for _ in range(9):
        room.article()
    room.run()
    assert len(room.office.taken) == 5
    room.article(title="After the flood")
    room.run()
    assert "After the flood" in str(room.office.taken[-1][1]["Subject"])
    room.article(title="Too much")
    room.run()
    assert len(room.office.taken) == 6
    room.run(room.now + HOUR + timedelta(minutes=1))
    assert len(room.office.taken) == 7
    assert "Too much" in str(room.office.taken[-1][1]["Subject"])
    assert {h["state"] for h in room.all("hits")} == {"frozen"}


def test_the_first_mail_of_a_person_is_one_digest(room: Newsroom) -> None:
    room.started({})
    for _ in range(9):
        room.article()
    room.run()
    (first,) = room.office.taken
    assert "Digest: " in str(first[1]["Subject"])
    assert "and 8 more stories" in str(first[1]["Subject"])
    room.article(title="What comes then")
    room.article(title="And then")
    room.run()
    later = [str(message["Subject"]).partition("] ")[2] for _, message in room.office.taken[1:]]
    assert sorted(later) == ["And then", "What comes then"]


def test_beyond_the_cap_a_mail_names_the_others(room: Newsroom) -> None:
    midday(room)
    room.started({"rhythm": "hourly"})
    for number in range(drafting.MOST_ITEMS + 3):
        room.article(title=f"Story {number:03}")
    room.run()
    room.run(room.now + HOUR)
    ((_, message),) = room.office.taken
    assert all(f"Story {number:03}" in text(message) for number in range(33))
    (mail,) = mails.list_mails(room.store)
    assert (len(mail.content["items"]), mail.content["more"], len(mail.hits)) == (30, 3, 33)
    assert len(mail.content["headlines"]) == 3
    assert mail.content["more_query"].count(" OR ") == 2
    assert len(mail.content["days"]) == 28
    assert sum(day["stories"] for day in mail.content["days"]) == 33


def test_an_article_that_is_gone_by_then_is_not_mailed(room: Newsroom) -> None:
    midday(room)
    room.started({"rhythm": "hourly"})
    gone = room.article(title="Gone")
    room.run()
    room.store.update("articles", gone, {"withdrawn_at": room.now.isoformat()})
    room.run(room.now + HOUR)
    assert room.office.taken == []
    assert [h["state"] for h in room.all("hits")] == ["void"]


def test_a_passage_marks_what_was_found_in_any_language(room: Newsroom) -> None:
    room.started({"query": "нефть OR SOCAR"})
    room.article(text=f"A first sentence without interest. {TEXT}", people=("Ilham Aliyev",))
    room.run()
    (mail,) = mails.list_mails(room.store)
    item = mail.content["items"][0]
    assert "SOCAR" in item["marks"]
    assert "Vietnam" in item["marks"]
    assert all(mark in item["excerpt"] for mark in item["marks"])
    assert item["people"] == ["Ilham Aliyev"]


def test_somebody_who_was_taken_off_the_list_gets_nothing(room: Newsroom) -> None:
    midday(room)
    room.started({"recipients": ["lan", "minh"], "rhythm": "hourly"}, minh={})
    room.article()
    room.run()
    room.watches({"recipients": ["lan"], "rhythm": "hourly"})
    room.run(room.now + HOUR)
    assert [to for to, _ in room.office.taken] == ["lan@desk.example"]


def test_a_run_that_died_between_claim_and_mail_loses_and_doubles_nothing(room: Newsroom) -> None:
    room.started({})
    room.article()
    room.run()
    (mail,) = mails.list_mails(room.store)
    written, unwritten = hits.load_hits(room.store, mail.hits), "f" * 32
    # As if the run had died before it froze the first, and before it wrote the mail of the second.
    hits.change_hits(room.store, written.values(), state="claimed")
    room.article(title="Claimed only")
    second = next(iter(written.values())).model_copy(
        update={"story": room.article(title="Claimed only"), "mail": unwritten, "sequence": None}
    )
    hits.add_hits(room.store, [second.model_copy(update={"article": second.story, "state": "claimed"})])
    room.run()
    assert sorted(str(m["Subject"]) for _, m in room.office.taken).count("[AZ–VN] Claimed only") == 2
    assert len(room.office.taken) == 3
    assert {h["state"] for h in room.all("hits")} == {"frozen"}


def test_two_runs_that_see_the_same_hits_write_one_mail(room: Newsroom) -> None:
    room.started({})
    room.article()
    finder = room.settings.model_copy(update={"smtp_url": None})
    room.settings, kept = finder, room.settings
    room.run()
    mails.remove_mails(room.store, [m["_id"] for m in room.all("mails")])
    hits.change_hits(room.store, hits.find_recipient_hits(room.store, "lan"), state="open", mail=None)
    writers = [drafting.MailWriter(room.store, kept, room.book, room.now + HOUR) for _ in range(2)]
    seen = hits.find_open_hits(room.store, room.now + HOUR)
    batch = drafting.Batch("immediate", "immediate", tuple(seen))
    person = room.book.people["lan"]
    assert [writer._freeze_batch(person, batch) for writer in writers] == [True, False]
    assert len(room.all("mails")) == 1


def make_story(
    name: str, grade: int = 3, *, stories: int = 0, copies: int = 0, age: int = 1, **more: Any
) -> StoryToMail:
    fields = {
        "relevance": {"grade": grade, **more},
        "first_seen_at": (datetime(2026, 11, 25, 12, tzinfo=UTC) - age * HOUR).isoformat(),
        "event": {"id": "e", "stories": stories} if stories else None,
    }
    return StoryToMail(cast(Any, None), name, fields, tuple({} for _ in range(copies)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (make_story("a", 3, age=90), make_story("b", 2, stories=9, copies=9)),
        (make_story("a", stories=4, age=20), make_story("b", stories=2, copies=9)),
        (make_story("a", copies=5, age=20), make_story("b", copies=1, reasons=["both_in_title"])),
        (make_story("a", age=20, reasons=["both_in_title"]), make_story("b", reasons=["both_in_lead"])),
        (make_story("a", age=1), make_story("b", age=2)),
        (make_story("a"), make_story("b")),
    ],
)
def test_the_important_stands_first(first: StoryToMail, second: StoryToMail) -> None:
    assert first.order < second.order
