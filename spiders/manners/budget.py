"""Budget: when the cycle's time is used up nothing new is asked; what was not asked waits for the next cycle."""

from __future__ import annotations

import time

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest


class BudgetOver(IgnoreRequest):
    """The cycle's time is used up."""


class BudgetMiddleware:
    """Refuses requests after the budget, or once the program was told to stop."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self._crawler = crawler
        self._end = time.monotonic() + seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        """Start the clock."""
        return cls(crawler, crawler.settings.getfloat("CRAWL_BUDGET"))

    def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy calls it by name
        """Let a request pass while there is time; robots.txt and redirects of what is under way included."""
        if time.monotonic() > self._end or getattr(self._crawler.spider, "stopping", False):
            raise BudgetOver("the cycle's time is used up")
