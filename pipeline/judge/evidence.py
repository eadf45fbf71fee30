"""What a sentence says about each side: the vocabulary compiled to patterns over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.text import clean, fold
from pipeline.topic import EXACT, SIDES, Name, Side, Topic

LIST_LENGTH = 6
"""Distinct countries in one sentence that make it a list."""

COUNTRY, STANDS_FOR, CAPITAL, WEAK = 4, 3, 2, 1


def pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Compile forms over folded text: whole words, open at the end where a form is."""
    words = sorted({_regex(form) for form in forms}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + ")") if words else re.compile(r"(?!)")


def _regex(form: str) -> str:
    base = re.escape(fold(form.rstrip("*"))).replace(r"\ ", r"[\s-]+").replace(r"\*", r"\w*")
    return base + (r"\w*" if form.endswith("*") else r"(?!\w)")


def exact_pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Compile forms that are compared letter by letter over clean text."""
    words = sorted((re.escape(f.removeprefix(EXACT)).replace(r"\ ", r"\s+") for f in forms), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)") if words else re.compile(r"(?!)")


class NamePattern:
    """Finds one name of the vocabulary."""

    def __init__(self, name: Name) -> None:
        self.name, self.side = name.name, name.side
        self._folded = pattern(f for f in name.forms if not f.startswith(EXACT))
        self._exact = exact_pattern(f for f in name.forms if f.startswith(EXACT))

    def found(self, text: str, folded: str) -> bool:
        """Whether the name stands in the text."""
        return bool(self._folded.search(folded) or self._exact.search(text))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its evidence: strength per side (0 none to 4 the country by name), other countries, an act, a word for the pair."""

    text: str
    strength: Mapping[Side, int]
    others: int
    act: bool
    together: bool
    pair: bool

    @property
    def both(self) -> bool:
        """Whether both sides are really named, and not in a list."""
        return self.firm and not self.listed

    @property
    def firm(self) -> bool:
        """Whether both sides are named by more than a weak pointer, at least one by more than its capital."""
        low, high = sorted(self.strength.values())
        return low >= CAPITAL and high >= STANDS_FOR

    @property
    def listed(self) -> bool:
        """Whether it is a list of countries."""
        return self.others + sum(1 for s in self.strength.values() if s >= CAPITAL) >= LIST_LENGTH

    @property
    def any(self) -> bool:
        """Whether a side is named at all."""
        return any(s >= CAPITAL for s in self.strength.values())


class Evidence:
    """The compiled vocabulary."""

    def __init__(self, topic: Topic) -> None:
        self.masks = pattern(topic.masks)
        self.country = {side: pattern(topic.sides[side].country) for side in SIDES}
        self.capital = {side: pattern(topic.sides[side].capital) for side in SIDES}
        self.weak = {side: pattern(topic.sides[side].weak) for side in SIDES}
        standing = {side: [f for n in topic.standing_for(side) for f in n.forms] for side in SIDES}
        self.standing = {side: pattern(f for f in standing[side] if not f.startswith(EXACT)) for side in SIDES}
        self.exact = {side: exact_pattern(f for f in standing[side] if f.startswith(EXACT)) for side in SIDES}
        self.others = pattern(topic.others)
        self.acts = pattern(f for forms in topic.acts.values() for f in forms)
        self.together = pattern(topic.together)
        self.venue = pattern(topic.venue)
        self.themes = {theme: pattern(forms) for theme, forms in topic.themes.items()}
        self.people = [NamePattern(n) for n in topic.people]
        self.organisations = [NamePattern(n) for n in topic.organisations]
        self.places = [NamePattern(n) for n in topic.places]
        one, two = (r"(?:" + "|".join(_regex(f) for f in topic.sides[side].country) + ")" for side in SIDES)
        russian = r"(?:азербайджано-вьетнам\w*|вьетнамо-азербайджан\w*)"
        self.pair = re.compile(rf"(?<!\w)(?:{one}\s?-\s?{two}|{two}\s?-\s?{one}|{russian}|vn, azerbaijan)")

    def sentence(self, text: str) -> Sentence:
        """Look at one sentence."""
        text = clean(text)
        folded = self.masks.sub(" ", fold(text))
        return Sentence(
            text=text,
            strength={side: self._strength(side, text, folded) for side in SIDES},
            others=len({m[0][:5] for m in self.others.finditer(folded)}),
            act=bool(self.acts.search(folded)),
            together=bool(self.together.search(folded)),
            pair=bool(self.pair.search(folded)),
        )

    def _strength(self, side: Side, text: str, folded: str) -> int:
        if self.country[side].search(folded):
            return COUNTRY
        if self.standing[side].search(folded) or self.exact[side].search(text):
            return STANDS_FOR
        if self.capital[side].search(folded):
            return CAPITAL
        return WEAK if self.weak[side].search(folded) else 0
