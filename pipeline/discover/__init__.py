"""Discover: the bytes of a feed, sitemap or section page in; candidates, sub-sitemaps and what was wrong out.
Pure: nothing is fetched.
"""

from __future__ import annotations

from datetime import datetime

from pipeline.config.sources import Source
from pipeline.discover.encoding import convert_to_utf8
from pipeline.discover.entries import Discovery, Reader
from pipeline.discover.feeds import read_feed
from pipeline.discover.jsonfeed import read_json
from pipeline.discover.kind import Kind, tell_kind, unpack_body
from pipeline.discover.listings import read_listing
from pipeline.discover.sitemaps import read_sitemap, read_text_sitemap
from pipeline.discover.window import Window
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome

__all__ = ["Discovery", "Kind", "discover_candidates", "tell_kind"]


def discover_candidates(
    body: bytes,
    *,
    url: str,
    source: Source | None,
    feed: FeedTask | None,
    now: datetime,
    window: Window | None = None,
) -> Discovery:
    """Give what a feed lists; its bytes decide what kind it is, never its content type.

    `window` bounds sitemaps (the last 30 days otherwise). One bad entry costs one entry.
    """
    packed = unpack_body(body)
    if packed is None:
        return Discovery(Kind.UNKNOWN, Outcome.MALFORMED, detail="damaged or oversized compression")
    data = convert_to_utf8(packed)
    kind, start = tell_kind(data)
    reader = Reader(url=url, source=source, feed=feed, now=now, window=window or Window.make_ordinary(now))
    if feed and feed.link and kind in {Kind.HTML, Kind.UNKNOWN}:
        return read_listing(data, feed.link, reader)
    return _read_document(data[start:], kind, reader)


def _read_document(data: bytes, kind: Kind, reader: Reader) -> Discovery:
    if kind in {Kind.RSS, Kind.ATOM, Kind.RDF}:
        return read_feed(data, kind, reader)
    if kind is Kind.JSON:
        return read_json(data, reader)
    if kind in {Kind.SITEMAP, Kind.SITEMAP_INDEX}:
        return read_sitemap(data, kind, reader)
    if kind is Kind.TEXT:
        return read_text_sitemap(data, reader)
    if kind is Kind.EMPTY:
        return Discovery(kind, Outcome.EMPTY)
    return Discovery(kind, Outcome.NOT_A_FEED if kind is Kind.HTML else Outcome.MALFORMED)
