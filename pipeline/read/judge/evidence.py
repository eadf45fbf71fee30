"""What a sentence says of the two sides: who is named, what is done, and what it only looks like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.config.topic import Kind, Topic
from pipeline.config.topic.spelling import fold_letters
from pipeline.config.topic.terms import Match

LIST_COUNTRIES = 6
"""Distinct countries in a sentence that make it a list (the vocabulary's rule 4)."""
ENTRIES = 5
"""Short pieces between commas that make a sentence an enumeration, of parties or delegations as of countries.
"""
ENTRY_WORDS = 8
CROWD = 2
"""Other countries in a sentence from which on it is about a tour or a region."""

_LOCATIVE_WORDS = frozenset(["in", "at", "from", "в", "во", "tai", "o"])
_LOCATIVE_ENDINGS = ("da", "de", "daki", "deki")
_NAMES = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.PLACE})
_LONGEST_PAIR_GAP = 6
_PAIR_GAPS = frozenset({"-", " - ", "/", " / "})


@dataclass(slots=True)
class Sentence:
    """One sentence, or the title, with what was found in it.

    `weight` is per side the strongest evidence (3 names the country, 2 stands for it); `actors` are sides
    that are more than a place; `hints` are sides that count once their country is named elsewhere; `apart`
    says that a semicolon parts the two: the headline of a digest; `enumerated` that each is one entry among
    many.
    """

    text: str
    paragraph: int = -1
    matches: list[Match] = field(default_factory=list)
    weight: dict[str, int] = field(default_factory=dict)
    hints: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    fixtures: set[str] = field(default_factory=set)
    masked: set[Kind] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    themes: dict[str, int] = field(default_factory=dict)
    kinds: set[Kind] = field(default_factory=set)
    pair: bool = False
    apart: bool = False
    enumerated: bool = False

    @property
    def both(self) -> bool:
        """Whether both sides stand here, not merely as two fixtures of a calendar."""
        return len(self.weight) == 2 and self.fixtures != set(self.weight) and not self.apart

    @property
    def listed(self) -> bool:
        """Whether this is a list, of countries or of what stands for them, or the row of a table."""
        if self.enumerated and not self.strong:
            return True
        return (
            len(self.others) + len(self.weight) >= LIST_COUNTRIES
            or self.text.count("|") >= 2
            or "\t" in self.text
        )

    @property
    def crowded(self) -> bool:
        """Whether the two are among several countries."""
        return len(self.others) >= CROWD

    @property
    def links(self) -> bool:
        """Whether both are named otherwise than in a list."""
        return self.both and not self.listed

    @property
    def acts(self) -> bool:
        """Whether anything that can pass between two is told."""
        return bool(self.kinds & {Kind.PLAIN, Kind.STRONG, Kind.OFFICIAL})

    @property
    def strong(self) -> bool:
        """Whether it tells how two deal with each other."""
        return bool(self.kinds & {Kind.STRONG, Kind.OFFICIAL})

    @property
    def official(self) -> bool:
        """Whether an act between states is told."""
        return Kind.OFFICIAL in self.kinds


def read_sentence(text: str, topic: Topic, paragraph: int = -1, *, cased: bool = True) -> Sentence:
    """Find everything in a sentence; hints are not yet counted. `cased`: whether the text has capitals at
    all.
    """
    sentence = Sentence(text, paragraph)
    matches = topic.lexicon.find_terms(text, cased=cased)
    masks = _select_masks(matches)
    for match in matches:
        mask = next(
            (m for m in masks if m is not match and m.first <= match.first and match.last <= m.last), None
        )
        if mask is None or match.term.kind in {Kind.THEME, Kind.ORGANISATION}:
            _record_match(sentence, match)
        elif match.term.side and mask.term.kind is Kind.FIXTURE:
            sentence.fixtures.add(match.term.side)
    sentence.masked = {m.term.kind for m in masks}
    for side in sentence.fixtures - set(sentence.weight):
        sentence.weight[side] = 2
    sentence.fixtures -= sentence.actors
    sentence.pair = _has_pair(sentence)
    sentence.apart = ";" in text and _is_parted(sentence)
    sentence.enumerated = text.count(",") >= ENTRIES - 1 and _is_enumerated(sentence)
    return sentence


