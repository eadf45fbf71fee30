"""The date that a page prints for readers: the line beside its headline, often with a clock time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from pipeline.read.extract.markup import get_labels
from pipeline.text.clean import clean_line, fold_text

LONGEST = 90
"""Characters of a line that is a date and little else."""
MOST_LINES = 40
LEVELS = 4
"""How far up from the headline its date is looked for."""

_CALLED = re.compile(r"date|time|publish|posted|tarix|ngay|thoi-gian|meta|info", re.IGNORECASE)
# A day with its year, or a word for today or yesterday with a clock time; folded.
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d{2}|20\d{2}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -][^\W\d_]{3,12}\.?,?[ -]20\d{2}|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,?"
    r" 20\d{2}"
    r"|\d{1,2} thang \d{1,2}|\d{1,2} [^\W\d_]{3,12}[, ]+\d{1,2}:\d{2}"
    r"|(?:bu gun|dunen|hom nay|hom qua|сегодня|вчера|today|yesterday)\W.{0,6}\d{1,2}:\d{2}"
)
_FURNITURE = frozenset({"aside", "footer", "nav", "script", "style", "a", "select", "noscript"})
_NOT_OURS = re.compile(
    r"related|recommend|read-?more|sidebar|card|comment|most-?read|latest|ticker", re.IGNORECASE
)


def find_printed_dates(tree: html.HtmlElement, title: str) -> Iterator[str]:
    """Give the lines that look like the article's date, the likeliest first.

    They stand beside the headline, or in elements called so outside of headers. A site's header often shows
    today's date, and cards show the dates of other articles.
    """
    given: set[str] = set()
    heading = _find_heading(tree, title)
    lines = _find_beside(heading) if heading is not None else iter(())
    for line in (*lines, *_find_labelled(tree)):
        if line not in given:
            given.add(line)
            yield line
        if len(given) >= MOST_LINES:
            return


def _find_heading(tree: html.HtmlElement, title: str) -> html.HtmlElement | None:
    """Give the heading with the title's words, else the first h1 that has any."""
    wanted = fold_text(title)
    headings = [h for h in tree.iter("h1", "h2") if clean_line(h.text_content())]
    for heading in headings:
        if fold_text(clean_line(heading.text_content())) == wanted:
            return heading
    return next((h for h in headings if h.tag == "h1"), None)


def _find_beside(heading: html.HtmlElement) -> Iterator[str]:
    around = heading
    for _ in range(LEVELS):
        above = around.getparent()
        if above is None or above.tag in {"body", "html"}:
            break
        around = above
        yield from _find_lines(around)
    if around.getparent() is not None and around.getparent().tag == "body":
        for sibling in list(around.itersiblings())[:3]:
            yield from _find_lines(sibling)


def _find_labelled(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.xpath("//body//*[@class or @id][not(ancestor-or-self::header)]"):
        if not _CALLED.search(get_labels(element)) or _is_furniture(element):
            continue
        line = clean_line(element.text_content()[: LONGEST * 3])
        if len(line) <= LONGEST and _DATE.search(fold_text(line)):
            yield line


def _find_lines(around: html.HtmlElement) -> Iterator[str]:
    """Short lines with a date in them, the smallest element first that holds date and clock time."""
    for element in around.iter():
        if not isinstance(element.tag, str) or element.tag in _FURNITURE or element.tag in {"h1", "h2"}:
            continue
        line = clean_line(element.text_content()[: LONGEST * 3])
        if len(line) <= LONGEST and _DATE.search(fold_text(line)) and not _is_furniture(element):
            yield line


def _is_furniture(element: html.HtmlElement) -> bool:
    for one in (element, *element.iterancestors()):
        if one.tag in _FURNITURE or _NOT_OURS.search(get_labels(one)):
            return True
    return False
