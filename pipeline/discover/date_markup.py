"""Dates of feeds and sitemaps that are elements: made text, for parsers keep no more than their words."""

from __future__ import annotations

import re

_INNER = rb"time|span|abbr|div|p|b|strong|em|font"
_FIELDS = rb"pubdate|published|publication_date|updated|modified|issued|created|date|lastmod|lastbuilddate"
_ENDS_INNER = re.compile(rb"</(?:%s)\s?>" % _INNER, re.IGNORECASE)
_FIELD = re.compile(
    rb"(<(?:[\w-]{1,20}:)?(%s)(?:\s[^<>]{0,200})?>\s{0,20})(<(?:%s)\b[^\0]{1,1500}?)(?=</(?:[\w-]{1,20}:)?\2\s?>)"
    % (_FIELDS, _INNER),
    re.IGNORECASE,
)


def escape_date_markup(data: bytes) -> bytes:
    """Give a document in which the markup inside a date is text: `<pubDate><time datetime="…">…`."""
    if not _ENDS_INNER.search(data):
        return data
    return _FIELD.sub(_escape_markup, data)


def _escape_markup(found: re.Match[bytes]) -> bytes:
    return found[1] + found[3].replace(b"<", b"&lt;").replace(b">", b"&gt;")