def count_hints(sentences: Iterable[Sentence]) -> None:
    """Let names stand for their side when its country is named anywhere."""
    sentences = list(sentences)
    named = {
        side for s in sentences for side, weight in s.weight.items() if side not in s.fixtures and weight >= 2
    }
    for sentence in sentences:
        for side in sentence.hints & named - set(sentence.weight):
            sentence.weight[side] = 2
            sentence.actors.add(side)


def _select_masks(matches: list[Match]) -> list[Match]:
    """Give the masks; agencies of both sides in one sentence are partners, not credits."""
    agencies = {m.term.side for m in matches if m.term.kind is Kind.AGENCY}
    masks = [m for m in matches if m.term.masks]
    widest = [
        m for m in masks if not any(o is not m and o.first <= m.first and m.last <= o.last for o in masks)
    ]
    return [m for m in widest if not (m.term.kind is Kind.AGENCY and len(agencies) == 2)]


def _record_match(sentence: Sentence, match: Match) -> None:
    term = match.term
    sentence.matches.append(match)
    sentence.kinds.add(term.kind)
    if term.kind is Kind.OTHER:
        sentence.others.add(term.name)
    elif term.kind is Kind.THEME:
        sentence.themes[term.name] = sentence.themes.get(term.name, 0) + 1
    elif term.weight == 1:
        sentence.hints.add(term.side)
    elif term.weight:
        sentence.weight[term.side] = max(term.weight, sentence.weight.get(term.side, 0))
        if not _is_only_place(sentence.text, match):
            sentence.actors.add(term.side)


def _is_only_place(text: str, match: Match) -> bool:
    """Whether a country or capital is named as the place where something is."""
    if match.term.kind not in {Kind.COUNTRY, Kind.PLACE}:
        return False
    before = fold_letters(text[max(0, match.start - 8) : match.start]).split()
    return (
        match.term.capital
        or fold_letters(text[match.start : match.end]).endswith(_LOCATIVE_ENDINGS)
        or bool(before and before[-1] in _LOCATIVE_WORDS)
    )


def _is_parted(sentence: Sentence) -> bool:
    """Whether no part between semicolons names both sides."""
    parts: dict[int, set[str]] = {}
    for match in sentence.matches:
        if match.term.weight:
            parts.setdefault(sentence.text.count(";", 0, match.start), set()).add(match.term.side)
    return all(len(sides) < 2 for sides in parts.values())


def _is_enumerated(sentence: Sentence) -> bool:
    """Whether both sides stand only as organisations, each an entry of its own among many short ones."""
    pieces = [len(piece.split()) <= ENTRY_WORDS for piece in sentence.text.split(",")]
    weighty = [m for m in sentence.matches if m.term.weight]
    bodies = [m for m in weighty if m.term.kind is Kind.ORGANISATION]
    places = {(m.term.side, sentence.text.count(",", 0, m.start)) for m in bodies}
    organised = all(any(b.first <= m.first and m.last <= b.last for b in bodies) for m in weighty)
    return (
        organised
        and sum(pieces) >= ENTRIES
        and len({side for side, _ in places}) == 2 == len({place for _, place in places})
    )


def _has_pair(sentence: Sentence) -> bool:
    """Whether two countries are joined by a hyphen: Azerbaijan-Vietnam, Việt Nam - Azerbaijan."""
    countries = [m for m in sentence.matches if m.term.kind is Kind.COUNTRY]
    for one, two in pairwise(countries):
        gap = fold_letters(sentence.text[one.end : two.start])
        if one.term.side != two.term.side and gap in _PAIR_GAPS:
            return True
    return False


def rank_names(sentences: Iterable[Sentence], kind: Kind) -> tuple[str, ...]:
    """Give the one spelling of every person, organisation or place, the most often named first."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for match in sentence.matches:
            if match.term.kind is kind and kind in _NAMES:
                counts[match.term.name] = counts.get(match.term.name, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
