"""The way of one page through prescan, extract and judge: what was read, or at which stage it ended."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.config.sources import Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Article, Rejected, Verdict
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.extract import convert_to_utf8, extract_article, make_feed_article
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan
from pipeline.text.sketch import sketch_text

log = logging.getLogger(__name__)

# A page that ended with one of these may be read another day; until then the feed's own words stand for it.
UNREAD = frozenset(
    {
        Outcome.BLOCKED,
        Outcome.TIMEOUT,
        Outcome.RATE_LIMITED,
        Outcome.SERVER_ERROR,
        Outcome.UNREACHABLE,
        Outcome.TLS_ERROR,
        Outcome.BROKEN_BODY,
        Outcome.TOO_LARGE,
        Outcome.REDIRECT_LOOP,
        Outcome.ROBOTS_DENIED,
        Outcome.ROBOTS_UNAVAILABLE,
        Outcome.WALL,
        Outcome.TOO_SHORT,
        Outcome.TOO_COMPLEX,
        Outcome.UNREADABLE,
    }
)
WORTH_FROM_FEED = 2
"""Lowest grade at which a feed's title and summary are indexed in place of a page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a page came: an outcome for each stage it entered, and the article with its verdict when it is
    on topic.
    """

    fetch: PageFetch
    outcomes: Mapping[Stage, Outcome] = field(default_factory=dict)
    article: Article | None = None
    verdict: Verdict | None = None
    detail: str = ""

    @property
    def ended(self) -> Outcome:
        """The outcome of the last stage."""
        return list(self.outcomes.values())[-1]


def read_page(page: Page, topic: Topic, source: Source | None, *, everything: bool = False) -> Reading:
    """Take a fetched page as far as an article on the topic, or say where and why it fell out.

    `everything` keeps articles whatever the topic (grade 0 as well). A page that could not be read while the
    feed's own words are on topic gives an article of those words, `text_from` feed.
    """
    reading = _read_safely(page, topic, source, everything)
    return _try_feed_words(reading, topic, source) if reading.ended in UNREAD else reading


def read_feed_words(fetch: PageFetch, topic: Topic, source: Source | None) -> Reading:
    """Give what the feed alone says of a page that was not fetched."""
    return read_page(Page(fetch, b""), topic, source)


def _read_safely(page: Page, topic: Topic, source: Source | None, everything: bool) -> Reading:
    try:
        return _run_stages(page, topic, source, everything)
    except Exception as error:
        # One page that we cannot read for a fault of our own must not stop its shard for ever; the log has
        # the place.
        log.exception("%s cannot be read for a fault of this program", page.url)
        outcomes = {
            Stage.CRAWL: page.fetch.outcome,
            Stage.PRESCAN: Outcome.PASSED,
            Stage.EXTRACT: Outcome.UNREADABLE,
        }
        return Reading(page.fetch, outcomes, detail=f"our fault: {type(error).__name__}")


def _run_stages(page: Page, topic: Topic, source: Source | None, everything: bool) -> Reading:
    fetch = page.fetch
    outcomes = {Stage.CRAWL: fetch.outcome}
    if fetch.outcome is not Outcome.FETCHED:
        return Reading(fetch, outcomes, detail=fetch.detail)
    html = convert_to_utf8(page.body, fetch.content_type)
    if isinstance(html, Rejected):
        return Reading(fetch, outcomes | {Stage.PRESCAN: html.outcome}, detail=html.detail)
    # The feed's words count: a wall has none of the article's, but its feed may say what stands behind it.
    words = b"%s\n%s\n%s" % (fetch.candidate.title.encode(), fetch.candidate.summary.encode(), html)
    if not everything and not passes_prescan(words, topic):
        return Reading(fetch, outcomes | {Stage.PRESCAN: Outcome.OFF_TOPIC})
    outcomes[Stage.PRESCAN] = Outcome.PASSED
    article = extract_article(page, source, html=html.decode())
    if isinstance(article, Rejected):
        return Reading(fetch, outcomes | {Stage.EXTRACT: article.outcome}, detail=article.detail)
    outcomes[Stage.EXTRACT] = Outcome.PASSED
    verdict, outcome = grade_article(article, topic)
    outcomes[Stage.JUDGE] = outcome
    keep = (
        article.model_copy(update={"sketch": sketch_text(article.text)})
        if verdict.grade or everything
        else None
    )
    return Reading(fetch, outcomes, keep, verdict)


def grade_article(article: Article, topic: Topic) -> tuple[Verdict, Outcome]:
    """Judge an article and give its verdict with the outcome word of the grade."""
    verdict = judge_article(article, topic)
    word = {3: Outcome.CORE, 2: Outcome.SUBSTANTIAL, 1: Outcome.MENTION, 0: Outcome.OFF_TOPIC}
    return verdict, word[verdict.grade]


def _try_feed_words(reading: Reading, topic: Topic, source: Source | None) -> Reading:
    article = make_feed_article(reading.fetch, source)
    if article is None:
        return reading
    verdict, outcome = grade_article(article, topic)
    if verdict.grade < WORTH_FROM_FEED:
        return reading
    article = article.model_copy(update={"sketch": sketch_text(article.text)})
    return Reading(
        reading.fetch, {**reading.outcomes, Stage.JUDGE: outcome}, article, verdict, reading.detail
    )
