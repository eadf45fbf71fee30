"""Runs killed at random points over all channels, with servers that refuse, put off, are slow, and die after
they took a message: nothing is lost, nothing doubled but what nobody could know, and that once. A receiver
that keeps ids, as docs/alerts.md tells it to, has each story once and all of them.

KILLS=50 in the environment kills so many, KILLS_SEED=8 at other moments, with other answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from pipeline.alert.send.outbox import MOST_UNCERTAIN
from pipeline.config.settings import ROOT
from pipeline.model.mails import Mail, MailState
from pipeline.store import hits, mails
from tests.kills import spread_moments
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.hook import Hook, run_hook
from tests.pipeline.alert.post_office import PostOffice

KILLS = int(os.environ.get("KILLS", "10"))
SEED = int(os.environ.get("KILLS_SEED", "7"))
STEP = timedelta(minutes=11)
"""How far the clock goes on from one run to the next: longer than the first waits of a mail, and too long for
more stories than a mail lists.
"""
PEOPLE = ("lan", "minh", "rashad", "slow", "dying", "digest")
REFUSED, DYING = "minh", "dying"
DESK, CHAT, FEED = "webhook-desk", "webhook-chat", "feed-press"
AGAIN = "Sent again: the first one may not have arrived."


class Trouble:
    """What makes the server of these tests misbehave, beside what it keeps."""

    def __init__(self, office: PostOffice) -> None:
        self._tries: Counter[str] = Counter()
        self._take = office.handle_DATA
        office.handle_DATA = self.handle_DATA  # type: ignore[method-assign]
        office.answers |= {f"{REFUSED}@desk.example": "550 no such user"}
        self._office = office

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        assert isinstance(envelope.content, bytes)
        name = envelope.content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        self._tries[name] += 1
        if address.startswith("rashad") and self._tries[name] == 1:
            return "451 come again"
        # A client that is gone is seen before the message is queued, or only when it is answered.
        is_slow, is_taken_first = address.startswith("slow"), bool(self._tries[name] % 2)
        if is_slow and not is_taken_first:
            await asyncio.sleep(0.1)
        answer = await self._take(server, session, envelope)
        if is_slow and is_taken_first:
            await asyncio.sleep(0.1)
        if address.startswith(DYING) and self._tries[name] == 1:
            assert server.transport is not None
            server.transport.abort()
        return answer


@contextmanager
def nursery(room: Newsroom, url: str, password: str) -> Iterator[subprocess.Popen[str]]:
    """Give a process that forks runs of the alerts."""
    chosen = room.settings
    smtp = chosen.smtp_url.get_secret_value() if chosen.smtp_url else ""
    about = {
        "config": str(chosen.config),
        "archive": str(chosen.archive),
        "smtp_url": smtp,
        "mail_rate": 1000.0,
        "index_prefix": room.store.prefix,
        "feeds": str(chosen.archive.parent / "feeds"),
    }
    about |= {"elasticsearch_url": url, "elasticsearch_user": "azvn", "elasticsearch_password": password}
    command = [sys.executable, "-m", "tests.pipeline.alert.send.killable", json.dumps(about)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def run(process: subprocess.Popen[str], ahead: timedelta, kill_after: float | None = None) -> int:
    """Fork a run, kill it after some seconds, and give how it ended: -9 when it was killed in time."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"ahead": ahead.total_seconds()}) + "\n")
    process.stdin.flush()
    pid = int(process.stdout.readline())
    has_ended = select.select([process.stdout], [], [], kill_after)[0]
    if not has_ended:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return int(process.stdout.readline())


@pytest.fixture
def desk() -> Iterator[Hook]:
    """Return a program that keeps ids."""
    with run_hook() as made:
        yield made


@pytest.fixture
def chat() -> Iterator[Hook]:
    """Return a chat, which shows all that it gets."""
    with run_hook() as made:
        yield made


def read_feed(room: Newsroom) -> list[str]:
    """Give the titles of the feed, which is whole whenever it is read."""
    path = room.settings.archive.parent / "feeds" / "press.xml"
    if not path.exists():
        return []
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo
    return [entry.title for entry in found.entries]


def test_runs_killed_anywhere_lose_and_double_nothing(
    room: Newsroom, elasticsearch_server: Any, desk: Hook, chat: Hook
) -> None:
    Trouble(room.office)
    everything = {"id": "all", "recipients": [p for p in PEOPLE if p != "digest"]}
    room.watches(
        everything,
        {"id": "digest", "recipients": ["digest"], "rhythm": "hourly"},
        {"id": "desk", "deliver": "webhook", "url": desk.url, "recipients": []},
        {"id": "chat", "deliver": "webhook", "url": chat.url, "form": "chat", "recipients": []},
        {"id": "press", "deliver": "feed", "recipients": []},
        **{person: {} for person in PEOPLE},
    )
    dice, ahead = random.Random(SEED), timedelta()
    moments = spread_moments(dice, KILLS)
    with nursery(room, elasticsearch_server.url, elasticsearch_server.password) as process:
        assert run(process, ahead) == 0
        titles, usual = [], 1.0
        while moments:
            ahead += STEP
            room.now = datetime.now(UTC) + ahead
            titles.append(f"Story number {len(titles)}.")
            room.article(title=titles[-1], at=room.now)
            desk.answers, chat.answers = ([dice.choice([200, 500, "DIE"])] for _ in range(2))
            began = time.monotonic()
            ended = run(process, ahead, moments[0] * usual)
            if ended == -signal.SIGKILL:
                moments.pop(0)
            # How long a run takes depends on what the one before left, and on the machine.
            read_feed(room)
            usual = max(0.2, usual * 1.1 if ended else time.monotonic() - began)
        for _ in range(12):
            ahead += timedelta(minutes=61)
            assert run(process, ahead) == 0
    check_mails(room, titles)
    assert sorted(read_feed(room)) == sorted(titles)
    feeds = [mail for mail in mails.list_mails(room.store, most=9000) if mail.recipient == FEED]
    assert {(mail.state, mail.uncertain) for mail in feeds} == {(MailState.SENT, 0)}
    check_desk(room, desk, titles)
    check_chat(room, chat, titles)


