"""The weekly mail to somebody for whom there was nothing, so that silence is not taken for health.

It says "nothing new; N sources asked, M silent".
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.alert.write import figures
from pipeline.alert.write.drafting import MailWriter
from pipeline.alert.write.entries import make_held_mail, make_mail, make_mail_id
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model.drafts import Draft
from pipeline.model.faults import KnownFault
from pipeline.model.rhythm import Rhythm, find_last_digest, skip_quiet_hours
from pipeline.model.states import WatchState
from pipeline.store import hits, mails, watches

log = logging.getLogger(__name__)

USUAL = Rhythm(kind="weekly", weekday=0)
"""Monday at nine, for those who have no weekly digest."""
KIND = "nothing"
WEEK = timedelta(days=7)
LATE = timedelta(hours=6)
"""A mail that goes so long after a time at most is that of the time: a run has to come, and may be slow."""


@dataclass(frozen=True, slots=True)
class LastMails:
    """When everybody was last mailed, and since when they are on their watches.

    `news` are the times of mails with a story, `nothing` those of the weekly mail without one, by person.
    """

    states: Mapping[str, WatchState]
    news: Mapping[str, datetime]
    nothing: Mapping[str, datetime]

    def is_quiet(self, person: str, own: Sequence[Watch], begin: datetime, slot: datetime) -> bool:
        """Whether somebody was mailed nothing from one time, when a mail may have gone, until another.

        Not even that there was nothing; and they have been on a watch for all of it. What went because of the
        first time, a while after it, told of the week before.
        """
        joined = self._find_first_day(person, own)
        if joined is None or joined > begin:
            return False
        news, nothing = self.news.get(person), self.nothing.get(person)
        return (news is None or news < begin + LATE) and (nothing is None or nothing < slot)

    def _find_first_day(self, person: str, own: Sequence[Watch]) -> datetime | None:
        states = [self.states[watch.id] for watch in own if watch.id in self.states]
        times = [state.recipients[person] for state in states if person in state.recipients]
        return min(times, default=None)


def write_quiet_mails(writer: MailWriter) -> int:
    """Write the weekly mail of everybody who had none for a week; give their number.

    Whoever has a hit that waits gets that instead.
    """
    store = writer.store
    waiting = {hit.recipient for hit in hits.find_open_hits(store, writer.now)}
    last = LastMails(
        watches.load_watch_states(store),
        mails.find_last_times(store, KIND, without=True),
        mails.find_last_times(store, KIND),
    )
    people = [
        person for person in writer.list_receivers() if person.channel == "mail" and person.id not in waiting
    ]
    return sum(_write_mail(writer, person, last) for person in people if person.id not in waiting)


def _write_mail(writer: MailWriter, person: Subscriber, last: LastMails) -> bool:
    own = writer.book.find_watches(person.id)
    rhythm = next((watch.rhythm for watch in own if watch.rhythm.kind == "weekly"), USUAL)
    slot = find_last_digest(rhythm, person.clock, writer.now)
    begin = find_last_digest(rhythm, person.clock, slot - timedelta(minutes=1))
    quiet = tuple(hours for watch in own for hours in watch.collect_quiet_hours(person))
    opened, due = (skip_quiet_hours(quiet, person.clock, time) for time in (begin, slot))
    if not last.is_quiet(person.id, own, opened, slot) or due > writer.now:
        return False
    id_ = make_mail_id(person.id, f"{KIND} {slot.isoformat()}")
    try:
        draft = _build_draft(writer, person, own, rhythm, slot, id_)
    except KnownFault:
        raise
    except Exception as error:
        log.exception("the weekly mail to %s cannot be written", person.id)
        message_id = f"{id_}@{writer.domain}"
        held = make_held_mail(person, message_id, KIND, (), writer.now, error)
        mails.create_mail(writer.store, held)
        return False
    return mails.create_mail(writer.store, make_mail(draft, id_, KIND, (), writer.now))


def _build_draft(
    writer: MailWriter, person: Subscriber, own: Sequence[Watch], rhythm: Rhythm, slot: datetime, id_: str
) -> Draft:
    return Draft(
        kind="digest",
        rhythm=str(rhythm),
        recipient=person.recipient,
        message_id=f"{id_}@{writer.domain}",
        created_at=writer.now,
        since=slot - WEEK,
        until=writer.now,
        days=figures.load_days(writer.store, own, person, writer.now),
        health=figures.measure_health(writer.store, slot - WEEK),
        watches=tuple(watch.title for watch in own),
        list_id=writer.choose_list_id(own),
        kibana=writer.settings.kibana_url,
        sides=writer.book.sides,
    )
