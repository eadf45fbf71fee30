"""A page within all bounds that takes a hundred times the work of an ordinary one, and its limit."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

from pipeline.config.topic import Topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.words import UNLISTED
from pipeline.read import read_page
from pipeline.runs.page_task import warm_up

SENTENCE = "Azerbaijan and Vietnam agreed on matter {0}, and on {0} again, in Hanoi and in Baku. "
PARAGRAPHS = "".join(
    "<p>" + "".join(SENTENCE.format(n * 40 + m) for m in range(40)) + "</p>" for n in range(80)
)
SHARE = 0.3
"""Of the time that the page takes on this machine: too little for it, and thirty times an ordinary page's."""


def make_long_page(page: str) -> str:
    """Give a page with so many more paragraphs at its end that reading it takes long."""
    return page.replace("</article>", f"{PARAGRAPHS}</article>")


def find_narrow_limit(topic: Topic) -> float:
    """Give seconds in which this machine reads any page but a long one."""
    at = datetime(2026, 11, 25, tzinfo=UTC)
    candidate = Candidate(url="https://a.example/1", source=UNLISTED)
    fetch = PageFetch(candidate=candidate, cycle="", outcome=Outcome.FETCHED, fetched_at=at, seen_at=at)
    page = Page(fetch, f"<html lang=en><title>Azerbaijan</title><article>{PARAGRAPHS}</article>".encode())
    warm_up(topic, False)
    # The program that reads is not measured by coverage, which would make this reading longer.
    tracing = sys.gettrace()
    sys.settrace(None)
    started = time.process_time()
    assert read_page(page, topic, None).ended is Outcome.CORE
    spent = time.process_time() - started
    sys.settrace(tracing)
    return round(SHARE * spent, 3)
