"""HTML parsed behind a guard: a page that would take too long is turned away while that is still cheap.

The parser itself counts, without building a tree: no look at the text could say what it will take for an
element, a script or a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree, html

MOST_ELEMENTS = 10_000
"""Elements of a page; the largest of 541 real ones has 6,066, most have 1,600 at most."""
DEEPEST = 250
"""Levels of nesting; libxml2 ends a tree at 256, copying one recurses in C. Real pages reach 138."""
MOST_ATTRIBUTES = 500
"""Of one element, the real ones have 59 at most. In a tree each is compared with all before it: 40,000 take
4 s.
"""
MOST_TEXT = 300_000
"""Characters between the tags, scripts and styles aside; real pages reach 153,000. Reading and judging take
3 microseconds for each.
"""

_UNSEEN = frozenset({"script", "style"})
# lxml.html asks a table in Python for each element; forms and their fields are no others to us.
_CLASSES = etree.ElementDefaultClassLookup(
    html.HtmlElement, html.HtmlComment, html.HtmlProcessingInstruction, html.HtmlEntity
)


class TooMuch(Exception):
    """Ends the parsing of a page beyond a bound, which the message names."""


class _Counter:
    """Counts the elements that a parser sees, and ends it at the first thing too many."""

    def __init__(self) -> None:
        self.elements = 0
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - lxml's signature
        """Count an element, its level and its attributes."""
        self.elements += 1
        self._depth += 1
        if self.elements > MOST_ELEMENTS:
            raise TooMuch(f"more than {MOST_ELEMENTS} elements")
        if len(attributes) > MOST_ATTRIBUTES:
            raise TooMuch(f"an element with {len(attributes)} attributes, more than {MOST_ATTRIBUTES}")
        if self._depth > DEEPEST:
            raise TooMuch(f"nested deeper than {DEEPEST}")

    def end(self, tag: str) -> None:  # noqa: ARG002 - lxml's signature
        """Go a level up."""
        self._depth -= 1

    def close(self) -> _Counter:
        """Give the counter: lxml asks at the end."""
        return self


class _TextCounter(_Counter):
    """Counts text as well."""

    def __init__(self) -> None:
        super().__init__()
        self._text = 0
        self._is_unseen = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count an element, and know whether what follows is read by people."""
        super().start(tag, attributes)
        self._is_unseen = tag in _UNSEEN

    def end(self, tag: str) -> None:
        """Go a level up."""
        super().end(tag)
        self._is_unseen = False

    def data(self, text: str) -> None:
        """Count text that a reader may see."""
        if not self._is_unseen:
            self._text += len(text)
            if self._text > MOST_TEXT:
                raise TooMuch(f"more than {MOST_TEXT} characters of text")


def parse_html(page: bytes) -> html.HtmlElement:
    """Parse a page in UTF-8; raise TooMuch beyond a bound, lxml's own errors where there is no markup."""
    # A page has no more characters of text than bytes.
    counter = _TextCounter() if len(page) > MOST_TEXT else _Counter()
    etree.fromstring(page, parser=_make_parser(counter))
    parser = _make_parser(None)
    parser.set_element_class_lookup(_CLASSES)
    return html.document_fromstring(page, parser=parser)


def _make_parser(target: Any) -> html.HTMLParser:
    return html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        target=target,
    )


def drop_elements(elements: Iterable[html.HtmlElement]) -> None:
    """Take elements, in the order of the document, out of their tree; what stands behind them stays.

    lxml's own way copies the text before an element for each that is taken out behind it.
    """
    before: tuple[html.HtmlElement, str] | None = None
    texts: list[str] = []
    for element in list(elements):
        above, previous = element.getparent(), element.getprevious()
        if above is None:
            continue
        place = (above, "text") if previous is None else (previous, "tail")
        if before is None or place[0] is not before[0] or place[1] != before[1]:
            _add_texts(before, texts)
            before, texts = place, []
        if element.tail:
            texts.append(element.tail)
            element.tail = None
        above.remove(element)
    _add_texts(before, texts)


def _add_texts(place: tuple[html.HtmlElement, str] | None, texts: list[str]) -> None:
    if place and texts:
        element, name = place
        setattr(element, name, "".join((getattr(element, name) or "", *texts)))
