"""Parsing, behind a guard: a page that would take too long is turned away while that is still cheap."""

from __future__ import annotations

import re

from lxml import etree, html

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage

MOST_ELEMENTS = 20_000
"""trafilatura's time grows with the square of short linked paragraphs: 40,000 take 36 s. Real news pages have
1,600 at most.
"""
DEEPEST = 250
"""Levels of nesting; copying a tree recurses in C, one frame a level, and browsers stop at 512."""
MOST_ATTRIBUTES = 500
"""Of one element; libxml2 compares each with all before it: 100,000 take 15 s."""

_LONG_TAG = re.compile(r"<[a-zA-Z][^<]{4000,}")
_ATTRIBUTES = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+""")
_ATTRIBUTE = re.compile(r"""[\s"'/][^\s"'<>=/]+(?=[\s=/]|$)""")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")


def parse_page(text: str) -> html.HtmlElement | Rejected:
    """Parse a page.

    Rejected as `too_complex` for more elements or levels than can be read, `unreadable` without markup.
    """
    # Every element has one "<" at least, and most have two; scripts hold some more.
    if text.count("<") > 4 * MOST_ELEMENTS:
        return _reject_page(Outcome.TOO_COMPLEX, f"about {text.count('<')} tags")
    if any(_count_attributes(found[0]) > MOST_ATTRIBUTES for found in _LONG_TAG.finditer(text)):
        return _reject_page(Outcome.TOO_COMPLEX, f"an element with more than {MOST_ATTRIBUTES} attributes")
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return _reject_page(Outcome.UNREADABLE, "no markup")
    elements = sum(1 for _ in tree.iter())
    if elements > MOST_ELEMENTS:
        return _reject_page(Outcome.TOO_COMPLEX, f"{elements} elements")
    if _TOO_DEEP(tree):
        return _reject_page(Outcome.TOO_COMPLEX, f"nested deeper than {DEEPEST}")
    return tree


def _count_attributes(tag: str) -> int:
    head = _ATTRIBUTES.match(tag)
    if head is None:
        return 0
    return len(_ATTRIBUTE.findall(_QUOTED.sub('""', head[0])))


def _reject_page(outcome: Outcome, detail: str) -> Rejected:
    return Rejected(Stage.EXTRACT, outcome, detail)
