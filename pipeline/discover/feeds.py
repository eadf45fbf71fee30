"""RSS, Atom and RDF by feedparser: the slowest parser and the only one that does not silently damage addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import feedparser

from pipeline.discover.entries import Discovery, Reader
from pipeline.discover.kind import Kind

MOST_ENTRIES = 5000

_BOMB = re.compile(rb"<!DOCTYPE[^>\[]*\[.*?\]\s*>|<!DOCTYPE[^>]*>", re.IGNORECASE | re.DOTALL)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:sy:)?updatePeriod>\s*(\w+)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<(?:sy:)?updateFrequency>\s*([\d.]+)\s*</", re.IGNORECASE)
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


def read_feed(body: bytes, kind: Kind, reader: Reader) -> Discovery:
    """Read a feed of any age and damage; entries before the damage are kept."""
    # No DOCTYPE reaches the parser: entity bombs and external entities need one, honest feeds do not.
    parsed = feedparser.parse(_BOMB.sub(b"", body, count=1), sanitize_html=False, resolve_relative_uris=False)
    reader.language = str(parsed.feed.get("language") or "") or None
    for entry in parsed.entries[:MOST_ENTRIES]:
        _add(entry, reader, str(parsed.feed.get("base") or ""))
    return reader.done(kind, max_age=_max_age(body), damaged=bool(parsed.bozo))


def _add(entry: Mapping[str, Any], reader: Reader, base: str) -> None:
    detail = entry.get("title_detail") or {}
    source = entry.get("source") or {}
    reader.add(
        _link(entry),
        base=_base(entry, reader.url, base),
        title=str(entry.get("title") or ""),
        summary=_summary(entry),
        published=_published(entry),
        # An RSS item that was edited has no other sign of it than a later pubDate.
        updated=str(_plain(entry, "updated") or _plain(entry, "published") or ""),
        language=str(detail.get("language") or ""),
        publisher=str(source.get("title") or "") if isinstance(source, Mapping) else "",
    )


def _plain(entry: Mapping[str, Any], name: str) -> Any:
    """A field as it stands: feedparser's own look-up of `updated` warns when it falls back."""
    return dict.get(entry, name) if isinstance(entry, dict) else None


def _link(entry: Mapping[str, Any]) -> str:
    """The entry's own page: an alternate link, else the link, else a guid that is an address."""
    for link in entry.get("links") or ():
        if link.get("rel", "alternate") == "alternate" and link.get("href") and "html" in link.get("type", "html"):
            return str(link["href"])
    guid = str(entry.get("id") or "")
    return str(entry.get("link") or "") or (guid if guid.startswith(("http://", "https://")) else "")


def _base(entry: Mapping[str, Any], url: str, base: str) -> str:
    inner = str((entry.get("title_detail") or {}).get("base") or "")
    return urljoin(url, inner or base or url)


def _summary(entry: Mapping[str, Any]) -> str:
    content = entry.get("content") or ()
    full = str(content[0].get("value") or "") if content else ""
    return str(entry.get("summary") or "") or full


def _published(entry: Mapping[str, Any]) -> str:
    return str(entry.get("published") or entry.get("created") or entry.get("issued") or _plain(entry, "updated") or "")


def _max_age(body: bytes) -> int | None:
    """Seconds for which the feed says it will not change, by ttl or sy:updatePeriod over sy:updateFrequency."""
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
