"""The expressions for datelines ("BAKU, Azerbaijan, May 7."), from those of `topic.yml` and its names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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


class Datelines:
    """What a folded paragraph may open with that is no part of its first sentence.

    `forms` are the file's own, tried in order; `bare` is a place and a dash, with the place as first group
    and its country as second.
    """

    def __init__(self, document: TopicFile, entries: Sequence[Entry]) -> None:
        place = _join_choices(_list_places(entries))
        agency = _join_choices(sorted(map(re.escape, document.agency_names), key=len, reverse=True))
        capital = _join_choices(sorted(_list_capitals(entries)))
        parts = {"{place}": place, "{day}": _join_choices(_DAYS), "{agency}": agency}
        self.forms = tuple(re.compile(_fill_in(form, parts)) for form in document.datelines)
        self.bare = re.compile(rf"({place})(, ?{place})? ?- ?(?!{capital})")


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


def _join_choices(choices: Iterable[str]) -> str:
    return f"(?:{'|'.join(choices) or _NOTHING})"


def _list_capitals(entries: Sequence[Entry]) -> set[str]:
    return {re.escape(key) for term, form in entries if term.capital for key in form.keys}


def _list_places(entries: Sequence[Entry]) -> list[str]:
    """Give what a dateline may open with, longest first: countries and cities without their endings."""
    keys = {key for term, form in entries if _is_place(term) for key in form.keys}
    kept = [re.escape(key).replace(r"\ ", "[ -]") for key in keys if not _continues_other(key, keys)]
    return sorted(kept, key=len, reverse=True)


def _is_place(term: Term) -> bool:
    return term.kind is TermKind.COUNTRY or (term.kind is TermKind.PLACE and bool(term.side))


def _continues_other(key: str, keys: set[str]) -> bool:
    """Whether a single word is another one with an ending."""
    return " " not in key and any(key[:end] in keys for end in range(1, len(key)))
