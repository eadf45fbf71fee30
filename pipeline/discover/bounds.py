"""What of an XML document is read at all: bounds of its markup, kept before a parser sees it.

feedparser takes 50 to 90 microseconds for a tag, goes through all attributes for each attribute and through
all namespaces for each element. libxml2 compares each attribute with all before it.
"""

from __future__ import annotations

import re

MOST_ENTRIES = 5_000
MOST_TAGS = 20_500
"""Tags of a feed, those inside CDATA and comments aside; a feed of 1,000 entries has 20,000. A `<` that
begins none counts as one: feedparser looks at each.
"""
MOST_ATTRIBUTES = 100
"""Of one element; beyond them all of its attributes are left out."""
MOST_NAMESPACES = 100
MOST_REFERENCES = 200_000
"""Character references outside of CDATA: feedparser takes 12 microseconds for each."""

# What is not closed goes to the end; that also keeps the time linear.
_TOKEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"""|<(/?)([a-zA-Z][^\s<>/"']*+)((?:"[^"<]*+"|'[^'<]*+'|[^<>"'])*+)|(<)""",
    re.DOTALL,
)
_VALUE = re.compile(rb"""=\s*+["']?""")
_NAMESPACE = re.compile(rb"xmlns:([^\s=<>]{1,100})")
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
            bounds.note = f"an element with more than {MOST_ATTRIBUTES} attributes, read without them"
    return (b"".join((*kept, data[start:])) if kept else data), bounds.note


def bound_references(data: bytes) -> tuple[bytes, str]:
    """Give a document up to the first reference too many, and in words that it was cut."""
    if data.count(b"&") <= MOST_REFERENCES:
        return data, ""
    place = -1
    for _ in range(MOST_REFERENCES + 1):
        place = data.find(b"&", place + 1)
    return data[:place], f"more than {MOST_REFERENCES} character references"


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
