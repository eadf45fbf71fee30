"""Links of feeds: addresses behind a search engine's redirector, and those that are no article by form."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qs, urlsplit

from pipeline.text.urls import resolve_link

_CODED = re.compile(r"/(?:articles|read)/(CBM[\w-]+)")
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")
# Only what reads as an escape for nothing but an ampersand: "&copy=2" is a parameter.
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_FOLDERS = "tags?|category|categories|cat|author|lenta|search|print-edition|page|dt360"
_NOT_ARTICLES = re.compile(rf"/(?:{_FOLDERS})/|/video-|-share$", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|pdf|zip|css|js|xml|rss|ico|avi|mov)$", re.IGNORECASE)


def unwrap_link(base: str, link: str) -> str:
    """Give the absolute address of a link, behind redirectors that carry it; empty when it makes none.

    Of Google News only the older links hold the address; the newer ones, which need a request, are left as
    they are.
    """
    url = resolve_link(base, _AMPERSAND.sub("&", link))
    if _is_bing(url):
        target = parse_qs(urlsplit(url).query).get("url", [""])[0]
        return resolve_link(url, target) if target else url
    coded = _CODED.search(url) if _is_google(url) else None
    return (coded and _decode_address(coded[1])) or url


def is_redirector(url: str) -> bool:
    """Whether an address is still a search engine's redirector, whose page is never an article."""
    return _is_bing(url) or (_is_google(url) and _CODED.search(url) is not None)


def _is_bing(url: str) -> bool:
    return "/news/apiclick.aspx" in url[:200]


def _is_google(url: str) -> bool:
    return url[:40].partition("://")[2].startswith("news.google.com/")


def _decode_address(code: str) -> str:
    """Give the address in a Google News code of the older kind; empty when it holds none.

    It is a protobuf string behind its length.
    """
    try:
        data = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return ""
    found = _ADDRESS.search(data)
    if found is None:
        return ""
    length = data[found.start() - 1]
    if length < 128 and data[found.start() - 2 : found.start() - 1] >= b"\x80":
        length = length * 128 + data[found.start() - 2] - 128
    return resolve_link("", found[0][:length].decode("ascii"))


def find_rejection(link: str) -> str | None:
    """Say why an address of a sitemap or section page is no article by its form alone, or None."""
    try:
        path = urlsplit(link.strip()).path
    except ValueError:
        return "malformed"
    if link.strip() and path in {"", "/"}:
        return "home page"
    return "no article" if _NOT_ARTICLES.search(path) or _MEDIA.search(path) else None
