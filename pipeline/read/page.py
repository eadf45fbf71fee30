"""The way of one page: prescan → extract → judge; each gives what the next works on, or ends the page."""

from __future__ import annotations

import logging
from dataclasses import replace

from pipeline.config.sources import Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Article, Rejected, Verdict
from pipeline.model.outcomes import GRADE_OUTCOMES, UNREAD, Outcome, Stage
from pipeline.model.readings import Reading
from pipeline.read.extract import KNOWN, add_lead, extract_article, make_feed_article
from pipeline.read.judge import MOST_SENTENCES, count_sentences, judge_article
from pipeline.read.prescan import prescan_page
from pipeline.text.sketch import sketch_text

log = logging.getLogger(__name__)

WORTH_FROM_FEED = 2
"""Lowest grade at which a feed's title and summary are indexed in place of a page."""


def read_page(page: Page, topic: Topic, source: Source | None, *, everything: bool = False) -> Reading:
    """Take a page as far as an article on the topic, or say at which stage and why it fell out.

    `everything` keeps articles whatever the topic (grade 0 as well). A page that could not be read while the
    feed's own words are on topic gives an article of those words, `text_from` feed.
    """
    try:
        reading = _take_through_stages(page, topic, source, everything)
    except MemoryError:
        raise  # the limit of whoever called, not a fault of ours
    except Exception as error:
        # One page that we cannot read for a fault of our own must not stop its shard for ever; the log has
        # the place.
        log.exception("%s cannot be read for a fault of this program", page.url)
        fault = Rejected(Stage.EXTRACT, Outcome.UNREADABLE, f"our fault: {type(error).__name__}")
        reading = Reading.reject_page(page.fetch, fault)
    return _put_feed_words(reading, topic, source) if reading.ended in UNREAD else reading


def give_up_page(fetch: PageFetch, rejected: Rejected, topic: Topic, source: Source | None) -> Reading:
    """Give the reading of a page that is not read: the feed's own words stand for it where they may."""
    reading = Reading.reject_page(fetch, rejected)
    return _put_feed_words(reading, topic, source) if reading.ended in UNREAD else reading


def _take_through_stages(page: Page, topic: Topic, source: Source | None, everything: bool) -> Reading:
    fetch = page.fetch
    if fetch.outcome is not Outcome.FETCHED:
        return Reading(fetch, Stage.CRAWL, fetch.outcome, fetch.detail)
    html = prescan_page(page, topic, everything=everything)
    if isinstance(html, Rejected):
        return Reading.reject_page(fetch, html)
    article = extract_article(page, source, html=html)
    if isinstance(article, Rejected):
        return Reading.reject_page(fetch, article)
    sentences = count_sentences(article.text)
    if sentences > MOST_SENTENCES:
        long = Rejected(
            Stage.JUDGE, Outcome.TOO_COMPLEX, f"{sentences} sentences, more than {MOST_SENTENCES}"
        )
        return Reading.reject_page(fetch, long)
    verdict = _judge_with_lead(article, topic)
    reading = Reading(fetch, Stage.JUDGE, GRADE_OUTCOMES[verdict.grade], verdict=verdict)
    return replace(reading, article=_add_sketch(article)) if verdict.grade or everything else reading


def _put_feed_words(reading: Reading, topic: Topic, source: Source | None) -> Reading:
    """Give the reading with an article of the feed's own words when these are on topic."""
    article = make_feed_article(reading.fetch, source)
    if article is None:
        return reading
    verdict = judge_article(article, topic)
    if verdict.grade < WORTH_FROM_FEED:
        return reading
    judged = reading.add_outcome(Stage.JUDGE, GRADE_OUTCOMES[verdict.grade])
    return replace(judged, article=_add_sketch(article), verdict=verdict)


def _judge_with_lead(article: Article, topic: Topic) -> Verdict:
    """Judge an article; one that says nothing by itself also with a summary that tells it in other words."""
    verdict = judge_article(add_lead(article), topic)
    if verdict.grade:
        return verdict
    more = add_lead(article, KNOWN)
    return verdict if more is article else judge_article(more, topic)


def _add_sketch(article: Article) -> Article:
    return article.model_copy(update={"sketch": sketch_text(article.text)})
