"""Memory: what arrives is bounded as a whole, and what this program holds is looked at twice a second."""

from __future__ import annotations

import gc
import logging
import time
from typing import Any
from weakref import WeakKeyDictionary

import psutil
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.utils.asyncio import create_looping_call

from spiders.middlewares.budget import BudgetMiddleware

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
LOOK_EVERY = 0.5
"""Seconds between two looks at the memory that is held."""
SMALLEST_VICTIM = MEGABYTE
"""Bytes of an answer that is worth ending for the sake of the others."""
ENDED_AFTER = 10
"""Looks above the limit, with nothing left to end, after which the crawl ends before the machine does."""


class AnswerStopped(StopDownload):
    """An answer was ended while it arrived, because all together would take too much memory."""

    def __init__(self, arrived: int, held: str) -> None:
        super().__init__(fail=True)
        self._sentence = f"ended after {arrived / MEGABYTE:.1f} MB of it: {held}"

    def __str__(self) -> str:
        return self._sentence


class MemoryWatchdog:
    """Ends the largest answer that is arriving when all of them, or the program, hold too much.

    `MEMORY_ARRIVING_MB` bounds what arrives at the same time, `MEMUSAGE_LIMIT_MB` what the program holds now;
    not what it held at most: that is inherited from the program that started it, and a task of Airflow that
    had been large would end every crawl at its beginning. Above the limit the crawl goes on with the next
    answer; it ends, as when its time is up, only where nothing is left to end.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most_arriving = crawler.settings.getint("MEMORY_ARRIVING_MB") * MEGABYTE
        self._most_held = crawler.settings.getint("MEMUSAGE_LIMIT_MB") * MEGABYTE
        self._arriving: WeakKeyDictionary[Request, int] = WeakKeyDictionary()
        self._condemned: WeakKeyDictionary[Request, str] = WeakKeyDictionary()
        self._above = 0
        self._collected_at = 0.0
        self._process = psutil.Process()
        self._looks = create_looping_call(self.look_at_memory)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MemoryWatchdog:
        """Listen to everything that arrives."""
        made = cls(crawler)
        crawler.signals.connect(made.add_bytes, signal=signals.bytes_received)
        crawler.signals.connect(made.forget_request, signal=signals.request_left_downloader)
        crawler.signals.connect(made.start, signal=signals.engine_started)
        crawler.signals.connect(made.stop, signal=signals.engine_stopped)
        return made

    def start(self) -> None:
        """Begin to look."""
        self._looks.start(LOOK_EVERY, now=False)

    def stop(self) -> None:
        """Look no more."""
        if self._looks.running:
            self._looks.stop()

    def add_bytes(self, data: bytes, request: Request, **_: Any) -> None:
        """Count what has come of an answer; raise AnswerStopped for one that is to end."""
        arrived = self._arriving.get(request, 0) + len(data)
        self._arriving[request] = arrived
        held = self._condemned.get(request)
        total = sum(self._arriving.values()) if arrived >= SMALLEST_VICTIM else 0
        if not held and total > self._most_arriving and arrived >= max(self._arriving.values()):
            held = f"{len(self._arriving)} answers of {total // MEGABYTE} MB arrived at once"
        if held:
            self.forget_request(request)
            log.warning("memory: %s %s", request.url, stopped := AnswerStopped(arrived, held))
            raise stopped

    def forget_request(self, request: Request, **_: Any) -> None:
        """Count an answer no more that is complete or has failed."""
        self._arriving.pop(request, None)
        self._condemned.pop(request, None)

    def _end_crawl(self) -> None:
        budget = self._crawler.get_downloader_middleware(BudgetMiddleware)
        if budget is not None:
            budget.end()

    def look_at_memory(self) -> None:
        """End the largest answer where the program holds too much; the crawl where there is none."""
        held = int(self._process.memory_info().rss)
        if held <= self._most_held:
            self._above = 0
            return
        self._above += 1
        sentence = f"the crawl held {held // MEGABYTE} MB"
        victim = max(self._arriving, key=lambda request: self._arriving[request], default=None)
        if victim is not None and self._arriving[victim] >= SMALLEST_VICTIM:
            self._condemned[victim] = sentence
        elif self._above >= ENDED_AFTER:
            log.error("memory: %s and nothing arrives that could be ended: the next cycle goes on", sentence)
            self._end_crawl()
        elif time.monotonic() - self._collected_at > ENDED_AFTER * LOOK_EVERY / 2:
            self._collected_at = time.monotonic()
            log.warning("memory: %s and no large answer arrives: what nobody needs is given back", sentence)
            gc.collect()
