"""The feeds that a page declares: what stands at an address that was taken for a feed's."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.discover.listings import find_base
from pipeline.discover.references import mend_references
from pipeline.text.addresses import explain_refusal
from pipeline.text.parsing import TooMuch, parse_html
from pipeline.text.urls import resolve_link

MOST_DECLARED = 5
"""Feeds that are named: some pages declare one for each section, and one for the comments of each article."""
_TYPES = ("rss", "atom", "rdf+xml", "feed+json", "json+feed")


def describe_declared_feeds(body: bytes, url: str) -> str:
    """Say in a sentence which feeds a page in UTF-8 declares by `<link rel=alternate>`; "" without one."""
    try:
        tree = parse_html(mend_references(body))
    except (TooMuch, etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    declared = list_declared_feeds(tree, url)
    if not declared:
        return ""
    more = f" and {len(declared) - MOST_DECLARED} more" if len(declared) > MOST_DECLARED else ""
    return f"the page declares {', '.join(declared[:MOST_DECLARED])}{more}"


def list_declared_feeds(tree: etree._Element, url: str) -> list[str]:
    """Give the addresses of the feeds that a page declares, in its order, each once."""
    return list(dict.fromkeys(_list_declared(tree, url)))


def _list_declared(tree: etree._Element, url: str) -> Iterator[str]:
    base = find_base(tree, url)
    for link in tree.iter("link"):
        kind, rel = (link.get("type") or "").lower(), (link.get("rel") or "").lower().split()
        address = resolve_link(base, link.get("href") or "")
        is_feed = "feed" in rel or ("alternate" in rel and any(name in kind for name in _TYPES))
        if is_feed and address and address != url and not explain_refusal(address):
            yield address
