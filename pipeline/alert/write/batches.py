"""Which hits of a person go together in one mail, and whether it may go now: rules without any index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.model.mails import Hit

MOST_AN_HOUR = 6
"""Immediate mails to a person within an hour; what comes beyond goes together in one of them, or waits for
the next hour.
"""
KEPT = 1
"""Mails of the hour that a flood leaves for what comes after it."""
IMMEDIATE: Literal["immediate"] = "immediate"
SURGE = "surge"
SURGE_SPAN = timedelta(days=1)
"""What was found within a day before a surge was noticed belongs to it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Hits that one mail takes."""

    kind: Literal["immediate", "digest"]
    rhythm: str
    hits: tuple[Hit, ...]


def build_batches(
    own: Sequence[Hit], now: datetime, lately: int, rhythms: Collection[str], *, together: bool = False
) -> list[Batch]:
    """Share out the hits of a person that no mail has taken.

    When one of a rhythm is due the digest takes all: every due hit, the later ones of that rhythm, and those
    of a rhythm that the person has no more (`rhythms` are the ones they have). `lately` is the number of
    immediate mails of the last hour. `together` asks for one digest of whatever is due: for somebody's first
    mail, and for history that was asked for.
    """
    due = [hit for hit in own if hit.due_at <= now]
    digests = [hit.rhythm for hit in due if hit.rhythm != IMMEDIATE]
    if digests:
        taken = [hit for hit in own if hit.due_at <= now or _goes_along(hit, digests, rhythms, now)]
        return [Batch("digest", digests[0], tuple(taken))]
    if together and len(_group_events(due)) > 1:
        return [Batch("digest", IMMEDIATE, tuple(due))]
    return [Batch(IMMEDIATE, IMMEDIATE, some) for some in _share_singly(due, now, MOST_AN_HOUR - lately)]


def _goes_along(hit: Hit, digests: Collection[str], rhythms: Collection[str], now: datetime) -> bool:
    """Whether a hit that is not due goes with a digest: of its rhythm, or of one that the person lost."""
    if hit.rhythm == SURGE:
        return SURGE in digests and now - hit.found_at <= SURGE_SPAN
    return hit.rhythm in digests or hit.rhythm not in rhythms


def _share_singly(due: Sequence[Hit], now: datetime, left: int) -> list[tuple[Hit, ...]]:
    """Give each story its mail while there are some left.

    What waited (quiet hours, too many) comes in one, and so does what is too much.
    """
    waited = tuple(hit for hit in due if hit.found_at < now)
    fresh = [hit for hit in due if hit.found_at >= now]
    if left <= 0 or not due:
        return []
    first = [waited] if waited else []
    left -= len(first)
    by_event = _group_events(fresh)
    if len(by_event) <= left:
        return [*first, *by_event]
    if left == 0:
        return [(*waited, *fresh)]
    left = max(left - KEPT, min(left, 2))
    rest = tuple(hit for some in by_event[left - 1 :] for hit in some)
    return [*first, *by_event[: left - 1], rest]


def _group_events(fresh: Sequence[Hit]) -> list[tuple[Hit, ...]]:
    """Give the hits of each event together: one mail tells of it."""
    groups: dict[str, list[Hit]] = {}
    for hit in fresh:
        groups.setdefault(hit.event or hit.id, []).append(hit)
    return [tuple(group) for group in groups.values()]
