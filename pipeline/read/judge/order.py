"""In which order a sentence names the sides and others: who first, who in a clause, who with a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge.roles import is_inside

ENTRIES = 5
"""Short pieces between commas that make an enumeration, of parties or delegations as of countries."""
ENTRY_WORDS = 8
_MARKS = re.compile("[,;]")

_NEW_CLAUSE = re.compile(
    r", (?:where|while|whereas|а|где|còn|nơi|trong khi) (?:the )?(?:[\w.-]{1,20} ){0,6}$", re.IGNORECASE
)
"""What begins a clause on another matter before its first name, in Azerbaijani behind it."""
_ITS_OWN = re.compile(r"[\w.-]{1,20}(?: [\w.-]{1,20}){1,5} isə\b")
_AMOUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|одн[ау]|дв[ае]|три|четыре|пять|шесть|семь|восемь"
    r"|девять|десять|bir|iki|üç|dörd|beş|altı|yeddi|səkkiz|doqquz|on|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def name_own_only(matches: Iterable[Match]) -> bool:
    """Whether sides stand here only as what their own people call theirs: our team."""
    return all(m.term.kind is TermKind.OWN for m in matches if m.term.weight)


def name_cities(matches: Iterable[Match]) -> bool:
    """Whether sides stand here only by their cities, as where a race may be held."""
    return all(m.term.kind is TermKind.PLACE for m in matches if m.term.weight)


def begin_clause(text: str, matches: Iterable[Match]) -> bool:
    """Whether the first name of a side stands in a clause of its own, behind a third country's."""
    sides = [m for m in matches if m.term.side and m.term.weight]
    first = min(m.start for m in sides)
    before = [m.end for m in matches if m.term.kind is TermKind.OTHER and m.end <= first]
    if not before:
        return False
    gap = text[max(before) : first]
    return _NEW_CLAUSE.search(gap) is not None or ("," in gap and _ITS_OWN.match(text, first) is not None)


def has_own_amount(text: str, matches: Iterable[Match]) -> bool:
    """Whether in a clause of its own a side stands with how much: ", and a shop in Baku has ordered two"."""
    for side in (m for m in matches if m.term.weight):
        clause = text[: side.start].rpartition(",")[2] + text[side.end :].partition(",")[0]
        if _AMOUNT.search(_YEAR.sub("", clause)) and clause != text[: side.start] + text[side.end :]:
            return True
    return False


def have_figures_each(text: str, matches: Iterable[Match]) -> bool:
    """Whether each of several countries and cities has its own figure: ten to Germany, two to Da Nang."""
    names = {m.start: m for m in matches if m.term.weight or m.term.kind is TermKind.OTHER}
    starts = [0, *(names[start].end for start in sorted(names))]
    pieces = [text[one:two] for one, two in zip(starts, [*sorted(names), len(text)], strict=True)]
    return sum(_AMOUNT.search(piece) is not None for piece in pieces) >= len(names) > 1


def name_third_first(text: str, matches: Iterable[Match]) -> bool:
    """Whether another country, or a body of many, stands before both sides, and not as where it happens."""
    named = list(matches)
    sides = [m.first for m in named if m.term.side and m.term.weight]
    third = [m for m in named if m.term.kind in {TermKind.OTHER, TermKind.PARTY}]
    first = min(third, key=lambda m: m.first, default=None)
    return bool(sides) and first is not None and first.first < min(sides) and not is_inside(text, first)


def name_others_last(matches: Iterable[Match]) -> bool:
    """Whether other countries come only after it was said that two have dealt with each other."""
    mutual = [m.first for m in matches if m.term.kind is TermKind.MUTUAL]
    others = [m.first for m in matches if m.term.kind is TermKind.OTHER]
    return bool(mutual) and min(mutual) < min(others, default=0)


def stand_as_entries(text: str, matches: Iterable[Match]) -> bool:
    """Whether both sides stand only as bodies or cities, each an entry of its own among many short ones."""
    pieces = _MARKS.split(text)
    weighty = [m for m in matches if m.term.weight]
    cities = all(m.term.kind is TermKind.PLACE for m in weighty)
    short = sum(len(piece.split()) <= ENTRY_WORDS for piece in pieces)
    if short < (ENTRIES - 1 if cities else ENTRIES):
        return False
    bodies = [m for m in weighty if m.term.kind in {TermKind.ORGANISATION, TermKind.PLACE}]
    for match in weighty:
        if not any(body.first <= match.first and match.last <= body.last for body in bodies):
            return False
    entries = {(m.term.side, len(_MARKS.findall(text, 0, m.start))) for m in bodies}
    sides = {side for side, _ in entries}
    places = {place for _, place in entries}
    return len(sides) == len(places) == 2


def are_parted(text: str, matches: Iterable[Match]) -> bool:
    """Whether no part between semicolons names both sides."""
    parts: dict[int, set[str]] = {}
    for match in matches:
        if match.term.weight:
            parts.setdefault(text.count(";", 0, match.start), set()).add(match.term.side)
    return all(len(sides) < 2 for sides in parts.values())
