"""Where a page says its headline: in a heading, or in another element with these words and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import html

from pipeline.read.extract.block_names import get_labels
from pipeline.read.extract.short_lines import LONGEST
from pipeline.read.extract.sound import BEFORE_TITLE
from pipeline.text.clean import clean_line, fold_text

MOSTLY = 0.6
"""Share of the title in a heading that it begins with."""
MOST_PARTS = 12
"""Parts of a title that are looked for on the page."""
FEWEST_WORDS = 3
"""Words of a headline between bars; "Opinion", "Sport" and their like are sections."""
SIGN = 20
"""Letters of a title by which an element is known that could be the headline."""

FURNITURE = frozenset(
    {"aside", "footer", "nav", "script", "style", "select", "noscript", "template", "button", "iframe"}
)
NOT_OURS = re.compile(
    r"related|recommend|read-?more|sidebar|card|teaser|comment|most-?read|latest|ticker|clock|weather|"
    r"calendar|breadcrumb|disqus",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s{0,4}[|ㅣ│:]\s{1,4}|\s{1,4}[-–—•·»>]\s{1,4}")
_LEADING = FURNITURE | {"head", "a", "li"}


def find_heading(tree: html.HtmlElement, title: str) -> html.HtmlElement | None:
    """Give the heading with the title's words, else the first h1 that has any, else how the title begins.

    Where there is no such heading, the first element with the title's words and no others is the headline.
    """
    wanted = fold_text(title)
    headings = [(h, clean_line(h.text_content())) for h in tree.iter("h1", "h2", "h3")]
    for heading, text in headings:
        if text and fold_text(text) == wanted:
            return heading
    first = next((heading for heading, text in headings if text and heading.tag == "h1"), None)
    begins = (
        h for h, text in headings if len(text) >= MOSTLY * len(title) and wanted.startswith(fold_text(text))
    )
    if first is not None:
        return first
    begun = next(begins, None)
    return begun if begun is not None or not wanted else next(list_saying(tree, wanted, BEFORE_TITLE), None)


def list_around(heading: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Give the elements around a heading, the innermost first; one that only wraps another is left out."""
    held = heading
    for around in heading.iterancestors():
        is_wrapper = len(around) == 1 and not f"{around.text or ''}{held.tail or ''}".strip()
        if not is_wrapper:
            yield around
        held = around


def list_saying(
    tree: html.HtmlElement,
    wanted: str,
    more: int = 0,
    *,
    leads_home: Callable[[html.HtmlElement], bool] = lambda _link: False,
) -> Iterator[html.HtmlElement]:
    """Give the elements that say a title, folded, and nothing else but a number or kicker of `more` letters.

    Links, trails and cards that say it lead to it, but for a link to the page itself, as `leads_home` tells.
    """
    start = wanted[:SIGN]
    for element in tree.iter():
        if not isinstance(element.tag, str) or not element.text:
            continue
        if start not in fold_text(clean_line(element.text[: 4 * LONGEST])):
            continue
        said = fold_text(clean_line(element.text_content()))
        if len(said) > len(wanted) + more or not said.endswith(wanted):
            continue
        around = [one for one in (element, *element.iterancestors()) if one.tag not in {"body", "html"}]
        others = (one for one in around if one.tag != "a" or not leads_home(one))
        if not any(one.tag in _LEADING or NOT_OURS.search(get_labels(one)) for one in others):
            yield element


def find_shown_part(
    tree: html.HtmlElement, title: str, leads_home: Callable[[html.HtmlElement], bool]
) -> str:
    """Give the longest part of a title, between the marks that part it, which the page shows by itself."""
    cuts = [0, *(place for found in _MARK.finditer(title) for place in found.span()), len(title)]
    parts = [clean_line(title[a:b]) for n, a in enumerate(cuts[::2]) for b in cuts[2 * n + 1 :: 2]]
    some = [part for part in parts if len(part.split()) >= FEWEST_WORDS and part != title]
    for part in sorted(some, key=len, reverse=True)[:MOST_PARTS]:
        if next(list_saying(tree, fold_text(part), leads_home=leads_home), None) is not None:
            return part
    return title
