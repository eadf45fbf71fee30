"""A month hour by hour: twelve recipients, two changes of clocks, servers that fail in every way.

The suite lives through a night on which clocks go back; MONTH=31 in the environment, 31 days.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from pipeline.alert.send.outbox import MOST_UNCERTAIN
from pipeline.config.settings import Settings
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model.mails import MailState
from pipeline.model.rhythm import find_due_time
from pipeline.store import hits, mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.hook import Hook, run_hook
from tests.pipeline.alert.write.test_drafting import text

DAYS = int(os.environ.get("MONTH", "0"))
# Both changes of clocks of that autumn, 25 October and 1 November, lie in a fortnight and more.
BEGIN = datetime(2026, 10, 24 - min(DAYS, 28) // 2, 18, tzinfo=UTC)
HOURS = DAYS * 24 or 13
BURST = 40 if DAYS else 9
"""Stories of one of the hours."""
HOUR = timedelta(hours=1)
LATE = 3 * HOUR
"""By how much a message may come after its time, or after the end of what kept it back."""

PEOPLE: dict[str, dict[str, str]] = {
    "lan": {"zone": "Asia/Ho_Chi_Minh", "language": "vi", "quiet_hours": "22:00-06:30"},
    "rashad": {"zone": "Asia/Baku", "language": "az"},
    "kate": {"zone": "Europe/London", "quiet_hours": "22:00-01:30"},
    "joan": {"zone": "America/New_York"},
    "howe": {"zone": "Australia/Lord_Howe", "quiet_hours": "01:00-02:15"},
    "berta": {"zone": "Europe/Berlin"},
    "paul": {"zone": "Europe/Paris"},
    "mira": {"zone": "Asia/Kathmandu"},
    "ivan": {"zone": "Europe/Moscow", "language": "ru"},
    "nora": {"zone": "America/St_Johns"},
}
RHYTHMS = {
    "immediate": ["lan", "rashad", "kate", "joan", "howe"],
    "hourly": ["berta"],
    "daily at 02:30": ["paul"],
    "daily at 09:00": ["mira"],
    "weekly on Monday at 09:00": ["ivan"],
    "weekly on Sunday at 01:30": ["nora"],
}
QUIET = [name for name, about in PEOPLE.items() if "quiet_hours" in about]
TROUBLES = {
    "rashad": "451 4.7.1 greylisted, come again",
    "joan": "DIE",
    "berta": "554 5.7.1 Relay access denied",
    "howe": "DATA 452 4.3.1 no room on our disk",
    "paul": "530 5.7.0 Authentication required",
    "mira": "550 5.7.1 reverse hostname lookup failed",
}
"""What the mail server says to each of them in some hours."""


@dataclass
class Month:
    """What happened: when each story was to come to whom, when it came, how late, and in which messages."""

    dice: random.Random
    due: dict[tuple[str, str], datetime] = field(default_factory=dict)
    came: dict[tuple[str, str], datetime] = field(default_factory=dict)
    late: dict[tuple[str, str], timedelta] = field(default_factory=dict)
    messages: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    kept_back: dict[str, datetime] = field(default_factory=lambda: defaultdict(lambda: BEGIN))

    def note(self, who: str, said: str, message: str, at: datetime) -> None:
        """Note which stories a message told."""
        for name, title in list(self.due):
            if name == who and title in said:
                if (who, title) not in self.came:
                    # What kept its recipient back until now is known now: later troubles are none of it.
                    free = min(self.kept_back[who], at)
                    self.late[who, title] = max(at - max(self.due[who, title], free), timedelta())
                self.came.setdefault((who, title), at)
                self.messages[who, title].add(message)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with run_hook() as made:
        yield made


@pytest.fixture
def newsroom(room: Newsroom, tmp_path: Path) -> Newsroom:
    room.settings = Settings.model_validate(room.settings.model_dump() | {"feeds": tmp_path / "feeds"})
    return room


def list_watches(hook: Hook) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = [
        {"id": f"w{number}", "rhythm": rhythm, "recipients": people}
        for number, (rhythm, people) in enumerate(RHYTHMS.items())
    ]
    entries.append({"id": "chat", "deliver": "webhook", "url": hook.url, "recipients": []})
    entries.append({"id": "press", "deliver": "feed", "recipients": []})
    return entries


def expect(month: Month, room: Newsroom, title: str, at: datetime) -> None:
    """Note when a story that the next run finds is to come to each recipient."""
    for watch in room.book.watches:
        for person in watch.recipients:
            month.due[person.id, title] = compute_due(watch, person, at)


def compute_due(watch: Watch, person: Subscriber, at: datetime) -> datetime:
    return find_due_time(watch.rhythm, watch.collect_quiet_hours(person), person.clock, at)


def make_trouble(month: Month, room: Newsroom, hook: Hook, smtp: str) -> None:
    """Let some of the servers fail for the coming hour, and note until when that keeps whom back."""
    ends = room.now + HOUR
    away = month.dice.random() < 0.05
    address = "smtp://127.0.0.1:1" if away else smtp
    room.settings = Settings.model_validate(room.settings.model_dump() | {"smtp_url": address})
    room.office.answers.clear()
    for name in PEOPLE:
        if name in TROUBLES and month.dice.random() < 0.15:
            room.office.answers[f"{name}@desk.example"] = TROUBLES[name]
        if away or f"{name}@desk.example" in room.office.answers:
            month.kept_back[name] = ends
    hook.answers.clear()
    if month.dice.random() < 0.2:
        hook.answers += [month.dice.choice([500, 429, 302, "DIE"]) for _ in range(6)]
        month.kept_back["webhook-chat"] = ends
    if month.dice.random() < 0.1:
        month.kept_back["feed-press"] = ends


def run_hour(month: Month, room: Newsroom, hook: Hook, smtp: str, number: int) -> None:
    """Live through an hour: stories come, the servers fail or do not, the alerts run."""
    stories = BURST if number == 4 else month.dice.choice([0, 0, 1, 2])
    make_trouble(month, room, hook, smtp)
    for story in range(stories):
        title = f"Story {number:03} {story:02}."
        room.article(title=title, at=room.now - timedelta(minutes=month.dice.randrange(1, 50)))
        expect(month, room, title, room.now)
    blocked = month.kept_back["feed-press"] > room.now
    place = room.settings.feeds
    if blocked:
        place.rename(place.with_suffix(".away")) if place.exists() else None
        place.write_text("in the way", encoding="utf-8")
    taken, posted = len(room.office.taken), len(hook.taken)
    room.run(room.now)
    if blocked:
        place.unlink()
        away = place.with_suffix(".away")
        away.rename(place) if away.exists() else None
    for address, message in room.office.taken[taken:]:
        said = " ".join(f"{message['Subject']} {text(message)}".split())
        month.note(address.partition("@")[0], said, str(message["Message-ID"]), room.now)
    for body in hook.bodies[posted:]:
        said = " ".join(story["title"] for story in [*body["stories"], *body["headlines"]])
        month.note("webhook-chat", said, body["id"], room.now)
    note_feed(month, room)
    room.now += HOUR


def note_feed(month: Month, room: Newsroom) -> None:
    path = room.settings.feeds / "press.xml"
    if path.exists():
        for entry in feedparser.parse(path.read_bytes()).entries:
            month.note("feed-press", entry.title, entry.id, room.now)


def test_each_story_reaches_each_recipient_once_and_in_time(newsroom: Newsroom, hook: Hook) -> None:
    room, month = newsroom, Month(random.Random(20261010))
    room.now = BEGIN
    room.started(*list_watches(hook), **PEOPLE)
    assert len(room.book.people) == 12
    assert room.settings.smtp_url
    smtp = room.settings.smtp_url.get_secret_value()
    for number in range(HOURS):
        run_hour(month, room, hook, smtp, number)
    numbers = [len(ids) for ids in month.messages.values()]
    late = max(month.late.values())
    figures = f"{HOURS} runs, {len(month.due) // 12} stories, {len(month.came)} arrivals"
    print(f"{figures}, each in {max(numbers)} message, the latest {late} after it was due", flush=True)
    check_arrivals(month, room.now - HOUR)
    check_states(room)


def check_arrivals(month: Month, now: datetime) -> None:
    for key, due in month.due.items():
        waits = now - max(due, month.kept_back[key[0]])
        assert key in month.came or waits < LATE, f"{key} was due at {due} and did not come"
    assert month.came
    assert {len(ids) for ids in month.messages.values()} == {1}
    # A digest takes along what was found with the run that writes it; whoever hears at once is left in peace.
    at_once = [key for key in month.came if key[0] in QUIET]
    assert at_once
    assert all(month.came[key] >= month.due[key] for key in at_once), "nothing comes in quiet hours"
    assert max(month.late.values()) <= LATE, max(month.late.items(), key=lambda one: one[1])


def check_states(room: Newsroom) -> None:
    """What came twice came so because nobody could know; nothing ended undelivered."""
    every = {f"<{mail.message_id}>": mail for mail in mails.list_mails(room.store, most=10_000)}
    # After two connections that died unanswered a person looks, before it arrives once more.
    assert {mail.state for mail in every.values()} <= {MailState.SENT, MailState.QUEUED, MailState.UNCERTAIN}
    for mail in every.values():
        assert mail.uncertain <= MOST_UNCERTAIN
        assert mail.state is not MailState.UNCERTAIN or mail.uncertain == MOST_UNCERTAIN
    for id_, times in Counter(room.office.ids).items():
        assert times - 1 <= every[id_].uncertain
    open_ = hits.find_open_hits(room.store, room.now)
    assert all(hit.due_at > room.now - LATE for hit in open_)
