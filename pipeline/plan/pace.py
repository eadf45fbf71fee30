"""When to ask a feed again: its own pace, never sooner than it asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from pipeline.model.fetches import FeedFetch, Validators
from pipeline.model.outcomes import FEED_BROKEN, FEED_GOOD, NOT_ASKED, NOT_REACHED, Outcome
from pipeline.model.states import FeedState
from pipeline.model.times import format_stamp
from pipeline.plan.moves import keep_new_address

# Numbers after Media Cloud's rss-fetcher, with a lower ceiling: an alert must not wait for a day.
FLOOR = timedelta(minutes=10)
CEILING = timedelta(hours=3)
LONGEST = timedelta(hours=24)
"""The longest wait that failures or Retry-After make."""
FRESH = timedelta(hours=24)
FRESH_WAIT = timedelta(hours=1)
"""The longest wait that failures make on the first day: some feeds list the last two hours only."""
LENGTHEN = timedelta(minutes=10)
MOSTLY_KNOWN = 0.67
MOSTLY_NEW = 0.33


def apply_fetch(state: FeedState | None, fetch: FeedFetch, every: timedelta) -> FeedState:
    """Give the state of a feed after it was asked.

    `every` is the catalogue's pace, used until the feed has shown its own. Success resets the failure score;
    failures lengthen the wait linearly, up to an hour on the first day, up to 24 h then, and never switch a
    feed off. Retry-After and the advertised age are kept when longer than the own interval.
    """
    before = state or FeedState(id=fetch.id, url=fetch.url, source=fetch.source)
    if fetch.outcome in NOT_ASKED or _is_applied(before, fetch):
        return before
    interval = before.interval or every
    failures = before.failures + _weigh_failure(fetch.outcome)
    if fetch.outcome in FEED_GOOD:
        interval = _adapt_interval(interval, fetch)
        failures = 0.0
    return before.model_copy(
        update={
            "validators": _update_validators(before.validators, fetch),
            "interval": interval,
            "failures": failures,
            "next_check_at": _plan_next_check(fetch, _limit_backoff(before, fetch, interval, failures)),
            "retry_at": fetch.retry_at,
            "status": fetch.outcome,
            "detail": fetch.detail,
            "attempted_at": fetch.fetched_at,
            "cycle": fetch.cycle,
            "moved_to": keep_new_address(before, fetch),
            "entries": dict(fetch.entries),
            **_update_facts(before, fetch),
        }
    )


def _is_applied(before: FeedState, fetch: FeedFetch) -> bool:
    # The index keeps times to the millisecond.
    return before.cycle == fetch.cycle and format_stamp(before.attempted_at) == format_stamp(fetch.fetched_at)


def _update_facts(before: FeedState, fetch: FeedFetch) -> dict[str, datetime | None]:
    """The four health facts apart from the attempt: last answer, last readable answer, last new entry."""
    parsed = fetch.outcome in FEED_GOOD
    answered = parsed or fetch.status in range(200, 400)
    return {
        "succeeded_at": fetch.fetched_at if answered else before.succeeded_at,
        "parsed_at": fetch.fetched_at if parsed else before.parsed_at,
        "new_at": fetch.fetched_at if fetch.entries.get(Outcome.FOUND) else before.new_at,
    }


def _update_validators(before: Validators, fetch: FeedFetch) -> Validators:
    # After an answer that could not be read nothing is remembered: the next one must come whole.
    if fetch.outcome not in FEED_GOOD:
        return Validators()
    news = fetch.validators
    whole_at = before.whole_at if fetch.status == HTTPStatus.NOT_MODIFIED else fetch.fetched_at
    if fetch.outcome is not Outcome.UNCHANGED:
        return news.model_copy(update={"whole_at": whole_at})
    return Validators(
        whole_at=whole_at,
        etag=news.etag or before.etag,
        last_modified=news.last_modified or before.last_modified,
        body_hash=news.body_hash or before.body_hash,
    )


def _adapt_interval(own: timedelta, fetch: FeedFetch) -> timedelta:
    known = fetch.entries.get(Outcome.KNOWN, 0)
    new = fetch.entries.get(Outcome.FOUND, 0) + fetch.entries.get(Outcome.CHANGED, 0)
    share = known / (known + new) if known + new else 1.0
    if share >= MOSTLY_KNOWN:
        own += LENGTHEN
    elif share < MOSTLY_NEW:
        own /= 2
    return min(max(own, FLOOR), CEILING)


def _weigh_failure(outcome: Outcome) -> float:
    if outcome in FEED_BROKEN:
        return 1.0
    return 0.25 if outcome in NOT_REACHED else 0.5


def _limit_backoff(before: FeedState, fetch: FeedFetch, interval: timedelta, failures: float) -> timedelta:
    """Give the wait of a feed after its failures, the interval without any.

    One that could be read a day ago may be well again at any time, and what it lists meanwhile is gone soon.
    """
    wait = interval * max(1.0, failures)
    is_fresh = before.parsed_at is not None and fetch.fetched_at - before.parsed_at < FRESH
    if is_fresh and fetch.outcome is not Outcome.GONE:
        return min(wait, max(interval, FRESH_WAIT))
    return wait


def _plan_next_check(fetch: FeedFetch, wait: timedelta) -> datetime:
    if fetch.max_age:
        wait = max(wait, min(timedelta(seconds=fetch.max_age), CEILING))
    at = fetch.seen_at + min(wait, LONGEST)
    return max(at, min(fetch.retry_at, fetch.fetched_at + LONGEST)) if fetch.retry_at else at
