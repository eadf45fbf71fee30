"""The one spider: asks the feeds that are due, discovers candidates, fetches the pages that are not known."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.config.sources import Source
from pipeline.model.fetches import Validators
from pipeline.model.items import Candidate
from pipeline.model.jobs import CrawlJob, FeedTask, PageTask
from pipeline.model.outcomes import Outcome
from pipeline.spool import Writer
from pipeline.text.addresses import explain_refusal
from spiders.answer.classify import classify_answer, classify_failure
from spiders.answer.ended import Ended
from spiders.answer.validators import read_validators
from spiders.answer.waits import read_max_age
from spiders.feed.candidates import TakenCandidates
from spiders.feed.known import KnownPages, LoadKnown
from spiders.feed.reader import FeedReader, FeedReading
from spiders.lanes import Lanes
from spiders.logbook import Logbook, WriteProgress
from spiders.middlewares.budget import BudgetMiddleware
from spiders.ranking import rank_task
from spiders.requests import RequestMaker, Task, get_url

log = logging.getLogger(__name__)


class ArticleSpider(Spider):
    """Asks and fetches what a job lists; every feed and page ends with one outcome in the logbook.

    A task waits in the lane of its host until that is free, becomes a request, and ends as `on_feed`,
    `on_page` or `on_failure` write down; then the lane goes on.
    """

    name = "articles"

    def __init__(
        self,
        job: CrawlJob,
        sources: Sequence[Source],
        writer: Writer,
        load_known: LoadKnown,
        write_progress: WriteProgress,
        **named: Any,
    ) -> None:
        super().__init__(**named)
        by_id = {source.id: source for source in sources}
        self.job = job
        self._lanes: Lanes[Task] = Lanes()
        self.logbook = Logbook(job, writer, self._lanes, write_progress, self.stop)
        self._known = KnownPages(load_known, away=not job.ask_pages)
        self._requests = RequestMaker(by_id)
        self._reader = FeedReader(by_id, job, self._known, self._fetch_url)
        # Pages of the job are taken first: a feed that lists one again makes no second request.
        self._taken = TakenCandidates(by_id, [task.candidate for task in job.pages])

    async def start(self) -> AsyncIterator[Request]:
        """Begin with one request for each host; the others follow as those end."""
        self._budget.add_listener(self._drain_lanes)
        for feed in self.job.feeds:
            self._put_task(feed)
        for page in self.job.pages:
            self._put_task(page)
        for lane in self._lanes.list_names():
            request = self._make_next_request(lane)
            if request:
                yield request

    def stop(self) -> None:
        """Ask nothing more; what is under way ends."""
        self._budget.end()

    def closed(self, reason: str) -> None:
        """Write down what was never asked, whatever ended the crawl."""
        log.debug("closed: %s", reason)
        self._drain_lanes()
        self.logbook.report_progress()

    # what waits

    def _put_task(self, task: Task) -> str:
        """Let a task wait and give its lane; "" where it ended, its address refused or the time up."""
        url = get_url(task)
        reason = explain_refusal(url, literal=False)
        if reason:
            self._end_task(task, Ended(Outcome.REFUSED_ADDRESS, reason))
            return ""
        if self._budget.over:
            self._end_task(task, Ended(Outcome.BUDGET, asked=False))
            return ""
        return self._lanes.put(url, rank_task(task, self.job), task)

    def _make_next_request(self, lane: str) -> Request | None:
        """Make the request for the next task of a lane that is free."""
        while True:
            task = self._lanes.take(lane)
            if task is None:
                return None
            try:
                return self._make_request(task, lane)
            except ValueError as error:
                self._end_task(task, Ended(Outcome.REFUSED_ADDRESS, f"no address: {error}"))
                self._lanes.free(lane)

    def _make_request(self, task: Task, lane: str) -> Request:
        callback = self.on_feed if isinstance(task, FeedTask) else self.on_page
        request = self._requests.make_task_request(task, lane)
        return request.replace(callback=callback, errback=self.on_failure)

    def _ask_next(self, lane: str) -> None:
        """Hand the next request of a lane that is free to Scrapy."""
        request = self._make_next_request(lane)
        if request:
            self._engine.crawl(request)

    def _free_lane(self, lane: str) -> None:
        self._lanes.free(lane)
        self._ask_next(lane)

    def _drain_lanes(self) -> None:
        for task in list(self._lanes.drain()):
            self._end_task(task, Ended(Outcome.BUDGET, asked=False))

    def _end_task(self, task: Task, ended: Ended, url: str = "") -> None:
        """Write down that a task is over without an answer."""
        if isinstance(task, FeedTask):
            self.logbook.record_ended_feed(task, ended)
        else:
            self.logbook.record_ended_page(self._taken.complete_task(task), ended, url)

    # how requests end

    def on_failure(self, failure: Failure) -> None:
        """Write down how asking a feed or fetching a page failed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        try:
            self._end_task(request.meta["task"], classify_failure(failure.value), request.url)
        finally:
            self._free_lane(request.meta["lane"])

    def on_page(self, response: Response) -> None:
        """Write down what came back for a candidate."""
        task: PageTask = response.meta["task"]
        try:
            outcome = classify_answer(response, task.validators)
            self.logbook.record_page(self._taken.complete_task(task), outcome, response)
        finally:
            self._free_lane(response.meta["lane"])

    async def on_feed(self, response: Response) -> None:
        """Read a feed: unchanged, listing candidates, or in trouble."""
        task: FeedTask = response.meta["task"]
        self._free_lane(response.meta["lane"])
        outcome = classify_answer(response, task.validators)
        if outcome is not Outcome.FETCHED:
            self.logbook.record_feed(
                task,
                outcome,
                response,
                validators=read_validators(response),
                max_age=read_max_age(response),
            )
            return
        reading = await self._reader.read_feed(task, response)
        await self._record_reading(task, reading, response)
        for candidate in reading.candidates.here:
            self._take_candidate(candidate)

    async def _record_reading(self, task: FeedTask, reading: FeedReading, response: Response) -> None:
        found, candidates = reading.found, reading.candidates
        # An index stays the same while what it lists changes, and a backfill leaves out other days: the next
        # cycle asks anew.
        ask_anew = bool(found.children or self.job.since)
        await self.logbook.record_read_feed(
            task,
            found.outcome,
            response,
            validators=Validators() if ask_anew else read_validators(response),
            kind=str(found.kind),
            detail=found.detail or "; ".join(found.bad[:3]),
            max_age=max(read_max_age(response) or 0, found.max_age or 0) or None,
            entries=dict(+candidates.entries),
            candidates=tuple(candidates.new),
            sightings=tuple(candidates.sightings),
        )

    def _take_candidate(self, candidate: Candidate) -> None:
        """Have a candidate fetched; an address that two feeds list is fetched once, for both."""
        is_taken = candidate in self._taken
        self._taken.add(candidate)
        if is_taken:
            return
        task = PageTask(candidate=candidate)
        if self._known.away:
            # A known page fetched again would be worse than a new one fetched later.
            self._end_task(task, Ended(Outcome.WAITING, asked=False))
            return
        lane = self._put_task(task)
        if lane:
            self._ask_next(lane)

    async def _fetch_url(self, url: str, source_id: str) -> Response:
        return await self._engine.download_async(self._requests.make_request(url, source_id))

    @property
    def _budget(self) -> BudgetMiddleware:
        return cast("BudgetMiddleware", self.crawler.get_downloader_middleware(BudgetMiddleware))

    @property
    def _engine(self) -> ExecutionEngine:
        engine: ExecutionEngine | None = self.crawler.engine
        return cast("ExecutionEngine", engine)
