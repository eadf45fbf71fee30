"""Retry: twice for passing faults, with growing pauses; who says when to come back is left alone."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware as ScrapyRetry
from scrapy.http import Response
from scrapy.settings import BaseSettings

from spiders.middlewares.budget import BudgetMiddleware


class RetryMiddleware(ScrapyRetry):
    """Scrapy's middleware with a pause of two and four delays before it asks again.

    Without one it asked three times within 4 ms of a `Retry-After: 5`.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._delay = settings.getfloat("DOWNLOAD_DELAY")

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Ask again after a fault of the server, unless it says when to come back."""
        if response.headers.get("Retry-After") or self._is_over():
            return response
        return await self._pause_retry(super().process_response(request, response)) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Ask again after a fault of the network."""
        if self._is_over():
            return None
        return await self._pause_retry(super().process_exception(request, exception))

    async def _pause_retry(self, again: Request | Response | None) -> Request | Response | None:
        if isinstance(again, Request):
            await asyncio.sleep(self._delay * 2 ** again.meta["retry_times"])
        return again

    def _is_over(self) -> bool:
        budget = self.crawler.get_downloader_middleware(BudgetMiddleware)
        return budget is not None and budget.over
