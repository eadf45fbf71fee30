"""What only looks like a name: inside a mask, inside a longer name, beside a word that makes it a thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.config.topic import Match, Term, TermKind
from pipeline.read.judge.gatherings import is_tender

_OPENING = frozenset("\"'“‘«„")
_CLOSING = frozenset("\"'”’»“")
_NAMES = frozenset({TermKind.PERSON, TermKind.ORGANISATION, TermKind.PLACE})


_MAY_BE_SYLLABLES = frozenset({TermKind.OTHER, TermKind.OWN})
_OF_VIETNAM = re.compile("[đơư\u0300\u0301\u0303\u0309\u0323]")
_LONGEST_SYLLABLE = 6
_VOWELS = re.compile("[aeiouy]+", re.IGNORECASE)
"""Vowels without marks; what has two groups of them is no single syllable: Gruzia, Iran."""
_NEAR = 12
"""Characters before and behind a name in which a word of language is looked for."""
_LANGUAGE_BEFORE = re.compile(r"\btiếng $", re.IGNORECASE)
_LANGUAGE_AFTER = re.compile(r"[ -](?:dil|язык|language|speak)", re.IGNORECASE)
_SPOKEN = re.compile(r"\w{1,20}(?:ish|ian|ese|ench|man|ean|ic|hai|ском)", re.IGNORECASE)
_SPEAKING = re.compile(
    r"\b(?:in|into|speaks?|spoke|learn(?:s|t|ed|ing)?|teach(?:es|ing)?|taught|на) $", re.IGNORECASE
)
_HAS_LANGUAGES = re.compile(
    r"\b(?:speaks|fluent in) (?:fluent )?[A-Z]\w{2,15}, (?:and )?(?:some )?[A-Z]"
    r"|\b(?:владеет|говорит на|говорит по-?) ?\w{2,15}ки[м]?, \w{2,15}ки[м]?\b|\bговорит на \w{2,15}ском, "
    r"|, [^.;:]{2,40} (?:dillərini bil|dillərində danış)"
    r"|\bnói (?:được |thông thạo )*tiếng \w{2,15}(?: \w{2,15})?, tiếng "
)
"""Three languages or more that somebody has."""
_ENDS_THERE = re.compile(r"$|[.,;:!?)»”\"]| (?:and|or|и|или) ")
_PEOPLE_AFTER = re.compile(r" (?:whom|which|them|котор\w+|них|đó|họ)\b", re.IGNORECASE)
_QUOTE_BEFORE = re.compile(r"(?:^|[\s(])[\"“‘«„]([^\"“”«»„.,!?:]{0,40})$")
_QUOTE_AFTER = re.compile(r"([^\"“”«»„.,!?:]{0,40})[\"”’»“]")
_UNMISTAKABLE = 2
"""Words behind the first from which on a name in capitals is no chance."""
_VENUE_AFTER = re.compile(r" (?:stadi(?:um|on)|arena|стадион|арен)", re.IGNORECASE)
_VENUE_BEFORE = re.compile(r"\b(?:sân vận động|nhà thi đấu) $", re.IGNORECASE)
_BODY_BEFORE = re.compile(
    r"\b(?:Ministry|Minister|Department|Committee) (?:of|for) [^.;:()]{0,40}$"
    r"|\b(?:министерств|министр|комитет|департамент)\w{0,3} [^.;:()]{0,40}$"
    r"|\b(?:Bộ|Sở|Cục|Vụ)(?: trưởng)?(?: Bộ)? [A-ZĐ][^.;:()]{0,40}$",
    re.IGNORECASE,
)
_BODY_AFTER = re.compile(
    r"\w{0,4}(?:,? (?:and|və) \w{2,15}){0,2} (?:minist(?:ry|er)|department|nazir|komitəs|departament)",
    re.IGNORECASE,
)
"""What makes a ministry's name of a word for what it cares for: Ministry of Culture, Sports and Tourism."""
_ROUTE_GOES_ON = re.compile(r"(?: ?[-–—] ?[A-ZĐÇŞİƏА-Я]\w{2,14}){2}\b")
"""Two more places of a pipeline, a railway or a flight that begins in a city."""
_WORDS_OF_NAME = 3
"""Words beside the city in a name in quotation marks."""
_BETWEEN = frozenset(["between", "между", "arasında", "giữa"])
_AMID = "giữa"
_AND_BEHIND = re.compile(
    r"[^.;]{0,160}?(?:\b(?:và|với|hai|các|những|đôi|nhau|ba|bốn)\b|[-–—])", re.IGNORECASE
)
_DIVIDES = re.compile(
    r"\b(?:split|divid|distribut|share[sd]? out|spread|choos|chose|hesitat|torn between|differen|shuttl"
    r"|alternat|дел[ия]т|раздел|распредел|выбира|выбор|разниц|различи|чередует|böl|seçim|fərq"
    r"|chia|phân bổ|chọn|khác biệt)",
    re.IGNORECASE,
)
_OF_OURS = frozenset(["Người", "Hàng", "Gạo", "Chè", "Phim", "Nhạc", "Sách", "Món", "Đoàn", "Tàu"])
"""What a sentence may open with that is of a country and no first word of a name: Người Việt, Gạo Việt."""
_NEXT_SYLLABLE = re.compile(r" (\w{2,6})\b")
_ENTRY = re.compile(r"^(?:,| và | và$)")


