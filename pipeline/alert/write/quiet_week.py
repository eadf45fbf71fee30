"""The weekly mail to somebody for whom there was nothing: "nothing new; N sources asked, M silent", so that
silence is not taken for health.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.alert.write import figures
from pipeline.alert.write.drafting import Writer, make_mail, make_mail_id
from pipeline.config.watches import Subscriber, Watch
from pipeline.model.drafts import Draft
from pipeline.model.rhythm import Rhythm, find_last_digest, skip_quiet_hours
from pipeline.model.states import WatchState
from pipeline.store import hits, mails, watches

USUAL = Rhythm(kind="weekly", weekday=0)
"""Monday at nine, for those who have no weekly digest."""
KIND = "nothing"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lately:
    """What everybody was last told, and since when they are on their watches."""

    states: Mapping[str, WatchState]
    news: Mapping[str, datetime]
    nothing: Mapping[str, datetime]

    def is_quiet(self, person: str, own: Sequence[Watch], slot: datetime) -> bool:
        """Whether somebody has listened for the whole week before a time and was told nothing, not even
        that.
        """
        joined = [
            self.states[w.id].recipients[person]
            for w in own
            if w.id in self.states and person in self.states[w.id].recipients
        ]
        told = self.news.get(person)
        said = self.nothing.get(person)
        return (
            bool(joined)
            and min(joined) <= slot - WEEK
            and not (told and told >= slot - WEEK)
            and not (said and said >= slot)
        )


def write_quiet_mails(writer: Writer) -> int:
    """Write the weekly mail of everybody who had none for a week and for whom nothing waits; give their
    number.
    """
    store = writer.store
    waiting = {hit.recipient for hit in hits.find_open_hits(store, writer.now)}
    lately = Lately(
        watches.load_watch_states(store),
        mails.find_last_times(store, KIND, without=True),
        mails.find_last_times(store, KIND),
    )
    return sum(
        _write_mail(writer, person, lately)
        for person in writer.book.people.values()
        if person.id not in waiting
    )


def _write_mail(writer: Writer, person: Subscriber, lately: Lately) -> bool:
    own = writer.book.find_watches(person.id)
    rhythm = next((w.rhythm for w in own if w.rhythm.kind == "weekly"), USUAL)
    slot = find_last_digest(rhythm, person.clock, writer.now)
    quiet = tuple(q for w in own for q in w.collect_quiet_hours(person))
    if not lately.is_quiet(person.id, own, slot) or skip_quiet_hours(quiet, person.clock, slot) > writer.now:
        return False
    id_ = make_mail_id(person.id, f"{KIND} {slot.isoformat()}")
    return mails.create_mail(
        writer.store,
        make_mail(_build_draft(writer, person, own, rhythm, slot, id_), id_, KIND, (), writer.now),
    )


def _build_draft(
    writer: Writer, person: Subscriber, own: Sequence[Watch], rhythm: Rhythm, slot: datetime, id_: str
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
        watches=tuple(w.title for w in own),
        list_id=writer.choose_list_id(own),
        kibana=writer.settings.kibana_url,
    )
