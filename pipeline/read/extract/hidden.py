"""What a page does not show: by attribute, by style, by a name that hides in the kits that outlets use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import islice

from lxml import html

MOST_STYLES = 200_000
"""Characters of the page's own style sheets that are looked through."""
MOST_RULES = 50
"""Rules that hide, of these."""

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(0|(?:left|top|text-indent)\s*:\s*-\d{3}",
    re.IGNORECASE,
)
# Between boxes in a row it takes their gap away, and the boxes have a size of their own.
_TINY = re.compile(r"font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
# The two large kits of styles call it so; on some screens it is shown where they say from which size.
_HIDDEN = re.compile(r"(?<![^\s])(?:hidden|d-none)(?![^\s])")
_SHOWN = re.compile(r":(?:block|flex|grid|inline|table|contents)|d-\w+-(?:block|flex|grid|inline|table)")
_FOR_READERS = re.compile(r"(?<![a-z])(?:sr-only|screen-?reader|visually-?hidden)", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]{1,60})")
# A rule of one class that hides and does nothing else.
_RULE = re.compile(
    r"(?:^|[};/])\s{0,20}\.([\w-]{1,60})\s{0,5}\{\s{0,20}display\s{0,5}:\s{0,5}none[^{}]{0,40}\}"
)


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown; what a browser's search opens is folded away only."""
    if attributes.get("hidden", "until-found") != "until-found" or _is_refusal(attributes):
        return True
    style = attributes.get("style")
    if style is not None and _HIDING.search(style) is not None:
        return True
    called = attributes.get("class")
    return called is not None and _HIDDEN.search(called) is not None and not _SHOWN.search(called)


def _is_refusal(attributes: Mapping[str, str]) -> bool:
    """Whether AMP shows an element only to those who may not read the rest, which stands in the page."""
    return "subscriptions-dialog" in attributes or (
        attributes.get("subscriptions-section") == "content-not-granted"
    )


def is_unseen_inside(attributes: Mapping[str, str], hidden: Collection[str]) -> bool:
    """Whether words inside a line are not seen: hidden, for programs that read aloud, or of no size.

    `hidden` are the classes that the page's own style sheets hide.
    """
    called = attributes.get("class")
    if called is not None and (_FOR_READERS.search(called) or not set(called.split()).isdisjoint(hidden)):
        return True
    return is_hidden(attributes) or _TINY.search(attributes.get("style", "")) is not None


def list_hidden_names(tree: html.HtmlElement) -> frozenset[str]:
    """Give the classes that the page's own style sheets hide, and of which they say nothing else.

    Sheets that are loaded may show them again: only words inside a line are believed to be hidden so.
    """
    sheets = "\n".join(style.text or "" for style in tree.iter("style"))[:MOST_STYLES]
    rules = list(islice(_RULE.finditer(sheets), MOST_RULES)) if "none" in sheets else []
    named = Counter(_CLASS.findall(sheets)) if rules else Counter()
    return frozenset(one[1] for one in rules if named[one[1]] == 1 and _is_outside(sheets, one.start(1)))


def list_folded(tree: html.HtmlElement) -> frozenset[str]:
    """Give the ids of what headings of the page unfold: an answer below its question is text."""
    paths = (f"//{heading}//@aria-controls" for heading in ("h2", "h3", "h4", "h5"))
    return frozenset(str(one) for path in paths for one in tree.xpath(path))


def _is_outside(sheets: str, place: int) -> bool:
    """Whether a rule stands in no other, as one for paper or for small screens does."""
    return sheets.count("{", 0, place) == sheets.count("}", 0, place)
