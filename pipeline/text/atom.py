"""An Atom feed (RFC 4287), written: of a watch, of an export, of each cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.text.clean import clean_line

NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """An entry; times as ISO 8601 with a zone, `url` empty where there is none that may be followed."""

    id: str
    title: str
    updated: str
    published: str
    author: str
    summary: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    language: str = ""


def write_atom(id_: str, title: str, updated: str, entries: Iterable[AtomEntry], author: str = "") -> bytes:
    """Give a feed with its entries in the order given; the same values give the same bytes."""
    feed = etree.fromstring(f'<feed xmlns="{NAMESPACE}"/>')
    _add(feed, "id", id_)
    _add(feed, "title", title)
    _add(feed, "updated", updated)
    if author:
        _add(_add(feed, "author"), "name", author)
    for entry in entries:
        _add_entry(feed, entry)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _add_entry(feed: Any, entry: AtomEntry) -> None:
    element = _add(feed, "entry")
    spoken = {"hreflang": entry.language} if entry.language else {}
    if entry.language:
        element.set(_LANGUAGE, entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    if entry.url:
        _add(element, "link", rel="alternate", href=entry.url, **spoken)
    _add(element, "published", entry.published)
    _add(element, "updated", entry.updated)
    _add(_add(element, "author"), "name", entry.author)
    for category in entry.categories:
        _add(element, "category", term=clean_line(category))
    if entry.summary:
        _add(element, "summary", entry.summary)


def _add(above: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    made = etree.SubElement(above, f"{{{NAMESPACE}}}{name}", attributes)
    made.text = clean_line(text) if text else None
    return made
