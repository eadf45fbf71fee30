"""The parts that the two sides play in a sentence: who acts, who is a place, and who stands among many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.config.topic import Match, TermKind
from pipeline.text.clean import fold_letters

_INTO = frozenset(["в", "во"])
_RESTING = tuple("еиуыя")
IN = _INTO | frozenset(["in", "at", "over", "tai", "o", "en", "au", "à"])
_TOWARDS = frozenset(["from", "to", "near", "for", "из", "до", "под", "den", "tu", "toi", "sang"])
_GOING = frozenset(["to", "den", "toi", "sang"])
_GOING_ENDINGS = ("ya", "ye", "na", "ma", "'a", "'e", "'ya", "'ye")
_IN_ENDINGS = ("da", "de", "daki", "deki")
_TOWARDS_ENDINGS = ("dan", "den", "ya", "ye")
_PLACES = frozenset({TermKind.COUNTRY, TermKind.OWN, TermKind.PLACE})
_NAMED = frozenset({TermKind.COUNTRY, TermKind.PLACE, TermKind.OTHER})
_COUNTRIES = frozenset({TermKind.COUNTRY, TermKind.OWN, TermKind.OTHER})
_APPOSITION = 3
"""Characters between a city and its country: a comma, a bracket."""
_SEAT_REACH = 2
"""Words between "capital" and the country whose it is."""
_COMPARED = 1
"""Words between "like" and the country that is meant."""
_GAP = 40
"""Characters between two entries of one enumeration, figures included."""
_LONGEST_CLAUSE = 160
CROWD = 2
AND = re.compile(
    r"(?:^|[\s,;])(?:and|or|while|va|ve|и|а также|et|und|con|roi|then|та"
    r"|а (?=(?:с|затем|потом|после|через|позже)\b)"
    r"|before|later|from there|puis|sonra|oradan|ardindan|затем|потом|оттуда|sau do|tiep do)(?=[\s,]|$)"
    r"|^, ?$",
    re.IGNORECASE,
)
BARE_AND = re.compile(
    r"(?:, ?|,? (?:and|or|&|va|ve|и|et|und|ile) )"
    r"(?:(?:in|for|to|of|from|with|в|во|для|с|tai|cho|voi|le|l'|the|a|au|en) ?)?",
    re.IGNORECASE,
)
IN_TURN = re.compile(
    r",? ?(?:(?:and|then|later|from there|oradan|daha|sonra|ardindan|а|затем|потом|оттуда|после|puis|sau do"
    r"|roi) ){1,3}(?:(?:in|to|on to|в|во|tham|den|sang|toi|tai|a|au|en) ?)?",
    re.IGNORECASE,
)
"""What stands between two places that somebody goes to one after the other."""
_RANGE = re.compile(r"\b(?:from|от|từ)\s$", re.IGNORECASE)
_RANGE_END = re.compile(r"[^.;:]{0,60}?\b(?:to|до|đến|tới)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:which|who|whom|where|котор\w{2,3}|где|куда|nơi|mà|hansı)\b")
"""What goes on about what was just named."""
_AFTER_APOSTROPHE = re.compile(r"['’](d[aəe](?:n|ki)?|y?[aəe])\b", re.IGNORECASE)
_TITLED = ('" (', "” (", "» (")
HYPHENS = frozenset({"-", " - ", "/", " / "})


def find_actors(text: str, matches: list[Match]) -> set[str]:
    """Give the sides that do something in a sentence, rather than being where something is."""
    happens = any(m.term.kind is TermKind.EVENT for m in matches)
    seats = [m for m in matches if m.term.kind is TermKind.SEAT]
    cities = [m for m in matches if m.term.kind is TermKind.PLACE and m.term.weight]
    return {
        m.term.side
        for m in matches
        if m.term.weight > 1 and not _is_place(text, m, seats, cities, happens=happens)
    }


def _is_place(text: str, match: Match, seats: list[Match], cities: list[Match], *, happens: bool) -> bool:
    """Whether a country or city is named as the place where something is."""
    if match.term.kind not in _PLACES:
        return False
    if is_inside(text, match):
        return True
    if match.term.kind is TermKind.PLACE:
        return happens or is_towards(text, match)
    return any(_stands_by(match, seat, _SEAT_REACH) for seat in seats) or any(
        city.term.side == match.term.side and 0 <= match.start - city.end <= _APPOSITION for city in cities
    )


def is_inside(text: str, match: Match) -> bool:
    """Whether something is said to be in a country or city: by the word before it or by its ending."""
    written = fold_letters(text[match.start : match.end])
    before = find_word_before(text, match)
    if before in _INTO:
        # In Russian the ending tells in from into: в Азербайджане, в Азербайджан.
        return written.endswith(_RESTING)
    return before in IN or written.endswith(_IN_ENDINGS)


def is_more_than_place(text: str, matches: list[Match], side: str) -> bool:
    """Whether a side whose country is not named here stands otherwise than as the city where something is."""
    names = [m for m in matches if m.term.side == side]
    return not names or any(m.term.kind is not TermKind.PLACE or not is_inside(text, m) for m in names)


def are_places(text: str, matches: Iterable[Match]) -> bool:
    """Whether all names of sides say where something is: seen in A, lost in B, in A and B."""
    names = sorted((m for m in matches if m.term.side), key=lambda m: m.start)
    inside = _list_inside(text, names)
    return all(m.term.kind in _PLACES and m in inside for m in names)


def are_goals(text: str, matches: list[Match]) -> bool:
    """Whether each side is only where something is or goes, in a clause of its own: sent to A, built in B."""
    gaps = [text[one.end : two.start] for one, two in pair_sides(matches)]
    parted = all("," in gap and not _RELATIVE.search(gap) for gap in gaps)
    return parted and all(m.term.kind in _PLACES and is_where(text, m) for m in matches if m.term.side)


def _list_inside(text: str, names: list[Match]) -> list[Match]:
    """Give the names of what something is in, those behind or before an "and" with them."""
    inside = [m for m in names if is_inside(text, m)]
    for one, two in [*pairwise(names), *((two, one) for one, two in pairwise(names))]:
        gap = fold_letters(text[min(one.end, two.end) : max(one.start, two.start)])
        if one in inside and BARE_AND.fullmatch(gap):
            inside.append(two)
    return inside


def name_stations(text: str, matches: Iterable[Match]) -> bool:
    """Whether a sentence goes from place to place: in B at first, in C and D, in E again."""
    # A city of another country may be found twice, in two languages.
    named = {m.start: m for m in matches if m.term.side or m.term.kind is TermKind.OTHER}
    names = [named[start] for start in sorted(named)]
    inside = _list_inside(text, names)
    return names[:1] == inside[:1] and all(m in inside for m in names if not m.term.side)


def take_endings(text: str, matches: list[Match]) -> None:
    """Let a name go on over the ending that an apostrophe parts from it: Vietnam'da."""
    for match in matches:
        ending = _AFTER_APOSTROPHE.match(text, match.end) if match.term.kind in _NAMED else None
        if ending is not None:
            match.end = ending.end()


