"""Which feeds are asked in this cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from pipeline.config.sources import Catalogue, Feed, Source
from pipeline.model.fetches import Validators
from pipeline.model.jobs import FeedTask
from pipeline.model.states import FeedState
from pipeline.model.times import CLOCK_SLACK, is_ahead
from pipeline.plan.pace import LONGEST

WHOLE_EVERY = timedelta(days=7)
"""How often a feed is asked without condition: servers are met that answer 304 for weeks on end."""


def find_due_feeds(
    catalogue: Catalogue,
    states: Mapping[str, FeedState],
    now: datetime,
    *,
    cycle: str = "",
    all_now: bool = False,
) -> list[FeedTask]:
    """Give the feeds to ask: never asked, due, or all of them with `all_now`.

    A muted source and a feed whose Retry-After has not passed are left out whatever is asked for; so is a
    feed that this very cycle has already read (it was interrupted and goes on).
    """
    tasks: list[FeedTask] = []
    for source in catalogue.sources:
        if source.muted and source.muted.until >= now.date():
            continue
        for feed in source.polled:
            state = states.get(feed.id)
            if state is None or _is_due(state, now, cycle, all_now):
                tasks.append(_make_task(source, feed, state, now))
    return tasks


def _is_due(state: FeedState, now: datetime, cycle: str, all_now: bool) -> bool:
    if cycle and state.cycle == cycle:
        return False
    if not is_believable(state, now):
        return True
    if state.retry_at and _limit_retry(state, state.retry_at) > now:
        return False
    return all_now or state.next_check_at is None or state.next_check_at <= now


def find_next_checks(
    catalogue: Catalogue, states: Mapping[str, FeedState], now: datetime
) -> dict[str, datetime]:
    """Give by source when the first of its feeds is asked next, `now` for one that is due; none for a muted
    source.
    """
    found: dict[str, datetime] = {}
    for source in catalogue.sources:
        if source.polled and not (source.muted and source.muted.until >= now.date()):
            found[source.id] = min(find_next_check(states.get(feed.id), now) for feed in source.polled)
    return found


def find_next_check(state: FeedState | None, now: datetime) -> datetime:
    """Give when a feed is asked next: `now` when it is due or was never asked."""
    if state is None or _is_due(state, now, "", all_now=False):
        return now
    retry_at = _limit_retry(state, state.retry_at) if state.retry_at else now
    return max(state.next_check_at or now, retry_at)


def _limit_retry(state: FeedState, retry_at: datetime) -> datetime:
    """Give when a server may be asked again: as it said, of which a day is believed."""
    return min(retry_at, state.attempted_at + LONGEST) if state.attempted_at else retry_at


def is_believable(state: FeedState, now: datetime) -> bool:
    """Say whether the times of a feed can have been set by us: not by a clock that was ahead of `now`.

    It was not asked in the future, and no pace lets it wait longer than a day from now.
    """
    if is_ahead(state.attempted_at, now):
        return False
    return state.next_check_at is None or state.next_check_at <= now + LONGEST + CLOCK_SLACK


def count_unbelievable(states: Iterable[FeedState], now: datetime) -> int:
    """Count the feeds whose times were set by a clock that was ahead: they are asked all the same."""
    return sum(not is_believable(state, now) for state in states)


def _make_task(source: Source, feed: Feed, state: FeedState | None, now: datetime) -> FeedTask:
    languages = feed.languages or ((source.language,) if source.language else ())
    task = FeedTask(source=source.id, url=feed.url, kind=feed.kind, link=feed.link, languages=languages)
    if state is None:
        return task
    known = {"validators": _choose_validators(state.validators, now), "moved_to": state.moved_to}
    return task.model_copy(update=known)


def _choose_validators(known: Validators, now: datetime) -> Validators:
    """Give what a feed is asked with: once in a while only the hash of its body, which is compared here."""
    if known.whole_at and now - known.whole_at < WHOLE_EVERY:
        return known
    return Validators(body_hash=known.body_hash)
