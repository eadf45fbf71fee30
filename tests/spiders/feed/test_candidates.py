"""Candidates of a feed: each with one outcome, and each address taken once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.config.sources import Source
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.store.pages.known_pages import Known
from pipeline.text.clean import fold_text
from pipeline.text.urls import make_url_id
from spiders.feed.candidates import (
    TakenCandidates,
    keep_own_candidates,
    merge_candidates,
    sort_candidates,
)
from tests.spiders.conftest import feed, page, source

REED = "http://reed.example"
OLD, NEW = datetime(2026, 5, 6, 8, tzinfo=UTC), datetime(2026, 5, 6, 9, tzinfo=UTC)
RSS = feed(f"{REED}/rss")
HERE = frozenset({make_url_id(RSS.url)})
SEARCH = {"id": "search", "kind": "search", "feeds": [{"url": f"{REED}/find", "kind": "search"}]}
SOURCES = {s.id: s for s in map(Source.model_validate, (source(), source(**SEARCH)))}


def candidate(path: str = "1", **given: object) -> Candidate:
    return Candidate.model_validate({"url": f"{REED}/{path}", "source": "reed-post", **given})


@pytest.mark.parametrize(
    ("known", "updated_at", "outcome", "is_sighting"),
    [
        (None, None, Outcome.FOUND, False),
        (Known(HERE), None, Outcome.KNOWN, False),
        (Known(frozenset()), None, Outcome.KNOWN, True),
        (Known(HERE, OLD, relevant=True), NEW, Outcome.CHANGED, False),
        (Known(HERE, NEW, relevant=True), NEW, Outcome.KNOWN, False),
        (Known(HERE, OLD, relevant=False), NEW, Outcome.KNOWN, False),
        (Known(HERE, None, relevant=True), NEW, Outcome.KNOWN, False),
        (Known(HERE, OLD, relevant=True), None, Outcome.KNOWN, False),
    ],
)
def test_a_candidate_is_new_known_or_edited(
    known: Known | None, updated_at: datetime | None, outcome: Outcome, is_sighting: bool
) -> None:
    listed = candidate(updated_at=updated_at)
    found = sort_candidates([listed], {listed.id: known} if known else {}, RSS, ())
    assert found.entries == {outcome: 1}
    assert found.new == found.here == ([] if outcome is Outcome.KNOWN else [listed])
    assert found.sightings == ([listed] if is_sighting else [])


def test_a_new_address_of_another_shard_is_listed_and_left_to_it() -> None:
    listed = candidate()
    found = sort_candidates([listed], {}, RSS, {"fen.example"})
    assert (found.new, found.here, found.entries) == ([listed], [], {Outcome.ELSEWHERE: 1})


def test_a_source_lists_its_own_domains_and_a_search_strangers_too() -> None:
    own = candidate()
    stranger = Candidate(url="http://ads.example/buy", source="reed-post")
    assert keep_own_candidates([own, stranger], SOURCES["reed-post"]) == [own]
    assert keep_own_candidates([own, stranger], SOURCES["search"]) == [own, stranger]
    assert keep_own_candidates([own, stranger], None) == [own, stranger]


@pytest.mark.parametrize(("prefer_other", "title"), [(False, "One"), (True, "Other")])
def test_two_listings_are_merged_into_one_with_both_feeds(prefer_other: bool, title: str) -> None:
    one = candidate(title="One", found_in=("a", "b"))
    other = candidate(title="Other", found_in=("b", "c"))
    merged = merge_candidates(one, other, prefer_other=prefer_other)
    assert (merged.title, merged.found_in) == (title, ("a", "b", "c"))


def test_the_words_of_the_source_itself_count_more_than_those_of_a_search() -> None:
    taken = TakenCandidates(SOURCES, [candidate(title="Found", source="search", found_in=("s",))])
    assert candidate() in taken
    assert candidate("2") not in taken
    taken.add(candidate(title="Written", found_in=("r",)))
    taken.add(candidate(title="Found again", source="search", found_in=("t",)))
    complete = taken.complete_task(page(f"{REED}/1")).candidate
    assert (complete.title, complete.found_in) == ("Written", ("s", "r", "t"))


@pytest.mark.parametrize(
    ("known", "title", "feed", "outcome"),
    [
        (("Reed beds",), "Reed beds turn green", RSS.url, Outcome.CHANGED),
        (("Reed beds",), "REED BEDS", RSS.url, Outcome.KNOWN),
        (("Reed beds",), "", RSS.url, Outcome.KNOWN),
        ((), "Reed beds", RSS.url, Outcome.KNOWN),
        (("Reed beds", "Reed beds turn green"), "Reed beds", RSS.url, Outcome.KNOWN),
        (tuple(f"Reed beds {n}" for n in range(6)), "Reed beds turn green", RSS.url, Outcome.KNOWN),
        (("Reed beds",), "Reed beds turn green", "http://reed.example/other-feed", Outcome.KNOWN),
    ],
)
def test_another_headline_of_the_same_feed_is_an_edit(
    known: tuple[str, ...], title: str, feed: str, outcome: Outcome
) -> None:
    listed = candidate(title=title)
    before = Known(frozenset({make_url_id(feed)}), titles=frozenset(map(fold_text, known)))
    found = sort_candidates([listed], {listed.id: before}, RSS, ())
    assert list(+found.entries) == [outcome]
    assert bool(found.here) is (outcome is Outcome.CHANGED)


def test_a_sighting_carries_no_text_and_a_merged_listing_that_of_either() -> None:
    listed = candidate(title="Reed beds", text="All of it.")
    before = Known(frozenset(), titles=frozenset({"reed beds"}))
    (sighting,) = sort_candidates([listed], {listed.id: before}, RSS, ()).sightings
    assert (sighting.title, sighting.text) == ("Reed beds", "")
    bare = candidate(title="Other")
    assert merge_candidates(bare, listed, prefer_other=False).text == "All of it."