def check_mails(room: Newsroom, titles: list[str]) -> None:
    """Compare what the server took with what there was to tell."""
    mailed: dict[str, dict[str, set[str]]] = {person: defaultdict(set) for person in PEOPLE}
    for address, message in room.office.taken:
        part = message.get_body(("plain",))
        text = " ".join(f"{message['Subject']} {part.get_content() if part else ''}".split())
        for title in titles:
            if title in text:
                mailed[address.partition("@")[0]][title].add(str(message["Message-ID"]).strip("<>"))
    every = mails.list_mails(room.store, most=9000)
    for person in PEOPLE:
        own = [mail for mail in every if mail.recipient == person]
        expected = set() if person == REFUSED else set(titles) - list_doubtful(own)
        assert set(mailed[person]) >= expected, f"{person} missed {sorted(expected - set(mailed[person]))}"
        assert all(len(ids) == 1 for ids in mailed[person].values()), f"{person} was mailed twice"
        check_ends(own, [id_.strip("<>") for id_ in room.office.ids], refused=person == REFUSED)
    assert {h.state for person in PEOPLE for h in hits.find_recipient_hits(room.store, person)} == {"frozen"}


def check_desk(room: Newsroom, desk: Hook, titles: list[str]) -> None:
    """Compare what a program has that keeps each id once: each story, and each once."""
    own = [mail for mail in mails.list_mails(room.store, most=9000) if mail.recipient == DESK]
    assert sorted(story["title"] for body in desk.kept.values() for story in body["stories"]) == sorted(
        titles
    )
    assert {mail.state for mail in own} == {MailState.SENT}, "no person has to look"
    assert all(desk.ids.count(mail.id) <= 1 + mail.uncertain for mail in own), "what came twice was doubtful"
    print_ends(own, [desk.ids.count(mail.id) for mail in own])
    print(f"{DESK} died {desk.deaths} times itself")


def check_chat(room: Newsroom, chat: Hook, titles: list[str]) -> None:
    """Compare what a chat shows: each story, twice at most, and then the second one says so."""
    own = [mail for mail in mails.list_mails(room.store, most=9000) if mail.recipient == CHAT]
    shown: dict[str, list[str]] = defaultdict(list)
    for body in chat.bodies:
        for title in titles:
            if f"|{title} – " in body["text"]:
                shown[title].append(body["text"])
    expected = set(titles) - list_doubtful(own)
    assert set(shown) >= expected, f"missed {sorted(expected - set(shown))}"
    assert all(
        len(texts) <= MOST_UNCERTAIN and all(AGAIN in text for text in texts[1:]) for texts in shown.values()
    )
    check_ends(own, [f"{id_}@azvn.example" for id_ in chat.ids])


def list_doubtful(own: Sequence[Mail]) -> set[str]:
    """Give the titles of what may not have come, and a person is told of."""
    return {item["title"] for m in own if m.state is MailState.UNCERTAIN for item in m.content["items"]}


def check_ends(own: Sequence[Mail], came: Sequence[str], *, refused: bool = False) -> None:
    """What came is known to have come, or to have come perhaps; twice at most, and only where nobody knew."""
    numbers = Counter(came)
    for mail in own:
        told = f"{mail.message_id}: {mail.state}, {mail.uncertain}, came {numbers[mail.message_id]} times"
        assert numbers[mail.message_id] <= min(1 + mail.uncertain, MOST_UNCERTAIN), told
        if refused or mail.kind == "nothing":
            assert mail.state in {MailState.REFUSED, MailState.SENT}, told
        elif mail.state is MailState.UNCERTAIN:
            assert mail.uncertain == MOST_UNCERTAIN, told
        else:
            assert (mail.state, numbers[mail.message_id] >= 1) == (MailState.SENT, True), told
    print_ends(own, [numbers[mail.message_id] for mail in own])


def print_ends(own: Sequence[Mail], came: Sequence[int]) -> None:
    """Say how many messages there were to somebody, how many came again, and how many were in doubt."""
    again = [number for number in came if number > 1]
    doubtful = [mail for mail in own if mail.uncertain]
    ended = [mail for mail in own if mail.state is MailState.UNCERTAIN]
    print(
        f"{own[0].recipient}: {len(own)} messages, {len(again)} came again"
        f" (at most {max(again, default=1)} times), {len(doubtful)} were in doubt, {len(ended)} ended so"
    )
