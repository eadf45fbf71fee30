"""Retry: twice for passing faults; a server that says when to come back is not asked before."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware as ScrapyRetry
from scrapy.http import Response


class RetryMiddleware(ScrapyRetry):
    """Scrapy's middleware, which asked three times within 4 ms of a `Retry-After: 5`."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Hand an answer with Retry-After on as it is."""
        if response.headers.get("Retry-After"):
            return response
        return super().process_response(request, response)
