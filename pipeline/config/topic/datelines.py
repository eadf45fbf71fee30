"""The expressions for datelines ("BAKU, Azerbaijan, May 7."), from those of `topic.yml` and its names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from pipeline.config.topic.sections import TopicFile
from pipeline.config.topic.terms import Entry, Term, TermKind

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|juin|yan|fev|iyun|iyul|avq|sen|okt|noy|dek|mart|aprel|"
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек"
)
_DAYS = (
    rf"(?:{_MONTHS})\w*\.? \d{{1,2}}(?:, \d{{4}})?",
    rf"\d{{1,2}}\.? (?:{_MONTHS})\w*\.?(?: \d{{4}})?",
    r"(?:ngay )?\d{1,2} thang \d{1,2}(?: nam \d{4})?",
    r"(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?",
)
_NOTHING = "(?!)"
_FIRST_PART = re.compile(r"({[a-z]+})(?![?*+{])")
_MEMBERS = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*+(?:\]|$)")
_GROUP = re.compile(r"\([^()]*+\)")
Opening = Callable[[str], object]


class Form:
    """An expression that is compiled when a paragraph opens as it may: a thousand places take their time."""

    def __init__(self, expression: str, may_open: Opening | None) -> None:
        """Take an expression, and what says of a folded paragraph whether it may begin so; None: it may."""
        self._expression, self._may_open = expression, may_open

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return re.compile(self._expression)

    def match(self, head: str) -> re.Match[str] | None:
        """Give what a folded paragraph opens with, if it is of this form."""
        return self.compiled.match(head) if self._may_open is None or self._may_open(head) else None


class Datelines:
    """What a folded paragraph may open with that is no part of its first sentence.

    `forms` are the file's own, tried in order; `bare` is a place and a dash, with the place as first group
    and its country as second.
    """

    def __init__(self, document: TopicFile, entries: Sequence[Entry]) -> None:
        keys = _list_places(entries)
        place = _join_choices(re.escape(key).replace(r"\ ", "[ -]") for key in keys)
        agency = _join_choices(sorted(map(re.escape, document.agency_names), key=len, reverse=True))
        capital = _join_choices(sorted(_list_capitals(entries)))
        day = _join_choices(_DAYS)
        parts = {"{place}": place, "{day}": day, "{agency}": agency}
        self._places = _sort_by_letter(keys)
        openings: dict[str, Opening] = {"{place}": self._opens_with_place, "{day}": re.compile(day).match}
        self.forms = tuple(
            Form(_fill_in(form, parts), choose_opening(form, openings)) for form in document.datelines
        )
        bare = rf"({place})(, ?{place})? ?- ?(?!{capital})"
        self.bare = Form(bare, self._opens_with_place)

    def _opens_with_place(self, head: str) -> bool:
        return head.replace("-", " ").startswith(self._places.get(head[:1], ()))


def check_dateline(expression: str) -> str | None:
    """Say what is wrong with an expression of the file, or None."""
    try:
        re.compile(_fill_in(expression, dict.fromkeys(("{place}", "{day}", "{agency}"), "x")))
    except re.error as error:
        return str(error)
    return None


def _fill_in(expression: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        expression = expression.replace(name, part)
    return expression


def choose_opening(expression: str, openings: Mapping[str, Opening]) -> Opening | None:
    """Give what says that a paragraph may open with an expression: one that begins with a part needs that."""
    part = _FIRST_PART.match(expression)
    may_open = openings.get(part[1]) if part else None
    return None if _has_choices(expression) else may_open


def _has_choices(expression: str) -> bool:
    """Whether an expression has alternatives outside of all brackets."""
    inner, expression = _MEMBERS.sub("", expression), ""
    while inner != expression:
        expression, inner = inner, _GROUP.sub("", inner)
    return "|" in expression


def _join_choices(choices: Iterable[str]) -> str:
    return f"(?:{'|'.join(choices) or _NOTHING})"


def _list_capitals(entries: Sequence[Entry]) -> set[str]:
    return {re.escape(key) for term, form in entries if term.capital for key in form.keys}


def _list_places(entries: Sequence[Entry]) -> list[str]:
    """Give what a dateline may open with, longest first: countries and cities without their endings."""
    keys = {key for term, form in entries if _is_place(term) for key in form.keys}
    return sorted((key for key in keys if not _continues_other(key, keys)), key=len, reverse=True)


def _sort_by_letter(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give what a paragraph may begin with by its first letter."""
    sorted_keys: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        sorted_keys[key[:1]].append(key.replace("-", " "))
    return {letter: tuple(some) for letter, some in sorted_keys.items()}


def _is_place(term: Term) -> bool:
    return term.kind is TermKind.COUNTRY or (term.kind is TermKind.PLACE and bool(term.side))


def _continues_other(key: str, keys: set[str]) -> bool:
    """Whether a single word is another one with an ending."""
    return " " not in key and any(key[:end] in keys for end in range(1, len(key)))
