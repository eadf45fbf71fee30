"""Cards of section pages: the words of the links to one address, as headline, teaser and date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from pipeline.model.items import Moment

SHORTEST_TITLE = 15
"""Characters; a shorter link text is "Read more", a section's name or a picture's."""
SURE_TITLE = 25
"""Characters: the first words of this length are the headline, whatever longer teaser follows."""
SHORTEST_TEASER = 40
LONGEST_DATE = 60
MOST_PARTS = 40
"""Parts of all links to one address that are looked at."""

ReadDate = Callable[[str], Moment | None]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HEADING_WITHIN = 3
"""Elements above a link in which a heading is its own."""
# They stand within a sentence whatever is beside them; other inline elements are used as lines of a card.
_EMPHASIS = frozenset({"b", "strong", "em", "i", "u", "mark", "sup", "sub", "wbr", "font", "abbr", "q"})
_INLINE = _EMPHASIS | {"span", "a", "bdi"}
# "12:30 Headline", "24.11.2026 12:30 | Headline"; a date behind a headline may belong to it.
_STAMP = r"(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})"
_LEADING_STAMP = re.compile(rf"({_STAMP}(?:[\s,|/–-]{{1,3}}{_STAMP})?)[\s,|–-]{{1,3}}(?=[^\W\d])")
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})


@dataclass(frozen=True, slots=True)
class CardPart:
    """Words of a link that stand for themselves; `stamp` is the date of a time element as it is written."""

    text: str
    is_heading: bool = False
    stamp: str = ""


@dataclass
class Card:
    """What the links to one address say; `hints` are their titles and labels."""

    parts: list[CardPart] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def add_link(self, anchor: etree._Element) -> None:
        """Add the words of one link."""
        hint = _join_words([anchor.get("title") or anchor.get("aria-label") or ""])
        if len(hint) >= SHORTEST_TITLE:
            self.hints.append(hint)
        above = islice(anchor.iterancestors(), _HEADING_WITHIN)
        is_heading = any(element.tag in _HEADINGS for element in above)
        room = MOST_PARTS - len(self.parts)
        self.parts += islice(_split_parts(anchor, CardPart("", is_heading)), max(room, 0))

    def describe(self, read_date: ReadDate) -> tuple[str, str, str]:
        """Give headline, teaser and date; each is empty where there is none."""
        dates = [part for part in self.parts if _is_date(part, read_date)]
        words = [part for part in self.parts if part not in dates]
        title = _choose_title(words) or _choose_title([part for part in dates if part.is_heading])
        teaser = [p.text for p in words if len(p.text) >= SHORTEST_TEASER and p.text != title]
        published = next((part.stamp or part.text for part in dates), "")
        return self._complete_title(title), "\n".join(dict.fromkeys(teaser)), published

    def _complete_title(self, title: str) -> str:
        """Give the title attribute where the words are none, or are cut."""
        begun = title.rstrip(" .…")
        for hint in self.hints:
            if hint.startswith(begun) and len(hint) > len(title):
                return hint
        return title


def _choose_title(parts: Sequence[CardPart]) -> str:
    """Give the longest words of a heading; else the first that are long enough, else the longest."""
    headings = [part.text for part in parts if part.is_heading]
    if headings:
        return max(headings, key=len)
    texts = [part.text for part in parts if len(part.text) >= SHORTEST_TITLE]
    sure = [text for text in texts if len(text) >= SURE_TITLE]
    return sure[0] if sure else max(texts, key=len, default="")


def _is_date(part: CardPart, read_date: ReadDate) -> bool:
    """Whether words are nothing but a date: in a time element, or for a quarter digits and read as one."""
    if part.stamp:
        return True
    return _looks_like_date(part.text) and read_date(part.text) is not None


def _looks_like_date(text: str) -> bool:
    letters = [c for c in text[: 2 * LONGEST_DATE] if not c.isspace()]
    digits = sum(c.isdigit() for c in letters)
    return len(letters) <= LONGEST_DATE and digits >= max(4, len(letters) / 4)


def _split_parts(element: etree._Element, kind: CardPart) -> Iterator[CardPart]:
    """Give the runs of words below an element that stand for themselves.

    Blocks do; so do dates, and inline elements whose parent has no words of its own beside them.
    """
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag == "time":
        kind = CardPart("", stamp=element.get("datetime") or _join_words(element.itertext()) or " ")
    elif tag in _HEADINGS:
        kind = CardPart("", is_heading=True)
    apart = _INLINE - _EMPHASIS if not _has_words(element) else frozenset()
    run = [element.text or ""]
    for child in element:
        name = child.tag if isinstance(child.tag, str) else ""
        words = "".join(map(str, child.itertext())) if name in _INLINE and name not in apart else ""
        if words and not _looks_like_date(words):
            run.append(words)
        elif name and name not in _UNSEEN:
            yield from _make_part(run, kind)
            run = []
            yield from _split_parts(child, kind)
        run.append(child.tail or "")
    yield from _make_part(run, kind)


def _has_words(element: etree._Element) -> bool:
    return any(text.strip() for text in (element.text or "", *(child.tail or "" for child in element)))


def _make_part(run: Sequence[str], kind: CardPart) -> Iterator[CardPart]:
    text = _join_words(run)
    stamp = _LEADING_STAMP.match(text)
    if stamp and not kind.stamp:
        yield CardPart(stamp[1], kind.is_heading)
        text = text[stamp.end() :]
    if text:
        yield CardPart(text, kind.is_heading, kind.stamp)


def _join_words(texts: Iterable[object]) -> str:
    return " ".join("".join(map(str, texts)).split())
