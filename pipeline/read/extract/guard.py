"""Parsing, behind a guard: a page that would take too long is turned away while that is still cheap.

The parser itself counts, without building a tree: no look at the text could say what it will take for an
element, a script or a comment.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree, html

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage

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


class _TooMuch(Exception):
    """Ends the parsing of a page beyond a bound, which the message names."""


class _Counter:
    """Counts what a parser sees, and ends it at the first thing too many."""

    def __init__(self) -> None:
        self.elements = 0
        self._depth = 0
        self._text = 0
        self._is_unseen = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count an element, its level and its attributes."""
        self.elements += 1
        self._depth += 1
        self._is_unseen = tag in _UNSEEN
        if self.elements > MOST_ELEMENTS:
            raise _TooMuch(f"more than {MOST_ELEMENTS} elements")
        if len(attributes) > MOST_ATTRIBUTES:
            raise _TooMuch(f"an element with {len(attributes)} attributes, more than {MOST_ATTRIBUTES}")
        if self._depth > DEEPEST:
            raise _TooMuch(f"nested deeper than {DEEPEST}")

    def end(self, tag: str) -> None:  # noqa: ARG002 - lxml's signature
        """Go a level up."""
        self._depth -= 1
        self._is_unseen = False

    def data(self, text: str) -> None:
        """Count text that a reader may see."""
        if not self._is_unseen:
            self._text += len(text)
            if self._text > MOST_TEXT:
                raise _TooMuch(f"more than {MOST_TEXT} characters of text")

    def close(self) -> _Counter:
        """Give the counter: lxml asks at the end."""
        return self


def parse_page(text: str) -> html.HtmlElement | Rejected:
    """Parse a page.

    Rejected as `too_complex` for more elements, levels, attributes or text than can be read, with the bound
    in the detail; `unreadable` without markup.
    """
    page = text.encode("utf-8", "replace")
    try:
        etree.fromstring(page, parser=_make_parser(_Counter()))
        tree = html.document_fromstring(page, parser=_make_parser(None))
    except _TooMuch as bound:
        return _reject_page(Outcome.TOO_COMPLEX, str(bound))
    except (etree.ParserError, etree.XMLSyntaxError):
        return _reject_page(Outcome.UNREADABLE, "no markup")
    return tree


def _make_parser(target: _Counter | None) -> html.HTMLParser:
    return html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        target=target,
    )


def _reject_page(outcome: Outcome, detail: str) -> Rejected:
    return Rejected(Stage.EXTRACT, outcome, detail)
