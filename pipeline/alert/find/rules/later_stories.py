"""Later stories of an event that a person was mailed: they wait for a digest, for the news is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch, Watchbook
from pipeline.model import rhythm
from pipeline.model.mails import Hit
from pipeline.model.rhythm import Rhythm

IMMEDIATE, SURGE = "immediate", "surge"
NEVER = timedelta(days=365)
"""Longer than any hit is kept open."""
OTHERWISE = Rhythm(kind="daily", at=time(9))
"""The digest of a person none of whose watches has one."""


def defer_later_stories(
    found: Sequence[Hit], mailed: Sequence[Hit], book: Watchbook, now: datetime
) -> list[Hit]:
    """Give the hits, those of events that their recipient was mailed with the time of the next digest.

    A watch with `every: story` mails each story at once. `mailed` are hits of these events that a mail took.
    """
    known = {(hit.recipient, hit.event) for hit in mailed if hit.event}
    watches = {watch.id: watch for watch in book.watches}
    deferred = []
    for hit in found:
        own = [watches[id_] for id_ in hit.watches if id_ in watches]
        later = (hit.recipient, hit.event) in known and hit.rhythm == IMMEDIATE
        if later and not any(watch.every == "story" for watch in own):
            hit = _defer_hit(hit, book.people[hit.recipient], book.find_watches(hit.recipient), now)
        deferred.append(hit)
    return deferred


def hold_surge_hits(found: Sequence[Hit], surging: Collection[str], now: datetime) -> list[Hit]:
    """Give the hits, those of watches that ask for a surge held back unless their story is part of one.

    `surging` are the stories of surges that go on. What was held is mailed with the first that is.
    """
    held = []
    for hit in found:
        waits = hit.rhythm == SURGE and hit.story not in surging
        held.append(hit.model_copy(update={"due_at": now + NEVER}) if waits else hit)
    return held


def _defer_hit(hit: Hit, person: Subscriber, watches: Sequence[Watch], now: datetime) -> Hit:
    """Give the hit with the rhythm of the person's next digest, and when that is due."""
    quiet = (person.quiet_hours,) if person.quiet_hours else ()
    digests = [watch.rhythm for watch in watches if watch.rhythm.kind not in (IMMEDIATE, SURGE)] or [
        OTHERWISE
    ]
    due, name = min((rhythm.find_due_time(r, quiet, person.clock, now), str(r)) for r in digests)
    return hit.model_copy(update={"rhythm": name, "due_at": due})
