"""What was found and is not mailed yet, and why: said in sentences."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pipeline.alert.write.batches import IMMEDIATE, SURGE
from pipeline.config.watches import Watchbook
from pipeline.model.mails import Hit
from pipeline.store import hits
from pipeline.store.client import Store


def list_waits(store: Store, book: Watchbook, now: datetime) -> list[str]:
    """Give a sentence for each person and reason for which stories wait."""
    waiting = hits.find_open_hits(store, now)
    reasons = Counter((hit.recipient, _explain_waiting(hit, book, now)) for hit in waiting)
    return [
        f"{person}: {number} {'story waits' if number == 1 else 'stories wait'} {reason}"
        for (person, reason), number in sorted(reasons.items())
    ]


def _explain_waiting(hit: Hit, book: Watchbook, now: datetime) -> str:
    person = book.people.get(hit.recipient)
    if person is None:
        return "for somebody who is on no watch any more"
    if hit.due_at <= now:
        return "until fewer than six mails went within the hour"
    if hit.rhythm == SURGE:
        return "for a surge"
    at = hit.due_at.astimezone(person.clock)
    when = f"{at:%Y-%m-%d %H:%M} ({person.zone})"
    return f"for the end of quiet hours, {when}" if hit.rhythm == IMMEDIATE else f"for {hit.rhythm}: {when}"
