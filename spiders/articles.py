"""The one spider: asks the feeds that are due, discovers candidates, fetches the pages that are not known."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.config.sources import Source
from pipeline.discover.window import Window
from pipeline.model.fetches import Validators
from pipeline.model.items import Candidate
from pipeline.model.jobs import CrawlJob, FeedTask, PageTask
from pipeline.model.outcomes import Outcome
from pipeline.spool import Writer
from pipeline.text.addresses import explain_refusal
from pipeline.text.clean import fold_text
from spiders.feed import Ask, Reader
from spiders.lanes import Lanes
from spiders.listing import merge_candidates
from spiders.middlewares.budget import BudgetMiddleware
from spiders.middlewares.capture import list_answers
from spiders.middlewares.validators import build_conditions, read_max_age, read_validators
from spiders.outcome import classify_failure
from spiders.outcome import classify_response as outcome_of
from spiders.record import Record, Tell

log = logging.getLogger(__name__)

FEED_RANK = (0.0,)
OLDEST = 10_000.0
"""Minutes that a candidate without a date counts as old."""

Task = FeedTask | PageTask


class ArticleSpider(Spider):
    """Asks and fetches what a job lists; every feed and page ends with one outcome in the record."""

    name = "articles"

    def __init__(self, job: CrawlJob, writer: Writer, ask: Ask, tell: Tell, **named: Any) -> None:
        super().__init__(**named)
        self.job = job
        self.sources = {s.id: s for s in map(Source.model_validate, job.sources)}
        self.record = Record(job, writer, tell, self.stop)
        self.record.waiting = lambda: self._lanes.waiting
        self._reader = Reader(
            self.sources,
            job.domains,
            ask,
            self._fetch_url,
            store_away=not job.ask_pages,
            backfill=_read_window(job),
        )
        self._lanes: Lanes[Task] = Lanes()
        # Pages of the job are taken first: a feed that lists one again makes no second request.
        self._taken: dict[str, Candidate] = {task.candidate.id: task.candidate for task in job.pages}

    async def start(self) -> AsyncIterator[Request]:
        """Begin with one request for each host; the others follow as those end."""
        self._budget.add_listener(self._drain_lanes)
        for feed in self.job.feeds:
            self._put_task(feed)
        for page in self.job.pages:
            self._put_task(page)
        for lane in self._lanes.list_names():
            request = self._take_next(lane)
            if request:
                yield request

    def stop(self) -> None:
        """Ask nothing more; what is under way ends."""
        self._budget.end()

    def closed(self, reason: str) -> None:
        """Write down what was never asked, whatever ended the crawl."""
        log.debug("closed: %s", reason)
        self._drain_lanes()
        self.record.report_progress()

    # what waits

    def _put_task(self, task: Task) -> str:
        """Let a task wait in its host's lane, or end it where its address may not be asked or the time is
        up.
        """
        url = _get_url(task)
        reason = explain_refusal(url, literal=False)
        if reason:
            self._end_task(task, Outcome.REFUSED_ADDRESS, detail=reason)
        elif self._budget.over:
            self._end_task(task, Outcome.BUDGET)
        else:
            return self._lanes.put(
                url, FEED_RANK if isinstance(task, FeedTask) else self._rank_candidate(task.candidate), task
            )
        return ""

    def _rank_candidate(self, candidate: Candidate) -> tuple[float, ...]:
        """After the feeds, titles that look like the topic first, then the newest."""
        words = fold_text(f"{candidate.title} {candidate.summary}")
        hinted = any(hint in words for hint in self.job.hints)
        age = (
            (self.job.started_at - candidate.published_at).total_seconds() / 60
            if candidate.published_at
            else OLDEST
        )
        return (1.0, 0.0 if hinted else 1.0, age)

    def _take_next(self, lane: str) -> Request | None:
        """Make the request for the next task of a free lane."""
        while (task := self._lanes.take(lane)) is not None:
            try:
                return self._make_request(task, lane)
            except ValueError as error:
                self._end_task(task, Outcome.REFUSED_ADDRESS, detail=f"no address: {error}"[:200])
                self._lanes.free(lane)
        return None

    def _continue_lane(self, lane: str, *, freed: bool = True) -> None:
        if freed:
            self._lanes.free(lane)
        request = self._take_next(lane)
        if request:
            self._engine.crawl(request)

    def _drain_lanes(self) -> None:
        for task in list(self._lanes.drain()):
            self._end_task(task, Outcome.BUDGET)

    def _end_task(self, task: Task, outcome: Outcome, **more: Any) -> None:
        if isinstance(task, FeedTask):
            more.pop("asked", None)
            more.pop("url", None)
            self.record.record_feed(task, outcome, **more)
        else:
            candidate = self._taken.get(task.candidate.id, task.candidate)
            self.record.record_page(task.model_copy(update={"candidate": candidate}), outcome, **more)

    # requests

    def _make_request(self, task: Task, lane: str) -> Request:
        source = task.source if isinstance(task, FeedTask) else task.candidate.source
        callback = self.on_feed if isinstance(task, FeedTask) else self.on_page
        request = self._make_plain_request(_get_url(task), source, build_conditions(task.validators))
        request.meta.update(task=task, lane=lane)
        return request.replace(callback=callback, errback=self.on_failure)

    def _make_plain_request(self, url: str, source_id: str, headers: Mapping[str, str]) -> Request:
        source = self.sources.get(source_id)
        own = {"User-Agent": source.user_agent} if source and source.user_agent else {}
        meta = {"cookiejar": source_id} if source and source.cookies else {"dont_merge_cookies": True}
        # Known addresses are told apart here; Scrapy's filter would swallow redirects.
        return Request(url, headers={**headers, **own}, meta=meta, dont_filter=True)

    # answers

    def on_failure(self, failure: Failure) -> None:
        """Write down how asking a feed or fetching a page failed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        try:
            outcome, detail = classify_failure(failure.value)
            asked = getattr(failure.value, "asked", True)
            retry = getattr(failure.value, "retry_at", None)
            self._end_task(
                request.meta["task"], outcome, detail=detail, url=request.url, asked=asked, retry_at=retry
            )
        finally:
            self._continue_lane(request.meta["lane"])

    def on_page(self, response: Response) -> None:
        """Write down what came back for a candidate."""
        task: PageTask = response.meta["task"]
        try:
            self._end_task(
                task,
                _classify_answer(response, task.validators),
                response=response,
                answers=list_answers(response.meta),
            )
        finally:
            self._continue_lane(response.meta["lane"])

    async def on_feed(self, response: Response) -> None:
        """Read a feed: unchanged, listing candidates, or in trouble."""
        task: FeedTask = response.meta["task"]
        self._continue_lane(response.meta["lane"])
        outcome = _classify_answer(response, task.validators)
        if outcome is Outcome.FETCHED:
            await self._read_feed(task, response)
        else:
            self.record.record_feed(
                task,
                outcome,
                response,
                list_answers(response.meta),
                validators=read_validators(response),
                max_age=read_max_age(response),
            )

    async def _read_feed(self, task: FeedTask, response: Response) -> None:
        found, listing = await self._reader.read(task, response)
        self.record.record_feed(
            task,
            found.outcome,
            response,
            list_answers(response.meta),
            # An index stays the same while what it lists changes, and a backfill leaves out other days: the
            # next cycle asks anew.
            validators=Validators() if found.children or self.job.since else read_validators(response),
            detail=found.detail or "; ".join(found.bad[:3]),
            max_age=max(read_max_age(response) or 0, found.max_age or 0) or None,
            entries=dict(+listing.entries),
            candidates=tuple(listing.new),
            sightings=tuple(listing.sightings),
        )
        for candidate in listing.here:
            self._take_candidate(candidate)

    async def _fetch_url(self, url: str, source: str) -> Response:
        return await self._engine.download_async(self._make_plain_request(url, source, {}))

    def _take_candidate(self, candidate: Candidate) -> None:
        """Have a candidate fetched; an address that two feeds list is fetched once, for both."""
        before = self._taken.get(candidate.id)
        if before is not None:
            prefer = self._is_from_search(before) and not self._is_from_search(candidate)
            self._taken[candidate.id] = merge_candidates(before, candidate, prefer_other=prefer)
            return
        self._taken[candidate.id] = candidate
        task = PageTask(candidate=candidate)
        if self._reader.store_away:
            # A known page fetched again would be worse than a new one fetched later.
            self._end_task(task, Outcome.WAITING)
            return
        lane = self._put_task(task)
        if lane:
            self._continue_lane(lane, freed=False)

    def _is_from_search(self, candidate: Candidate) -> bool:
        source = self.sources.get(candidate.source)
        return source is None or source.searches

    @property
    def _budget(self) -> BudgetMiddleware:
        return cast("BudgetMiddleware", self.crawler.get_downloader_middleware(BudgetMiddleware))

    @property
    def _engine(self) -> ExecutionEngine:
        engine: ExecutionEngine | None = self.crawler.engine
        return cast("ExecutionEngine", engine)


def _read_window(job: CrawlJob) -> Window | None:
    return Window.make_backfill(job.since, job.until) if job.since else None


def _get_url(task: Task) -> str:
    return task.url if isinstance(task, FeedTask) else task.candidate.url


def _classify_answer(response: Response, before: Validators) -> Outcome:
    """Name an answer in view of the last one: the same body is unchanged, and a 304 that nobody asked for
    means nothing.
    """
    outcome = outcome_of(response)
    if (
        outcome is Outcome.FETCHED
        and before.body_hash is not None
        and read_validators(response).body_hash == before.body_hash
    ):
        return Outcome.UNCHANGED
    return Outcome.BAD_STATUS if outcome is Outcome.UNCHANGED and not build_conditions(before) else outcome
