"""How two texts stand to each other: the same, one within the other, or unrelated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.publish.alignment import Alignment, Passage, align_words, read_words
from pipeline.text.clean import fold_text

SHARED_TERMS = 5
"""Fewer shared sketch terms are chance or a common phrase; of a short text a quarter of its terms."""
COVERED = 0.6
"""Share of the shorter text that must run along with the longer one."""
COVERED_SHORT, SHORT = 0.7, 120
"""The same of a text of fewer words: its first paragraph may be half of it."""
COVERED_LONGER = 0.5
"""Share of the longer text, where its own opening is another: more than half of a round-up is its own."""
COVERED_ALONE = 0.9
"""The same where neither opening is in the other text: a common tail covers less."""
COVERED_LONG, LONG = 0.68, 150
"""And where so many words run along: no tail is as long."""
COVERED_QUOTED = 0.65
"""Share of a text that must stand in a much longer one, which then quotes it."""
DENSE = 0.4
"""Share of the words of a passage that are the same: of a text with a fifth of its words changed half."""
QUOTES_LONGER = 1.6
"""A text this many times as long as what it carries, and that opens otherwise, has added its own."""
OPENING = 60
"""Words at most that count as the opening.

Of a short text it is the first third, or a common tail would be part of it.
"""
CREDIT = 60
"""Words that a dateline, a credit or a new first paragraph may put before the opening."""
OPENING_COVERED = 0.45
"""Share of an opening that must run along with the other text."""
OTHER_NUMBERS = 0.12
"""Share of the places of numbers at which another number stands: more is a template filled anew."""
OTHER_FACTS = 0.25
"""The same for numbers and names together, of which two must differ."""
QUOTED_WORDS = 30
"""Words of a quoted passage at least: two paragraphs have more, a phrase of the trade has fewer."""
VERBATIM = 0.8
"""Share of a quoted passage that is the same word for word."""
SAME_ENDS = 3
"""Words at the end of both texts within which a common tail ends."""


class Likeness(StrEnum):
    """What the second text is to the first."""

    SAME = "same"
    QUOTES = "quotes"
    QUOTED = "quoted"
    SHARES = "shares"
    """A passage stands in both: the later one quotes the earlier."""
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Sketched:
    """A text with what comparing needs."""

    text: str
    sketch: frozenset[str]
    words: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two texts side by side, the shorter one first: their lengths, titles, and how they run along."""

    shorter: int
    longer: int
    same_title: bool
    along: Alignment

    @property
    def is_much_longer(self) -> bool:
        return self.longer > QUOTES_LONGER * self.shorter

    def share_covered(self) -> float:
        """Give the share of the shorter text that runs along with the longer one."""
        return sum(p.end - p.start for p in self.along.passages if _is_dense(p)) / self.shorter

    def share_longer(self) -> float:
        """Give the share of the longer text that runs along with the shorter one."""
        return sum(p.other_end - p.other_start for p in self.along.passages if _is_dense(p)) / self.longer

    def share_opening(self, *, of_longer: bool) -> float:
        """Give the share of the opening of one text that runs along with the other.

        Of the longer one only what stands near the other's own opening counts.
        """
        length = self.longer if of_longer else self.shorter
        opening = min(OPENING, max(length // 3, 3))
        covered = 0
        for passage in self.along.passages:
            start, end, across = passage.start, passage.end, passage.other_start
            if of_longer:
                start, end, across = passage.other_start, passage.other_end, passage.start
            if _is_dense(passage) and (across < opening + CREDIT or not self.is_much_longer):
                covered += max(0, min(end, opening) - start)
        return covered / opening


def compare_texts(lead: Sketched, other: Sketched) -> Likeness:
    """Say what `other` is to `lead`.

    Both are laid side by side: what runs along decides, numbers and names that stand for others keep daily
    columns and templates apart, and openings keep common tails apart.
    """
    if not _may_be_alike(lead, other):
        return Likeness.UNRELATED
    one, two = read_words(lead.text), read_words(other.text)
    turned = len(one) > len(two)
    shorter, longer = (two, one) if turned else (one, two)
    same_title = bool(lead.title) and fold_text(lead.title) == fold_text(other.title)
    pair = _Pair(len(shorter), len(longer), same_title, align_words(shorter, longer))
    if not pair.along.passages or _is_filled_anew(pair.along):
        return Likeness.UNRELATED
    if _is_same(pair):
        return Likeness.SAME
    if pair.is_much_longer and pair.share_covered() >= COVERED_QUOTED:
        return Likeness.QUOTED if turned else Likeness.QUOTES
    return Likeness.SHARES if _shares_passage(pair) else Likeness.UNRELATED


def count_needed_terms(terms: int) -> int:
    """Give how many of its sketch terms a text must share with another to be looked at."""
    return max(1, min(SHARED_TERMS, terms // 4))


def _may_be_alike(one: Sketched, two: Sketched) -> bool:
    smaller = min(len(one.sketch), len(two.sketch))
    shared = len(one.sketch & two.sketch)
    return bool(smaller) and shared >= count_needed_terms(smaller)


def _is_dense(passage: Passage) -> bool:
    longest = max(passage.end - passage.start, passage.other_end - passage.other_start)
    return passage.matched >= DENSE * longest


def _is_filled_anew(along: Alignment) -> bool:
    """Whether other numbers or names stand where those of the one text stood: a template, a daily column."""
    numbers = along.numbers + along.other_numbers
    if along.other_numbers and along.other_numbers > OTHER_NUMBERS * numbers:
        return True
    others = along.other_numbers + along.other_names
    return others > 1 and others > OTHER_FACTS * (numbers + along.names + along.other_names)


def _is_same(pair: _Pair) -> bool:
    covered = pair.share_covered()
    if pair.is_much_longer and not pair.same_title:
        return covered >= COVERED and pair.share_opening(of_longer=True) >= OPENING_COVERED
    if pair.share_longer() >= COVERED_LONGER and (
        covered >= COVERED_ALONE or (covered >= COVERED_LONG and pair.along.matched >= LONG)
    ):
        return True
    needed = COVERED_SHORT if pair.shorter < SHORT else COVERED
    if covered < needed:
        return False
    if pair.share_opening(of_longer=True) >= OPENING_COVERED:
        return True
    return pair.share_longer() >= COVERED_LONGER and pair.share_opening(of_longer=False) >= OPENING_COVERED


def _shares_passage(pair: _Pair) -> bool:
    """Whether a passage stands in both word for word; a common tail or head is none."""
    for passage in pair.along.passages:
        words = min(passage.end - passage.start, passage.other_end - passage.other_start)
        tail = passage.end > pair.shorter - SAME_ENDS and passage.other_end > pair.longer - SAME_ENDS
        head = passage.start < SAME_ENDS and passage.other_start < SAME_ENDS
        if words >= QUOTED_WORDS and passage.matched >= VERBATIM * words and not tail and not head:
            return True
    return False
