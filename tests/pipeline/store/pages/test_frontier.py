"""The frontier loses no address and says which are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.model.fetches import Validators
from pipeline.model.outcomes import Outcome, Stage
from pipeline.store.client import Store
from pipeline.store.pages.candidates import add_candidates
from pipeline.store.pages.ends import record_ends
from pipeline.store.pages.frontier import count_waiting_pages, find_due_pages

HOUR = timedelta(hours=1)
READ = {Stage.PRESCAN: Outcome.PASSED, Stage.EXTRACT: Outcome.PASSED, Stage.JUDGE: Outcome.CORE}


def due(store: Store, at: Any, candidates: Any) -> list[str]:
    mine = {c.url for c in candidates}
    return [t.candidate.url for t in find_due_pages(store, at, 1000) if t.candidate.url in mine]


def test_pages_are_due_in_the_order_in_which_they_were_seen(store: Store, make: Any) -> None:
    candidates = [make.candidate() for _ in range(3)]
    for hours, candidate in zip((2, 0, 1), candidates, strict=True):
        add_candidates(store, [candidate], first_seen_at=make.now + hours * HOUR, cycle="c1")
    assert due(store, make.now + HOUR, candidates) == [candidates[1].url, candidates[2].url]
    assert len(due(store, make.now + 2 * HOUR, candidates)) == 3


def test_only_the_pages_of_the_sources_asked_for_are_due(store: Store, make: Any) -> None:
    mine, other = make.candidate(source="mine-only"), make.candidate()
    add_candidates(store, [mine, other], first_seen_at=make.now, cycle="c1")
    assert [t.candidate.url for t in find_due_pages(store, make.now, 10, {"mine-only"})] == [mine.url]


def test_a_fetch_that_failed_waits_with_its_attempts_and_validators(store: Store, make: Any) -> None:
    candidate = make.candidate()
    add_candidates(store, [candidate], first_seen_at=make.now, cycle="c1")
    record_ends(
        store,
        [
            make.end(
                make.fetch(candidate, Outcome.TIMEOUT, attempts=3),
                "waiting",
                next_try_at=make.now + HOUR,
                detail="20 s",
            )
        ],
    )
    assert due(store, make.now, [candidate]) == []
    [task] = [t for t in find_due_pages(store, make.now + HOUR, 1000) if t.candidate.url == candidate.url]
    assert (task.attempts, task.first_seen_at) == (3, make.now)


def test_a_relevant_page_is_read_again_with_its_validators(store: Store, make: Any) -> None:
    candidate = make.candidate()
    validators = Validators(etag='"e1"', last_modified="Thu, 07 May 2026 09:00:00 GMT", body_hash="h")
    fetch = make.fetch(candidate, validators=validators)
    record_ends(store, [make.end(fetch, outcomes=READ, article="a1", grade=3, recheck_at=make.now + HOUR)])
    assert due(store, make.now, [candidate]) == []
    [task] = [t for t in find_due_pages(store, make.now + HOUR, 1000) if t.candidate.url == candidate.url]
    assert (task.attempts, task.validators) == (0, validators)


def test_a_recheck_that_fails_counts_its_attempts(store: Store, make: Any) -> None:
    candidate = make.candidate()
    record_ends(
        store,
        [make.end(make.fetch(candidate), outcomes=READ, article="a1", grade=3, recheck_at=make.now + HOUR)],
    )
    late = make.fetch(candidate, Outcome.TIMEOUT, minutes=60, attempts=1)
    record_ends(store, [make.end(late, "waiting", next_try_at=make.now + 2 * HOUR)])
    [task] = [t for t in find_due_pages(store, make.now + 2 * HOUR, 1000) if t.candidate.url == candidate.url]
    assert task.attempts == 1


def test_the_candidate_comes_back_whole(store: Store, make: Any) -> None:
    candidate = make.candidate(
        title="Vyetnam",
        summary="One.\nTwo.",
        published_at=make.now,
        alternates=("https://outlet.example/vi",),
    )
    add_candidates(store, [candidate], first_seen_at=make.now, cycle="c1")
    [task] = [t for t in find_due_pages(store, make.now, 1000) if t.candidate.url == candidate.url]
    assert task.candidate == candidate


def test_waiting_addresses_are_counted(store: Store, make: Any) -> None:
    store.refresh("pages")
    before = count_waiting_pages(store)
    add_candidates(store, [make.candidate()], first_seen_at=make.now, cycle="c1")
    store.refresh("pages")
    assert count_waiting_pages(store) == before + 1


def test_pages_whose_next_look_lies_further_ahead_than_it_can_are_due(store: Store, make: Any) -> None:
    near, far = make.candidate(source="clock"), make.candidate(source="clock")
    for candidate, hours in ((near, 5), (far, 400 * 24)):
        add_candidates(store, [candidate], first_seen_at=make.now, cycle="c1")
        fetch = make.fetch(candidate, Outcome.TIMEOUT)
        record_ends(store, [make.end(fetch, state="waiting", next_try_at=make.now + hours * HOUR)])
    furthest = (24 * HOUR, 7 * 24 * HOUR)
    found = find_due_pages(store, make.now, 10, {"clock"}, furthest)
    assert [task.candidate.url for task in found] == [far.url]
    assert find_due_pages(store, make.now, 10, {"clock"}) == []
