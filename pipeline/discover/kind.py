"""What a document is, told by its first bytes: servers send feeds as text/html and web pages as application/xml."""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

MOST = 64 * 1024 * 1024
"""Bytes after unpacking; the largest sitemap that the protocol allows has 50 MiB."""
HEAD = 4096
GZIP = b"\x1f\x8b"


class Kind(StrEnum):
    """What a document at a feed's address turned out to be."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap-index"
    TEXT = "text"
    HTML = "html"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_ROOTS = {
    b"rss": Kind.RSS,
    b"feed": Kind.ATOM,
    b"rdf": Kind.RDF,
    b"urlset": Kind.SITEMAP,
    b"sitemapindex": Kind.SITEMAP_INDEX,
    b"html": Kind.HTML,
    b"body": Kind.HTML,
    b"head": Kind.HTML,
    b"script": Kind.HTML,
    b"channel": Kind.RSS,
}
_SKIPPED = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!doctype\s+html[^>]*>|<!doctype[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w-]+:)?([a-z]+)", re.IGNORECASE)
_ADDRESS_LINE = re.compile(rb"https?://\S+\s*$", re.MULTILINE)


def unpacked(body: bytes) -> bytes | None:
    """Give the bytes, gunzipped when they are gzip (a .xml.gz whatever the headers say); None when damaged or too large."""
    if not body.startswith(GZIP):
        return body if len(body) <= MOST else None
    try:
        gunzip = zlib.decompressobj(wbits=31)
        data = gunzip.decompress(body, MOST + 1)
    except zlib.error:
        return None
    return data if len(data) <= MOST and gunzip.eof else None


def tell_kind(body: bytes) -> Kind:
    """Tell what a document is from its first bytes."""
    head = _plain(body[: HEAD * 4])
    start = head.lstrip(b" \t\r\n\xef\xbb\xbf\x00")
    if not start:
        return Kind.EMPTY
    if start[:1] in b"{[":
        return Kind.JSON
    if start[:1] != b"<":
        return Kind.TEXT if _ADDRESS_LINE.match(start) else _look_further(head)
    return _root(start)


def _root(start: bytes) -> Kind:
    html = b"<!doctype html" in start[:200].lower()
    while skipped := _SKIPPED.match(start):
        start = start[skipped.end() :]
    found = _ROOT.match(start)
    if found and found[1].lower() in _ROOTS:
        return _ROOTS[found[1].lower()]
    return Kind.HTML if html else _look_further(start)


def _look_further(head: bytes) -> Kind:
    """Look for a root behind junk: some servers print warnings before the XML."""
    for mark, kind in (
        (b"<rss", Kind.RSS),
        (b"<feed", Kind.ATOM),
        (b"<rdf:", Kind.RDF),
        (b"<urlset", Kind.SITEMAP),
        (b"<html", Kind.HTML),
    ):
        if mark in head.lower():
            return kind
    return Kind.UNKNOWN


def _plain(head: bytes) -> bytes:
    """Make UTF-16 readable as ASCII for looking at tags."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or head[1:2] == b"\x00" or head[:1] == b"\x00":
        return head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return head
