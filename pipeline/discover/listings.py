"""Section pages: the links whose address follows the source's rule, with the words of the link as title."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.discover.entries import Discovery, EntryCollector, RawEntry
from pipeline.discover.entry_links import find_rejection
from pipeline.discover.kind import DocumentKind
from pipeline.model.outcomes import Outcome
from pipeline.text.parsing import TooMuch, parse_html
from pipeline.text.urls import resolve_link

MOST_LINKS = 500
SHORTEST_TITLE = 15
"""Characters; a shorter link text is "Read more" or a picture's."""


def read_listing(body: bytes, link: str, entries: EntryCollector) -> Discovery:
    """Read a section page in UTF-8; `link` is a regular expression that article addresses match.

    The longest text of links to one address is its title.
    """
    rule = re.compile(link)
    try:
        tree = parse_html(body)
    except TooMuch as bound:
        return Discovery(DocumentKind.HTML, Outcome.TOO_COMPLEX, detail=str(bound))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Discovery(DocumentKind.HTML, Outcome.MALFORMED)
    base = next((resolve_link(entries.url, b.get("href") or "") for b in tree.iter("base")), entries.url)
    titles: dict[str, str] = {}
    for anchor in tree.iter("a"):
        url = entries.resolve_address(anchor.get("href") or "", base)
        if url and rule.search(url):
            words = " ".join("".join(map(str, anchor.itertext())).split())
            titles[url] = max(titles.get(url, ""), words, key=len)
    entries.language = (tree.get("lang") or "") or None
    for url, title in list(titles.items())[:MOST_LINKS]:
        title = title if len(title) >= SHORTEST_TITLE else ""
        entries.add_entry(RawEntry(url, title=title, rejected=find_rejection(url)))
    return entries.build_discovery(DocumentKind.LISTING)
