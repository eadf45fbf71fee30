"""What a document is, by its first bytes: servers send feeds as text/html and pages as application/xml."""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.text.coding import MOST_CODINGS, decode_content

GZIP = b"\x1f\x8b"
_JUNK = 65_536
"""Bytes in which a root is looked for behind what servers print before it."""


class DocumentKind(StrEnum):
    """What a document at a feed's address turned out to be."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap-index"
    TEXT = "text"
    HTML = "html"
    LISTING = "listing"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_ROOTS = {
    b"rss": DocumentKind.RSS,
    b"feed": DocumentKind.ATOM,
    b"rdf": DocumentKind.RDF,
    b"urlset": DocumentKind.SITEMAP,
    b"sitemapindex": DocumentKind.SITEMAP_INDEX,
    b"html": DocumentKind.HTML,
    b"body": DocumentKind.HTML,
    b"head": DocumentKind.HTML,
    b"script": DocumentKind.HTML,
    b"channel": DocumentKind.RSS,
}
_PROLOGUE = re.compile(
    rb"\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_ROOT = re.compile(rb"<(?:[\w-]+:)?([a-z]+)", re.IGNORECASE)
_LATER_ROOT = re.compile(rb"<(?:[\w-]+:)?(rss|feed|rdf|urlset|sitemapindex|html)(?=[\s>:])", re.IGNORECASE)
_ADDRESS_LINE = re.compile(rb"https?://\S+\s*$", re.MULTILINE)


def unpack_body(body: bytes, limit: int) -> bytes:
    """Give the bytes, gunzipped as long as they are gzip.

    A .xml.gz comes with any headers, and some are packed once as a file and again on their way. Raise
    BrokenBody for damage, TooLarge beyond `limit` bytes, packed or unpacked.
    """
    for _ in range(MOST_CODINGS):
        if not body.startswith(GZIP):
            break
        body = decode_content(body, "gzip", limit)
    return decode_content(body, "identity", limit)


def detect_kind(data: bytes) -> tuple[DocumentKind, int]:
    """Say what a document in UTF-8 is, and at which byte its root begins; a listing is HTML here.

    What stands before the root is for nobody: without a DOCTYPE there are no entity bombs and no external
    entities.
    """
    start = 0
    while before := _PROLOGUE.match(data, start):
        start = before.end()
    first = data[start : start + 1]
    if not first:
        return (DocumentKind.UNKNOWN if data.strip() else DocumentKind.EMPTY), start
    if first in b"{[":
        return DocumentKind.JSON, start
    if first != b"<" and _ADDRESS_LINE.match(data, start, start + 4096):
        return DocumentKind.TEXT, start
    root = _ROOT.match(data, start)
    if root is None or root[1].lower() not in _ROOTS:
        # Some servers print warnings before the XML.
        root = _LATER_ROOT.search(data, start, start + _JUNK)
    if root is None:
        return DocumentKind.UNKNOWN, start
    return _ROOTS[root[1].lower()], root.start()
