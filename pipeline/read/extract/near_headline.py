"""The by-line that no markup names: a line beside the headline, or a link there to somebody's page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import html

from pipeline.read.extract.block_names import get_labels
from pipeline.read.extract.blocks import INLINE
from pipeline.read.extract.byline_names import BY, cut_date, looks_named, split_byline
from pipeline.read.extract.dateline import LEVELS, OPENING, is_own_footer
from pipeline.read.extract.saying import FURNITURE, NOT_OURS, find_heading, list_around
from pipeline.read.extract.short_lines import list_pieces, read_short_line
from pipeline.text.clean import clean_line, fold_text

MOST = 300
"""Elements around the headline that are looked at."""
MOST_AUTHORS = 20
"""Links and items under a heading for the authors."""

_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|by|autor(?:en|es)?|auteurs?|writers?|staff|journalists?|reporters?|columnists?|profiles?|"
    r"contributors?|muellif(?:ler)?|avtor|yazar(?:lar)?|tac-gia|redaktion)/[^/?#]",
    re.IGNORECASE,
)
_BY = re.compile(rf"(?:{BY})(?:\s*:\s*|\s+)", re.IGNORECASE)
_AUTHORS = re.compile(r"(?:written by|(?:about )?(?:the )?authors?|muellif(?:ler)?|автор\w?|tac gia)\W?")
_DASH = re.compile(r"\s[-–—/]\s")
# Who is quoted has not written it, nor has who took the picture.
_OTHERS = FURNITURE | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "q", "figure"}


def list_named_near(
    tree: html.HtmlElement, title: str, is_own: Callable[[html.HtmlElement], bool]
) -> list[str]:
    """Give the names of the first by-line below the headline, before much text; else of the last above it.

    `is_own` says whether an element is the article's.
    """
    heading = find_heading(tree, title)
    if heading is None:
        return []
    above: list[str] = []
    for is_below, element in _walk_around(heading):
        names = _read_byline(element)
        if names and not is_own(element):
            continue
        if names and is_below:
            return names
        above = names or above
    return above


def is_author_label(text: str) -> bool:
    """Whether words say "Authors" and nothing else."""
    return _AUTHORS.fullmatch(fold_text(text)) is not None


def list_under_label(tree: html.HtmlElement, is_own: Callable[[html.HtmlElement], bool]) -> list[str]:
    """Give the names in the links or items right behind a heading that says "Authors" and nothing else."""
    for heading in islice(tree.iter("h2", "h3", "h4", "h5", "h6", "dt", "strong"), MOST):
        behind = heading.getnext()
        if behind is None or not is_author_label(read_short_line(heading)):
            continue
        links = islice(behind.iter("a", "li"), MOST_AUTHORS)
        firsts = (next((piece for piece in one.itertext() if piece.strip()), "") for one in links)
        names = [name for name in dict.fromkeys(map(clean_line, firsts)) if looks_named(name)]
        if names and is_own(heading):
            return names
    return []


def _walk_around(heading: html.HtmlElement) -> Iterator[tuple[bool, html.HtmlElement]]:
    """Give the elements around the headline in the page's order, each with whether it stands below it."""
    above = list(heading.iterancestors())
    near = [one for one in islice(list_around(heading), LEVELS) if one.tag not in {"body", "html"}]
    header = next((one for one in near if one.tag == "header"), None)  # what stands in it is the article's
    stack: list[html.HtmlElement | int] = [*near[-1:]]
    is_below, text, number = False, 0, 0
    while stack and text <= OPENING and number < MOST:
        element = stack.pop()
        if isinstance(element, int):
            text += element if is_below else 0
            continue
        if element is heading:
            is_below = True
            continue
        if element not in above:
            is_meta = is_below and not text and is_own_footer(element)
            if not isinstance(element.tag, str) or (element.tag in _OTHERS and not is_meta):
                continue
            if NOT_OURS.search(get_labels(element)) and header not in element.iterancestors():
                continue
            yield is_below, element
            if element.tag == "li":
                continue
            number += 1
        stack += reversed(list_pieces(element))


def _read_byline(element: html.HtmlElement) -> list[str]:
    """Give the names in an element that is a by-line, or leads to the pages of those who wrote."""
    line = read_short_line(element)
    link = _find_only_link(element, line) if element.tag == "li" else element
    if link is not None and _names_author(link):
        written = list(split_byline(line, ()))
        return written if all(map(looks_named, written)) and not _stands_in_sentence(link) else []
    if not _BY.match(line) or any(child.tag not in INLINE for child in element):
        return []
    names = split_byline(cut_date(_DASH.split(line)[0]), ())
    return [name for name in names if looks_named(name)]


def _find_only_link(item: html.HtmlElement, line: str) -> html.HtmlElement | None:
    """Give the link that is all there is of a list's item."""
    link = next(item.iter("a"), None)
    return link if link is not None and read_short_line(link) == line else None


def _names_author(element: html.HtmlElement) -> bool:
    """Whether an element is marked as the author's, or a link to the page of somebody who writes."""
    if "author" in (element.get("rel") or "").lower().split():
        return True
    return element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or "") is not None


def _stands_in_sentence(link: html.HtmlElement) -> bool:
    """Whether a link is a part of a text: that is longer than a by-line, or ends as a sentence does."""
    holder = link.getparent()
    around = "" if holder is None else read_short_line(holder)
    return not around or around.endswith((".", "!", "?", "…"))
