"""Reader: a feed's answer read, its sub-sitemaps with it, and its candidates told apart by what the ledger
knows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime

from scrapy.http import Response

from pipeline.config.sources import Source
from pipeline.discover import Discovery, DocumentKind, discover_candidates
from pipeline.discover.window import MOST_CHILDREN, Window
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.spool import Answer
from pipeline.store.known_pages import Known, StoreAway
from spiders.listing import Listing, keep_own_candidates, sort_candidates
from spiders.middlewares.capture import list_answers
from spiders.outcome import classify_failure, classify_response
from spiders.sitemap_index import read_children

log = logging.getLogger(__name__)

Ask = Callable[[list[str]], Mapping[str, Known]]
Fetch = Callable[[str, str], Awaitable[Response]]
"""Asks an address for a source, under the same manners as everything else."""


class Reader:
    """Reads feeds; `store_away` tells that the ledger could not be asked, so that nothing it may know is
    fetched again.

    A `backfill` wants other days of sitemaps than the last ones.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        domains: Collection[str],
        ask: Ask,
        fetch: Fetch,
        *,
        store_away: bool,
        backfill: Window | None = None,
    ) -> None:
        self.store_away, self._backfill = store_away, backfill
        self._sources, self._domains, self._ask, self._fetch = sources, domains, ask, fetch

    async def read(self, task: FeedTask, response: Response) -> tuple[Discovery, Listing]:
        """Give what a feed lists; the answers of sub-sitemaps are added to those captured with the
        response.
        """
        found = await self._discover_candidates(task, response)
        if found.children:
            captured = list_answers(response.meta)
            most = self._backfill.most if self._backfill else MOST_CHILDREN
            found = await read_children(
                found, response.url, lambda url: self._read_child(task, url, captured), most
            )
        own = keep_own_candidates(found.candidates, self._sources.get(task.source))
        listing = sort_candidates(own, await self._load_known([c.id for c in own]), task, self._domains)
        listing.entries[Outcome.BAD_ENTRY] += len(found.bad) + len(found.candidates) - len(own)
        return found, listing

    async def _discover_candidates(self, task: FeedTask, response: Response) -> Discovery:
        source = self._sources.get(task.source)
        try:
            now = datetime.now(UTC)
            return await asyncio.to_thread(
                discover_candidates,
                response.body,
                url=response.url,
                source=source,
                feed=task,
                now=now,
                window=self._backfill,
            )
        except Exception as error:
            # One feed that we cannot read for a fault of our own must not hide the others; the log has the
            # place.
            log.exception("%s cannot be read for a fault of this program", response.url)
            return Discovery(
                DocumentKind.UNKNOWN, Outcome.MALFORMED, detail=f"our fault: {type(error).__name__}"
            )

    async def _read_child(self, task: FeedTask, url: str, captured: list[Answer]) -> Discovery:
        """Ask a sub-sitemap and read it."""
        try:
            response = await self._fetch(url, task.source)
        except Exception as error:
            outcome, detail = classify_failure(error)
            return Discovery(DocumentKind.UNKNOWN, outcome, detail=detail)
        captured.extend(list_answers(response.meta))
        outcome = classify_response(response)
        return (
            await self._discover_candidates(task, response)
            if outcome is Outcome.FETCHED
            else Discovery(DocumentKind.UNKNOWN, outcome)
        )

    async def _load_known(self, ids: list[str]) -> Mapping[str, Known]:
        if self.store_away or not ids:
            return {}
        try:
            return await asyncio.to_thread(self._ask, ids)
        except StoreAway as away:
            if not self.store_away:
                log.warning("%s Candidates wait in the spool.", away)
            self.store_away = True
            return {}
