"""Both sides named beside each other with nothing between: in turn, in a chain, each with its own figure."""

from __future__ import annotations

import re

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge.roles import (
    AND,
    BARE_AND,
    CROWD,
    HYPHENS,
    IN,
    IN_TURN,
    find_word_before,
    goes_to,
    is_inside,
    is_where,
    pair_sides,
    stand_in_crowd,
)
from pipeline.read.judge.sentences import MONTHS
from pipeline.text.clean import fold_letters

_PARALLEL = IN | frozenset(["to", "for", "на", "для", "den", "sang", "cho"])
_OUT_OF_ENDINGS = ("dan", "den")
_OUT_OF = frozenset(["from", "via", "из", "через", "tu", "qua"])
_FIGURE = re.compile(
    r"\d|\b(?:places?|points?|spots?|steps?|мест[аоу]?|строк[иу]?|ступен\w+|позици\w|балл\w*|очк\w+"
    r"|pillə|yer|bal|xal|bậc|hạng|điểm"
    r"|two|three|four|five|six|seven|eight|nine|ten|дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять"
    r"|iki|üç|dörd|beş|altı|yeddi|səkkiz|doqquz|on|bốn|sáu|bảy|tám|chín|mười)\b",
    re.IGNORECASE,
)
"""A figure, a number in letters, or a word for a place in an order."""
_OPENS_CLAUSE = re.compile(
    r"(?:[,;:–—]|\b(?:and|while|but|и|а|və|và|còn|trong khi)\b)\s?"
    r"(?:(?:and|while|but|и|а|və|và|còn|the|in|at|for|у|в|во|ở|tại|từ)\s){0,3}$",
    re.IGNORECASE,
)
"""What stands before a name that begins its own clause."""
_NEXT_FIGURE = re.compile(r"\b(?:and|и|а|və|và|còn) \d|[,;] \d+-\w", re.IGNORECASE)
"""What begins the next entry of a count: "61 from A and 28 from B"."""
_DAY = re.compile(
    rf"\b[1-3]?\d(?:st|nd|rd|th)? (?:{MONTHS})|\b(?:{MONTHS})\w{{0,8}} [1-3]?\d\b"
    r"|\bngày [1-3]?\d|\b[1-3]?\d/1?\d\b"
    r"|\b[1-3]?\d-(?:də|da|dən|dan|nə|na)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\b"
    r"|\b(?:понедельник|вторник|сред[ау]|четверг|пятниц|суббот|воскресень)"
    r"|\b(?:bazar ertəsi|çərşənbə|cümə|şənbə|bazar) ?(?:axşamı )?gün",
    re.IGNORECASE,
)
_DAY_REACH = 30
"""Characters behind a place in which its day may stand."""
_OR = re.compile(
    r",? (?:or|или|либо|ve ya|veya|yoxsa|yaxud|hay|hoac|ou|oder) (?:in |to |v |в )?", re.IGNORECASE
)
_OR_NEXT = re.compile(r",? (?:or|или|либо|ve ya|veya|yoxsa|yaxud|hay|hoac|ou|oder) ", re.IGNORECASE)
_LONGEST_OR = 12
_OWN_CLAUSE = re.compile(r"(?:['’]s)? [^,;:]{2,80}[,;](?: (?:and|while|but|и|а|və|isə|và|còn|trong khi))? $")
"""What stands between two names that each begin a clause with words of its own."""
_CONTRASTS = re.compile(r"[,;] (?:while|whereas|but|а|но|isə|amma|còn|trong khi)\b|\bisə\b")
_ACTS = frozenset({TermKind.PLAIN, TermKind.STRONG, TermKind.OFFICIAL})
_NEAR_VISIT = 12
"""Characters between a visit and the first of those who are visited."""
_QUOTED_NAME = re.compile('["“«][^"“”«»]{2,40}["”»]')


