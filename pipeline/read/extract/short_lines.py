"""The own words of an element: as one short line, or as text, and where they stand among its children."""

from __future__ import annotations

from lxml import html

from pipeline.read.extract.blocks import INLINE
from pipeline.text.clean import clean_line

LONGEST = 90
"""Characters of a line that is a date, or who wrote it, and little else."""
LONG_LINE = 80
"""Characters from which an element's own words are text."""
CLAUSE = 30
"""Characters with which a sentence goes on behind an element at least."""
MOST_CHILDREN = 50
"""Children whose words behind them are counted."""


def read_short_line(element: html.HtmlElement) -> str:
    """Give an element's text as one line, its pieces apart, or nothing when it is longer than a date line."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        stripped = piece.strip()
        length += len(stripped)
        if length > LONGEST:
            return ""
        if stripped:
            pieces.append(stripped)
    return clean_line(" ".join(pieces))


def list_pieces(element: html.HtmlElement) -> list[html.HtmlElement | int]:
    """Give the children of an element in their order, and the lengths of its own words where they are text.

    What stands before the words is before the text: a date and two lines may be in one element with it.
    """
    tails = [len((child.tail or "").strip()) for child in element[:MOST_CHILDREN]]
    before = len((element.text or "").strip())
    if before + sum(tails) < LONG_LINE:
        return list(element)
    pieces: list[html.HtmlElement | int] = [before]
    for number, child in enumerate(element):
        pieces.append(child)
        if number < len(tails) and tails[number]:
            pieces.append(tails[number])
    return pieces


def stands_in_text(element: html.HtmlElement, *, is_tag: bool = False) -> bool:
    """Whether an element within a line is a part of a sentence: with the words on both sides it is text.

    A tag of time must have words on both sides: it may stand behind a long line of who wrote it.
    """
    if element.tag not in INLINE:
        return False
    previous, holder = element.getprevious(), element.getparent()
    words = (holder.text if holder is not None else "") if previous is None else previous.tail
    before, behind = (words or "").strip(), (element.tail or "").strip()
    goes_on = (behind[:1].islower() or behind.startswith((",", ";"))) and len(behind) >= CLAUSE
    if is_tag:
        return bool(before) and goes_on
    return goes_on or (bool(before) and len(before) + len(behind) >= LONG_LINE)
