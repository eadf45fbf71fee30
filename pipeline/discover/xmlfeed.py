"""RSS, Atom and RDF by feedparser: the slowest parser, and the only one that damages no addresses."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import feedparser
import feedparser.mixin

from pipeline.discover.bounds import MOST_ENTRIES, bound_document
from pipeline.discover.entries import Discovery, EntryCollector, RawEntry
from pipeline.discover.entry_text import parse_language
from pipeline.discover.kind import DocumentKind
from pipeline.model.outcomes import Outcome
from pipeline.text.urls import mark_host, resolve_link

_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:sy:)?updatePeriod>\s*(\w+)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<(?:sy:)?updateFrequency>\s*([\d.]{1,9})\s*</", re.IGNORECASE)
# "dayly" is met, and "always" means as often as wanted.
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "dayly": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
    "always": 600,
}

_JOIN = feedparser.mixin._urljoin


@lru_cache(maxsize=1024)
def _join_address(base: str, link: str) -> str:
    try:
        marked = mark_host(base, link.strip())
    except ValueError:
        return ""
    return str(_JOIN(base, marked))


# At each tag feedparser joins the address of the feed with itself, which is two thirds of what a tag costs.
feedparser.mixin._urljoin = _join_address
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=1024)(feedparser.mixin.make_safe_absolute_uri)


def read_feed(body: bytes, kind: DocumentKind, entries: EntryCollector) -> Discovery:
    """Read a feed of any age and damage, from its root on; entries before the damage are kept."""
    bounded, note = bound_document(body)
    # Without an address of its own to go back to, one entry's xml:base would hold for all that follow.
    headers = {"content-location": entries.url, "content-type": "application/xml; charset=utf-8"}
    try:
        # As a stream: given bytes, feedparser would first try them as the name of a file.
        parsed = feedparser.parse(
            io.BytesIO(bounded), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        # It raises whatever damage makes its inner parsers raise; that is the feed's fault and has a word.
        return Discovery(kind, Outcome.MALFORMED, detail=f"feedparser: {type(error).__name__}")
    entries.language = str(parsed.feed.get("language") or "") or None
    for entry in parsed.entries[:MOST_ENTRIES]:
        entries.add_entry(_read_entry(entry, entries, str(parsed.feed.get("base") or "")))
    entries.notes += filter(None, [note])
    return entries.build_discovery(kind, max_age=_read_max_age(body), is_damaged=bool(parsed.bozo))


def _read_entry(entry: Mapping[str, Any], entries: EntryCollector, base: str) -> RawEntry:
    detail = _read_parts(entry, "title_detail")[0]
    source = _read_parts(entry, "source")[0]
    own, others = _read_links(entry, entries.language or "")
    text = _read_text(entry)
    return RawEntry(
        own,
        base=resolve_link(entries.url, str(detail.get("base") or "") or base),
        title=str(entry.get("title") or ""),
        summary=str(entry.get("summary") or "") or text,
        text=text,
        published=_read_published(entry),
        # An RSS item that was edited has no other sign of it than a later pubDate.
        updated=str(_read_field(entry, "updated") or _read_field(entry, "published") or ""),
        language=str(entry.get("language") or detail.get("language") or ""),
        publisher=str(source.get("title") or entry.get("news_source") or ""),
        alternates=others,
    )


def _read_parts(entry: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Give the parts of a structured field, at least an empty one.

    An element of that very name (<links>) takes its place as a string.
    """
    value = entry.get(name)
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, Mapping)] or [{}]


def _read_field(entry: Mapping[str, Any], name: str) -> Any:
    """A field as it stands: feedparser's own look-up of `updated` warns when it falls back."""
    return dict.get(entry, name) if isinstance(entry, dict) else None


def _read_links(entry: Mapping[str, Any], language: str) -> tuple[str, tuple[str, ...]]:
    """Give the entry's own page, and the same in other languages.

    Its own is an alternate link, else the link, else a guid that is an address.
    """
    if entry.get("feedburner_origlink"):
        return str(entry["feedburner_origlink"]), ()
    pages = [link for link in _read_parts(entry, "links") if _is_page(link)]
    if not pages:
        return str(entry.get("link") or "") or _read_guid(entry), ()
    mine = {None, parse_language(language)}
    own = next((p for p in pages if parse_language(p.get("hreflang", "")) in mine), pages[0])
    named = [page for page in pages if page.get("hreflang")]
    return str(own["href"]), tuple(str(page["href"]) for page in named if page is not own)


def _read_guid(entry: Mapping[str, Any]) -> str:
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else ""


def _is_page(link: Mapping[str, Any]) -> bool:
    if link.get("rel", "alternate") != "alternate" or not link.get("href"):
        return False
    return "html" in link.get("type", "html")


def _read_text(entry: Mapping[str, Any]) -> str:
    """Give the longest content in words: content:encoded, or that of Atom; a picture's is none."""
    contents = (part for part in _read_parts(entry, "content") if _is_in_words(part))
    return max((str(part.get("value") or "") for part in contents), key=len, default="")


def _is_in_words(content: Mapping[str, Any]) -> bool:
    kind = str(content.get("type") or "text")
    return kind.startswith("text") or "html" in kind or kind.endswith("xml")


def _read_published(entry: Mapping[str, Any]) -> str:
    return str(
        entry.get("published")
        or entry.get("created")
        or entry.get("issued")
        or _read_field(entry, "updated")
        or ""
    )


def _read_max_age(body: bytes) -> int | None:
    """Give the seconds for which the feed says it will not change: ttl, else sy:updatePeriod by frequency."""
    head = body[:8192]
    if ttl := _TTL.search(head):
        return int(ttl[1]) * 60 or None
    period = _PERIOD.search(head)
    if not period:
        return None
    seconds = _PERIODS.get(period[1].decode("ascii", "replace").lower())
    found = _FREQUENCY.search(head)
    try:
        frequency = float(found[1]) if found else 1.0
    except ValueError:
        frequency = 1.0
    return int(seconds / frequency) if seconds and frequency > 0 else None
