"""The weekly mail to somebody for whom there was nothing: "nothing new; N sources asked, M silent", so that silence is not taken for health."""

from __future__ import annotations

from datetime import timedelta

from pipeline.alert import figures
from pipeline.alert.draft import Draft
from pipeline.alert.drafting import Writer, mail_id, mail_of
from pipeline.alert.rhythm import Rhythm, after_quiet, last_digest_at
from pipeline.alert.watch import Subscriber
from pipeline.store import hits, mails, watches
from pipeline.store.watches import WatchState

USUAL = Rhythm(kind="weekly", weekday=0)
"""Monday at nine, for those who have no weekly digest."""
KIND = "nothing"
WEEK = timedelta(days=7)


def write(writer: Writer) -> int:
    """Write the weekly mail of everybody who had none for a week and for whom nothing waits; give their number."""
    states = watches.load(writer.store)
    waiting = {hit.recipient for hit in hits.open_(writer.store, writer.now)}
    return sum(_for(writer, person, states) for person in writer.book.people.values() if person.id not in waiting)


def _for(writer: Writer, person: Subscriber, states: dict[str, WatchState]) -> bool:
    own = writer.book.of(person.id)
    rhythm = next((w.rhythm for w in own if w.rhythm.kind == "weekly"), USUAL)
    slot = last_digest_at(rhythm, person.clock, writer.now)
    quiet = tuple(q for w in own for q in w.quiet_for(person))
    joined = [states[w.id].recipients[person.id] for w in own if w.id in states and person.id in states[w.id].recipients]
    if not joined or min(joined) > slot - WEEK or after_quiet(quiet, person.clock, slot) > writer.now:
        return False
    id_ = mail_id(person.id, f"{KIND} {slot.isoformat()}")
    lately = mails.queued_for(writer.store, person.id, slot - WEEK)
    if any(kind != KIND for kind, _ in lately) or id_ in mails.get(writer.store, [id_]):
        return False
    draft = Draft(
        kind="digest",
        rhythm=str(rhythm),
        recipient=person.recipient,
        message_id=f"{id_}@{writer.domain}",
        created_at=writer.now,
        since=slot - WEEK,
        until=writer.now,
        days=figures.days(writer.store, own, person, writer.now),
        health=figures.health(writer.store, slot - WEEK),
        watches=tuple(w.title for w in own),
        list_id=writer.list_id(own),
        kibana=writer.settings.kibana_url,
    )
    return mails.create(writer.store, mail_of(draft, id_, KIND, (), writer.now))
