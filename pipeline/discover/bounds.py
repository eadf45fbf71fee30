"""What of an XML document is read at all: bounds of its markup, kept before a parser sees it.

feedparser takes 50 to 90 microseconds for a tag, goes through all attributes for each attribute and through
all namespaces for each element. libxml2 compares each attribute with all before it.
"""

from __future__ import annotations

import re
from itertools import islice

MOST_ENTRIES = 5_000
MOST_TAGS = 20_500
"""Tags of a feed, those inside CDATA and comments aside; a feed of 1,000 entries has 20,000. A `<` that
begins none counts as one: feedparser looks at each.
"""
MOST_ATTRIBUTES = 100
"""Of one element; beyond them all of its attributes are left out."""
MOST_NAMESPACES = 100
MOST_REFERENCES = 100_000
"""Ampersands of a feed: feedparser takes some microseconds for a reference."""
MOST_OF_SITEMAP = 500_000
"""Tags of a sitemap, ten for each address, and its ampersands."""

# What is not closed goes to the end; that also keeps the time linear.
_TOKEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"""|<(/?)([a-zA-Z][^\s<>/"']*+)((?:"[^"<]*+"|'[^'<]*+'|[^<>"'])*+)|(<)""",
    re.DOTALL,
)
_OPENING = re.compile(rb"<")
_AMPERSAND = re.compile(rb"&")
# An element of a sitemap that may have too many attributes; its addresses are shorter, and so are its texts.
_LONG_TAG = re.compile(rb"<(?=[a-zA-Z])[^<]{%d,}" % (4 * MOST_ATTRIBUTES))
_VALUE = re.compile(rb"""=\s*+["']?""")
_NAMESPACE = re.compile(rb"xmlns:([^\s=<>]{1,100})")
_LEFT_OUT = f"an element with more than {MOST_ATTRIBUTES} attributes, read without them"
_ENTRY_NAMES = (b"item", b"entry")


def bound_document(data: bytes, most_tags: int = MOST_TAGS) -> tuple[bytes, str]:
    """Give as much of a document as is read, and in words what is not; "" where all of it is.

    The tags, entries and namespaces beyond a bound end it; an element with too many attributes loses them.
    """
    bounds = _Bounds(most_tags)
    kept: list[bytes] = []
    start = 0
    for token in _TOKEN.finditer(data):
        if token[2] is None and token[4] is None:
            continue
        if bounds.ends_document(token):
            return b"".join((*kept, data[start : token.start()])), bounds.note
        if (
            token[3]
            and len(token[3]) > 4 * MOST_ATTRIBUTES
            and len(_VALUE.findall(token[3])) > MOST_ATTRIBUTES
        ):
            kept += (data[start : token.start(3)], b"/" if token[3].endswith(b"/") else b"")
            start = token.end(3)
            bounds.note = _LEFT_OUT
    return (b"".join((*kept, data[start:])) if kept else data), bounds.note


def bound_sitemap(data: bytes) -> tuple[bytes, str]:
    """Give as much of a sitemap as is read, as `bound_document` does: its bounds are wider, and nearly all of
    the search is done in C.
    """
    data, note = _cut_after(data, _OPENING, MOST_OF_SITEMAP, "tags")
    spaces: set[bytes] = set()
    for found in _NAMESPACE.finditer(data):
        spaces.add(found[1])
        if len(spaces) > MOST_NAMESPACES:
            data, note = data[: data.rfind(b"<", 0, found.start())], f"more than {MOST_NAMESPACES} namespaces"
            break
    kept: list[bytes] = []
    start = 0
    for long in _LONG_TAG.finditer(data):
        token = _TOKEN.match(data, long.start())
        if token and token[3] and len(_VALUE.findall(token[3])) > MOST_ATTRIBUTES:
            kept += (data[start : token.start(3)], b"/" if token[3].endswith(b"/") else b"")
            start = token.end(3)
            note = note or _LEFT_OUT
    return (b"".join((*kept, data[start:])) if kept else data), note


def bound_references(data: bytes, most: int = MOST_REFERENCES) -> tuple[bytes, str]:
    """Give a document up to the first reference too many, and in words that it was cut."""
    return _cut_after(data, _AMPERSAND, most, "character references")


def _cut_after(data: bytes, sign: re.Pattern[bytes], most: int, name: str) -> tuple[bytes, str]:
    if data.count(sign.pattern) <= most:
        return data, ""
    beyond = next(islice(sign.finditer(data), most, None))
    return data[: beyond.start()], f"more than {most} {name}"


class _Bounds:
    """Counts tags, entries and namespaces up to the first too many."""

    def __init__(self, most_tags: int) -> None:
        self.note = ""
        self._most_tags = most_tags
        self._tags = self._entries = 0
        self._namespaces: set[bytes] = set()

    def ends_document(self, token: re.Match[bytes]) -> bool:
        """Count a tag; whether it is one too many, which `note` then says."""
        self._tags += 2 if (token[3] or b"").endswith(b"/") else 1
        if self._tags > self._most_tags:
            self.note = f"more than {self._most_tags} tags"
            return True
        if token[1] or token[2] is None:
            return False
        if token[2].rpartition(b":")[2].lower() in _ENTRY_NAMES:
            self._entries += 1
            if self._entries > MOST_ENTRIES:
                self.note = f"more than {MOST_ENTRIES} entries"
                return True
        if b"xmlns:" in token[3]:
            self._namespaces.update(_NAMESPACE.findall(token[3]))
            if len(self._namespaces) > MOST_NAMESPACES and token[3].count(b"=") <= MOST_ATTRIBUTES:
                self.note = f"more than {MOST_NAMESPACES} namespaces"
                return True
        return False
