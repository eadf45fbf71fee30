"""A feed's answer read, its sub-sitemaps with it, and its candidates sorted by what the store knows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scrapy.http import Response

from pipeline.config.settings import get_settings
from pipeline.config.sources import Source
from pipeline.discover import Discovery, DocumentKind
from pipeline.discover.window import MOST_CHILDREN, Window
from pipeline.model.items import Candidate
from pipeline.model.jobs import CrawlJob, FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.spool import Answer
from pipeline.text.urls import get_registrable_domain
from spiders.answer.classify import classify_failure, classify_response
from spiders.feed.bounded_discovery import BoundedDiscovery
from spiders.feed.candidates import SortedCandidates, keep_own_candidates, sort_candidates
from spiders.feed.known import KnownPages
from spiders.feed.sitemap_index import read_children
from spiders.middlewares.capture import list_answers

MOST_DOMAINS = 5
"""Domains of other outlets that are named."""

log = logging.getLogger(__name__)

FetchUrl = Callable[[str, str], Awaitable[Response]]
"""Asks an address for a source, through the same middlewares as everything else."""


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What was found in a feed, and its candidates, sorted."""

    found: Discovery
    candidates: SortedCandidates


class FeedReader:
    """Reads the feeds of a job; a backfill wants other days of sitemaps than the last ones."""

    def __init__(
        self, sources: Mapping[str, Source], job: CrawlJob, known: KnownPages, fetch_url: FetchUrl
    ) -> None:
        self._sources = sources
        self._domains = job.domains
        self._backfill = Window.make_backfill(job.since, job.until) if job.since else None
        self._known = known
        self._fetch_url = fetch_url
        self._discovery = BoundedDiscovery(get_settings())
        if job.feeds:
            self._discovery.start()

    async def read_feed(self, task: FeedTask, response: Response) -> FeedReading:
        """Read a feed; answers of sub-sitemaps are added to those captured with its own."""
        found = await self._discover_candidates(task, response)
        if found.children:
            found = await self._read_children(found, task, response)
        # Beside the reactor: ten thousand entries take half a second.
        source = self._sources.get(task.source)
        own, ids = await asyncio.to_thread(_identify_own, found.candidates, source)
        if found.candidates and not own:
            found = _refuse_domains(found)
        known = await self._known.find(ids)
        candidates = sort_candidates(own, known, task, self._domains)
        candidates.entries[Outcome.BAD_ENTRY] += len(found.bad) + len(found.candidates) - len(own)
        return FeedReading(found, candidates)

    async def _discover_candidates(self, task: FeedTask, response: Response) -> Discovery:
        try:
            return await self._discovery.discover(
                response.body,
                url=response.url,
                source=self._sources.get(task.source),
                feed=task,
                now=datetime.now(UTC),
                window=self._backfill,
            )
        except Exception as error:
            # One feed that we cannot read for a fault of our own must not hide the others.
            log.exception("%s cannot be read for a fault of this program", response.url)
            return Discovery(
                DocumentKind.UNKNOWN, Outcome.MALFORMED, detail=f"our fault: {type(error).__name__}"
            )

    async def _read_children(self, found: Discovery, task: FeedTask, response: Response) -> Discovery:
        answers = list_answers(response.meta)
        most = self._backfill.most if self._backfill else MOST_CHILDREN

        async def read_child(url: str) -> Discovery:
            return await self._read_child(url, task, answers)

        return await read_children(found, response.url, read_child, most)

    async def _read_child(self, url: str, task: FeedTask, answers: list[Answer]) -> Discovery:
        """Ask a sub-sitemap and read it; what it answered is added to `answers`."""
        try:
            response = await self._fetch_url(url, task.source)
        except Exception as error:
            ended = classify_failure(error)
            return Discovery(DocumentKind.UNKNOWN, ended.outcome, detail=ended.detail)
        answers.extend(list_answers(response.meta))
        outcome = classify_response(response)
        if outcome is not Outcome.FETCHED:
            return Discovery(DocumentKind.UNKNOWN, outcome)
        return await self._discover_candidates(task, response)


def _identify_own(
    candidates: Sequence[Candidate], source: Source | None
) -> tuple[list[Candidate], list[str]]:
    """Give the candidates on the source's own domains, and their ids."""
    own = keep_own_candidates(candidates, source)
    return own, [candidate.id for candidate in own]


def _refuse_domains(found: Discovery) -> Discovery:
    """Give a discovery whose addresses all lie elsewhere: the outlet moved, or the feed is not its own."""
    domains = sorted({get_registrable_domain(candidate.url) for candidate in found.candidates})
    detail = f"all entries are of other domains: {', '.join(domains[:MOST_DOMAINS])}"
    return replace(found, outcome=Outcome.UNUSABLE, detail=detail)
