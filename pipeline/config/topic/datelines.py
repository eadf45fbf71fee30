"""The expressions for datelines ("BAKU, Azerbaijan, May 7."), from those of `topic.yml` and its names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.config.topic.kinds import TermKind
from pipeline.config.topic.sections import TopicFile
from pipeline.config.topic.terms import Entry, Term

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
_WORD = re.compile(r"(?<!\w)\w")
_FIRST_PART = re.compile(r"({[a-z]+})(?![?*+{])")
_MEMBERS = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*+(?:\]|$)")
_GROUP = re.compile(r"\([^()]*+\)")
Opening = Callable[[str], object]


class Places:
    """The names of places that a dateline may have.

    Hundreds of them in an expression take half a second to compile: it is made of those few that a paragraph
    has.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        """Take folded names."""
        plain = {key.replace("-", " ") for key in keys}
        by_beginning: dict[str, list[str]] = defaultdict(list)
        # A paragraph has a word for each letter of the alphabet, and few that begin as a place does.
        self._length = min((len(key) for key in plain), default=0)
        for key in plain:
            by_beginning[key[: self._length]].append(key)
        self._by_beginning = {beginning: tuple(some) for beginning, some in by_beginning.items()}

    def list_all(self) -> tuple[str, ...]:
        """Give all of them."""
        return tuple(
            sorted((k for some in self._by_beginning.values() for k in some), key=_put_longest_first)
        )

    def may_open(self, head: str) -> bool:
        """Whether a folded paragraph opens with a place, or with a word that begins as one."""
        plain = head.replace("-", " ")
        return plain.startswith(self._by_beginning.get(plain[: self._length], ()))

    def list_found(self, head: str) -> tuple[str, ...]:
        """Give the places of a folded paragraph wherever a word begins, longest first."""
        plain = head.replace("-", " ")
        found = {
            key
            for word in _WORD.finditer(plain)
            for key in self._by_beginning.get(plain[word.start() : word.start() + self._length], ())
            if plain.startswith(key, word.start())
        }
        return tuple(sorted(found, key=_put_longest_first))


class Form:
    """An expression of the file, asked of a paragraph with the places that stand in it."""

    def __init__(self, expression: str, places: Places, may_open: Opening | None) -> None:
        """Take an expression, and what says of a folded paragraph whether it may begin so; None: it may."""
        self._expression, self._places, self._may_open = expression, places, may_open

    def match(self, head: str) -> re.Match[str] | None:
        """Give what a folded paragraph opens with, if it is of this form."""
        if self._may_open is not None and not self._may_open(head):
            return None
        found = self._places.list_found(head) if "{place}" in self._expression else ()
        return compile_form(self._expression, found).match(head)

    def compile_whole(self) -> re.Pattern[str]:
        """Give the expression with all places at once: the worst that a paragraph can make of it."""
        return compile_form(self._expression, self._places.list_all())


class Datelines:
    """What a folded paragraph may open with that is no part of its first sentence.

    `forms` are the file's own, tried in order; `bare` is a place and a dash, with the place as first group
    and its country as second.
    """

    def __init__(self, document: TopicFile, entries: Sequence[Entry]) -> None:
        places = Places(_list_places(entries))
        agency = _join_choices(sorted(map(re.escape, document.agency_names), key=len, reverse=True))
        capital = _join_choices(sorted(_list_capitals(entries)))
        day = _join_choices(_DAYS)
        openings: dict[str, Opening] = {"{place}": places.may_open, "{day}": re.compile(day).match}
        self.forms = tuple(
            Form(_fill_in(form, {"{day}": day, "{agency}": agency}), places, choose_opening(form, openings))
            for form in document.datelines
        )
        self.bare = Form(f"({{place}})(, ?{{place}})? ?- ?(?!{capital})", places, places.may_open)


@lru_cache(maxsize=256)
def compile_form(expression: str, places: Sequence[str]) -> re.Pattern[str]:
    """Give an expression with these places for `{place}`."""
    choices = _join_choices(re.escape(place).replace(r"\ ", "[ -]") for place in places)
    return re.compile(_fill_in(expression, {"{place}": choices}))


def _put_longest_first(key: str) -> tuple[int, str]:
    return -len(key), key


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


def _list_places(entries: Sequence[Entry]) -> Iterator[str]:
    """Give what a dateline may open with: countries and cities without their endings."""
    keys = {key for term, form in entries if _is_place(term) for key in form.keys}
    return (key for key in keys if not _continues_other(key, keys))


def _is_place(term: Term) -> bool:
    return term.kind is TermKind.COUNTRY or (term.kind is TermKind.PLACE and bool(term.side))


def _continues_other(key: str, keys: set[str]) -> bool:
    """Whether a single word is another one with an ending."""
    return " " not in key and any(key[:end] in keys for end in range(1, len(key)))
