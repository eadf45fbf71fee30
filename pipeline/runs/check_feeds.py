"""Check: each feed of the catalogue is asked once; nothing is kept and no page is fetched."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import spool
from pipeline.config.sources import Catalogue
from pipeline.model.fetches import FeedFetch
from pipeline.model.jobs import CrawlJob
from pipeline.model.outcomes import FEED_GOOD
from pipeline.plan import find_due_feeds
from pipeline.programs import Program
from pipeline.runs.crawl import run_crawl
from pipeline.runs.workplace import Workplace


def check_sources(place: Workplace, ids: Sequence[str], offline: bool) -> dict[str, Any]:
    """Check the catalogue and, unless `offline`, ask each of its feeds once.

    `ids` are the sources to ask, none meaning all. Raise ConfigError for what is wrong in the catalogue.
    """
    chosen = place.select_sources(ids)
    asked = [] if offline else _ask_feeds(place, chosen)
    return {
        "sources": len(chosen),
        "feeds": [_describe_fetch(fetch) for fetch in asked],
        "trouble": sum(fetch.outcome not in FEED_GOOD for fetch in asked),
    }


def _describe_fetch(fetch: FeedFetch) -> dict[str, Any]:
    return {
        "source": fetch.source,
        "url": fetch.url,
        "outcome": str(fetch.outcome),
        "detail": fetch.detail,
        "entries": sum(fetch.entries.values()),
    }


def _ask_feeds(place: Workplace, chosen: Catalogue) -> list[FeedFetch]:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        job = CrawlJob(
            cycle="check",
            started_at=now,
            spool=folder,
            ask_pages=False,
            sources=tuple(source.model_dump(mode="json") for source in chosen.sources),
            feeds=tuple(find_due_feeds(chosen, {}, now)),
        )
        program = Program("spiders", place.environment, Path(folder) / "log")
        run_crawl(job, program, lambda line: place.tell("crawl", json.loads(line)))
        fetches = []
        for path in spool.list_waiting_segments(Path(folder)):
            fetches += [item for item in spool.read_segment(path) if isinstance(item, FeedFetch)]
    return sorted(fetches, key=lambda fetch: (fetch.source, fetch.url))
