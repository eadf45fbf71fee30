"""What a bounded process does with a page: it is read, or given up for what reading it did."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.config.sources import Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import PackedPage, Page, PageFetch
from pipeline.model.items import Candidate, Rejected
from pipeline.model.outcomes import Outcome
from pipeline.model.readings import PackedReading
from pipeline.model.words import UNLISTED
from pipeline.read import give_up_page, read_page
from pipeline.spool import unpack_page

WORDS = (
    "The presidents of Azerbaijan and Vietnam met in Hanoi on Tuesday and signed an agreement on trade. Both"
    " sides spoke of oil, of students and of a direct flight between Baku and Hanoi. "
)
PAGE = f"<html lang=en><title>Azerbaijan and Vietnam</title><article><p>{WORDS * 4}</article></html>"


def warm_up(topic: Topic, everything: bool) -> None:
    """Read a page of our own, so that every table which is loaded at first use is loaded."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    candidate = Candidate(url="http://first.example/1", source=UNLISTED)
    fetch = PageFetch(candidate=candidate, cycle="", outcome=Outcome.FETCHED, fetched_at=at, seen_at=at)
    handle_page(topic, everything, Page(fetch, PAGE.encode()), None)


def handle_page(
    topic: Topic,
    everything: bool,
    sent: Page | PackedPage,
    source: Source | None,
    given_up: Rejected | None = None,
) -> PackedReading:
    """Read a page, or let the feed's words stand for one that is `given_up`; give the reading packed."""
    if given_up:
        reading = give_up_page(sent.fetch, given_up, topic, source)
    else:
        page = unpack_page(sent) if isinstance(sent, PackedPage) else sent
        reading = read_page(page, topic, source, everything=everything)
    return reading.pack(sent.fetch)
