"""A run that dies at a named moment, on every way: what becomes of the message, and how often it came."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from pipeline.alert.send.outbox import KILLED, MOST_REPEATS
from pipeline.alert.send.receipts import Receipts
from pipeline.model.mails import MailState
from pipeline.runs.mail_by_hand import retry_mails
from pipeline.store import mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.hook import Hook, run_hook
from tests.pipeline.alert.send.test_channels import channels, open_place, read_feed, webhook  # noqa: F401

LEASE = timedelta(minutes=6)
"""After that another run takes up what one left."""
AHEAD, BEGUN, ANSWERED, NOTED = "before the last bytes", "handed over", "answered", "noted"
MOMENTS = {
    AHEAD: ("note_hand_over", False),
    BEGUN: ("note_hand_over", True),
    ANSWERED: ("note_reply", False),
    NOTED: ("note_reply", True),
}
"""The line of the receipts at which the run dies: before it is written, or after."""


class Died(BaseException):
    """The end of a run that nothing of ours catches."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with run_hook() as made:
        yield made


def die(patch: pytest.MonkeyPatch, moment: str) -> None:
    """Let the next line of the receipts be the last thing that a run does."""
    name, is_written = MOMENTS[moment]
    write: Callable[..., None] = getattr(Receipts, name)

    def write_last(*given: Any) -> None:
        if is_written:
            write(*given)
        raise Died

    patch.setattr(Receipts, name, write_last)


def run_dying(room: Newsroom, *moments: str) -> None:
    """Run once for each moment and die there; then live through the hours that follow."""
    for moment in moments:
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Died):
            die(patch, moment)
            room.run(room.now + LEASE)
    for hours in (1, 2):
        room.run(room.now + timedelta(hours=hours))


def tell_end(room: Newsroom) -> tuple[MailState, int, int]:
    (mail,) = mails.list_mails(room.store)
    return mail.state, mail.uncertain, mail.attempts


REPEATED = [
    # The same for a receiver that keeps ids: it is told until it answers.
    ([ANSWERED], 2, (MailState.SENT, 1, 1)),
    ([ANSWERED] * 3, 4, (MailState.SENT, 3, 1)),
    ([BEGUN] * 4, 1, (MailState.SENT, 4, 1)),
    ([NOTED], 1, (MailState.SENT, 0, 1)),
    ([ANSWERED] * MOST_REPEATS, MOST_REPEATS, (MailState.UNCERTAIN, MOST_REPEATS, 0)),
]
CASES = [
    # Where the runs died, how often the message came, and its state, uncertain tries and tries.
    ([AHEAD], 1, (MailState.SENT, 0, 1)),
    ([AHEAD] * 3, 1, (MailState.SENT, 0, 1)),
    ([BEGUN], 1, (MailState.SENT, 1, 1)),
    ([BEGUN, AHEAD, AHEAD], 1, (MailState.SENT, 1, 1)),
    ([ANSWERED], 2, (MailState.SENT, 1, 1)),
    ([NOTED], 1, (MailState.SENT, 0, 1)),
    ([ANSWERED, NOTED], 2, (MailState.SENT, 1, 1)),
    ([ANSWERED, ANSWERED], 2, (MailState.UNCERTAIN, 2, 0)),
    ([BEGUN, ANSWERED], 1, (MailState.UNCERTAIN, 2, 0)),
]


@pytest.mark.parametrize(
    ("channel", "moments", "came", "end"),
    [
        *(("mail", *case) for case in CASES),
        *((form, *case) for form in ("chat", "teams") for case in CASES if len(set(case[0])) == 1),
        *(("json", *case) for case in REPEATED),
    ],
)
def test_what_a_dead_run_handed_over_comes_once_more_or_until_who_keeps_ids_answers(
    room: Newsroom, hook: Hook, channel: str, moments: list[str], came: int, end: tuple[MailState, int, int]
) -> None:
    room.started({} if channel == "mail" else webhook(hook, form=channel))
    room.article()
    run_dying(room, *moments)
    assert tell_end(room) == end
    ids = room.office.ids if channel == "mail" else hook.ids
    assert (len(ids), len(set(ids))) == (came, 1)
    if channel != "mail":
        says_so = ["Sent again" in body.decode() for _, body in hook.taken]
        assert says_so == [channel != "json" and (number or BEGUN in moments) for number in range(came)]
        assert channel != "json" or len({body for _, body in hook.taken}) == 1, "the same bytes each time"
    (mail,) = mails.list_mails(room.store)
    assert (mail.reply == KILLED) == (mail.state is MailState.UNCERTAIN)


def test_what_a_person_sends_again_says_so_in_a_chat(room: Newsroom, hook: Hook) -> None:
    room.started(webhook(hook, form="chat"))
    room.article()
    run_dying(room, ANSWERED, ANSWERED)
    (mail,) = mails.list_mails(room.store)
    retry_mails(open_place(room), [mail.id], failed=False)
    room.run(room.now + timedelta(hours=1))
    assert ["Sent again" in body["text"] for body in hook.bodies] == [False, True, True]
    assert tell_end(room)[0] is MailState.SENT


@pytest.mark.parametrize("moments", [[ANSWERED], [NOTED], [ANSWERED] * 3])
def test_a_feed_is_written_again_and_nothing_is_in_doubt(channels: Newsroom, moments: list[str]) -> None:  # noqa: F811
    channels.started({"id": "press", "deliver": "feed", "recipients": []})
    channels.article(title="Once")
    run_dying(channels, *moments)
    assert [entry.title for entry in read_feed(channels).entries] == ["Once"]
    assert tell_end(channels) == (MailState.SENT, 0, 1)


def test_what_one_run_took_and_did_not_come_to_is_not_in_doubt(room: Newsroom) -> None:
    people = {name: {} for name in ("minh", "rashad")}
    room.started({"recipients": ["lan", *people]}, **people)
    room.article()
    run_dying(room, ANSWERED)
    ends = {mail.recipient: mail.uncertain for mail in mails.list_mails(room.store)}
    assert sorted(ends.values()) == [0, 0, 1]
    assert len(room.office.ids) == len(set(room.office.ids)) + 1 == 4


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_nothing_is_handed_over_that_cannot_be_noted(
    room: Newsroom, hook: Hook, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_nothing(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    room.started(webhook(hook) if channel == "webhook" else {})
    room.article()
    with monkeypatch.context() as patch:
        patch.setattr(Receipts, "note_hand_over", write_nothing)
        report = room.run()
    assert "No space left on device" in report.faults[0]
    assert (room.office.taken, hook.taken) == ([], [])
    # A reply that cannot be noted is in the outbox in a moment all the same.
    with monkeypatch.context() as patch:
        patch.setattr(Receipts, "note_reply", write_nothing)
        room.run(room.now + timedelta(minutes=2))
    assert tell_end(room) == (MailState.SENT, 0, 2)
