"""How far an address has come after a fetch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipeline.model.outcomes import Outcome, Stage
from pipeline.store.pages.page_fields import build_listing_change, merge_page

LATER = timedelta(hours=1)
INDEXED = {
    Stage.PRESCAN: Outcome.PASSED,
    Stage.EXTRACT: Outcome.PASSED,
    Stage.JUDGE: Outcome.CORE,
    Stage.INDEX: Outcome.INDEXED,
}


def read(make: Any, candidate: Any, minutes: float = 0, **given: Any) -> Any:
    return make.end(
        make.fetch(candidate, minutes=minutes),
        outcomes=INDEXED,
        article="a1",
        grade=3,
        recheck_at=make.now + LATER,
        **given,
    )


def test_the_first_fetch_writes_outcome_state_and_article(make: Any) -> None:
    page = merge_page(None, read(make, make.candidate()))
    assert page is not None
    assert (page["state"], page["article"], page["relevant"]) == ("done", "a1", True)
    assert page["outcome"] == {
        "crawl": "fetched",
        "prescan": "passed",
        "extract": "passed",
        "judge": "core",
        "index": "indexed",
    }
    assert "next_try_at" not in page


@pytest.mark.parametrize(("again", "kept"), [(LATER, True), (None, False)])
def test_a_feed_text_is_kept_while_its_page_may_be_asked_again(
    make: Any, again: timedelta | None, kept: bool
) -> None:
    candidate = make.candidate().model_copy(update={"text": "All of it."})
    recheck_at = make.now + again if again else None
    page = merge_page(None, make.end(make.fetch(candidate), recheck_at=recheck_at))
    assert page is not None
    assert ("text" in page["candidate"]) is kept


def test_another_headline_has_the_page_read_again_where_the_same_feed_gives_it(make: Any) -> None:
    candidate = make.candidate().model_copy(update={"title": "Reed beds", "found_in": ("f1",)})
    page = merge_page(None, read(make, candidate))
    assert page is not None
    page["found_in"] = ["f1"]
    assert build_listing_change(page, candidate) == {}
    edited = candidate.model_copy(update={"title": "Reed beds turn green"})
    change = build_listing_change(page, edited)
    assert change == {"candidate": {"titles": ["Reed beds turn green"]}, "recheck_at": page["first_seen_at"]}
    elsewhere = build_listing_change(page, edited.model_copy(update={"found_in": ("f2",)}))
    assert elsewhere == {"candidate": {"titles": ["Reed beds turn green"]}, "found_in": ["f1", "f2"]}
    page["candidate"] |= change["candidate"]
    assert build_listing_change(page, edited) == build_listing_change(page, candidate) == {}


def test_the_same_end_again_writes_nothing(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate))
    assert merge_page(page, read(make, candidate)) is None


def test_the_same_capture_processed_again_stays_indexed(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate))
    again = make.end(
        make.fetch(candidate),
        outcomes=INDEXED | {Stage.INDEX: Outcome.UNCHANGED},
        article="a1",
        grade=3,
        recheck_at=make.now + LATER,
    )
    assert merge_page(page, again) is None


def test_an_older_fetch_changes_nothing(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate, minutes=10))
    assert merge_page(page, make.end(make.fetch(candidate, Outcome.TIMEOUT, minutes=5), "waiting")) is None


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.NOT_FOUND, Outcome.UNCHANGED, Outcome.BLOCKED])
def test_a_later_look_without_a_page_leaves_what_was_read(make: Any, outcome: Outcome) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate))
    end = make.end(
        make.fetch(candidate, outcome, minutes=60, cycle="c2", attempts=3),
        "waiting",
        next_try_at=make.now + 2 * LATER,
    )
    after = merge_page(page, end)
    assert page is not None
    assert after is not None
    assert (after["state"], after["article"], after["relevant"], after["outcome"]) == (
        "done",
        "a1",
        True,
        page["outcome"],
    )
    assert (after["looked"], after["cycle"], after["attempts"]) == ({"crawl": str(outcome)}, "c2", 3)
    assert after["recheck_at"] == "2026-05-07T11:00:00.000Z"
    assert "next_try_at" not in after


def test_a_page_that_was_read_and_not_asked_this_time_only_waits_longer(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate))
    after = merge_page(
        page,
        make.end(
            make.fetch(candidate, Outcome.BUDGET, minutes=60, cycle="c2"),
            "waiting",
            next_try_at=make.now + LATER,
        ),
    )
    assert page is not None
    assert after is not None
    changed = {name for name in after if after[name] != page.get(name)}
    assert changed == {"looked", "cycle"}
    assert after["looked"] == {"crawl": "budget"}


def test_a_page_that_failed_keeps_its_outcome_while_it_is_not_asked(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(
        None,
        make.end(make.fetch(candidate, Outcome.TIMEOUT, attempts=2), "waiting", next_try_at=make.now + LATER),
    )
    after = merge_page(
        page,
        make.end(
            make.fetch(candidate, Outcome.BUDGET, minutes=60), "waiting", next_try_at=make.now + 2 * LATER
        ),
    )
    assert after is not None
    assert (after["state"], after["outcome"], after["attempts"]) == ("waiting", {"crawl": "timeout"}, 2)
    assert after["next_try_at"] == "2026-05-07T11:00:00.000Z"


def test_the_feeds_words_of_a_blocked_page_do_not_end_its_attempts(make: Any) -> None:
    candidate = make.candidate()
    blocked = {Stage.JUDGE: Outcome.CORE, Stage.INDEX: Outcome.INDEXED}
    first = make.end(
        make.fetch(candidate, Outcome.BLOCKED, attempts=1), "waiting", outcomes=blocked, article="a1", grade=3
    )
    second = make.end(
        make.fetch(candidate, Outcome.BLOCKED, minutes=10, attempts=2),
        "waiting",
        outcomes=blocked,
        article="a1",
        grade=3,
    )
    after = merge_page(merge_page(None, first), second)
    assert after is not None
    assert (after["state"], after["attempts"], after["article"]) == ("waiting", 2, "a1")


def test_a_wall_later_keeps_the_article_and_its_relevance(make: Any) -> None:
    candidate = make.candidate()
    walled = make.end(
        make.fetch(candidate, minutes=60),
        outcomes={Stage.PRESCAN: Outcome.PASSED, Stage.EXTRACT: Outcome.WALL},
    )
    after = merge_page(merge_page(None, read(make, candidate)), walled)
    assert after is not None
    assert (after["article"], after["relevant"]) == ("a1", True)


def test_what_was_forgotten_stays_forgotten(make: Any) -> None:
    assert merge_page({"forgotten": True, "state": "dropped"}, read(make, make.candidate())) is None


def test_an_address_known_only_as_anothers_gets_a_candidate_once_it_is_fetched(make: Any) -> None:
    candidate = make.candidate()
    after = merge_page(
        {"url": candidate.url, "state": "done", "article": "a0", "found_in": []}, read(make, candidate)
    )
    assert after is not None
    assert after["candidate"]["url"] == candidate.url


LISTINGS = [
    ("nothing new", {"found_in": ["feed-1"]}, {}, set()),
    ("another feed", {"found_in": ["feed-0"]}, {}, {"found_in"}),
    ("a first time of an edit", {"found_in": ["feed-1"]}, {"updated_at": True}, {"listed_updated_at"}),
    (
        "the same time of an edit",
        {"found_in": ["feed-1"], "listed_updated_at": "2026-05-07T09:00:00.123Z"},
        {"updated_at": True},
        set(),
    ),
    (
        "an edit of a relevant article",
        {"found_in": ["feed-1"], "relevant": True, "state": "done", "first_seen_at": "2026-05-07T08:00:00Z"},
        {"updated_at": True},
        {"listed_updated_at", "recheck_at"},
    ),
]


@pytest.mark.parametrize(
    ("page", "given", "changed"), [row[1:] for row in LISTINGS], ids=[row[0] for row in LISTINGS]
)
def test_a_feed_that_lists_a_known_address_changes_what_it_tells(
    make: Any, page: Any, given: Any, changed: set[str]
) -> None:
    at = {"updated_at": make.now + timedelta(microseconds=123_456)} if given else {}
    assert set(build_listing_change(page, make.candidate(**at))) == changed


def test_the_first_missing_answer_is_remembered_until_the_page_is_there_again(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate))
    first = merge_page(page, make.end(make.fetch(candidate, Outcome.NOT_FOUND, minutes=60)))
    second = merge_page(first, make.end(make.fetch(candidate, Outcome.GONE, minutes=120)))
    assert first is not None
    assert second is not None
    assert first["missing_since"] == second["missing_since"] == first["tried_at"] != second["tried_at"]
    there = merge_page(second, make.end(make.fetch(candidate, Outcome.UNCHANGED, minutes=180)))
    assert there is not None
    assert "missing_since" not in there


def test_a_fetch_that_a_clock_ahead_dated_into_the_future_hides_none_after_it(make: Any) -> None:
    candidate = make.candidate()
    page = merge_page(None, read(make, candidate, minutes=60 * 24 * 400))
    later = read(make, candidate, minutes=5)
    assert merge_page(page, later) is None
    mended = merge_page(page, later, make.now)
    assert mended is not None
    assert page is not None
    assert mended["tried_at"] < page["tried_at"]