def goes_to(text: str, match: Match) -> bool:
    """Whether somebody goes to a country or city, rather than from it."""
    written = fold_letters(text[match.start : match.end])
    before = find_word_before(text, match)
    if before in _INTO:
        return not is_inside(text, match)
    return before in _GOING or written.endswith(_GOING_ENDINGS)


def is_towards(text: str, match: Match) -> bool:
    """Whether something goes to a country or city, or comes from there."""
    written = fold_letters(text[match.start : match.end])
    return find_word_before(text, match) in _TOWARDS | _INTO or written.endswith(_TOWARDS_ENDINGS)


def find_word_before(text: str, match: Match) -> str:
    before = text[max(0, match.start - 8) : match.start].lower().split()
    # The French à is no article.
    return before[-1] if before and before[-1] == "à" else fold_letters(before[-1]) if before else ""


def is_where(text: str, match: Match) -> bool:
    """Whether something is, or goes to, a country or city."""
    return is_inside(text, match) or is_towards(text, match)


def _stands_by(one: Match, two: Match, reach: int) -> bool:
    """Whether at most so many words stand between two."""
    return -1 <= max(one.first - two.last, two.first - one.last) - 1 <= reach


def join_countries(text: str, matches: list[Match]) -> bool:
    """Whether two sides are joined by a hyphen: Azerbaijan-Vietnam, Việt Nam - Azerbaijan."""
    countries = [m for m in matches if m.term.kind is TermKind.COUNTRY]
    for one, two in pairwise(countries):
        gap = fold_letters(text[one.end : two.start])
        if one.term.side != two.term.side and gap in HYPHENS:
            return True
    return False


