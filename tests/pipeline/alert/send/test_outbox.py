"""Sending: what a real mail server says decides, each try is written down, and no mail goes twice but for the
one case that nobody can know.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from email.message import EmailMessage

import pytest

from pipeline.alert.send.outbox import compute_wait
from pipeline.config.settings import Settings
from pipeline.model.drafts import Draft
from pipeline.model.mails import Mail, MailState
from pipeline.runs.alerts import Alerts
from pipeline.store import mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.post_office import run_office

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LAN = "lan@desk.example"


def only(room: Newsroom) -> Mail:
    (mail,) = mails.list_mails(room.store)
    return mail


def test_one_connection_carries_many_mails(room: Newsroom) -> None:
    room.started({"recipients": ["lan", "minh", "rashad"]}, minh={}, rashad={})
    room.article()
    room.run()
    assert len(room.office.taken) == 3
    assert room.office.connections == 1


def test_a_mail_says_who_sends_it_and_can_be_sorted(room: Newsroom) -> None:
    room.started({"id": "core"})
    room.article()
    room.run()
    (message,) = room.office.to(LAN)
    assert message["Message-ID"] == f"<{only(room).message_id}>"
    assert message["List-Id"] == "<core.alerts.azvn.example>"
    assert "mailto:monitor@azvn.example?subject=unsubscribe%20lan" in message["List-Unsubscribe"]
    assert message["From"] == "Azerbaijan–Vietnam news monitor <monitor@azvn.example>"


@pytest.mark.parametrize(
    "answer",
    ["550 no such user", "550 5.1.1 <lan@desk.example>: user unknown", "DATA 552 5.2.2 mailbox full"],
)
def test_a_refusal_ends_that_recipient_only(room: Newsroom, answer: str) -> None:
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.office.answers[LAN] = answer
    room.article()
    report = room.run()
    assert dict(report.mails) == {"refused": 1, "sent": 1}
    room.run(room.now + DAY)
    assert [to for to, _ in room.office.taken] == ["minh@desk.example"]
    assert answer.removeprefix("DATA ") in {
        m.reply for m in mails.list_mails(room.store, [MailState.REFUSED])
    }


@pytest.mark.parametrize(
    "answer",
    [
        "554 5.7.1 <lan@desk.example>: Relay access denied",
        "530 Authentication required",
        "550 5.7.1 Client host rejected: cannot find your reverse hostname",
        "550 relay not permitted",
        "DATA 554 5.7.1 Blocked",
    ],
)
def test_a_no_that_speaks_of_us_ends_no_mail_and_is_told(room: Newsroom, answer: str) -> None:
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.office.answers[LAN] = answer
    room.article()
    report, said = room.run(), answer.removeprefix("DATA ")
    assert dict(report.mails) == {"later": 1, "sent": 1}
    assert report.faults == (f"Mails wait for the mail server: {said}",)
    assert report.build_json()["faults"] == list(report.faults)
    room.office.answers.clear()
    assert room.run(room.now + 2 * MINUTE).faults == ()
    assert len(room.office.to(LAN)) == 1


def test_a_domain_outside_ascii_is_reached_by_its_ascii_form(room: Newsroom) -> None:
    room.started({}, lan={"address": "lan@báo.example"})
    room.article()
    assert dict(room.run().mails) == {"sent": 1}
    ((to, message),) = room.office.taken
    assert to == message["To"].addresses[0].addr_spec == "lan@xn--bo-mia.example"


def test_an_address_outside_ascii_goes_where_the_server_offers_it(room: Newsroom) -> None:
    room.started({"recipients": ["lan", "minh"]}, lan={"address": "nguyễn.lan@báo.example"}, minh={})
    room.article(title="Bằng tiếng Việt")
    with run_office(room.office, enable_SMTPUTF8=False) as port:
        room.settings, offering = _use_port(room, port), room.settings
        report = room.run()
    assert dict(report.mails) == {"later": 1, "sent": 1}
    assert report.faults == (
        "Mails wait for the mail server: the server offers no SMTPUTF8, which this address needs",
    )
    room.settings = offering
    room.run(room.now + 2 * MINUTE)
    to, message = room.office.taken[-1]
    assert (to, message["Subject"]) == ("nguyễn.lan@xn--bo-mia.example", "[AZ–VN] Bằng tiếng Việt")
    beyond = [line.decode() for line in room.office.raw[-1].splitlines() if not line.isascii()]
    assert beyond == [f"To: {to}"], "as it is, and nothing else so"


@pytest.mark.parametrize("answer", ["451 greylisted", "DATA 452 disk full"])
def test_what_cannot_be_now_is_tried_again_with_the_same_message_id(room: Newsroom, answer: str) -> None:
    room.started({})
    room.office.answers[LAN] = answer
    room.article()
    assert dict(room.run().mails) == {"later": 1}
    first = only(room)
    assert (first.state, first.attempts, first.reply) == (MailState.QUEUED, 1, answer.removeprefix("DATA "))
    assert dict(room.run().mails) == {}
    room.office.answers.clear()
    room.run(room.now + 2 * MINUTE)
    assert room.office.ids == [f"<{first.message_id}>"]
    assert only(room).state is MailState.SENT


def test_waits_double_up_to_an_hour() -> None:
    waits = [compute_wait(number) / MINUTE for number in range(1, 50)]
    assert [round(wait / 0.9) in range(2**n - 1 or 0, 2**n + 2) for n, wait in enumerate(waits[:3])] == [
        True
    ] * 3
    assert 45 < waits[-1] <= 60
    tries = sum(spent < DAY / MINUTE for spent in itertools.accumulate(waits))
    assert 24 <= tries <= 40, "in a day"


def test_a_mail_is_tried_for_a_day(room: Newsroom) -> None:
    room.started({})
    room.office.answers[LAN] = "451 never"
    room.article()
    room.run()
    room.run(room.now + DAY - 2 * HOUR)
    assert (only(room).state, only(room).attempts) == (MailState.QUEUED, 2)
    room.run(room.now + 2 * HOUR - MINUTE)
    mail = only(room)
    assert (mail.state, mail.reply, mail.attempts) == (MailState.GIVEN_UP, "451 never", 3)
    assert mail.ended_at is not None
    assert mail.ended_at - mail.queued_at <= DAY


def test_a_connection_that_dies_after_the_server_took_it_is_the_one_case_that_doubles_and_is_counted(
    room: Newsroom,
) -> None:
    room.started({})
    room.office.answers[LAN] = "DIE"
    room.article()
    room.run()
    assert (only(room).state, only(room).uncertain) == (MailState.QUEUED, 1)
    room.office.answers.clear()
    room.run(room.now + 5 * MINUTE)
    assert len(room.office.ids) == 1, "a server that died is left in peace for ten minutes"
    room.run(room.now + 6 * MINUTE)
    assert room.office.ids[0] == room.office.ids[1]
    assert only(room).state is MailState.SENT


def test_a_server_that_always_dies_gets_a_mail_twice_and_a_person_looks(room: Newsroom) -> None:
    room.started({})
    room.office.answers[LAN] = "DIE"
    room.article()
    for hours in range(4):
        report = room.run(room.now + timedelta(hours=hours))
    assert len(room.office.taken) == 2
    assert (only(room).state, only(room).uncertain) == (MailState.UNCERTAIN, 2)
    assert report.undelivered == 1, "told for a day"


def test_a_mail_that_may_have_arrived_is_never_given_up(room: Newsroom) -> None:
    room.started({})
    room.office.answers[LAN] = "DIE"
    room.article()
    room.run()
    room.office.answers[LAN] = "451 never"
    room.run(room.now + DAY - MINUTE)
    assert (only(room).state, only(room).uncertain, only(room).reply) == (MailState.UNCERTAIN, 1, "451 never")


def test_a_server_that_is_away_costs_one_try_and_stops_the_run(room: Newsroom) -> None:
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.settings, reachable = (
        room.settings.model_copy(update={"smtp_url": _secret("smtp://127.0.0.1:1")}),
        room.settings,
    )
    room.article()
    report = room.run()
    assert dict(report.mails) == {"away": 1}
    assert sum(m.attempts for m in mails.list_mails(room.store)) == 1
    assert room.run(room.now + HOUR + MINUTE).undelivered == 2
    room.settings = reachable
    assert dict(room.run(room.now + HOUR).mails) == {"sent": 2}
    assert room.run().undelivered == 0


def test_without_a_server_mails_wait(room: Newsroom) -> None:
    room.started({})
    room.settings, with_server = room.settings.model_copy(update={"smtp_url": None}), room.settings
    room.article()
    report = room.run()
    assert (report.waiting, report.sends) == (1, False)
    room.settings = with_server
    room.run(room.now + 3 * DAY)
    assert len(room.office.taken) == 1


def test_a_mail_that_cannot_be_rendered_is_a_dead_letter_of_its_own(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.article()

    def broken(draft: Draft) -> EmailMessage:
        if draft.recipient.id == "lan":
            raise RuntimeError("a fault of our own")
        message = EmailMessage()
        message["Message-ID"] = f"<{draft.message_id}>"
        message.set_content("It works.")
        return message

    report = Alerts(room.store, room.settings, room.book, broken, clock=lambda: room.now).run()
    assert dict(report.mails) == {"dead_letter": 1, "sent": 1}
    (dead,) = mails.list_mails(room.store, [MailState.DEAD])
    assert "a fault of our own" in dead.reply


def test_a_run_that_died_while_sending_is_taken_up_when_its_lease_ends(room: Newsroom) -> None:
    room.started({})
    room.office.answers[LAN] = "451 not yet"
    room.article()
    room.run()
    mail = only(room)
    mails.change_mail(
        room.store, mail, state=MailState.SENDING, lease_owner="another", lease_until=room.now + 5 * MINUTE
    )
    room.office.answers.clear()
    room.run(room.now + 3 * MINUTE)
    assert room.office.taken == []
    room.run(room.now + 3 * MINUTE)
    assert room.office.ids == [f"<{mail.message_id}>"]
    assert only(room).uncertain == 0, "nothing had been handed over"


def test_a_mail_that_another_run_took_when_the_lease_had_passed_is_left_to_it(room: Newsroom) -> None:
    """The machine slept, or the server took its time, while the first of two mails was sent."""
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.article()
    seen: list[str] = []

    def slow(draft: Draft) -> EmailMessage:
        if not seen:
            room.now += 6 * MINUTE
            (other,) = [
                m
                for m in mails.list_mails(room.store, [MailState.SENDING])
                if m.message_id != draft.message_id
            ]
            mails.change_mail(room.store, other, lease_owner="another", lease_until=room.now + 5 * MINUTE)
        seen.append(draft.message_id)
        message = EmailMessage()
        message["Message-ID"] = f"<{draft.message_id}>"
        message.set_content("It works.")
        return message

    report = Alerts(room.store, room.settings, room.book, slow, clock=lambda: room.now).run()
    assert (dict(report.mails), len(seen)) == ({"sent": 1}, 1)
    assert room.office.ids == [f"<{seen[0]}>"]


def test_receipts_are_kept_as_long_as_a_snapshot_and_no_longer(room: Newsroom) -> None:
    room.started({})
    path = room.settings.archive / "receipts.jsonl"
    for days, kept in ((0, 1), (30, 2), (2, 2)):
        room.now += timedelta(days=days)
        room.article()
        room.run()
        assert sum('"250 taken"' in line for line in path.read_text().splitlines()) == kept


def test_lines_that_begin_with_a_dot_arrive_as_they_are(room: Newsroom) -> None:
    room.started({})
    room.article(text="SOCAR and Vietnam agreed. .hidden\n.\n..two dots")
    room.run()
    (message,) = room.office.to(LAN)
    assert message.get_body(("html",)) is not None


def _use_port(room: Newsroom, port: int) -> Settings:
    return room.settings.model_copy(update={"smtp_url": _secret(f"smtp://127.0.0.1:{port}")})


def _secret(url: str) -> object:
    from pydantic import SecretStr

    return SecretStr(url)
