"""Ask once: feeds and pages are asked by the crawl program, politely, and nothing is kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline import spool
from pipeline.config.sources import Source
from pipeline.model.fetches import FeedFetch, Page
from pipeline.model.items import Candidate
from pipeline.model.jobs import CrawlJob, FeedTask, PageTask
from pipeline.programs import Program
from pipeline.runs.crawl import run_crawl
from pipeline.runs.workplace import Workplace


def ask_feeds(
    place: Workplace, sources: Iterable[Source], feeds: Sequence[FeedTask], step: str = "check"
) -> list[FeedFetch]:
    """Ask each feed once and give how it ended, with all that it lists, by source and address.

    `step` is the word under which progress is told.
    """
    items = _ask_items(place, sources, feeds, (), step)
    fetches = [item for item in items if isinstance(item, FeedFetch)]
    return sorted(fetches, key=lambda fetch: (fetch.source, fetch.url))


def ask_pages(place: Workplace, source: Source, urls: Collection[str], step: str) -> dict[str, Page]:
    """Ask addresses of one outlet once; give what came back by the address that was asked."""
    asked = {url: Candidate(url=url, source=source.id) for url in urls}
    # Two spellings of an address are one page.
    tasks = [PageTask(candidate=one) for one in {one.id: one for one in asked.values()}.values()]
    items = _ask_items(place, [source], (), tasks, step)
    pages = {item.fetch.candidate.id: item for item in items if isinstance(item, Page)}
    return {url: pages[one.id] for url, one in asked.items()}


def _ask_items(
    place: Workplace,
    sources: Iterable[Source],
    feeds: Sequence[FeedTask],
    pages: Sequence[PageTask],
    step: str,
) -> list[spool.Item]:
    with tempfile.TemporaryDirectory() as folder:
        job = CrawlJob(
            cycle="check",
            started_at=datetime.now(UTC),
            spool=folder,
            ask_pages=False,
            sources=tuple(source.model_dump(mode="json") for source in sources),
            feeds=tuple(feeds),
            pages=tuple(pages),
        )
        program = Program("spiders", place.environment, Path(folder) / "log")
        run_crawl(job, program, lambda line: place.tell(step, json.loads(line)))
        limit = place.settings.max_bytes
        paths = spool.list_waiting_segments(Path(folder))
        return [item for path in paths for item in spool.read_segment(path, limit)]