def stand_apart(text: str, matches: list[Match]) -> bool:
    """Whether both sides are named beside each other with nothing between them.

    A third party deals with both in turn ("a Hungarian minister will visit A and B", "the bank's loans for A
    and B"), both are only where something is, or each has its own entry in what a body of many decides.
    """
    kinds = {m.term.kind for m in matches if not _is_office(m, matches)}
    if TermKind.MUTUAL in kinds:
        return False
    meetings = list(pair_sides(matches))
    if not meetings or stand_in_crowd(text, matches, CROWD):
        return False
    if _are_choices(text, *meetings[0]) or _have_own_clauses(text, matches, *meetings[0]):
        return True
    if all(_are_stops(text, one, two) for one, two in meetings):
        return True
    if all(_stand_in_chain(text, matches, one, two) for one, two in meetings):
        return True
    parallel = all(_are_parallel(text, one, two) or _have_own_days(text, one, two) for one, two in meetings)
    if not parallel and not all(AND.search(fold_letters(text[one.end : two.start])) for one, two in meetings):
        return False
    one, two = meetings[0]
    bare = BARE_AND.fullmatch(fold_letters(text[one.end : two.start])) is not None
    if bare and TermKind.GROUP in kinds:
        return False
    if any(_is_third_actor(text, m, one) for m in matches):
        return True
    if bare and ((is_where(text, one) and _begins_with_name(text, one)) or _are_visited(text, matches)):
        return True
    if not bare and not kinds.isdisjoint({TermKind.PARTY, TermKind.EVENT, TermKind.GROUP}):
        return kinds.isdisjoint({TermKind.STRONG, TermKind.OFFICIAL})
    if not kinds.isdisjoint({TermKind.STRONG, TermKind.OFFICIAL}) or len(meetings) > 1:
        return False
    inside = is_inside(text, one) and (bare or is_inside(text, two))
    onto = bare and goes_to(text, one) and len(meetings) == len(_list_sides(matches)) - 1
    return parallel or inside or onto or (bare and _begins_with_name(text, one))


def _list_sides(matches: list[Match]) -> list[Match]:
    return [m for m in matches if m.term.side and m.term.weight]


def _are_choices(text: str, one: Match, two: Match) -> bool:
    """Whether one may choose between the two, or between them and a third: Baku, Hanoi or Kazan."""
    gap = fold_letters(text[one.end : two.start])
    if _OR.fullmatch(gap):
        return True
    behind = _OR_NEXT.match(fold_letters(text[two.end : two.end + _LONGEST_OR]))
    return behind is not None and BARE_AND.fullmatch(gap) is not None


def _are_stops(text: str, one: Match, two: Match) -> bool:
    """Whether somebody goes first to the one and then to the other, and so is of neither."""
    gap = fold_letters(text[one.end : two.start])
    return IN_TURN.fullmatch(gap) is not None and goes_to(text, one) and goes_to(text, two)


def _have_own_clauses(text: str, matches: list[Match], one: Match, two: Match) -> bool:
    """Whether each has its own matter: Vietnam buys more wheat from Canada, Azerbaijan buys less.

    So it is where the one is set against the other and no act is told: the dong fell, while the manat rose.
    """
    gap = text[one.end : two.start]
    third = any(m.term.kind in {TermKind.OTHER, TermKind.PARTY} for m in matches)
    if not (third or (_CONTRASTS.search(gap) and _ACTS.isdisjoint(m.term.kind for m in matches))):
        return False
    opens = not text[: one.start].strip() or _OPENS_CLAUSE.search(text[: one.start]) is not None
    if not opens or any(m.end > two.start for m in matches if m.term.kind is TermKind.OTHER):
        return False
    return _OWN_CLAUSE.match(gap) is not None and all(
        m.term.kind in {TermKind.COUNTRY, TermKind.PLACE} for m in (one, two)
    )


def _is_office(match: Match, matches: list[Match]) -> bool:
    """Whether a word of acts is part of somebody's office: a foreign minister will visit both."""
    if match.term.kind not in {TermKind.STRONG, TermKind.OFFICIAL}:
        return False
    offices = [m for m in matches if m.term.kind is TermKind.OFFICE]
    return any(m.first <= match.last and match.first <= m.last for m in offices)


