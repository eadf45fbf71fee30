"""A reading knows itself where its page ended and what came after."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.model.fetches import PageFetch
from pipeline.model.items import Candidate, Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.readings import Reading

AT = datetime(2026, 11, 25, tzinfo=UTC)


def fetch(outcome: Outcome = Outcome.FETCHED) -> PageFetch:
    candidate = Candidate(url="https://a.example/1", source="a")
    return PageFetch(candidate=candidate, cycle="c", outcome=outcome, fetched_at=AT, seen_at=AT)


@pytest.mark.parametrize(
    ("stage", "outcome", "words"),
    [
        (Stage.PRESCAN, Outcome.OFF_TOPIC, {"crawl": "fetched", "prescan": "off_topic"}),
        (Stage.EXTRACT, Outcome.WALL, {"crawl": "fetched", "prescan": "passed", "extract": "wall"}),
    ],
)
def test_a_rejected_page_passed_every_stage_before(
    stage: Stage, outcome: Outcome, words: dict[str, str]
) -> None:
    reading = Reading.reject_page(fetch(), Rejected(stage, outcome, "why"))
    assert (reading.outcomes, reading.ended, reading.last_outcome) == (words, outcome, outcome)
    assert list(reading.outcomes) == list(words)
    assert reading.detail == "why"


def test_a_page_that_was_not_fetched_ends_at_the_crawl() -> None:
    reading = Reading(fetch(Outcome.TIMEOUT), Stage.CRAWL, Outcome.TIMEOUT)
    assert reading.outcomes == {"crawl": "timeout"}


def test_what_comes_after_does_not_change_how_the_page_ended() -> None:
    page = Reading(fetch(Outcome.BLOCKED), Stage.CRAWL, Outcome.BLOCKED)
    reading = page.add_outcome(Stage.JUDGE, Outcome.CORE).add_index_outcome(Outcome.INDEXED)
    assert reading.outcomes == {"crawl": "blocked", "judge": "core", "index": "indexed"}
    assert (reading.ended_at, reading.ended) == (Stage.CRAWL, Outcome.BLOCKED)
    assert reading.last_outcome is Outcome.INDEXED
    assert page.outcomes == {"crawl": "blocked"}


def test_the_outcome_of_the_index_follows_the_judge() -> None:
    reading = Reading(fetch(), Stage.JUDGE, Outcome.MENTION).add_index_outcome(Outcome.REVISED)
    assert list(reading.outcomes.items())[-2:] == [("judge", "mention"), ("index", "revised")]
