"""Discover: the bytes of a feed, sitemap or section page in; candidates, sub-sitemaps and faults out."""

from __future__ import annotations

from datetime import datetime

from pipeline.config.settings import get_settings
from pipeline.config.sources import Source
from pipeline.discover.bounds import MOST_OF_SITEMAP, MOST_REFERENCES, bound_references
from pipeline.discover.date_markup import escape_date_markup
from pipeline.discover.declared_feeds import describe_declared_feeds
from pipeline.discover.entries import Discovery, EntryCollector
from pipeline.discover.jsonfeed import read_json
from pipeline.discover.kind import DocumentKind, detect_kind, unpack_body
from pipeline.discover.listings import read_listing
from pipeline.discover.references import mend_references
from pipeline.discover.sitemaps import read_sitemap, read_text_sitemap
from pipeline.discover.window import Window
from pipeline.discover.xmlfeed import read_feed
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.text.coding import BrokenBody, TooLarge
from pipeline.text.encoding import recode_feed

__all__ = ["Discovery", "DocumentKind", "Window", "discover_candidates"]


def discover_candidates(
    body: bytes,
    *,
    url: str,
    source: Source | None,
    feed: FeedTask | None,
    now: datetime,
    window: Window | None = None,
    limit: int | None = None,
) -> Discovery:
    """Give what a feed lists; its bytes decide what kind it is, never its content type.

    `window` bounds sitemaps (the last 30 days otherwise), `limit` the bytes, packed or
    unpacked (`AZVN_MAX_BYTES` otherwise). One bad entry costs one entry. Nothing is fetched.
    """
    try:
        data = recode_feed(unpack_body(body, limit or get_settings().max_bytes))
    except BrokenBody as error:
        return Discovery(DocumentKind.UNKNOWN, Outcome.MALFORMED, detail=f"damaged compression: {error}")
    except TooLarge as error:
        return Discovery(DocumentKind.UNKNOWN, Outcome.TOO_LARGE, detail=str(error))
    kind, start = detect_kind(data)
    window = window or Window.make_ordinary(now)
    entries = EntryCollector(url=url, source=source, feed=feed, now=now, window=window)
    if feed and feed.link and kind in {DocumentKind.HTML, DocumentKind.UNKNOWN}:
        return read_listing(_mend_bounded(data, MOST_REFERENCES, entries), feed.link, entries)
    return _read_document(data[start:], kind, entries)


def _read_document(data: bytes, kind: DocumentKind, entries: EntryCollector) -> Discovery:
    if kind in {DocumentKind.RSS, DocumentKind.ATOM, DocumentKind.RDF}:
        return read_feed(escape_date_markup(_mend_bounded(data, MOST_REFERENCES, entries)), kind, entries)
    if kind is DocumentKind.JSON:
        return read_json(data, entries)
    if kind in {DocumentKind.SITEMAP, DocumentKind.SITEMAP_INDEX}:
        mended = escape_date_markup(_mend_bounded(data, MOST_OF_SITEMAP, entries))
        return read_sitemap(mended, kind, entries)
    if kind is DocumentKind.TEXT:
        return read_text_sitemap(data, entries)
    if kind is DocumentKind.EMPTY:
        return Discovery(kind, Outcome.EMPTY)
    if kind is DocumentKind.HTML:
        return Discovery(kind, Outcome.NOT_A_FEED, detail=describe_declared_feeds(data, entries.url))
    return Discovery(kind, Outcome.MALFORMED)


def _mend_bounded(data: bytes, most: int, entries: EntryCollector) -> bytes:
    """Mend as many references as are read at all; that the others were cut is noted."""
    bounded, note = bound_references(data, most)
    entries.notes += filter(None, [note])
    return mend_references(bounded)
