"""The addresses that a page gives for itself: canonical, picture, the same article in other languages; each
is vetted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from pipeline.read.extract.markup import Markup
from pipeline.text.urls import canonical, identity, refusal, resolve

MOST_ALTERNATES = 20

_ARTICLE_PATH = re.compile(r"\d|-[^/]*-|\.[a-z]{3,5}$")


def canonical_address(markup: Markup, own_domains: Collection[str]) -> str:
    """Give the page's canonical address: the claimed one unless it lies on another domain, is the home page
    or the section above.
    """
    claimed = next((link.get("href") or "" for link in markup.links("canonical")), "") or markup.meta(
        "og:url"
    )
    url = canonical(markup.url, claimed, own_domains)
    return markup.url if _is_section(url, markup.url) else url


def _is_section(url: str, page_url: str) -> bool:
    claimed, own = urlsplit(identity(url)).path, urlsplit(identity(page_url)).path
    return (
        own.startswith(claimed.rstrip("/") + "/")
        and own != claimed
        and not _ARTICLE_PATH.search(claimed.rpartition("/")[2])
    )


def picture(markup: Markup) -> str | None:
    """Give the address of the article's picture, if it may be asked."""
    for value in (
        markup.meta("og:image", "og:image:url", "twitter:image"),
        _first_url(markup.article.get("image")),
    ):
        url = resolve(markup.url, value) if value else ""
        if url and not refusal(url):
            return url
    return None


def _first_url(value: Any) -> str:
    if isinstance(value, list):
        return _first_url(value[0]) if value else ""
    if isinstance(value, Mapping):
        return _first_url(value.get("url") or value.get("contentUrl"))
    return value if isinstance(value, str) else ""


def alternates(markup: Markup, own: str, listed: Collection[str]) -> tuple[str, ...]:
    """Give the same article in other languages, by hreflang on the page and in the sitemap; home pages are
    not that.
    """
    found = set(listed)
    for link in markup.links("alternate"):
        if link.get("hreflang") and link.get("hreflang") != "x-default":
            found.add(resolve(markup.url, link.get("href") or ""))
    kept = {
        u
        for u in found
        if u and identity(u) != identity(own) and not refusal(u) and len(urlsplit(u).path.strip("/")) > 5
    }
    return tuple(sorted(kept))[:MOST_ALTERNATES]
