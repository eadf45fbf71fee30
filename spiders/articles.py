"""The one spider: asks the feeds that are due, discovers candidates, fetches the pages that are not known."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.catalogue import Source
from pipeline.discover import Discovery, discover
from pipeline.model import Candidate, CrawlJob, FeedFetch, FeedTask, PageFetch, PageTask, Validators
from pipeline.outcomes import Outcome
from pipeline.spool import Answer, Writer
from pipeline.store.known import Known, StoreAway
from pipeline.text import fold
from pipeline.urls import identity, registrable_domain, url_id
from spiders.manners.capture import CAPTURED
from spiders.manners.validators import conditional, max_age, of_response, retry_at
from spiders.outcome import of_failure
from spiders.outcome import of_response as outcome_of

FEEDS_FIRST = 1_000_000
HINTED = 100_000
DEEPEST = 3
"""Levels of sitemap indexes that are followed."""
MOST_DOCUMENTS = 20
"""Sub-sitemaps of one feed in one cycle."""

Ask = Callable[[list[str]], Mapping[str, Known]]


class ArticleSpider(Spider):
    """Fetches what a job lists and writes it to the spool; every item ends with one outcome."""

    name = "articles"

    def __init__(self, job: CrawlJob, writer: Writer, ask: Ask, tell: Callable[[dict[str, int]], None], **named: Any) -> None:
        super().__init__(**named)
        self.job, self.writer = job, writer
        self.sources = {s.id: s for s in map(Source.model_validate, job.sources)}
        self.feeds: Counter[str] = Counter()
        self.pages: Counter[str] = Counter()
        self.by_source: dict[str, Counter[str]] = defaultdict(Counter)
        self.stopping = False
        self.store_away = not job.ask_pages
        self._ask, self._tell = ask, tell
        self._taken: dict[str, Candidate] = {}
        self._open_pages = 0
        self._told = 0.0

    async def start(self) -> AsyncIterator[Request]:
        """Ask feeds first: what they list may be fetched while the others are still asked."""
        for feed in self.job.feeds:
            yield self._feed_request(feed, feed.url, 0)
        for task in self.job.pages:
            if identity(task.candidate.url) not in self._taken:
                yield self._page_request(task)

    # feeds

    def _feed_request(self, feed: FeedTask, url: str, depth: int) -> Request:
        headers = conditional(feed.validators) if depth == 0 else {}
        meta = {"feed": feed, "depth": depth, "download_timeout": self.settings.getfloat("DOWNLOAD_TIMEOUT")}
        return self._request(url, feed.source, self.on_feed, self.on_feed_failure, FEEDS_FIRST, headers, meta)

    async def on_feed(self, response: Response) -> AsyncIterator[Request]:
        """Read a feed: unchanged, listing candidates, or in trouble."""
        feed: FeedTask = response.meta["feed"]
        outcome = outcome_of(response)
        validators = of_response(response)
        if outcome is Outcome.FETCHED and response.meta["depth"] == 0 and _same_body(validators, feed):
            outcome = Outcome.UNCHANGED
        if outcome is not Outcome.FETCHED:
            self._write_feed(response, feed, outcome, validators, Discovery("", outcome))
            return
        source = self.sources.get(feed.source)
        found = await asyncio.to_thread(discover, response.body, url=response.url, source=source, feed=feed, now=datetime.now(UTC))
        tasks = await self._sort(feed, found, source, response, validators)
        for request in [*self._children(response, feed, found.children), *(self._page_request(task) for task in tasks)]:
            yield request

    def on_feed_failure(self, failure: Failure) -> None:
        """Write down how asking a feed failed."""
        request = failure.request  # type: ignore[attr-defined]
        feed: FeedTask = request.meta["feed"]
        outcome, detail = of_failure(failure)
        if request.meta["depth"] == 0:
            fetch = self._feed_fetch(feed, outcome, detail=detail)
            self.writer.feed(fetch, request.meta.get(CAPTURED))
            self._count(self.feeds, feed.source, outcome)

    def _children(self, response: Response, feed: FeedTask, children: Iterable[str]) -> Iterator[Request]:
        """The sub-sitemaps of an index: on the same domain, each once, to a bounded depth and number."""
        seen: set[str] = response.meta.setdefault("documents", {response.url})
        depth = response.meta["depth"] + 1
        for url in children:
            if depth > DEEPEST or len(seen) > MOST_DOCUMENTS:
                return
            if url not in seen and registrable_domain(url) == registrable_domain(feed.url):
                seen.add(url)
                request = self._feed_request(feed, url, depth)
                request.meta["documents"] = seen
                yield request

    async def _sort(self, feed: FeedTask, found: Discovery, source: Source | None, response: Response, validators: Validators) -> list[PageTask]:
        """Tell new from known, write the feed's record, and give the pages to fetch."""
        own, strangers = self._own(found.candidates, source)
        known = await self._known([c.id for c in own])
        new, sightings, entries = [], [], Counter[Outcome]()
        for candidate in own:
            word = _novelty(candidate, known.get(candidate.id))
            entries[word] += 1
            if word is not Outcome.KNOWN:
                new.append(candidate)
            elif url_id(feed.url) not in known[candidate.id].found_in:
                sightings.append(candidate)
        entries[Outcome.BAD_ENTRY] += len(found.bad) + strangers
        here = [c for c in new if not self.job.domains or registrable_domain(c.url) in self.job.domains]
        entries[Outcome.ELSEWHERE] += len(new) - len(here)
        self._write_feed(response, feed, found.outcome, validators, found, +entries, tuple(new), tuple(sightings))
        if self.store_away:
            # What is known cannot be told now: the candidates wait in the spool and then in the ledger.
            return []
        return [PageTask(candidate=c) for c in here if self._take(c)]

    def _own(self, candidates: Iterable[Candidate], source: Source | None) -> tuple[list[Candidate], int]:
        """Keep the candidates on the outlet's own domains; advertising in feeds leads elsewhere. Search feeds list strangers by nature."""
        listed = list(candidates)
        if source is None or source.searches:
            return listed, 0
        own = [c for c in listed if registrable_domain(c.url) in source.own_domains]
        return own, len(listed) - len(own)

    async def _known(self, ids: list[str]) -> Mapping[str, Known]:
        if self.store_away or not ids:
            return {}
        try:
            return await asyncio.to_thread(self._ask, ids)
        except StoreAway:
            # Candidates go into the spool and wait there: a known page fetched again would be worse than one fetched later.
            self.store_away = True
            return {}

    def _take(self, candidate: Candidate) -> bool:
        """Whether this candidate is to be fetched for this feed: an address listed by two feeds is fetched once."""
        key = identity(candidate.url)
        if key in self._taken:
            return False
        self._taken[key] = candidate
        return True

    def _write_feed(
        self,
        response: Response,
        feed: FeedTask,
        outcome: Outcome,
        validators: Validators,
        found: Discovery,
        entries: Mapping[Outcome, int] | None = None,
        candidates: tuple[Candidate, ...] = (),
        sightings: tuple[Candidate, ...] = (),
    ) -> None:
        now = datetime.now(UTC)
        fetch = self._feed_fetch(
            feed,
            outcome,
            detail=found.detail or "; ".join(found.bad[:3]),
            status=response.status,
            validators=validators,
            moved_to=_moved(response),
            retry_at=retry_at(response, now),
            max_age=max(max_age(response) or 0, found.max_age or 0) or None,
            entries=dict(entries or {}),
            candidates=candidates,
            sightings=sightings,
        )
        if response.meta["depth"] > 0:
            # A sub-sitemap is no feed of the catalogue: what it lists is kept, its state is not.
            fetch = fetch.model_copy(update={"url": response.url})
        self.writer.feed(fetch, response.meta.get(CAPTURED))
        self._count(self.feeds, feed.source, outcome)

    def _feed_fetch(self, feed: FeedTask, outcome: Outcome, **more: Any) -> FeedFetch:
        return FeedFetch(
            source=feed.source,
            url=feed.url,
            cycle=self.job.cycle,
            outcome=outcome,
            fetched_at=datetime.now(UTC),
            seen_at=self.job.started_at,
            **more,
        )

    # pages

    def _page_request(self, task: PageTask) -> Request:
        self._taken.setdefault(identity(task.candidate.url), task.candidate)
        self._open_pages += 1
        priority = self._priority(task.candidate)
        meta = {"task": task}
        return self._request(
            task.candidate.url, task.candidate.source, self.on_page, self.on_page_failure, priority, conditional(task.validators), meta
        )

    def _priority(self, candidate: Candidate) -> int:
        """Titles that look like the topic first, then the newest."""
        words = fold(f"{candidate.title} {candidate.summary}")
        hinted = HINTED if any(hint in words for hint in self.job.hints) else 0
        age = (self.job.started_at - candidate.published_at).total_seconds() / 60 if candidate.published_at else 10_000.0
        return hinted - int(min(max(age, 0), 50_000))

    def on_page(self, response: Response) -> None:
        """Write down what came back for a candidate."""
        outcome = outcome_of(response)
        self._write_page(response.meta, outcome, response=response)

    def on_page_failure(self, failure: Failure) -> None:
        """Write down how fetching a candidate failed."""
        outcome, detail = of_failure(failure)
        self._write_page(failure.request.meta, outcome, detail=detail, url=failure.request.url)  # type: ignore[attr-defined]

    def _write_page(self, meta: Mapping[str, Any], outcome: Outcome, *, response: Response | None = None, detail: str = "", url: str = "") -> None:
        task: PageTask = meta["task"]
        now = datetime.now(UTC)
        asked = outcome not in {Outcome.BUDGET, Outcome.WAITING}
        fetch = PageFetch(
            candidate=task.candidate,
            cycle=self.job.cycle,
            outcome=outcome,
            detail=detail,
            url=response.url if response else url,
            hops=tuple(meta.get("redirect_urls", ())),
            status=response.status if response else 0,
            content_type=_content_type(response),
            fetched_at=now,
            seen_at=self.job.started_at,
            first_seen_at=task.first_seen_at,
            attempts=task.attempts + asked,
            retry_at=retry_at(response, now) if response else None,
            validators=of_response(response) if response else Validators(),
        )
        answer: Answer | None = meta.get(CAPTURED) if response else None
        self.writer.page(fetch, answer)
        self._open_pages -= 1
        self._count(self.pages, task.candidate.source, outcome)

    # both

    def _request(
        self,
        url: str,
        source_id: str,
        callback: Callable[..., Any],
        errback: Callable[[Failure], Any],
        priority: int,
        headers: Mapping[str, str],
        meta: dict[str, Any],
    ) -> Request:
        source = self.sources.get(source_id)
        if source is None or not source.cookies:
            meta["dont_merge_cookies"] = True
        else:
            meta["cookiejar"] = source_id
        own = {"User-Agent": source.user_agent} if source and source.user_agent else {}
        return Request(
            url,
            callback=callback,
            errback=errback,
            headers={**headers, **own},
            priority=priority,
            meta=meta,
            dont_filter=True,  # known addresses are told apart here; Scrapy's filter would swallow redirects
        )

    def _count(self, counter: Counter[str], source: str, outcome: Outcome) -> None:
        counter[outcome] += 1
        self.by_source[source][outcome] += 1
        if time.monotonic() - self._told >= 0.5:
            self._told = time.monotonic()
            self.tell()

    def tell(self) -> None:
        """Say how far the crawl has come."""
        asked, to_go = sum(self.feeds.values()), max(self._open_pages, 0)
        self._tell({"feeds": asked, "of_feeds": len(self.job.feeds), "pages": sum(self.pages.values()), "waiting": to_go})


def _same_body(validators: Validators, feed: FeedTask) -> bool:
    return bool(validators.body_hash) and validators.body_hash == feed.validators.body_hash


def _novelty(candidate: Candidate, known: Known | None) -> Outcome:
    """Whether an address is new, known, or a relevant article that its feed says was edited."""
    if known is None:
        return Outcome.FOUND
    edited = known.relevant and known.updated_at and candidate.updated_at and candidate.updated_at > known.updated_at
    return Outcome.CHANGED if edited else Outcome.KNOWN


def _moved(response: Response) -> str | None:
    """The new address of a feed that moved for good: every hop said 301 or 308."""
    reasons = response.meta.get("redirect_reasons") or ()
    return response.url if reasons and all(r in {301, 308} for r in reasons) else None


def _content_type(response: Response | None) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")[:200] if response else ""