def is_vietnamese(word: str) -> bool:
    """Whether a word has a letter or a mark that only Vietnamese has among our languages."""
    return _OF_VIETNAM.search(unicodedata.normalize("NFD", word.lower())) is not None


def drop_syllables(text: str, matches: list[Match], language: str) -> list[Match]:
    """Leave out other countries of one syllable where it is of a person's name, or begins another word.

    Mỹ is America and a name, Đức Germany and a name, Pháp France and the law: the country is written with a
    capital, behind a small word, and opens a sentence only as the first of several.
    """
    return [m for m in matches if m.term.kind not in _MAY_BE_SYLLABLES or _is_country(text, m, language)]


def _is_country(text: str, match: Match, language: str) -> bool:
    written = text[match.start : match.end]
    if len(written) > _LONGEST_SYLLABLE or not written.isalpha() or len(_VOWELS.findall(written)) > 1:
        return True
    if match.term.kind is TermKind.OWN and text.isupper():
        return True
    if language != "vi":
        return not (language and is_vietnamese(written))
    if not written[0].isupper():
        return False
    if match.term.kind is TermKind.OWN and text[match.end + 1 : match.end + 2].isupper():
        return False
    if match.term.kind is TermKind.OTHER and _begins_name(text, match.end):
        return False
    before = text[: match.start].rsplit(" ", 2)
    if not text[: match.start].strip():
        return _ENTRY.match(text[match.end :]) is not None or not is_vietnamese(written)
    if match.term.kind is TermKind.OWN and len(before) == 2 and before[0] in _OF_OURS:
        return True
    return not (
        text[match.start - 1] == " " and len(before) > 1 and before[-2][:1].isupper() and before[-2].isalpha()
    )


def _begins_name(text: str, end: int) -> bool:
    """Whether a syllable is the first of a Vietnamese name: Mỹ Đình, Mỹ Thuận."""
    following = _NEXT_SYLLABLE.match(text, end)
    return following is not None and following[1].istitle() and is_vietnamese(following[1])


def select_trusted(text: str, matches: list[Match], trusted: set[Term]) -> list[Match]:
    """Leave out of a headline in capitals what only these would tell from another word.

    The text confirms a name by the name or by its side; a long name of a country, and several words with
    marks of their own, need no confirmation.
    """
    sides = {term.side for term in trusted if term.side and term.weight}
    return [
        m
        for m in matches
        if not m.term.needs_capitals
        or m.term in trusted
        or m.term.side in sides
        or m.term.capital
        or m.last - m.first >= _UNMISTAKABLE
        or (m.term.kind is TermKind.OTHER and m.end - m.start > _LONGEST_SYLLABLE)
        or ((m.last > m.first or m.term.weight == 1) and is_vietnamese(text[m.start : m.end]))
    ]


def drop_languages(text: str, matches: list[Match]) -> list[Match]:
    """Leave out other countries where their language is meant: "in English", «на английском», "tiếng Anh".

    Of somebody who has several languages the sides' are no more than the others.
    """
    kept = [m for m in matches if m.term.kind is not TermKind.OTHER or not _is_language(text, m)]
    if _HAS_LANGUAGES.search(text) is None:
        return kept
    return [m for m in kept if m.term.kind not in {TermKind.OTHER, TermKind.COUNTRY}]


def _is_language(text: str, match: Match) -> bool:
    before, after = text[max(0, match.start - _NEAR) : match.start], text[match.end : match.end + _NEAR]
    if _LANGUAGE_BEFORE.search(before) or _LANGUAGE_AFTER.match(after):
        return True
    written = text[match.start : match.end]
    return bool(_SPOKEN.fullmatch(written) and _SPEAKING.search(before) and _ENDS_THERE.match(after))


def means_another(text: str, match: Match) -> bool:
    """Whether a term is no such thing here: a name in quotation marks, somebody's words, another use."""
    kind = match.term.kind
    if (match.term.capital or kind is TermKind.COUNTRY) and is_quoted(text, match):
        return True
    if kind is TermKind.OWN and _is_said(text, match):
        return True
    if kind is TermKind.EVENT and is_tender(text, match.start):
        return True
    return _is_of_people(text, match) or _is_shared_out(text, match) or _is_of_venue(text, match)


