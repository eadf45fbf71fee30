"""Feeds read under a bound, in a process of their own: none holds up the crawl, and none ends it.

Parsers in C hold the interpreter while they work: in a thread of this process they would stop its reactor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pipeline.config.settings import Settings
from pipeline.discover import Discovery, DocumentKind, discover_candidates
from pipeline.model.outcomes import Outcome
from pipeline.programs.bounded import BoundedFunction, CallFailed, Overrun

TASK = "spiders.feed.bounded_discovery:discover_named"


def discover_named(body: bytes, named: Mapping[str, Any]) -> Discovery:
    """Give what a feed lists; `named` are the other arguments of `discover_candidates`."""
    return discover_candidates(body, **named)


class BoundedDiscovery:
    """Reads one feed after the other; the limits are those of a page."""

    def __init__(self, settings: Settings) -> None:
        seconds, megabytes = settings.page_seconds, settings.page_megabytes
        self._task = BoundedFunction(TASK, (), seconds=seconds, megabytes=megabytes)
        # It waits for the process and does nothing else: the reactor goes on.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="discovery")

    def start(self) -> None:
        """Begin to load what reads, while the first feeds are asked."""
        self._task.start()

    async def discover(self, body: bytes, **named: Any) -> Discovery:
        """Give what a feed lists, or the word and the number of the limit that it outlasts."""
        loop = asyncio.get_running_loop()
        try:
            found: Discovery = await loop.run_in_executor(self._thread, self._task.call, body, named)
        except Overrun as overrun:
            return Discovery(DocumentKind.UNKNOWN, overrun.outcome, detail=overrun.detail)
        except CallFailed as fault:
            return Discovery(DocumentKind.UNKNOWN, Outcome.MALFORMED, detail=f"our fault: {fault}")
        return found