def compare_sides(text: str, matches: list[Match]) -> bool:
    """Whether a word of comparison stands beside a side: "like Vietnam", "Vyetnam kimi".

    Before a number it says how many: "more than 200".
    """
    words = [
        m
        for m in matches
        if m.term.kind is TermKind.COMPARISON and not text[m.end : m.end + 2].strip()[:1].isdigit()
    ]
    sides = [m for m in matches if m.term.weight]
    return any(_stands_by(word, side, _COMPARED) for word in words for side in sides)


def find_runs(matches: Iterable[Match], text: str = "") -> list[list[Match]]:
    """Give the countries of a sentence in runs: from one to the next it is not far.

    With the sentence's text there is a comma or an "and" between them, too.
    """
    countries = [m for m in matches if m.term.kind in _COUNTRIES or m.term.capital]
    runs: list[list[Match]] = []
    for match in sorted(countries, key=lambda m: (m.start, m.end, m.term.side)):
        if runs and _continues_run(text, runs[-1][-1], match):
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs


def _continues_run(text: str, one: Match, two: Match) -> bool:
    if two.start - one.end > _GAP:
        return False
    gap = fold_letters(text[one.end : two.start])
    return not text or ("," in gap or not gap or AND.search(gap) is not None)


def stand_in_crowd(text: str, matches: Iterable[Match], crowd: int) -> bool:
    """Whether a side is in one run with so many other countries: a tour, a region, a meeting of many."""
    for run in find_runs(matches, text):
        others = {m.term.name for m in run if not m.term.side}
        if len(others) >= crowd and any(m.term.side for m in run):
            return True
    return False


def open_with_several(text: str, matches: Iterable[Match]) -> bool:
    """Whether a side and another country open a sentence together: of each of them the same is said."""
    for run in find_runs(matches, text):
        if len(run) > 1 and not text[: run[0].start].strip():
            return BARE_AND.fullmatch(fold_letters(text[run[0].end : run[1].start])) is not None
    return False


def stand_in_one_run(text: str, matches: Iterable[Match], crowd: int) -> bool:
    """Whether both sides are entries of a bare run with so many other countries: no figures, no words."""
    for run in find_runs(matches, text):
        sides = {m.term.side for m in run} - {""}
        others = {m.term.name for m in run if not m.term.side}
        gaps = [fold_letters(text[one.end : two.start]) for one, two in pairwise(run)]
        if len(sides) < 2 or not all(not g or g in HYPHENS or BARE_AND.fullmatch(g) for g in gaps):
            continue
        if len(others) >= crowd or (others and _is_between(run)):
            return True
    return False


def _is_between(run: list[Match]) -> bool:
    """Whether another country stands between the two sides: by way of it, or as one of three."""
    places = [place for place, match in enumerate(run) if match.term.side]
    return places[-1] - places[0] >= len(places)


def name_in_passing(text: str, matches: Iterable[Match]) -> bool:
    """Whether each side is only the head of an entry ("Hanoi: 24") or one end of a range ("from A to Z").

    So it is where it opens a bracket behind something's title: "Moss" (Vietnam, 104 min.).
    """
    sides = [m for m in matches if m.term.side]
    return all(
        text[m.end : m.end + 1] == ":"
        or (text[max(0, m.start - 3) : m.start].endswith(_TITLED) and text[m.end : m.end + 1] in {",", ")"})
        or (_RANGE.search(text[: m.start]) and _RANGE_END.match(text, m.end))
        for m in sides
    )


def stand_together(text: str, matches: list[Match]) -> bool:
    """Whether both sides are named in one breath: "A and B", "A, B", "A, then B"."""
    gaps = [fold_letters(text[one.end : two.start]) for one, two in pair_sides(matches)]
    return any(BARE_AND.fullmatch(gap) or IN_TURN.fullmatch(gap) for gap in gaps)


def are_coordinated(text: str, matches: list[Match]) -> bool:
    """Whether somebody else stands first, then the one side and, behind an "and" or a comma, the other."""
    meetings = list(pair_sides(matches))
    if not meetings or not text[: meetings[0][0].start].strip():
        return False
    gaps = [fold_letters(text[one.end : two.start]) for one, two in meetings]
    return all("," in gap or AND.search(gap) is not None for gap in gaps)


def pair_sides(matches: list[Match]) -> Iterator[tuple[Match, Match]]:
    """Give each mention of a side with the next one of the other, where they are not far apart."""
    sides = [m for m in matches if m.term.side and m.term.weight]
    sides.sort(key=lambda m: (m.start, -m.end))
    for one, two in pairwise(sides):
        if one.term.side != two.term.side and one.end <= two.start <= one.end + _LONGEST_CLAUSE:
            yield one, two
