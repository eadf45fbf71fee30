"""What a bounded process does with a page: it is read, or given up for what reading it did."""

from __future__ import annotations

from pipeline.config.sources import Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import Page
from pipeline.model.items import Rejected
from pipeline.model.readings import Reading
from pipeline.read import give_up_page, read_page


def handle_page(
    topic: Topic, everything: bool, page: Page, source: Source | None, given_up: Rejected | None = None
) -> Reading:
    """Read a page, or let the feed's words stand for one that is `given_up`."""
    if given_up:
        return give_up_page(page, given_up, topic, source)
    return read_page(page, topic, source, everything=everything)
