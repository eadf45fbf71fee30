"""Budget: when the cycle's time is used up, or the program is to stop, nothing new is asked."""

from __future__ import annotations

from collections.abc import Callable

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later

from pipeline.model.outcomes import Outcome
from spiders.answer.ended import Ended


class BudgetMiddleware:
    """Ends the crawl after `CRAWL_BUDGET` seconds; what is under way by then is let end.

    Requests that have not reached their server end as `budget`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._listeners: list[Callable[[], None]] = []
        self.over = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        """Start the clock when the spider starts."""
        made = cls(crawler)
        crawler.signals.connect(made.start, signal=signals.spider_opened)
        return made

    def start(self) -> None:
        """Begin to count."""
        call_later(self._crawler.settings.getfloat("CRAWL_BUDGET"), self.end)

    def add_listener(self, listener: Callable[[], None]) -> None:
        """Have a function called once, at the end."""
        self._listeners.append(listener)

    def end(self) -> None:
        """Ask nothing more; calling it twice is the same as once."""
        if self.over:
            return
        self.over = True
        for listener in self._listeners:
            listener()
        self._flush_waiting()

    def _flush_waiting(self) -> None:
        """End what waits for its host's delay, which may be two minutes long."""
        engine = self._crawler.engine
        if engine is None:
            return
        for slot in list(engine.downloader.slots.values()):
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(make_budget_ended())

    def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's signature
        """Let a request pass while there is time: also robots.txt, redirects and retries."""
        if self.over:
            raise make_budget_ended()


def make_budget_ended() -> Ended:
    """Give what a request ends with that comes too late."""
    return Ended(Outcome.BUDGET, "the cycle's time was used up", asked=False)
