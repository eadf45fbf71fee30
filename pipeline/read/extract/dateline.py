"""The dates that a page prints for readers: which of them is its own is decided by where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from lxml import html

from pipeline.read.extract.block_names import TRAIL, get_labels
from pipeline.read.extract.date_labels import DATE, Said, is_date_line, read_label, split_line
from pipeline.read.extract.saying import FURNITURE, NOT_OURS, find_heading, list_around
from pipeline.read.extract.short_lines import LONGEST, list_pieces, read_short_line, stands_in_text
from pipeline.text.clean import clean_line, fold_text

MOST = 40
"""Dates that are looked at."""
LEVELS = 4
"""How far up from the headline its date is looked for before it."""
LEAD = 200
"""Characters of text below the headline behind which a heading begins another section."""
ITEM = 400
"""Characters of an item of a list at most."""
OPENING = 600
"""Characters of text below the headline within which its date stands: a lead may come first."""

_CALLED = re.compile(r"date|time|publish|posted|tarix|ngay|thoi-gian|meta|info|byline", re.IGNORECASE)
_TODAY = re.compile(r"today|current|now(?![a-z])|clock", re.IGNORECASE)
_JOINT = re.compile(r"[-_]|(?<=[a-z])(?=[A-Z])")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_OWN_LINK = re.compile(r"/20\d{2}/\d{1,2}|^#")


class Place(IntEnum):
    """Where a date stands; a lower one is believed before a higher."""

    BELOW_HEADLINE = 0
    ABOVE_HEADLINE = 1
    ELSEWHERE = 2


class Printed(NamedTuple):
    """A date as printed or as its tag has it; ordered by how far it can be believed."""

    said: Said
    place: Place
    number: int
    rung: str
    value: str

    @property
    def is_beside_headline(self) -> bool:
        """Whether it is a tag of time below the headline that no word calls a change."""
        below = self.place is Place.BELOW_HEADLINE and self.rung == "time-tag"
        return below and self.said is not Said.UPDATED


def find_printed_dates(
    tree: html.HtmlElement, title: str, is_others: Callable[[html.HtmlElement], bool]
) -> list[Printed]:
    """Give what could be the article's date, the likeliest first; rungs are `time-tag` and `text`.

    Below the headline comes before above it and both before elsewhere, "published" before no word and both
    before "updated". Cards, lists of others, comments, the site's clock and days in sentences are left out,
    and what `is_others` says is of somebody else.
    """
    heading = find_heading(tree, title)
    found = list(_Walk(tree, heading, is_others).find_dates())
    return sorted(found, key=lambda one: (one.said is Said.UPDATED, one.place, one.said, one.number))


class _Walk:
    """One walk over the page in its order, which knows where the headline and the text stand."""

    def __init__(
        self,
        tree: html.HtmlElement,
        heading: html.HtmlElement | None,
        is_others: Callable[[html.HtmlElement], bool],
    ) -> None:
        self.body = tree.find("body") if tree.find("body") is not None else tree
        self.heading = heading
        self.is_others = is_others
        self.above = list(heading.iterancestors()) if heading is not None else []
        around = list_around(heading) if heading is not None else ()
        self.near = set(islice(around, LEVELS)) - {self.body, tree}
        self.is_below = False
        self.text = 0
        self.number = 0

    def find_dates(self) -> Iterator[Printed]:
        """Give the dates in the page's order."""
        stack: list[tuple[html.HtmlElement | int, Said | None]] = [(self.body, Said.NOTHING)]
        while stack and self.number < MOST:
            element, introduced = stack.pop()
            if isinstance(element, int):
                self.text += element if self.is_below else 0
                continue
            if not isinstance(element.tag, str) or self._is_furniture(element):
                continue
            if element is self.heading:
                self.is_below = True
                continue
            if element.tag in _HEADINGS and self.text > LEAD:
                # What follows another heading than the headline's is not beside that.
                self.text = max(self.text, OPENING + 1)
            taken = list(self._read_element(element, introduced))
            if taken and self.is_others(element):
                continue
            yield from taken
            if any(one.rung == "time-tag" for one in taken):
                continue
            # What a line says of its date holds for the pieces of it; of two dates only the line tells.
            if taken:
                introduced = taken[0].said if len(taken) == 1 else None
            stack += [(piece, introduced) for piece in reversed(list_pieces(element))]

    def _is_furniture(self, element: html.HtmlElement) -> bool:
        if element in self.above or element is self.body:
            return False
        if element.tag in FURNITURE or (element.tag == "header" and not self.is_below):
            return not self._is_beside(element) and not (
                self.is_below and not self.text and is_own_footer(element)
            )
        if element.tag == "a":
            return _is_headline_link(element)
        called = f"{get_labels(element)} {element.get('itemtype') or ''}"
        # In one row with a trail the date is the page's.
        return NOT_OURS.search(TRAIL.sub("", called)) is not None

    def _is_beside(self, element: html.HtmlElement) -> bool:
        """Whether a short side element stands right beside the headline, or before what holds it."""
        if element.tag != "aside" or self.heading is None or not read_short_line(element):
            return False
        follows = element.getnext()
        return self.heading in (follows, element.getprevious()) or follows in self.above

    def _read_element(self, element: html.HtmlElement, introduced: Said | None) -> Iterator[Printed]:
        place = self._find_place(element)
        tagged = _read_tag(element)
        if stands_in_text(element, is_tag=tagged is not None):
            return
        if tagged:
            if place is Place.ELSEWHERE and (_is_listed(element) or not self._is_near(element)):
                return
            self.number += 1
            said = introduced if tagged[0] is Said.NOTHING and introduced is not None else tagged[0]
            yield Printed(said, place, self.number, "time-tag", tagged[1])
        elif element in self.above or element.tag in _HEADINGS or not self._may_date(element, place):
            return
        yield from self._read_line(element, place, introduced)

    def _read_line(
        self, element: html.HtmlElement, place: Place, introduced: Said | None
    ) -> Iterator[Printed]:
        line = read_short_line(element)
        folded = fold_text(line)
        if not line or not is_date_line(folded):
            return
        if self.text > LEAD and next(element.iter(*_HEADINGS), None) is not None:
            return  # a card below the text
        parts = split_line(folded)
        if introduced is Said.NOTHING:
            introduced = read_label(fold_text(_JOINT.sub(" ", get_labels(element))))
        if len(element) and any(len(DATE.findall(part.text)) > 1 for part in parts):
            return  # the pieces tell which is which
        # A tag inside is more exact than the words around it.
        later = MOST if element.find(".//time") is not None else 0
        for part in parts:
            said = introduced if part.said is Said.NOTHING else part.said
            if said is not None:
                self.number += 1
                yield Printed(said, place, self.number + later, "text", part.text)

    def _find_place(self, element: html.HtmlElement) -> Place:
        if self.heading is None or (self.is_below and self.text > OPENING):
            return Place.ELSEWHERE
        if self.is_below:
            return Place.BELOW_HEADLINE
        # What only says the title does not tell what stands above it: the page's own, or another's.
        is_sure = self.heading.tag in _HEADINGS or element.tag == "time"
        is_called = _CALLED.search(get_labels(element)) is not None
        is_sure = is_sure or (is_called and element is self.heading.getprevious())
        return Place.ABOVE_HEADLINE if is_sure and self._is_near(element) else Place.ELSEWHERE

    def _is_near(self, element: html.HtmlElement) -> bool:
        return self.heading is None or not self.near.isdisjoint(element.iterancestors())

    def _may_date(self, element: html.HtmlElement, place: Place) -> bool:
        """Whether a line that is no tag of time could be the date: elsewhere only where it is called so."""
        labels = get_labels(element)
        if _TODAY.search(labels) and place is not Place.BELOW_HEADLINE:
            return False
        says = read_label(fold_text((element.text or "")[:LONGEST]))
        if place is not Place.ELSEWHERE or says is Said.PUBLISHED:
            return True
        return _CALLED.search(labels) is not None and not _is_listed(element)


