"""Logbook: how every feed and page ended, written into the spool, the counts and the progress."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from scrapy.http import Response

from pipeline.model.fetches import FeedFetch, PageFetch, Validators
from pipeline.model.jobs import CrawlJob, FeedTask, PageTask
from pipeline.model.outcomes import NOT_ASKED, Outcome
from pipeline.spool import Full, Writer, build_item
from spiders.answer.ended import Ended
from spiders.answer.moves import find_new_address
from spiders.answer.validators import read_validators
from spiders.answer.waits import read_retry_at
from spiders.lanes import Lanes
from spiders.middlewares.capture import list_answers

log = logging.getLogger(__name__)

PROGRESS_EVERY = 0.5
"""Seconds between two progress lines."""

WriteProgress = Callable[[dict[str, int]], None]


class Logbook:
    """Keeps how each item ended, exactly once; `fault` is the sentence why nothing more can be written."""

    def __init__(
        self,
        job: CrawlJob,
        writer: Writer,
        lanes: Lanes[Any],
        write_progress: WriteProgress,
        stop: Callable[[], None],
    ) -> None:
        """Make an empty one; `stop` is called when the spool takes no more."""
        self.feeds: Counter[str] = Counter()
        self.pages: Counter[str] = Counter()
        self.sources: dict[str, Counter[str]] = defaultdict(Counter)
        self.fault = ""
        self._job = job
        self._writer = writer
        self._lanes = lanes
        self._write_progress = write_progress
        self._stop = stop
        self._reported_at = 0.0

    def record_feed(self, task: FeedTask, outcome: Outcome, response: Response, **read: Any) -> None:
        """Write down what a feed answered; `read` has the fields of FeedFetch that were read out of it."""
        now = datetime.now(UTC)
        self._write_feed(task, outcome, now, response, **_find_facts(task, response, now), **read)

    async def record_read_feed(
        self, task: FeedTask, outcome: Outcome, response: Response, **read: Any
    ) -> None:
        """Write down what a feed lists, packed beside the reactor: it may be ten thousand entries."""
        now = datetime.now(UTC)
        facts = _find_facts(task, response, now)
        fetch = self._make_feed_fetch(task, outcome, now, **facts, **read)
        loop = asyncio.get_running_loop()
        data = await loop.run_in_executor(
            None, build_item, fetch.url, fetch, list_answers(response.meta), fetch.fetched_at
        )
        self._keep_written(lambda: self._writer.append(data))
        self._count_outcome(self.feeds, task.source, outcome)

    def record_ended_feed(self, task: FeedTask, ended: Ended) -> None:
        """Write down that a feed gave no answer worth reading, or was not asked."""
        now = datetime.now(UTC)
        self._write_feed(task, ended.outcome, now, detail=ended.detail, retry_at=ended.retry_at)

    def record_page(self, task: PageTask, outcome: Outcome, response: Response) -> None:
        """Write down what came back for a candidate."""
        now = datetime.now(UTC)
        facts = {
            "url": response.url,
            "hops": tuple(response.meta.get("redirect_urls", ())),
            "status": response.status,
            "content_type": (response.headers.get("Content-Type") or b"").decode("latin-1")[:200],
            "retry_at": read_retry_at(response, now),
            "validators": read_validators(response) if response.status in {200, 304} else Validators(),
        }
        self._write_page(task, outcome, now, response, attempts=task.attempts + 1, **facts)

    def record_ended_page(self, task: PageTask, ended: Ended, url: str = "") -> None:
        """Write down that a page gave no answer worth reading, or was not asked; `url` is the last hop."""
        self._write_page(
            task,
            ended.outcome,
            datetime.now(UTC),
            attempts=task.attempts + ended.asked,
            url=url,
            detail=ended.detail,
            retry_at=ended.retry_at,
        )

    def report_progress(self) -> None:
        """Say how far the crawl has come."""
        self._write_progress(
            {
                "feeds": sum(self.feeds.values()),
                "of_feeds": len(self._job.feeds),
                "pages": sum(number for outcome, number in self.pages.items() if outcome not in NOT_ASKED),
                "waiting": self._lanes.waiting,
                "bytes": self._writer.bytes,
            }
        )

    def _write_feed(
        self, task: FeedTask, outcome: Outcome, now: datetime, response: Response | None = None, **facts: Any
    ) -> None:
        self._write_fetch(self._make_feed_fetch(task, outcome, now, **facts), response)
        self._count_outcome(self.feeds, task.source, outcome)

    def _make_feed_fetch(self, task: FeedTask, outcome: Outcome, now: datetime, **facts: Any) -> FeedFetch:
        return FeedFetch(
            source=task.source,
            url=task.url,
            cycle=self._job.cycle,
            outcome=outcome,
            fetched_at=now,
            seen_at=self._job.started_at,
            **facts,
        )

    def _write_page(
        self, task: PageTask, outcome: Outcome, now: datetime, response: Response | None = None, **facts: Any
    ) -> None:
        fetch = PageFetch(
            candidate=task.candidate,
            cycle=self._job.cycle,
            outcome=outcome,
            fetched_at=now,
            seen_at=self._job.started_at,
            first_seen_at=task.first_seen_at,
            before=task.before,
            **facts,
        )
        self._write_fetch(fetch, response)
        self._count_outcome(self.pages, task.candidate.source, outcome)

    def _write_fetch(self, fetch: FeedFetch | PageFetch, response: Response | None) -> None:
        answers = list_answers(response.meta) if response else []
        if isinstance(fetch, FeedFetch):
            self._keep_written(lambda: self._writer.write_feed(fetch, answers))
        else:
            self._keep_written(lambda: self._writer.write_page(fetch, answers))

    def _keep_written(self, write: Callable[[], None]) -> None:
        if self.fault:
            return
        try:
            write()
        except Full as full:
            self.fault = str(full)
            log.error("%s", full)
            self._stop()

    def _count_outcome(self, counter: Counter[str], source: str, outcome: Outcome) -> None:
        counter[outcome] += 1
        self.sources[source][outcome] += 1
        if time.monotonic() - self._reported_at >= PROGRESS_EVERY:
            self._reported_at = time.monotonic()
            self.report_progress()


def _find_facts(task: FeedTask, response: Response, now: datetime) -> dict[str, Any]:
    return {
        "status": response.status,
        "moved_to": find_new_address(task, response),
        "retry_at": read_retry_at(response, now),
    }
