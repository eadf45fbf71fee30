"""Record: what a crawl writes down: how every feed and page ended, into the spool, the counts and the
progress.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from scrapy.http import Response

from pipeline.model.fetches import FeedFetch, PageFetch, Validators
from pipeline.model.jobs import CrawlJob, FeedTask, PageTask
from pipeline.model.outcomes import NOT_ASKED, Outcome
from pipeline.spool import Answer, Full, Writer
from spiders.middlewares.validators import read_retry_at, read_validators

log = logging.getLogger(__name__)

TOLD_EVERY = 0.5
"""Seconds between two progress lines."""

Tell = Callable[[dict[str, int]], None]


class Record:
    """Keeps how each item ended, exactly once; `fault` is the sentence why nothing more can be written."""

    def __init__(self, job: CrawlJob, writer: Writer, tell: Tell, stop: Callable[[], None]) -> None:
        self.feeds: Counter[str] = Counter()
        self.pages: Counter[str] = Counter()
        self.sources: dict[str, Counter[str]] = defaultdict(Counter)
        self.fault = ""
        self.waiting: Callable[[], int] = lambda: 0
        self._job, self._writer, self._tell, self._stop = job, writer, tell, stop
        self._told = 0.0

    def record_feed(
        self,
        task: FeedTask,
        outcome: Outcome,
        response: Response | None = None,
        answers: Sequence[Answer] = (),
        **more: Any,
    ) -> None:
        """Write down how asking a feed ended and what it lists."""
        now = datetime.now(UTC)
        if response is not None:
            more = {
                "status": response.status,
                "moved_to": _find_new_address(response),
                "retry_at": read_retry_at(response, now),
                **more,
            }
        fetch = FeedFetch(
            source=task.source,
            url=task.url,
            cycle=self._job.cycle,
            outcome=outcome,
            fetched_at=now,
            seen_at=self._job.started_at,
            **more,
        )
        self._write_fetch(self._writer.write_feed, fetch, answers)
        self._count_outcome(self.feeds, task.source, outcome)

    def record_page(
        self,
        task: PageTask,
        outcome: Outcome,
        response: Response | None = None,
        answers: Sequence[Answer] = (),
        **more: Any,
    ) -> None:
        """Write down how fetching a candidate ended; `asked` tells whether that was an attempt."""
        now = datetime.now(UTC)
        asked = more.pop("asked", outcome not in NOT_ASKED)
        if response is not None:
            more = {**_read_page_facts(response, now), **more}
        fetch = PageFetch(
            candidate=task.candidate,
            cycle=self._job.cycle,
            outcome=outcome,
            fetched_at=now,
            seen_at=self._job.started_at,
            first_seen_at=task.first_seen_at,
            before=task.before,
            attempts=task.attempts + asked,
            **more,
        )
        self._write_fetch(self._writer.write_page, fetch, answers)
        self._count_outcome(self.pages, task.candidate.source, outcome)

    def report_progress(self) -> None:
        """Say how far the crawl has come."""
        pages = sum(number for word, number in self.pages.items() if word not in NOT_ASKED)
        numbers = {"feeds": sum(self.feeds.values()), "of_feeds": len(self._job.feeds), "pages": pages}
        self._tell({**numbers, "waiting": self.waiting(), "bytes": self._writer.bytes})

    def _write_fetch(
        self,
        write: Callable[[Any, Sequence[Answer]], None],
        fetch: FeedFetch | PageFetch,
        answers: Sequence[Answer],
    ) -> None:
        if self.fault:
            return
        try:
            write(fetch, answers)
        except Full as full:
            self.fault = str(full)
            log.error("%s", full)
            self._stop()

    def _count_outcome(self, counter: Counter[str], source: str, outcome: Outcome) -> None:
        counter[outcome] += 1
        self.sources[source][outcome] += 1
        if time.monotonic() - self._told >= TOLD_EVERY:
            self._told = time.monotonic()
            self.report_progress()


def _read_page_facts(response: Response, now: datetime) -> dict[str, Any]:
    return {
        "url": response.url,
        "hops": tuple(response.meta.get("redirect_urls", ())),
        "status": response.status,
        "content_type": (response.headers.get("Content-Type") or b"").decode("latin-1")[:200],
        "retry_at": read_retry_at(response, now),
        "validators": read_validators(response) if response.status in {200, 304} else Validators(),
    }


def _find_new_address(response: Response) -> str | None:
    """The new address of a feed that moved for good: every hop said 301 or 308."""
    reasons = response.meta.get("redirect_reasons") or ()
    return response.url if reasons and all(r in {301, 308} for r in reasons) else None
