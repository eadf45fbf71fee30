"""Cookies: what a server asks for on the way to a page is given back to it, and forgotten with the page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

MOST_VISITS = 3
"""Times that one address is asked with other cookies each time: some change theirs for ever."""
_JARS = "azvn_cookies"
_VISITS = "azvn_visits"


class FetchCookiesMiddleware:
    """Keeps the cookies of one fetch, its redirects and retries: each host gets its own back, no other's.

    Nothing is kept beyond it. Where the catalogue says `cookies`, Scrapy's middleware keeps them instead.
    """

    def process_request(self, request: Request) -> None:
        """Send what this host has set since the fetch began."""
        if _is_kept_by_catalogue(request):
            return
        cookies = _write_cookies(request)
        request.headers.pop("Cookie", None)
        if cookies:
            request.headers["Cookie"] = cookies
        request.meta.setdefault(_VISITS, {}).setdefault(request.url, set()).add(cookies)

    def process_response(self, request: Request, response: Response) -> Response:
        """Take what the host sets."""
        if "Set-Cookie" in response.headers and not _is_kept_by_catalogue(request):
            jars = request.meta.setdefault(_JARS, {})
            jars.setdefault(_read_host(request), CookieJar()).extract_cookies(response, request)
        return response


def has_new_cookies(request: Request) -> bool:
    """Whether an address would be asked with other cookies than at each visit before: no loop yet."""
    visits: set[bytes] = request.meta.get(_VISITS, {}).get(request.url, set())
    return 0 < len(visits) < MOST_VISITS and _write_cookies(request) not in visits


def _write_cookies(request: Request) -> bytes:
    jar: CookieJar | None = request.meta.get(_JARS, {}).get(_read_host(request))
    if jar is None:
        return b""
    asked = Request(request.url)
    jar.add_cookie_header(asked)
    cookies: Any = asked.headers.get("Cookie")
    return bytes(cookies or b"")


def _is_kept_by_catalogue(request: Request) -> bool:
    return "cookiejar" in request.meta


def _read_host(request: Request) -> str:
    return (urlsplit(request.url).hostname or "").lower()
