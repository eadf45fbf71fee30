"""What is called after a city or country: Hanoi Street, улица Бакинская, the Baku Finance Goal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge import roles
from pipeline.read.judge.masks import is_vietnamese

_CYRILLIC = "\u0400"
_CAPITALS = re.compile(
    r"[ -](?:to [^\W\d_]{2,12} )?(?:(?:[^\W\d_a-zəıçşğöü][\w-]{1,20}|climate|financ(?:e|ial)) ){0,3}"
)
_WORDS_OF_CITY = re.compile(r" (?:[а-яё]{2,20}(?:ая|ой|ую|ое|ого|ий|ые|ых|ими) ){0,2}", re.IGNORECASE)
_NAME_GOES_ON = re.compile(r" (?:(?!(?:tại|ở|từ|đến|tới|về|sang|của|do|với|trong|mà)\b)\w{1,8} ){0,4}")
"""What stands between a word for a decision and the city that it is called after."""
_REACH = 5
"""Words from the one to the other at most."""
_IS_CASE = re.compile(r"(?:(?<=[aeəıioöuü])n[ıiuü]n|(?<=[^\W\d_aeəıioöuü])[ıiuü]n|d[aə]n?|y?a|['’]\w{1,3})$")
"""What a city's name ends in that says whose or where: Bakının qərarı is the government's."""
_BY_NAME = frozenset({TermKind.PLACE, TermKind.COUNTRY})
_OF_STREET = re.compile(r"(?:ая|ой|ую|ий|ого|ому|ом|ым)$")
"""What an adjective ends in that is said of one street: of several it tells whose they are."""
_OF_TOWN = re.compile(
    r"\b(?:đường|góc|con|các|những|mọi|nhiều|dạo|xuống|ra|khắp|hè|khu|trên khắp) $", re.IGNORECASE
)
"""What stands before the streets of a town."""
_NAMING = re.compile(
    r"\b(?:nam(?:ed|ing)|renam|open(?:s|ed|ing)\b|unveil|inaugurat|назва|переимен|откры|имя|присво"
    r"|adlandır|adı(?:nı)? (?:ver|daş)|açıl|đặt tên|mang tên|đổi tên|khánh thành|gắn biển|khai trương)",
    re.IGNORECASE,
)


def list_streets(text: str, matches: Sequence[Match], home: str) -> list[Match]:
    """Give the names of sides that are those of streets here; `home` is the side at home in the language.

    Of its own towns a text names the streets, unless a street is said to be elsewhere and is not just named.
    """
    words = [m for m in matches if m.term.kind is TermKind.STREET]
    if not words:
        return []
    streets = [m for m in matches if m.term.kind in _BY_NAME and m.term.side and _is_named(text, m, words)]
    return [m for m in streets if m.term.side != home or _is_abroad(text, m, matches)]


def _is_named(text: str, match: Match, words: Sequence[Match]) -> bool:
    """Whether a word for a street stands right beside a name, as its language has it."""
    written = text[match.start : match.end]
    for word in words:
        before, after = word.last + 1 == match.first, match.last + 1 == word.first
        if written[0] >= _CYRILLIC:
            if (before or after) and written[0].isupper() and _OF_STREET.search(written):
                return True
        elif before:
            # In Vietnamese the street stands first.
            if not text[word.start : word.end].isascii() and not _OF_TOWN.search(text[: word.start]):
                return True
        elif after and (text[word.start].isupper() or not text[word.start : word.end].isascii()):
            return True
    return False


def _is_abroad(text: str, match: Match, matches: Sequence[Match]) -> bool:
    """Whether a street that is called after a city at home is elsewhere, and no more is told of its name."""
    if _NAMING.search(text):
        return False
    places = (m for m in matches if m.term.side != match.term.side)
    return any(m.term.kind in _BY_NAME | {TermKind.OTHER} and roles.is_inside(text, m) for m in places)


def is_of_decision(text: str, match: Match, decisions: Iterable[Match]) -> bool:
    """Whether a city is part of the name of what was decided there: the Baku Finance Goal, "Công ước Hà Nội".

    The word for it stands behind the city's name or what is of the city, in Vietnamese before it.
    """
    if match.term.kind is not TermKind.PLACE:
        return False
    for decision in decisions:
        before = decision.last < match.first
        first, last = (decision, match) if before else (match, decision)
        if last.first - first.last > _REACH:
            continue
        between = text[first.end : last.start]
        if before and is_vietnamese(text[decision.start : decision.end]):
            if _NAME_GOES_ON.fullmatch(between):
                return True
        elif not before and not _has_case(text[match.start : match.end].lower(), match):
            # Other words of a name have capitals, or are of the city as it is: бакинская финансовая цель.
            form = _WORDS_OF_CITY if text[match.start] >= _CYRILLIC else _CAPITALS
            if form.fullmatch(between):
                return True
    return False


def _has_case(written: str, match: Match) -> bool:
    """Whether a city's name has an ending that says whose or where; Berlin has none."""
    return written != match.term.name.lower() and _IS_CASE.search(written) is not None
