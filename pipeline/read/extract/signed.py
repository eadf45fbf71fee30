"""The name below the text: behind a word for the author, or alone in bold or on the right, as one signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from lxml import etree, html

from pipeline.read.extract.block_names import get_labels
from pipeline.read.extract.blocks import HEADINGS, INLINE, UNSEEN
from pipeline.read.extract.byline_names import BY, cut_date, looks_named, split_byline
from pipeline.read.extract.dateline import is_own_footer
from pipeline.read.extract.phrases import COMMENTS, OTHERS
from pipeline.read.extract.saying import FURNITURE, NOT_OURS, find_heading
from pipeline.read.extract.short_lines import LONGEST
from pipeline.text.clean import clean_line, fold_text

FEWEST = 40
"""Letters of a piece of the text by which its end is found on the page."""
BEHIND = 6
"""Lines below the text that are looked at."""
LEVELS = 2
"""How far above such a line the element is that holds the text as well."""
MOST = 40
"""Lines behind the text that are kept."""
OFFICE = 2
"""Lines below the name at most that say what its bearer is, and where."""
CLOSING = 4
"""Lines at the end of a text that may be short: who wrote it and for whom."""

_LABEL = re.compile(
    rf"(?:{BY}|author|words|mətn|автор (?:текста|материала)|текст|người viết|thực hiện|bài(?: viết)?)\s?:\s?|"
    r"(?:interview(?:ed)? by|söhbətləşdi|söhbəti? apardı|hazırladı|беседовала?|записала?|подготовила?)"
    r"\s?:?\s",
    re.IGNORECASE,
)
# From where it was taken, or who took the picture.
_SOURCE = re.compile(
    r"(?:theo|nguồn|tổng hợp|ảnh|source|via|from|photos?|video|mənbə|foto|источник|по|фото|видео)\b",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"\b(?:correspondent|reporter|journalist|müxbir|jurnalist|корреспондент|журналист|phóng viên)",
    re.IGNORECASE,
)
# "Text: Ann Example. Photo: Tom Sample"
_NEXT = re.compile(r"[.,;|]\s+(?=[^\W\d_]{3,20}\s?:)")
_NOTE = re.compile(r"\s?\([^()]{0,60}\)$")
_ENDS = (".", "!", "?", "…", "”", '"', "»", ")")
_BOLD = frozenset({"b", "strong"})
_RIGHT = re.compile(r"text-align\s?:\s?(?:right|end)", re.IGNORECASE)


class _Line(NamedTuple):
    """A line below the text: its words, the block in which it stands, whether it is signed or a link."""

    text: str
    block: html.HtmlElement
    is_signed: bool
    is_linked: bool


def list_signed(tree: html.HtmlElement, title: str, text: str) -> list[str]:
    """Give the names with which a page closes an article's text; none from the text itself."""
    end, lines = _Reader(text).read_behind(tree)
    if end is None:
        return []
    around = [one for one in _list_around(end) if one.tag not in {"body", "html"}]
    closes = True
    for number, line in enumerate(lines[:BEHIND]):
        label = _LABEL.match(line.text)
        if label and _stands_with(line, around):
            names = split_byline(cut_date(_NEXT.split(line.text[label.end() :])[0]), ())
            return [name for name in names if looks_named(name)]
        if (
            closes
            and _is_signature(line, end, lines[number + 1 :])
            and not _speaks_of(line.text, title, text)
        ):
            return [_NOTE.sub("", line.text)]
        closes = closes and line.text.endswith(_ENDS)
    return []


def find_place(tree: html.HtmlElement, title: str, text: str) -> html.HtmlElement | None:
    """Give the innermost element that holds both the headline and the end of the text, where it is known."""
    heading = find_heading(tree, title)
    end, _ = _Reader(text).read_behind(tree) if heading is not None else (None, [])
    if heading is None or end is None:
        return None
    around = set(_list_around(end))
    return next((one for one in _list_around(heading) if one in around), None)


def _stands_with(line: _Line, around: list[html.HtmlElement]) -> bool:
    """Whether a line stands in an element with the text, or a little beside it, in no other box."""
    outside = list(takewhile(lambda one: one not in around, _list_around(line.block)))
    if len(outside) > LEVELS or line.block.getroottree().getroot() in outside:
        return False
    if any(one.tag in FURNITURE and not is_own_footer(one) for one in outside):
        return False
    return not any(NOT_OURS.search(get_labels(one)) for one in outside)


