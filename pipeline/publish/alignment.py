"""Where two texts run side by side: passages in one order, and what was put in place of what within them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.text.clean import fold_letters

RUN = 3
"""Words in a row that must be the same in both texts to hold them together; so is a sketch made."""
BRIDGED = 12
"""Words in either text that may stand between two runs of one passage: a changed word breaks three runs."""
MOST_WORDS = 6000
"""Words of a text that are looked at: the longest articles have as many."""

_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\u0300-\u036f]")
_ENDS = frozenset('.!?…:;\n"“”«»‘(–—-•')


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, folded, and which of them are numbers and which are names by their capital."""

    folded: tuple[str, ...]
    numbers: frozenset[int]
    names: frozenset[int]

    def __len__(self) -> int:
        return len(self.folded)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one text and the stretch of the other that says the same; ends are exclusive.

    `matched` counts the words that are the same in both.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    matched: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts run side by side.

    `numbers` and `names` count those that are the same in both at the same place, `other_numbers` and
    `other_names` the places where one stands for another.
    """

    passages: tuple[Passage, ...]
    numbers: int = 0
    other_numbers: int = 0
    names: int = 0
    other_names: int = 0

    @property
    def matched(self) -> int:
        """Count the words that are the same in both."""
        return sum(passage.matched for passage in self.passages)


@lru_cache(maxsize=512)
def read_words(text: str) -> Words:
    """Read the words of a text, whatever form of Unicode it is in."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    # й loses its sign where a text is written without any; it is one letter less in either.
    letters = fold_letters(plain).replace("й", "и")
    folded: list[str] = []
    numbers: set[int] = set()
    names: set[int] = set()
    end = 0
    for found in _WORD.finditer(letters):
        place = len(folded)
        if place == MOST_WORDS:
            break
        word = found[0]
        folded.append(word)
        if word[0].isdigit():
            numbers.add(place)
        elif plain[found.start()].isupper() and place and _ENDS.isdisjoint(plain[end : found.start()]):
            names.add(place)
        end = found.end()
    return Words(tuple(folded), frozenset(numbers), frozenset(names))


@lru_cache(maxsize=512)
def _find_single_runs(words: Words) -> dict[tuple[str, ...], int]:
    """Give the runs that stand once in a text, with their places."""
    places: dict[tuple[str, ...], int] = {}
    twice: set[tuple[str, ...]] = set()
    for place in range(len(words) - RUN + 1):
        run = words.folded[place : place + RUN]
        if run in places:
            twice.add(run)
        places[run] = place
    for run in twice:
        del places[run]
    return places


@lru_cache(maxsize=128)
def align_words(one: Words, other: Words) -> Alignment:
    """Lay two texts side by side, in time that grows with their length alone.

    Runs that stand once in each are put in the longest order that both share.
    """
    here, there = _find_single_runs(one), _find_single_runs(other)
    shared = sorted((place, there[run]) for run, place in here.items() if run in there)
    matches: dict[int, int] = {}
    for place, across in _order_matches(shared):
        for step in range(RUN):
            matches.setdefault(place + step, across + step)
    return _read_matches(one, other, sorted(matches.items()))


def _order_matches(matches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest part of the matches, sorted by the first place, in which the second rises too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, across) in enumerate(matches):
        slot = bisect_left(ends, across)
        if slot == len(ends):
            ends.append(across)
            last.append(number)
        else:
            ends[slot] = across
            last[slot] = number
        before.append(last[slot - 1] if slot else -1)
    chosen: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(matches[number])
        number = before[number]
    return chosen[::-1]


def _read_matches(one: Words, other: Words, matches: Sequence[tuple[int, int]]) -> Alignment:
    passages: list[Passage] = []
    counts = {"numbers": 0, "other_numbers": 0, "names": 0, "other_names": 0}
    for part in _split_matches(matches):
        passages.append(Passage(part[0][0], part[-1][0] + 1, part[0][1], part[-1][1] + 1, len(part)))
        for place, _ in part:
            counts["numbers"] += place in one.numbers
            counts["names"] += place in one.names
        for (place, across), (place_after, across_after) in pairwise(part):
            gap, gap_across = range(place + 1, place_after), range(across + 1, across_after)
            if gap and gap_across:
                counts["other_numbers"] += _differ(one, other, gap, gap_across, "numbers")
                counts["other_names"] += _differ(one, other, gap, gap_across, "names")
    return Alignment(tuple(passages), **counts)


def _split_matches(matches: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Give the matches of each passage: a gap that is long in either text ends one."""
    part: list[tuple[int, int]] = []
    for pair in matches:
        if part and (pair[0] - part[-1][0] > BRIDGED or not 0 < pair[1] - part[-1][1] <= BRIDGED):
            yield part
            part = []
        part.append(pair)
    if part:
        yield part


def _differ(one: Words, other: Words, gap: range, across: range, kind: str) -> bool:
    """Whether two gaps hold numbers, or names, that are not the same; 1,200 and 1200 are one number."""
    first, second = getattr(one, kind), getattr(other, kind)
    here = [one.folded[place] for place in gap if place in first]
    there = [other.folded[place] for place in across if place in second]
    if not here or not there or "".join(here) == "".join(there):
        return False
    return set(here).isdisjoint(there)
