"""One message that is at fault, in whatever way and at whatever moment, stops no other; it is held in the
end, and told.
"""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from pipeline.alert.render import renderer
from pipeline.alert.send.outbox import DEADLY, MOST_BEGUN
from pipeline.model.drafts import Draft
from pipeline.model.mails import HELD, MailState
from pipeline.runs.alerts import AlertReport, Alerts
from pipeline.runs.mail_by_hand import retry_mails
from pipeline.runs.workplace import Workplace
from pipeline.store import mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.hook import run_hook
from tests.pipeline.alert.send.test_channels import webhook

LEASE = timedelta(minutes=6)
"""After that another run takes up what one left."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Died(BaseException):
    """The end of a run that nothing of ours catches, as when the system takes its memory."""


def run_ended_by(room: Newsroom, person: str) -> AlertReport | None:
    """Run, and die where the mail of a person is made; None when it did."""
    room.now += LEASE
    render = renderer.make_renderer(room.settings)

    def end(draft: Draft) -> EmailMessage:
        if draft.recipient.id == person:
            raise Died
        return render(draft)

    try:
        return Alerts(room.store, room.settings, room.book, end, clock=lambda: room.now).run()
    except Died:
        return None


def test_a_mail_by_which_runs_die_goes_last_and_is_held(room: Newsroom) -> None:
    people = {name: {} for name in ("minh", "rashad")}
    room.started({"recipients": ["lan", *people]}, **people)
    room.article(title="The first")
    assert run_ended_by(room, "lan") is None
    # What the first run had taken and not come to is there after the next: it begins with it.
    assert run_ended_by(room, "lan") is None
    assert {to for to, _ in room.office.taken} == {"minh@desk.example", "rashad@desk.example"}
    deaths = 2
    while run_ended_by(room, "lan") is None:
        deaths += 1
    assert deaths == MOST_BEGUN
    (dead,) = mails.list_mails(room.store, [MailState.DEAD])
    assert (dead.recipient, dead.reply) == ("lan", DEADLY)
    assert f"Messages are {DEADLY}" in room.run(room.now + HOUR).faults
    assert len(room.office.taken) == 2
    place = Workplace(room.settings)
    place.__dict__.update(store=room.store, watchbook=room.book)
    retry_mails(place, [], failed=True)
    room.run(room.now + DAY)
    assert len(room.office.to("lan@desk.example")) == 1


def test_a_mail_that_only_met_the_ends_of_runs_is_not_held(room: Newsroom) -> None:
    """Each try that ended begins the count anew."""
    room.started({})
    room.office.answers["lan@desk.example"] = "451 not yet"
    room.article()
    for _ in range(MOST_BEGUN * 2):
        room.run(room.now + HOUR)
    (mail,) = mails.list_mails(room.store)
    assert mail.state is MailState.QUEUED


def test_what_nobody_foresaw_at_the_hand_over_puts_off_that_message_alone(room: Newsroom) -> None:
    with run_hook() as hook:
        room.started(webhook(hook), {"id": "people"})
        room.settings, server = room.settings.model_copy(update={"smtp_url": None}), room.settings
        hook.answers.append(500)
        room.article()
        room.run()
        (posting,) = [mail for mail in mails.list_mails(room.store) if mail.channel == "webhook"]
        recipient = {**posting.content["recipient"], "address": "http://127.0.0.1:99999/hook"}
        mails.change_mail(room.store, posting, content={**posting.content, "recipient": recipient})
        room.settings = server
        report = room.run(room.now + HOUR)
        assert dict(report.mails) == {"later": 1, "sent": 1}
        (fault,) = report.faults
        assert fault.startswith("Messages wait: a fault of ours: ")
        assert len(room.office.taken) == 1
        room.run(room.now + DAY)
    states = {mail.channel: mail.state for mail in mails.list_mails(room.store)}
    assert states == {"webhook": MailState.GIVEN_UP, "mail": MailState.SENT}


def test_a_dead_letter_is_told_at_once_and_for_a_day(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.settings, server = room.settings.model_copy(update={"smtp_url": None}), room.settings
    room.article()
    room.run()
    (mail,) = [one for one in mails.list_mails(room.store) if one.recipient == "lan"]
    mails.change_mail(room.store, mail, content={"kind": "of another version"})
    room.settings = server
    report = room.run()
    assert dict(report.mails) == {"dead_letter": 1, "sent": 1}
    assert [fault.partition("rendered")[0] for fault in report.faults] == [f"Messages are {HELD}cannot be "]
    assert room.run(room.now + 2 * HOUR).undelivered == 1
    assert room.run(room.now + DAY).faults == ()
    assert "cannot be rendered" in caplog.text