def _is_signature(line: _Line, end: html.HtmlElement, behind: list[_Line]) -> bool:
    """Whether a line is a name that closes the text: in one place with it, and the last there.

    A letter in the text ends so, too, but with a greeting before the name, or an office or a day behind it.
    """
    if not line.is_signed or not looks_named(_NOTE.sub("", line.text)) or _SOURCE.match(line.text):
        return False
    if OTHERS.fullmatch(fold_text(line.text)) or COMMENTS.fullmatch(fold_text(line.text)):
        return False
    holder = end.getparent()
    if line.block is not end and line.block.getparent() is not holder:
        return False
    inside = [one for one in behind if one.block is end or one.block.getparent() is holder]
    if not inside:
        return True
    # Some say below the name that it is a reporter's, and where.
    says_office = any(_REPORTER.search(one.text) for one in inside)
    return says_office and len(inside) <= OFFICE and all(len(one.text) <= LONGEST for one in inside)


def _speaks_of(name: str, title: str, text: str) -> bool:
    """Whether an article tells of somebody or some place whose name it ends with."""
    others = [line for line in text.split("\n") if line != name]
    called = " ".join(fold_text(name).split()[-2:])
    return called in fold_text(" ".join((title, *others)))


def _list_around(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield element
    yield from element.iterancestors()


class _Reader:
    """One walk over a page, which keeps the lines behind the last of an article's text."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")[-CLOSING:]
        long = [line for line in lines if len(line) > LONGEST]
        sentences = [line for line in lines if len(line) > FEWEST and line.endswith(_ENDS)]
        self.last = next(reversed(long or sentences), "")
        self.end: html.HtmlElement | None = None
        self.lines: list[_Line] = []
        self.pieces: list[tuple[str, html.HtmlElement]] = []
        self.is_in_text = False

    def read_behind(self, tree: html.HtmlElement) -> tuple[html.HtmlElement | None, list[_Line]]:
        """Give the block in which the text ends, and the first lines behind it that are no links."""
        body = tree.find("body")
        if not self.last or body is None:
            return None, []
        walk = etree.iterwalk(body, events=("start", "end"))
        for event, element in walk:
            if element.tag not in INLINE:
                self._end_line()
            if event == "end":
                self._add(element.tail, element.getparent())
            elif element.tag in UNSEEN:
                walk.skip_subtree()
            else:
                self._add(element.text, element)
        self._end_line()
        return self.end, [line for line in self.lines if not line.is_linked]

    def _add(self, piece: str | None, element: html.HtmlElement) -> None:
        if not piece or element is None:
            return
        line = clean_line(piece) if len(piece) >= FEWEST or len(self.lines) < MOST else ""
        if len(line) >= FEWEST and line in self.last:
            self.end, self.lines, self.is_in_text = _find_block(element), [], True
        elif line and self.end is not None:
            self.pieces.append((line, element))

    def _end_line(self) -> None:
        pieces, self.pieces = self.pieces, []
        if pieces and not self.is_in_text:
            self.lines.append(_make_line(pieces))
        self.is_in_text = False


def _make_line(pieces: list[tuple[str, html.HtmlElement]]) -> _Line:
    block = _find_block(pieces[0][1])
    within = [{one.tag for one in _list_to(element, block)} for _, element in pieces]
    is_right = _RIGHT.search(block.get("style") or "") or block.get("align") == "right"
    is_signed = bool(is_right) or all(not _BOLD.isdisjoint(tags) for tags in within)
    is_linked = any("a" in tags for tags in within) or block.tag in HEADINGS
    return _Line(clean_line(" ".join(text for text, _ in pieces)), block, is_signed, is_linked)


def _list_to(element: html.HtmlElement, block: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Give an element and those around it up to its block, and the block."""
    for one in _list_around(element):
        yield one
        if one is block:
            return


def _find_block(element: html.HtmlElement) -> html.HtmlElement:
    return next(one for one in _list_around(element) if one.tag not in INLINE)
