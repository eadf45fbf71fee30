"""The very mails that a watch would have sent: the rules of the runs walked through a time that is past.

Nothing is claimed, kept or sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.alert.find.past import find_past_hits
from pipeline.alert.find.rules.later_stories import defer_later_stories
from pipeline.alert.write.batches import IMMEDIATE, MOST_AN_HOUR, Batch, build_batches
from pipeline.alert.write.drafting import HOUR, MailWriter
from pipeline.alert.write.entries import make_mail_id
from pipeline.alert.write.mail_items import gather_stories
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch, Watchbook
from pipeline.model.drafts import Day, Draft
from pipeline.model.mails import Hit

FAR = timedelta(days=60)
"""What is due later than this waits for something that no clock tells: a surge."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """A mail that would go: when, and with what."""

    at: datetime
    batch: Batch


@dataclass(frozen=True, slots=True)
class Preview:
    """What a watch would send.

    `draft` is the last of the mails, which may be still to come; it says "nothing new" where there is none.
    `mails` are all of them, `stories` counts what was found, `days` by the day on which it was.
    """

    draft: Draft
    mails: tuple[PlannedMail, ...]
    stories: int
    days: tuple[Day, ...]


def build_preview(
    writer: MailWriter, watch: Watch, person: Subscriber, since: timedelta, *, test: bool = False
) -> Preview:
    """Give the mails that a watch would have sent to a person about the articles first seen within a time."""
    begin = writer.now - since
    alone = watch.model_copy(update={"recipients": (person,)})
    book = replace(writer.book, watches=(alone,))
    hits = find_past_hits(writer.store, alone, person, begin, writer.now)
    planned = plan_mails(hits, person, book, writer.now)
    last = planned[-1] if planned else PlannedMail(writer.now, Batch("digest", str(watch.rhythm), ()))
    then = replace(writer, book=book, now=last.at)
    id_ = make_mail_id(person.id, f"preview {watch.id} {writer.now.isoformat()}")
    draft = then.build_draft(person, last.batch, gather_stories(writer.store, last.batch.hits), id_)
    shown = {"watches": (watch.title,), "test": test, **({} if planned else {"since": begin})}
    days = _count_days(hits, person, begin, writer.now)
    return Preview(draft.model_copy(update=shown), tuple(planned), len(hits), days)


def plan_mails(hits: Sequence[Hit], person: Subscriber, book: Watchbook, now: datetime) -> list[PlannedMail]:
    """Walk through time, from one moment at which something may go to the next, as the runs do.

    `hits` are one person's, each with the time at which it is found.
    """
    rhythms = {str(watch.rhythm) for watch in book.find_watches(person.id)}
    arriving = sorted(hits, key=lambda hit: hit.found_at)
    waiting: list[Hit] = []
    mailed: list[Hit] = []
    planned: list[PlannedMail] = []
    held_until: datetime | None = None
    while arriving or waiting:
        times = [hit.found_at for hit in arriving[:1]]
        times += [max(hit.due_at, held_until or hit.due_at) for hit in waiting]
        at = min(times)
        if at > now + FAR:
            break
        new = [hit for hit in arriving if hit.found_at <= at]
        arriving = arriving[len(new) :]
        waiting += defer_later_stories(new, mailed, book, at)
        lately = [one.at for one in planned if one.batch.kind == IMMEDIATE and one.at > at - HOUR]
        for batch in build_batches(waiting, at, len(lately), rhythms):
            planned.append(PlannedMail(at, batch))
            mailed += batch.hits
            waiting = [hit for hit in waiting if hit not in batch.hits]
        # What is due and did not go waits until one of the six mails is an hour old.
        held = any(hit.due_at <= at for hit in waiting)
        held_until = min(lately[-MOST_AN_HOUR:], default=at) + HOUR + _MINUTE if held else None
    return planned


def _count_days(hits: Sequence[Hit], person: Subscriber, begin: datetime, now: datetime) -> tuple[Day, ...]:
    """Count what was found on each day of the person's calendar."""
    counts = Counter(hit.found_at.astimezone(person.clock).date() for hit in hits)
    first, last = (at.astimezone(person.clock).date() for at in (begin, now))
    span = range((last - first).days + 1)
    return tuple(Day(on=(day := first + timedelta(days=n)), stories=counts[day]) for n in span)
