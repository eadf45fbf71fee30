"""A page of an outlet as the way to its feeds: what it says of itself, and what robots.txt lists."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from pipeline.discover.declared_feeds import list_declared_feeds
from pipeline.discover.entry_text import parse_language
from pipeline.text.addresses import explain_refusal
from pipeline.text.clean import clean_line
from pipeline.text.encoding import recode_page
from pipeline.text.parsing import TooMuch, parse_html
from pipeline.text.urls import resolve_link

MOST_OF_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are read: the least that RFC 9309 (2.5) asks for."""
MOST_SITEMAPS = 10
LONGEST_NAME = 60
_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", ": ")
"""What stands in a title between the name of an outlet and what it says about itself."""


class SitePage(NamedTuple):
    """What a page says of its outlet: its name, the language and country of `<html lang>`, its feeds."""

    name: str = ""
    language: str = ""
    country: str = ""
    feeds: tuple[str, ...] = ()


def read_site_page(body: bytes, url: str) -> SitePage:
    """Read what a page says of its outlet; nothing where it is no page that can be read."""
    try:
        tree = parse_html(recode_page(body))
    except (TooMuch, etree.ParserError, etree.XMLSyntaxError, ValueError):
        return SitePage()
    declared = tree.get("lang") or ""
    country = declared.replace("_", "-").rpartition("-")[2] if len(declared) == len("az-AZ") else ""
    return SitePage(
        name=_find_name(tree),
        language=parse_language(declared) or "",
        country=country.upper() if country.isascii() and country.isalpha() else "",
        feeds=tuple(list_declared_feeds(tree, url)),
    )


def _find_name(tree: etree._Element) -> str:
    names = (m.get("content") for m in tree.iter("meta") if m.get("property") == "og:site_name")
    name = clean_line(next(names, None) or next((t.text for t in tree.iter("title")), None) or "")
    for separator in _SEPARATORS:
        name = name.partition(separator)[0]
    return name[:LONGEST_NAME].strip()


def list_robots_sitemaps(robots: bytes, url: str) -> list[str]:
    """Give the addresses of the sitemaps that a robots.txt lists, in its order, each once."""
    found: dict[str, None] = {}
    for line in robots[:MOST_OF_ROBOTS].decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        address = resolve_link(url, value.strip()) if name.strip().lower() == "sitemap" else ""
        if address and not explain_refusal(address):
            found[address] = None
    return list(found)[:MOST_SITEMAPS]
