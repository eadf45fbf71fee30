"""Redirects: at most ten hops, each under the rules of an address from a feed; loops end at once."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware as ScrapyMetaRefresh
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.discover.references import mend_references
from pipeline.model.outcomes import Outcome
from spiders.answer.classify import SMALL
from spiders.answer.ended import Ended
from spiders.middlewares.cookies import has_new_cookies

REDIRECTS = frozenset({301, 302, 303, 307, 308})
TAG_WITHIN = 8192
"""Bytes of a page in which the tag is looked for; Scrapy looks at 4,096 characters."""
BY_META = "meta refresh"
_REFRESH = re.compile(
    r"""\s{0,9}(\d{1,9})(?:\.\d{0,9})?\s{0,9}[;,]\s{0,9}url\s{0,9}=\s{0,9}["']?([^"'\s]+)""", re.IGNORECASE
)


class _Hops(BaseRedirectMiddleware):
    def _engine_started(self) -> None:
        """Scrapy would warn that there is no RefererMiddleware: none is wanted."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        # Scrapy leaves a redirected request in the queue of the host that it came from: two hosts' pace would
        # mix.
        redirected.meta.pop("download_slot", None)
        seen = [*request.meta.get("redirect_urls", ()), request.url]
        # With other cookies the second visit of a page may differ from the first.
        may_differ = "cookiejar" in request.meta or reason == BY_META or has_new_cookies(redirected)
        if redirected.url in seen and not may_differ:
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
    """Follows `<meta http-equiv="refresh">`, and the header of that name, of pages that arrived well."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the page that a page sends its readers to; one that only reloads itself is the page.

        Unless it is small and sets a cookie: then it may be the door to the page.
        """
        if response.status != 200:
            return response
        try:
            after = self._follow_header(request, response) or self._follow_tag(request, response)
        except ValueError:
            return response
        visited = {request.url, *request.meta.get("redirect_urls", ())}
        if after is None:
            return response
        if after.url in visited and (len(response.body) >= SMALL or not has_new_cookies(after)):
            return response
        return after

    def _follow_tag(self, request: Request, response: Response) -> Request | None:
        """Give the page that a meta tag leads to, an address with bare ampersands as it is meant."""
        head = response.body[:TAG_WITHIN]
        if b"refresh" not in head.lower():
            return None
        after = super().process_response(request, response.replace(body=mend_references(head)))
        return after if isinstance(after, Request) else None

    def _follow_header(self, request: Request, response: Response) -> Request | None:
        """Give the page that the header Refresh leads to, which Scrapy does not read; None without one."""
        header = (response.headers.get("Refresh") or b"").decode("utf-8", "replace")
        found = _REFRESH.match(header)
        if found is None or float(found[1]) >= self._maxdelay:
            return None
        redirected = self._redirect_request_using_get(request, response, urljoin(response.url, found[2]))
        return self._redirect(redirected, request, BY_META) if redirected.url.startswith("http") else None
