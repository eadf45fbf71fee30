"""When feeds and pages are asked again, and which shard a host belongs to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.config.settings import ROOT
from pipeline.config.sources import load_sources
from pipeline.model.fetches import Before, FeedFetch, PageFetch, Validators
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.states import FeedState
from pipeline.plan import (
    FURTHEST_TRY,
    apply_fetch,
    count_unbelievable,
    decide_recheck,
    find_due_feeds,
    is_gone,
    list_moved_feeds,
)
from pipeline.plan.shards import find_shard

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EVERY = timedelta(minutes=30)
URL = "https://a.example/rss"


def fetch(outcome: Outcome, cycle: str = "c", **more: object) -> FeedFetch:
    return FeedFetch(source="a", url=URL, cycle=cycle, outcome=outcome, fetched_at=NOW, seen_at=NOW, **more)  # type: ignore[arg-type]


def state(**more: object) -> FeedState:
    return FeedState(id="x", url=URL, source="a", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "answer", "wait"),
    [
        (None, fetch(Outcome.OK, entries={Outcome.FOUND: 9, Outcome.KNOWN: 1}), timedelta(minutes=15)),
        (None, fetch(Outcome.OK, entries={Outcome.FOUND: 5, Outcome.KNOWN: 5}), timedelta(minutes=30)),
        (None, fetch(Outcome.UNCHANGED), timedelta(minutes=40)),
        (
            state(interval=timedelta(minutes=12)),
            fetch(Outcome.OK, entries={Outcome.FOUND: 9}),
            timedelta(minutes=10),
        ),
        (state(interval=timedelta(hours=3)), fetch(Outcome.UNCHANGED), timedelta(hours=3)),
        (None, fetch(Outcome.OK, max_age=7200), timedelta(hours=2)),
        (None, fetch(Outcome.OK, max_age=900_000), timedelta(hours=3)),
        (None, fetch(Outcome.RATE_LIMITED, retry_at=NOW + timedelta(hours=5)), timedelta(hours=5)),
        (None, fetch(Outcome.RATE_LIMITED, retry_at=NOW + timedelta(days=9)), timedelta(hours=24)),
        (state(failures=9.0), fetch(Outcome.SERVER_ERROR), timedelta(minutes=30 * 9.5)),
        (state(failures=500.0), fetch(Outcome.GONE), timedelta(hours=24)),
    ],
)
def test_a_feed_is_asked_again_at_its_pace(
    before: FeedState | None, answer: FeedFetch, wait: timedelta
) -> None:
    assert apply_fetch(before, answer, EVERY).next_check_at == NOW + wait


def test_success_forgets_failures_and_a_bad_answer_forgets_validators() -> None:
    good = apply_fetch(state(failures=4.0), fetch(Outcome.OK, validators=Validators(etag='"1"')), EVERY)
    assert (good.failures, good.validators.etag) == (0.0, '"1"')
    later = fetch(Outcome.NOT_A_FEED, validators=Validators(etag='"2"'), cycle="d")
    assert apply_fetch(good, later, EVERY).validators == Validators()


@pytest.mark.parametrize(
    "answer",
    [fetch(Outcome.OK, entries={Outcome.FOUND: 9}), fetch(Outcome.UNCHANGED), fetch(Outcome.SERVER_ERROR)],
)
def test_an_answer_that_is_applied_twice_counts_once(answer: FeedFetch) -> None:
    late = answer.model_copy(update={"fetched_at": NOW + timedelta(microseconds=1234)})
    once = apply_fetch(state(failures=1.0), late, EVERY)
    # As it comes back from the index.
    kept = once.model_copy(update={"attempted_at": NOW + timedelta(milliseconds=1)})
    assert apply_fetch(kept, late, EVERY) == kept


def test_retry_after_is_honoured_even_when_everything_is_asked() -> None:
    outlets = load_sources(ROOT / "config" / "sources.yml").select_sources(["apa"])
    first = outlets.sources[0].polled[0]
    held = {
        first.id: FeedState(id=first.id, url=first.url, source="apa", retry_at=NOW + timedelta(minutes=1))
    }
    assert first.url not in {f.url for f in find_due_feeds(outlets, held, NOW, all_now=True)}
    assert first.url in {
        f.url for f in find_due_feeds(outlets, held, NOW + timedelta(minutes=2), all_now=True)
    }


def page(outcome: Outcome, attempts: int = 1, **more: object) -> PageFetch:
    candidate = Candidate(url="https://a.example/1", source="a")
    return PageFetch(
        candidate=candidate,
        cycle="c",
        outcome=outcome,
        attempts=attempts,
        fetched_at=NOW,
        seen_at=NOW,
        **more,
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ended", "grade", "attempts", "state", "next_try", "recheck"),
    [
        (Outcome.BUDGET, None, 0, "waiting", timedelta(), None),
        (Outcome.TIMEOUT, None, 1, "waiting", timedelta(minutes=10), None),
        (Outcome.TIMEOUT, None, 3, "waiting", timedelta(minutes=40), None),
        (Outcome.TIMEOUT, None, 11, "waiting", timedelta(hours=24), None),
        (Outcome.TIMEOUT, None, 12, "dropped", None, None),
        (Outcome.NOT_FOUND, None, 1, "done", None, timedelta(hours=1)),
        (Outcome.BAD_STATUS, None, 1, "done", None, timedelta(hours=1)),
        (Outcome.ROBOTS_DENIED, None, 1, "done", None, timedelta(hours=1)),
        (Outcome.REFUSED_ADDRESS, None, 1, "done", None, timedelta(hours=1)),
        (Outcome.GONE, None, 1, "done", None, None),
        (Outcome.TOO_LARGE, None, 1, "done", None, None),
        (Outcome.FETCHED, 3, 1, "done", None, timedelta(hours=1)),
        (Outcome.FETCHED, None, 1, "done", None, None),
    ],
)
def test_a_page_is_asked_again_when_it_is_worth_it(
    ended: Outcome,
    grade: int | None,
    attempts: int,
    state: str,
    next_try: timedelta | None,
    recheck: timedelta | None,
) -> None:
    future = decide_recheck(page(ended, attempts), ended, grade)
    assert future.state == state
    assert future.next_try_at == (None if next_try is None else NOW + next_try)
    assert future.recheck_at == (None if recheck is None else NOW + recheck)


@pytest.mark.parametrize(
    ("ended", "listing", "again"),
    [
        (Outcome.NOT_ARTICLE, {}, True),
        (Outcome.SOFT_404, {}, True),
        (Outcome.NOT_HTML, {}, True),
        (Outcome.OFF_TOPIC, {}, False),
        (Outcome.NOT_ARTICLE, {"from_sitemap": True}, False),
        (Outcome.NOT_ARTICLE, {"from_sitemap": True, "title": "Tin"}, True),
    ],
)
def test_what_a_feed_lists_is_looked_for_again_where_no_article_stands(
    ended: Outcome, listing: dict[str, object], again: bool
) -> None:
    fetch = page(Outcome.FETCHED)
    listed = fetch.model_copy(update={"candidate": fetch.candidate.model_copy(update=listing)})
    looks, at = [], NOW
    while recheck := decide_recheck(
        listed.model_copy(update={"fetched_at": at, "first_seen_at": NOW}), ended, None
    ).recheck_at:
        looks.append(recheck - NOW)
        at = recheck
    assert looks == ([timedelta(hours=1), timedelta(hours=6), timedelta(days=1)] if again else [])


def test_an_article_that_is_gone_is_withdrawn_at_the_second_look_six_hours_later() -> None:
    asked, missing_since, withdrawn = NOW, None, []
    for _ in range(4):
        before = Before(article="a1", relevant=True, missing_since=missing_since)
        fetch = page(Outcome.GONE, before=before).model_copy(update={"fetched_at": asked, "seen_at": asked})
        withdrawn.append((asked - NOW, is_gone(fetch)))
        again = decide_recheck(fetch, Outcome.GONE, None, withdrawn=is_gone(fetch))
        missing_since = missing_since or asked
        if again.recheck_at is None:
            break
        asked = again.recheck_at + timedelta(minutes=3)
    assert withdrawn == [(timedelta(), False), (timedelta(hours=6, minutes=3), True)]


def test_a_feed_that_answers_304_for_ever_is_asked_without_condition_once_a_week() -> None:
    outlets = load_sources(ROOT / "config" / "sources.yml").select_sources(["apa"])
    feed = outlets.sources[0].polled[0]
    first = FeedFetch(
        source="apa",
        url=feed.url,
        cycle="c0",
        outcome=Outcome.OK,
        status=200,
        fetched_at=NOW,
        seen_at=NOW,
        validators=Validators(etag='"1"', body_hash="h"),
    )
    known, whole = apply_fetch(None, first, EVERY), []
    for day in range(1, 23):
        at = NOW + timedelta(days=day)
        task = next(t for t in find_due_feeds(outlets, {feed.id: known}, at) if t.url == feed.url)
        status = 304 if task.validators.etag else 200
        whole += [day] if status == 200 else []
        assert task.validators.body_hash == "h"
        answer = {"cycle": f"c{day}", "status": status, "outcome": Outcome.UNCHANGED, "fetched_at": at}
        known = apply_fetch(known, first.model_copy(update={**answer, "seen_at": at}), EVERY)
    assert whole == [7, 14, 21]


@pytest.mark.parametrize(
    ("before", "outcome", "found", "asked"),
    [
        (None, Outcome.OK, "https://b.example/rss", "https://b.example/rss"),
        (None, Outcome.NOT_A_FEED, "https://b.example/", None),
        (None, Outcome.OK, None, None),
        ("https://b.example/rss", Outcome.OK, "https://c.example/rss", "https://c.example/rss"),
        ("https://b.example/rss", Outcome.UNCHANGED, "https://b.example/rss", "https://b.example/rss"),
        ("https://b.example/rss", Outcome.OK, None, None),
        ("https://b.example/rss", Outcome.TIMEOUT, None, "https://b.example/rss"),
        ("https://b.example/rss", Outcome.SERVER_ERROR, "https://b.example/rss", "https://b.example/rss"),
        ("https://b.example/rss", Outcome.GONE, "https://b.example/rss", None),
        ("https://b.example/rss", Outcome.NOT_FOUND, "https://b.example/rss", None),
        ("https://b.example/rss", Outcome.UNUSABLE, "https://b.example/rss", None),
    ],
)
def test_a_move_counts_once_the_feed_is_read_there(
    before: str | None, outcome: Outcome, found: str | None, asked: str | None
) -> None:
    after = apply_fetch(state(moved_to=before), fetch(outcome, moved_to=found), EVERY)
    assert after.moved_to == asked
    assert [s.moved_to for s in list_moved_feeds([after], NOW)] == ([asked] if asked else [])
    assert list_moved_feeds([after], NOW + timedelta(days=3)) == []


def test_a_domain_belongs_to_one_shard_whatever_the_host() -> None:
    assert (
        len({find_shard(f"https://{host}/x", 7) for host in ("trend.az", "www.trend.az", "en.trend.az")}) == 1
    )
    assert {find_shard(f"https://outlet{n}.az/", 4) for n in range(60)} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("ended", "relevant", "hours", "recheck"),
    [
        (Outcome.UNCHANGED, True, 2, 6),
        (Outcome.UNCHANGED, True, 7, 24),
        (Outcome.UNCHANGED, True, 30, 7 * 24),
        (Outcome.UNCHANGED, True, 8 * 24, None),
        (Outcome.UNCHANGED, False, 2, 6),
        (Outcome.UNCHANGED, False, 7, None),
        (Outcome.NOT_FOUND, False, 2, None),
        (Outcome.NOT_FOUND, True, 2, 8),
        (Outcome.GONE, True, 30, 36),
    ],
)
def test_a_look_that_found_nothing_new_does_not_end_the_looking(
    ended: Outcome, relevant: bool, hours: int, recheck: int | None
) -> None:
    later = NOW + timedelta(hours=hours)
    fetch = page(ended, first_seen_at=NOW, before=Before(article="a1", relevant=relevant)).model_copy(
        update={"fetched_at": later}
    )
    assert decide_recheck(fetch, ended, None).recheck_at == (
        None if recheck is None else NOW + timedelta(hours=recheck)
    )


@pytest.mark.parametrize(
    ("ended", "since", "relevant", "gone"),
    [
        (Outcome.NOT_FOUND, timedelta(hours=6), True, True),
        (Outcome.GONE, timedelta(hours=7), True, True),
        (Outcome.NOT_FOUND, timedelta(hours=5), True, False),
        (Outcome.NOT_FOUND, None, True, False),
        (Outcome.SERVER_ERROR, timedelta(hours=9), True, False),
        (Outcome.NOT_FOUND, timedelta(hours=9), False, False),
    ],
)
def test_two_missing_answers_six_hours_apart_withdraw_an_article(
    ended: Outcome, since: timedelta | None, relevant: bool, gone: bool
) -> None:
    fetch = page(
        ended, before=Before(article="a1", relevant=relevant, missing_since=NOW - since if since else None)
    )
    assert is_gone(fetch) is gone
    if gone:
        assert decide_recheck(fetch, ended, None, withdrawn=True).recheck_at is None


AHEAD = timedelta(days=400)


@pytest.mark.parametrize(
    ("times", "due"),
    [
        ({"next_check_at": NOW + timedelta(hours=2)}, False),
        ({"next_check_at": NOW + timedelta(hours=24)}, False),
        ({"next_check_at": NOW + AHEAD}, True),
        ({"attempted_at": NOW + AHEAD, "next_check_at": NOW + AHEAD + timedelta(hours=1)}, True),
        ({"attempted_at": NOW + AHEAD, "retry_at": NOW + AHEAD}, True),
        ({"attempted_at": NOW + timedelta(minutes=2), "next_check_at": NOW + timedelta(hours=1)}, False),
        ({"attempted_at": NOW, "retry_at": NOW + timedelta(hours=30)}, False),
        ({"attempted_at": NOW - timedelta(hours=25), "retry_at": NOW + AHEAD}, True),
    ],
)
def test_times_of_a_clock_that_was_ahead_are_not_believed(times: dict[str, datetime], due: bool) -> None:
    outlets = load_sources(ROOT / "config" / "sources.yml").select_sources(["apa"])
    first = outlets.sources[0].polled[0]
    held = FeedState(id=first.id, url=first.url, source="apa", **times)  # type: ignore[arg-type]
    assert (first.url in {f.url for f in find_due_feeds(outlets, {first.id: held}, NOW)}) is due


def test_feeds_of_a_clock_that_was_ahead_are_counted() -> None:
    held = [
        FeedState(id=str(n), url="https://a.example/rss", source="a", next_check_at=NOW + n * AHEAD)
        for n in range(3)
    ]
    assert count_unbelievable(held, NOW) == 2


def test_of_what_a_server_asks_to_wait_a_day_is_believed() -> None:
    again = decide_recheck(page(Outcome.RATE_LIMITED, retry_at=NOW + AHEAD), Outcome.RATE_LIMITED, None)
    assert again.next_try_at == NOW + FURTHEST_TRY
