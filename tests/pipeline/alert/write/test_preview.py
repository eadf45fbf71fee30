"""A preview is the very mail that goes, and as many of them as would have gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from pipeline.alert.render import renderer
from pipeline.alert.write.drafting import MailWriter
from pipeline.alert.write.preview import build_preview, plan_mails
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch, Watchbook
from pipeline.model.mails import Hit
from pipeline.model.rhythm import find_due_time
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.write.test_drafting import midday
from tests.pipeline.alert.write.test_drafting import text as mail_text

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAILY = "daily at 18:00"


def plan(*found: float, rhythm: str = "immediate", event: str = "", every: str = "event") -> list[str]:
    """Give when mails go, in hours from noon, and how many stories each has, for stories found then."""
    person = Subscriber(id="lan", address="lan@desk.example")
    watch = Watch.model_validate(
        {"id": "all", "title": "All", "recipients": [person], "rhythm": rhythm, "every": every}
    )
    hits = []
    for number, hours in enumerate(found):
        at = NOON + hours * HOUR
        due = find_due_time(watch.rhythm, (), person.clock, at)
        hit = Hit(recipient="lan", story=str(number), article="a", watches=("all",), rhythm=rhythm,
                  found_at=at, due_at=due, event=event)  # fmt: skip
        hits.append(hit)
    planned = plan_mails(hits, person, Watchbook((watch,)), NOON + timedelta(days=3))
    return [f"{(one.at - NOON) / HOUR:.1f}: {len(one.batch.hits)}" for one in planned]


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        (plan(), []),
        (plan(0, 2, 2), ["0.0: 1", "2.0: 1", "2.0: 1"]),
        # Eight at once: the fifth mail carries the rest; what comes then is the sixth, and the next waits.
        (plan(*[0] * 8, 0.1, 0.2, 0.3), [*["0.0: 1"] * 4, "0.0: 4", "0.1: 1", "1.0: 2"]),
        (plan(0, 5.9, 6.1, 40, rhythm=DAILY), ["6.0: 2", "30.0: 1", "54.0: 1"]),
        # Later stories of an event wait for the digest of nine o'clock.
        (plan(0, 0, 1, 2, event="e"), ["0.0: 2", "21.0: 2"]),
        (plan(0, 1, 2, event="e", every="story"), ["0.0: 1", "1.0: 1", "2.0: 1"]),
    ],
)
def test_mails_are_planned_as_the_runs_send_them(planned: list[str], expected: list[str]) -> None:
    assert planned == expected


def compare(message: EmailMessage) -> tuple[str, list[str]]:
    """Give what two mails share that say the same: not the moment at which they were made."""
    lines = [line for line in mail_text(message).splitlines() if not line.startswith("https://a.example")]
    return str(message["Subject"]), [line for line in lines if "UTC" not in line]


@pytest.mark.parametrize("rhythm", ["immediate", "hourly", DAILY])
def test_the_preview_is_the_mail_that_went(room: Newsroom, rhythm: str) -> None:
    midday(room)
    room.acquainted({"rhythm": "immediate"})
    room.watches({"rhythm": rhythm})
    lead = room.article(title="The lead", at=room.now - timedelta(minutes=2))
    room.article(title="A copy", story=lead, url="https://copy.example/1")
    room.article(title="Another", grade=2)
    room.run()
    room.run(room.now + 7 * HOUR)
    writer = MailWriter(room.store, room.settings, room.book, room.now)
    seen = build_preview(writer, room.book.watches[0], room.book.people["lan"], HOUR * 8)
    assert seen.stories == 2
    assert len(seen.mails) == len(room.office.taken)
    show = renderer.make_renderer(room.settings)
    last = room.office.taken[-1][1]
    same = show(replace(seen).draft)
    ours = [mail for _, mail in room.office.taken if mail["Subject"] == same["Subject"]]
    assert [compare(mail) for mail in ours] == [compare(same)], str(last["Subject"])
