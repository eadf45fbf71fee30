"""The addresses that a page gives for itself, none believed unseen: canonical, picture, other languages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from pipeline.read.extract.markup import Markup
from pipeline.text.addresses import explain_refusal
from pipeline.text.canonical import pick_canonical_url
from pipeline.text.urls import identify_url, resolve_link

MOST_ALTERNATES = 20
SHORTEST_PATH = 6
"""Characters of an article's path; a language's home page has less."""


def find_canonical_url(markup: Markup, own_domains: Collection[str]) -> str:
    """Give the page's canonical address: the first that it names at all, when that can be believed."""
    named = (link.get("href") or "" for link in markup.find_links("canonical"))
    claimed = next((href for href in named if href.strip()), "") or markup.find_meta("og:url")
    return pick_canonical_url(markup.url, claimed, own_domains, markup.base)


def find_picture(markup: Markup) -> str | None:
    """Give the address of the article's picture, if it may be asked."""
    for value in (
        markup.find_meta("og:image", "og:image:url", "twitter:image"),
        _pick_url(markup.article.get("image")),
    ):
        url = resolve_link(markup.base, value) if value else ""
        if url and not explain_refusal(url):
            return url
    return None


def _pick_url(value: Any) -> str:
    if isinstance(value, list):
        return _pick_url(value[0]) if value else ""
    if isinstance(value, Mapping):
        return _pick_url(value.get("url") or value.get("contentUrl"))
    return value if isinstance(value, str) else ""


def find_alternates(markup: Markup, own: str, listed: Collection[str]) -> tuple[str, ...]:
    """Give the same article in other languages, by hreflang on the page and as the sitemap listed them."""
    found = set(listed)
    for link in markup.find_links("alternate"):
        if link.get("hreflang") and link.get("hreflang") != "x-default":
            found.add(resolve_link(markup.base, link.get("href") or ""))
    kept = [url for url in sorted(found) if url and _is_alternate(url, own)]
    return tuple(kept[:MOST_ALTERNATES])


def _is_alternate(url: str, own: str) -> bool:
    if identify_url(url) == identify_url(own) or explain_refusal(url):
        return False
    # Home pages are no articles.
    return len(urlsplit(url).path.strip("/")) >= SHORTEST_PATH