def _stand_in_chain(text: str, matches: list[Match], one: Match, two: Match) -> bool:
    """Whether a third country is a link between the two: Baku - Dubai - Hanoi."""
    links = (m for m in matches if m.term.kind is TermKind.OTHER and one.end <= m.start <= m.end <= two.start)
    return any(
        {fold_letters(text[one.end : m.start]), fold_letters(text[m.end : two.start])} <= HYPHENS
        for m in links
    )


def _are_parallel(text: str, one: Match, two: Match) -> bool:
    """Whether both stand behind the same small word, a comma between: demand for A doubled, for B fell."""
    if "," not in text[one.end : two.start]:
        return False
    word = find_word_before(text, one)
    if word in _PARALLEL and word == find_word_before(text, two):
        return True
    opens = _OPENS_CLAUSE.search(text[one.end : two.start]) is not None
    return opens and is_inside(text, one) and is_inside(text, two)


def _are_visited(text: str, matches: list[Match]) -> bool:
    """Whether somebody visits both, one after the other named: "will visit A and B", "A-ya və B-yə səfər"."""
    sides = sorted((m for m in matches if m.term.side), key=lambda m: m.start)
    if len(sides) != 2:
        return False
    one, two = sides
    visits = [m for m in matches if m.term.kind is TermKind.THEME and m.term.name == "visit"]
    onto = all(fold_letters(text[m.start : m.end]).endswith("a") for m in sides)
    gaps = [one.start - m.end for m in visits] + [m.start - two.end for m in visits if onto]
    return any(0 <= gap <= _NEAR_VISIT for gap in gaps)


def _have_own_days(text: str, one: Match, two: Match) -> bool:
    """Whether each has a day of its own in a clause of its own: on 17 November A, from the 20th on B."""
    gap = text[one.end : two.start]
    around = text[: one.start] + gap[: gap.find(",") + 1]
    opens = gap.startswith(",") or AND.search(fold_letters(gap)) is not None
    behind = text[two.end : two.end + _DAY_REACH]
    return opens and bool(_DAY.search(gap) and (_DAY.search(around) or _DAY.search(behind)))


def _begins_with_name(text: str, first: Match) -> bool:
    """Whether somebody else's name opens a sentence that is not in capitals: "Sanko Oil puts A and B …"."""
    if _QUOTED_NAME.match(text[: first.start]):
        return True
    words = text[: first.start].split()
    if len(words) < 3 or not (words[0][:1].isupper() and words[1][:1].isupper()):
        return False
    small = [word for word in text.split() if word.islower() and len(word) >= 3]
    return len(small) >= 2


def have_own_figures(text: str, matches: list[Match]) -> bool:
    """Whether each side has its own figure or rank in a clause of its own: "A has 7, B has 9"."""
    meetings = list(pair_sides(matches))
    if len(meetings) != 1:
        return False
    one, two = meetings[0]
    gap, rest = text[one.end : two.start], text[two.end :]
    if _NEXT_FIGURE.search(gap) and _FIGURE.search(text[: one.start]):
        return True
    return all(form.search(part) for form, part in ((_OPENS_CLAUSE, gap), (_FIGURE, gap), (_FIGURE, rest)))


def _is_third_actor(text: str, match: Match, first: Match) -> bool:
    """Whether this is another country or a body of many that stands before the sides and acts on them."""
    if match.term.kind not in {TermKind.OTHER, TermKind.PARTY} or match.start > first.start:
        return False
    gap = fold_letters(text[match.end : first.start])
    source = find_word_before(text, match) in _OUT_OF
    source = source or fold_letters(text[match.start : match.end]).endswith(_OUT_OF_ENDINGS)
    return not (source or is_inside(text, match)) and BARE_AND.fullmatch(gap) is None
