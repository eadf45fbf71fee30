"""The way of one page: where it ends, and what stands for it when it could not be read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.config.topic import Topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read import read_page

SEEN = datetime(2026, 11, 25, tzinfo=UTC)
URL = "http://reed.example/news/visit-1"
TITLE = "Ministers of Azerbaijan and Vietnam sign an agreement"
TEXT = (
    "The ministers of Azerbaijan and Vietnam signed an agreement on trade in Baku on Tuesday. "
    "Both countries will hold talks on direct flights in spring, the ministry said after the meeting. "
    "The delegation of Vietnam visited a terminal of the port and met exporters of Azerbaijan as well."
)
ARTICLE = f"<html><body><article><h1>{TITLE}</h1><p>{TEXT}</p></article></body></html>"


def page(body: str | bytes, outcome: Outcome = Outcome.FETCHED, **candidate: str) -> Page:
    fetch = PageFetch(
        candidate=Candidate(url=URL, source="reed", **candidate),
        cycle="c",
        outcome=outcome,
        url=URL,
        status=200,
        fetched_at=SEEN,
        seen_at=SEEN,
    )
    return Page(fetch, body.encode() if isinstance(body, str) else body)


@pytest.mark.parametrize(
    ("body", "outcome", "ended_at", "ended"),
    [
        ("", Outcome.NOT_FOUND, Stage.CRAWL, Outcome.NOT_FOUND),
        (b"%PDF-1.7", Outcome.FETCHED, Stage.PRESCAN, Outcome.NOT_HTML),
        ("<p>Azerbaijan and Georgia</p>", Outcome.FETCHED, Stage.PRESCAN, Outcome.OFF_TOPIC),
        ("<p>Azerbaijan, Vietnam</p>", Outcome.FETCHED, Stage.EXTRACT, Outcome.TOO_SHORT),
        (ARTICLE, Outcome.FETCHED, Stage.JUDGE, Outcome.CORE),
    ],
)
def test_a_page_ends_at_one_stage_with_one_word(
    body: str | bytes, outcome: Outcome, ended_at: Stage, ended: Outcome, topic: Topic
) -> None:
    reading = read_page(page(body, outcome), topic, None)
    assert (reading.ended_at, reading.ended) == (ended_at, ended)
    assert bool(reading.article) == (ended is Outcome.CORE)


def test_an_article_off_topic_is_kept_only_when_everything_is_wanted(topic: Topic) -> None:
    other = ARTICLE.replace("Vietnam", "Georgia")
    assert read_page(page(other), topic, None).article is None
    reading = read_page(page(other), topic, None, everything=True)
    assert (reading.ended_at, reading.ended) == (Stage.JUDGE, Outcome.OFF_TOPIC)
    assert reading.article is not None
    assert reading.article.sketch


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.TIMEOUT, Outcome.ROBOTS_DENIED])
def test_the_feeds_words_stand_for_a_page_that_could_not_be_read(outcome: Outcome, topic: Topic) -> None:
    reading = read_page(page("", outcome, title=TITLE, summary=TEXT), topic, None)
    assert (reading.ended_at, reading.ended) == (Stage.CRAWL, outcome)
    assert reading.outcomes == {Stage.CRAWL: outcome, Stage.JUDGE: Outcome.CORE}
    assert reading.article is not None
    assert reading.article.text_from == "feed"


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.GONE, Outcome.BUDGET, Outcome.WAITING])
def test_nothing_stands_for_a_page_that_is_missing_or_was_not_asked(outcome: Outcome, topic: Topic) -> None:
    reading = read_page(page("", outcome, title=TITLE, summary=TEXT), topic, None)
    assert (reading.article, reading.outcomes) == (None, {Stage.CRAWL: outcome})


def test_a_slight_mention_in_the_feed_is_worth_no_article(topic: Topic) -> None:
    words = {"title": "Rice prices rise again", "summary": "Azerbaijan buys rice; Vietnam sells it."}
    assert read_page(page("", Outcome.BLOCKED, **words), topic, None).article is None


def test_a_page_that_we_cannot_read_for_a_fault_of_ours_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, topic: Topic
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr("pipeline.read.page.extract_article", broken)
    reading = read_page(page("<p>Azerbaijan and Vietnam</p>"), topic, None)
    assert (reading.outcomes[Stage.EXTRACT], reading.detail) == (
        Outcome.UNREADABLE,
        "our fault: RuntimeError",
    )
    assert "a fault of our own" in caplog.text


@pytest.mark.parametrize(
    "odd", ["\x01", "\x02", "\x08", "\x00", "\x1f", "\ufffe", "\uffff", "&#1;", "&#x8;", "&#65535;", "&#0;"]
)
@pytest.mark.parametrize("place", ["<p>", "</p>", "<body>", "</title>", "</body>"])
def test_a_character_that_is_none_costs_nothing(odd: str, place: str, topic: Topic) -> None:
    whole = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{TEXT}</p></body></html>"
    whole = whole.replace("</body>", "<div id=recommend></div></body>")
    clean, found = (read_page(page(html), topic, None) for html in (whole, whole.replace(place, place + odd)))
    assert clean.article is not None
    assert found.article is not None
    assert (found.ended, found.article.text) == (clean.ended, clean.article.text)


@pytest.mark.parametrize(
    ("text", "outcome", "number"),
    [
        ("Vietnam. Azerbaijan. " * 5_000, Outcome.TOO_COMPLEX, "more than 5000"),
        (". " * 140_000, Outcome.TOO_COMPLEX, "more than 5000"),
        ("a. " * 99_000, Outcome.TOO_COMPLEX, "more than 5000"),
        ("Azerbaijan and Vietnam " * 14_000, Outcome.TOO_COMPLEX, "more than 300000"),
        (TEXT + "." * 290_000, Outcome.CORE, ""),
        (TEXT + "?!…" * 90_000 + " x", Outcome.CORE, ""),
    ],
)
def test_a_text_beyond_a_bound_ends_with_its_number(
    text: str, outcome: Outcome, number: str, topic: Topic
) -> None:
    reading = read_page(page(f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{text}</p>"), topic, None)
    assert reading.ended is outcome
    assert number in reading.detail
