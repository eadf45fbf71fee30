"""Section pages: the links whose address follows the source's rule, with what their cards say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from pipeline.discover.cards import Card
from pipeline.discover.entries import Discovery, EntryCollector, RawEntry
from pipeline.discover.entry_links import find_rejection
from pipeline.discover.kind import DocumentKind
from pipeline.model.outcomes import Outcome
from pipeline.text.parsing import TooMuch, parse_html
from pipeline.text.urls import resolve_link

MOST_LINKS = 500
MOST_SCRIPTED = 10_000
"""Addresses in scripts that are held against the rule."""

_ADDRESS = re.compile(r"""["']((?:https?:/)?/[^"'\s<>]{1,500})["']""")


def read_listing(body: bytes, link: str, entries: EntryCollector) -> Discovery:
    """Read a section page in UTF-8; `link` is a regular expression that article addresses match.

    Where no link does, the addresses in its scripts are taken.
    """
    rule = re.compile(link)
    try:
        tree = parse_html(body)
    except TooMuch as bound:
        return Discovery(DocumentKind.HTML, Outcome.TOO_COMPLEX, detail=str(bound))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Discovery(DocumentKind.HTML, Outcome.MALFORMED)
    base = find_base(tree, entries.url)
    cards: dict[str, Card] = {}
    for anchor in tree.iter("a"):
        url = entries.resolve_address(anchor.get("href") or "", base)
        if url and rule.search(url):
            cards.setdefault(url, Card()).add_link(anchor)
    if not cards:
        scripted = (entries.resolve_address(address, base) for address in _list_scripted(tree))
        cards = {url: Card() for url in scripted if url and rule.search(url)}
    entries.language = (tree.get("lang") or "") or None
    for url, card in list(cards.items())[:MOST_LINKS]:
        title, teaser, published = card.describe(entries.read_date)
        rejected = find_rejection(url)
        entries.add_entry(RawEntry(url, title=title, summary=teaser, published=published, rejected=rejected))
    return entries.build_discovery(DocumentKind.LISTING)


def _list_scripted(tree: etree._Element) -> Iterator[str]:
    """Give the addresses in the scripts of a page: some draw their lists from there."""
    found = (
        one[1]
        for script in tree.iter("script")
        for one in _ADDRESS.finditer((script.text or "").replace("\\u002F", "/").replace("\\/", "/"))
    )
    return islice(found, MOST_SCRIPTED)


def find_base(tree: etree._Element, url: str) -> str:
    """Give what the links of a page are relative to."""
    return next((resolve_link(url, base.get("href") or "") for base in tree.iter("base")), url)