def is_own_footer(element: html.HtmlElement) -> bool:
    """Whether an element is an article's footer: some systems write date and author there, above the text."""
    return element.tag == "footer" and next(element.iterancestors("article"), None) is not None


def _read_tag(element: html.HtmlElement) -> tuple[Said, str] | None:
    """Give the date that an element's attributes hold, and how it is introduced."""
    prop = element.get("itemprop") or element.get("property") or ""
    value = element.get("datetime") or element.get("content") or element.get("title") or ""
    if not any(c.isdigit() for c in value):
        return None
    if element.tag not in {"time", "abbr"} and "date" not in prop.lower() and not _is_titled(element, value):
        return None
    said = _read_introduction(element, prop)
    shown = split_line(fold_text(read_short_line(element)))
    if said is Said.UPDATED and shown and shown[0].said is not Said.UPDATED:
        # The tag is of the change, its text of both.
        return shown[0].said, shown[0].text
    return said, value


def _is_titled(element: html.HtmlElement, value: str) -> bool:
    """Whether an element that is called a date has it in its title, behind words like "an hour ago"."""
    return (
        _CALLED.search(get_labels(element)) is not None
        and DATE.search(fold_text(value[:LONGEST])) is not None
    )


def _read_introduction(element: html.HtmlElement, prop: str) -> Said:
    said = read_label(fold_text(_JOINT.sub(" ", f"{get_labels(element)} {prop}")))
    if said is not Said.NOTHING:
        return said
    before = element.getprevious()
    holder = element.getparent()
    words = (holder.text if holder is not None else "") if before is None else before.tail
    if before is not None and not (words or "").strip() and isinstance(before.tag, str):
        words = "" if before.tag == "time" else read_short_line(before)
    said = read_label(fold_text(words or ""))
    return said if said is not Said.NOTHING else read_label(fold_text((element.text or "")[:LONGEST]))


def _is_headline_link(link: html.HtmlElement) -> bool:
    """Whether a link leads to another article; one that shows a date only is the address of this one."""
    line = fold_text(read_short_line(link))
    found = DATE.search(line)
    if found is None:
        return link.find(".//time") is None or bool(line and not any(c.isdigit() for c in line))
    return len(line) - len(found[0]) > 25 and not _OWN_LINK.search(link.get("href") or "")


def _is_listed(element: html.HtmlElement) -> bool:
    """Whether a date stands in an item of a list beside a link or a heading: it dates what is linked."""
    around = element
    for _ in range(LEVELS):
        holder = around.getparent()
        if holder is None or holder.tag in {"body", "article", "main"}:
            return False
        if any(True for _ in holder.iter("h2", "h3", "h4")):
            return True
        is_item = holder.tag == "li" or sum(child.tag == holder.tag for child in _list_siblings(holder)) > 2
        if is_item and len(holder.text_content()) <= ITEM and _has_headline(holder):
            return True
        around = holder
    return False


def _has_headline(item: html.HtmlElement) -> bool:
    """Whether a link of an item has as many words as a headline."""
    return any(len(clean_line(link.text_content()).split()) > 2 for link in item.iter("a"))


def _list_siblings(element: html.HtmlElement) -> list[html.HtmlElement]:
    holder = element.getparent()
    return list(holder[:20]) if holder is not None else []
