"""Redirects: at most ten hops, each under the rules of an address from a feed; loops end at once."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware as ScrapyMetaRefresh
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.model.outcomes import Outcome
from spiders.answer.ended import Ended

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BY_META = "meta refresh"


class _Hops(BaseRedirectMiddleware):
    def _engine_started(self) -> None:
        """Scrapy would warn that there is no RefererMiddleware: none is wanted."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        # Scrapy leaves a redirected request in the queue of the host that it came from: two hosts' pace would
        # mix.
        redirected.meta.pop("download_slot", None)
        seen = [*request.meta.get("redirect_urls", ()), request.url]
        # With a cookie jar the second visit of a page may differ from the first.
        if redirected.url in seen and "cookiejar" not in request.meta and reason != BY_META:
            raise Ended(Outcome.REDIRECT_LOOP, f"back to {redirected.url[:150]}")
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest:
            raise Ended(Outcome.REDIRECT_LOOP, f"more than {self.max_redirect_times} redirects") from None


class RedirectMiddleware(_Hops, ScrapyRedirect):
    """Follows 301, 302, 303, 307 and 308."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the next hop; raise Ended where it leads to no http(s) address."""
        try:
            after = super().process_response(request, response)
        except ValueError as error:
            raise Ended(Outcome.REFUSED_ADDRESS, f"redirect to no address: {error}") from None
        location = response.headers.get("Location")
        if after is response and response.status in REDIRECTS and location:
            raise Ended(Outcome.REFUSED_ADDRESS, f"redirect to {location[:100]!r}")
        return after


class MetaRefreshMiddleware(_Hops, ScrapyMetaRefresh):
    """Follows `<meta http-equiv="refresh">` of pages that arrived well."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the page that a page sends its readers to; one that only reloads itself is the page."""
        if response.status != 200:
            return response
        try:
            after = super().process_response(request, response)
        except ValueError:
            return response
        visited = {request.url, *request.meta.get("redirect_urls", ())}
        return response if isinstance(after, Request) and after.url in visited else after