def _is_of_venue(text: str, match: Match) -> bool:
    """Whether a word of sport is part of the name of a building, where a forum may meet, or of a ministry."""
    if match.term.kind is not TermKind.THEME or match.term.name != "sport":
        return False
    before = text[max(0, match.start - 4 * _NEAR) : match.start]
    if _BODY_AFTER.match(text, match.end) or _BODY_BEFORE.search(before):
        return True
    return bool(_VENUE_AFTER.match(text, match.end) or _VENUE_BEFORE.search(before))


def is_quoted(text: str, match: Match) -> bool:
    """Whether a country's or capital's name stands alone in quotation marks: then something is called so."""
    return (
        text[max(0, match.start - 1) : match.start] in _OPENING
        and text[match.end : match.end + 1] in _CLOSING
    )


def is_in_name(text: str, match: Match, matches: Iterable[Match]) -> bool:
    """Whether a city stands in a name in quotation marks or of a route: a "Hanoy qülləsi", Baku-Tbilisi-Kars.

    A route is told of where the other side is named with it.
    """
    if match.term.kind is not TermKind.PLACE:
        return False
    if _ROUTE_GOES_ON.match(text, match.end) and all(m.term.side in {"", match.term.side} for m in matches):
        return True
    before, after = (
        _QUOTE_BEFORE.search(text, max(0, match.start - 42), match.start),
        _QUOTE_AFTER.match(text, match.end),
    )
    if before is None or after is None:
        return False
    words = len(before[1].split()) + len(after[1].split())
    return 0 < words <= _WORDS_OF_NAME


def _is_said(text: str, match: Match) -> bool:
    """Whether something stands within quotation marks, or in a sentence of somebody's longer words."""
    before, after = text[: match.start], text[match.end :]
    opened = sum(map(before.count, "“«")) > sum(map(before.count, "”»"))
    closed = sum(map(after.count, "”»")) > sum(map(after.count, "“«"))
    return opened or closed or before.count('"') % 2 == 1 or after.count('"') % 2 == 1


def _is_shared_out(text: str, match: Match) -> bool:
    """Whether "between" says that somebody divides something, or the word for it that something is amid."""
    if match.term.kind is not TermKind.MUTUAL:
        return False
    written = text[match.start : match.end].lower()
    if written == _AMID and _AND_BEHIND.match(text, match.end) is None:
        return True
    return written in _BETWEEN and _DIVIDES.search(text) is not None


def _is_of_people(text: str, match: Match) -> bool:
    """Whether a word for a group goes on about people who were named: "among whom", "среди которых"."""
    return match.term.kind is TermKind.GROUP and _PEOPLE_AFTER.match(text, match.end) is not None


def part_namesakes(matches: list[Match]) -> tuple[list[Match], list[Match]]:
    """Part what is meant from people whose name is part of a longer one, or of the name of a thing.

    "cố Tổng thống Aliyev" is not the living one, "Ho Chi Minh City" nobody, Thai Nguyen not of Thailand. What
    is named after somebody is a hint at the side all the same.
    """
    named = [m for m in matches if m.term.kind in _NAMES]
    matches = [m for m in matches if m.term.kind is not TermKind.OTHER or not _is_inner(m, named)]
    people = [m for m in named if m.term.kind is TermKind.PERSON]
    if not people:
        return matches, []
    before = {m.first for m in matches if m.term.kind is TermKind.NAMESAKE_BEFORE}
    after = {m.last for m in matches if m.term.kind is TermKind.NAMESAKE_AFTER}
    gone = [m for m in people if m.last + 1 in before or m.first - 1 in after or _is_inner(m, named)]
    return [m for m in matches if m not in gone], gone


def _is_inner(match: Match, named: list[Match]) -> bool:
    for other in named:
        longer = other.last - other.first > match.last - match.first
        if longer and other.first <= match.first and match.last <= other.last:
            return True
    return False


def select_masks(matches: list[Match]) -> list[Match]:
    """Give the widest masks; agencies of both sides in one sentence are partners, not credits."""
    masks = [m for m in matches if m.term.masks]
    agencies = {m.term.side for m in masks if m.term.kind is TermKind.AGENCY}
    chosen: list[Match] = []
    for mask in masks:
        is_partner = mask.term.kind is TermKind.AGENCY and len(agencies) == 2
        if not is_partner and find_mask(mask, masks) is None:
            chosen.append(mask)
    return chosen


def find_mask(match: Match, masks: list[Match]) -> Match | None:
    """Give the first other mask that spans a match."""
    for mask in masks:
        if mask is not match and mask.first <= match.first and match.last <= mask.last:
            return mask
    return None
