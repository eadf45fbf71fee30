"""An outlet that fails for a while and recovers loses nothing that it listed meanwhile; time is simulated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model.fetches import Before, FeedFetch, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import NOT_ASKED, Outcome
from pipeline.model.states import FeedState
from pipeline.plan import apply_fetch, decide_recheck

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CYCLE = timedelta(minutes=10)
EVERY = timedelta(minutes=30)
CANDIDATE = Candidate(url="https://a.example/news/1", source="a", title="Tin")

# How the fetch ends, and the page where one came.
FAILURES = [
    (Outcome.BLOCKED, None),
    (Outcome.RATE_LIMITED, None),
    (Outcome.SERVER_ERROR, None),
    (Outcome.BAD_STATUS, None),
    (Outcome.NOT_FOUND, None),
    (Outcome.TIMEOUT, None),
    (Outcome.UNREACHABLE, None),
    (Outcome.TLS_ERROR, None),
    (Outcome.BROKEN_BODY, None),
    (Outcome.REDIRECT_LOOP, None),
    (Outcome.REFUSED_ADDRESS, None),
    (Outcome.ROBOTS_DENIED, None),
    (Outcome.ROBOTS_UNAVAILABLE, None),
    (Outcome.BUDGET, None),
    (Outcome.FETCHED, Outcome.NOT_HTML),
    (Outcome.FETCHED, Outcome.WALL),
    (Outcome.FETCHED, Outcome.TOO_SHORT),
    (Outcome.FETCHED, Outcome.UNREADABLE),
    (Outcome.FETCHED, Outcome.SOFT_404),
    (Outcome.FETCHED, Outcome.NOT_ARTICLE),
]


def find_first_good_look(
    outcome: Outcome, ended: Outcome | None, lasts: timedelta, url: str = ""
) -> timedelta | None:
    """Give how long after the recovery a new page is fetched, cycle by cycle; None when it is given up."""
    due, attempts, before, at = NOW, 0, None, NOW
    while at < NOW + timedelta(days=9):
        if at >= due and at - NOW >= lasts:
            return at - NOW - lasts
        if at >= due:
            attempts += outcome not in NOT_ASKED
            fetch = PageFetch(
                candidate=CANDIDATE,
                cycle="c",
                outcome=outcome,
                url=url,
                fetched_at=at + timedelta(minutes=2),
                seen_at=at,
                first_seen_at=NOW,
                attempts=attempts,
                before=before,
            )
            again = decide_recheck(fetch, ended or outcome, None)
            before = Before() if again.state == "done" else None
            moment = again.next_try_at or again.recheck_at
            if again.state == "dropped" or moment is None:
                return None
            due = moment
        at += CYCLE
    return None


@pytest.mark.parametrize(("outcome", "ended"), FAILURES)
@pytest.mark.parametrize("lasts", [timedelta(minutes=25), timedelta(hours=5)])
def test_a_page_that_fails_for_some_cycles_is_read_after_the_recovery(
    outcome: Outcome, ended: Outcome | None, lasts: timedelta
) -> None:
    wait = find_first_good_look(outcome, ended, lasts)
    assert wait is not None
    # Doubling waits: never longer than the failure has lasted, or the first look of a ladder.
    assert wait <= max(lasts, timedelta(hours=1)) + CYCLE


@pytest.mark.parametrize(("outcome", "ended"), [one for one in FAILURES if one[1] is None])
def test_a_page_is_read_after_a_failure_of_days_where_the_way_to_it_failed(
    outcome: Outcome, ended: Outcome | None
) -> None:
    ladder = {Outcome.BAD_STATUS, Outcome.NOT_FOUND, Outcome.REFUSED_ADDRESS, Outcome.ROBOTS_DENIED}
    lasts = timedelta(hours=20) if outcome in ladder else timedelta(days=4)
    assert find_first_good_look(outcome, ended, lasts) is not None


def test_a_page_led_home_is_looked_for_again_whatever_the_home_page_says() -> None:
    home = "https://www.a.example/"
    assert find_first_good_look(Outcome.FETCHED, Outcome.OFF_TOPIC, timedelta(hours=5), home) is not None
    assert find_first_good_look(Outcome.FETCHED, Outcome.OFF_TOPIC, timedelta(hours=5)) is None


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.TIMEOUT,
        Outcome.SERVER_ERROR,
        Outcome.NOT_A_FEED,
        Outcome.MALFORMED,
        Outcome.NOT_FOUND,
        Outcome.REFUSED_ADDRESS,
        Outcome.UNUSABLE,
    ],
)
@pytest.mark.parametrize("pace", [timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=3)])
@pytest.mark.parametrize("hours", [1, 6, 23])
def test_a_feed_that_fails_for_hours_is_asked_within_an_hour_of_its_recovery(
    outcome: Outcome, pace: timedelta, hours: int
) -> None:
    state: FeedState = FeedState(
        id="f", url="https://a.example/rss", source="a", interval=pace, parsed_at=NOW
    )
    at, number = NOW + pace, 0
    while at < NOW + timedelta(hours=hours):
        number += 1
        fetch = FeedFetch(
            source="a", url=state.url, cycle=f"c{number}", outcome=outcome, fetched_at=at, seen_at=at
        )
        state = apply_fetch(state, fetch, EVERY)
        assert state.next_check_at is not None
        at = state.next_check_at
    assert at - (NOW + timedelta(hours=hours)) <= max(pace, timedelta(hours=1))


def test_a_feed_that_has_failed_for_more_than_a_day_is_left_alone_for_longer() -> None:
    long_ago = NOW - timedelta(days=2)
    state = FeedState(id="f", url="https://a.example/rss", source="a", failures=9.5, parsed_at=long_ago)
    fetch = FeedFetch(
        source="a", url=state.url, cycle="c", outcome=Outcome.TIMEOUT, fetched_at=NOW, seen_at=NOW
    )
    assert apply_fetch(state, fetch, EVERY).next_check_at == NOW + EVERY * 9.75
