"""Feeds that moved for good: asked at their new address, and told until the catalogue names it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pipeline.model.fetches import FeedFetch
from pipeline.model.outcomes import FEED_BROKEN, FEED_GOOD, MISSING, Outcome
from pipeline.model.states import FeedState

ASKED_WITHIN = timedelta(days=2)
"""Each feed of the catalogue is asked once a day at least; one that was not has left it, or is muted."""
_LEADS_NOWHERE = FEED_BROKEN | MISSING | {Outcome.MALFORMED, Outcome.UNUSABLE}


def keep_new_address(before: FeedState, fetch: FeedFetch) -> str | None:
    """Give the address at which a feed is asked next, None for its own.

    A move counts once the feed was read where it leads to; where it is none, its own address is asked again.
    """
    if fetch.outcome in FEED_GOOD:
        return fetch.moved_to
    return None if fetch.outcome in _LEADS_NOWHERE else before.moved_to


def list_moved_feeds(states: Iterable[FeedState], now: datetime) -> list[FeedState]:
    """Give the feeds of the catalogue that are read at another address than it names, by source."""
    moved = [state for state in states if state.moved_to and _is_asked(state, now)]
    return sorted(moved, key=lambda state: (state.source, state.url))


def _is_asked(state: FeedState, now: datetime) -> bool:
    return state.attempted_at is not None and now - state.attempted_at < ASKED_WITHIN


def describe_move(moved_to: str) -> str:
    """Say what is to be done about a feed that moved."""
    return f"moved to {moved_to}; change sources.yml"
