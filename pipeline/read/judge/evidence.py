"""What a sentence says of the two sides: who is named, what is done, and what it only looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.config.topic import Match, TermKind, Topic
from pipeline.text.clean import fold_letters

LIST_COUNTRIES = 6
"""Distinct countries in a sentence that make it a list."""
ENTRIES = 5
"""Short pieces between commas that make an enumeration, of parties or delegations as of countries."""
ENTRY_WORDS = 8
CROWD = 2
"""Other countries in a sentence from which on it is about a tour or a region."""

_LOCATIVE_WORDS = frozenset(["in", "at", "from", "в", "во", "tai", "o"])
_LOCATIVE_ENDINGS = ("da", "de", "daki", "deki")
_ACTS = frozenset({TermKind.PLAIN, TermKind.STRONG, TermKind.OFFICIAL})
_DEALINGS = frozenset({TermKind.STRONG, TermKind.OFFICIAL})
_PAIR_GAPS = frozenset({"-", " - ", "/", " / "})


@dataclass(slots=True)
class Sentence:
    """One sentence, or the title, with what was found in it.

    `weight` is per side the strongest evidence (3 names the country, 2 stands for it); `actors` are sides
    that are more than a place; `hints` are sides that count once their country is named elsewhere; `fixtures`
    are sides named only by a fixed event of theirs; `others` are other countries. `has_pair`: both countries
    are joined by a hyphen. `parts_sides`: a semicolon parts the two, as in the headline of a digest.
    `enumerates`: each is one entry among many.
    """

    text: str
    paragraph: int = -1
    matches: list[Match] = field(default_factory=list)
    weight: dict[str, int] = field(default_factory=dict)
    hints: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    fixtures: set[str] = field(default_factory=set)
    masked: set[TermKind] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    themes: dict[str, int] = field(default_factory=dict)
    kinds: set[TermKind] = field(default_factory=set)
    has_pair: bool = False
    parts_sides: bool = False
    enumerates: bool = False

    @property
    def names_both(self) -> bool:
        """Whether both sides stand here, not merely as two fixtures of a calendar."""
        return len(self.weight) == 2 and self.fixtures != set(self.weight) and not self.parts_sides

    @property
    def is_list(self) -> bool:
        """Whether this is a list, of countries or of what stands for them, or the row of a table."""
        if self.enumerates and not self.tells_dealing:
            return True
        if len(self.others) + len(self.weight) >= LIST_COUNTRIES:
            return True
        return self.text.count("|") >= 2 or "\t" in self.text

    @property
    def is_crowded(self) -> bool:
        """Whether the two are among several countries."""
        return len(self.others) >= CROWD

    @property
    def is_example(self) -> bool:
        """Whether it names members of a group, and tells no act between states."""
        return TermKind.GROUP in self.kinds and not self.tells_official_act

    @property
    def links_sides(self) -> bool:
        """Whether both are named otherwise than in a list."""
        return self.names_both and not self.is_list

    @property
    def tells_act(self) -> bool:
        """Whether anything that can pass between two is told."""
        return not _ACTS.isdisjoint(self.kinds)

    @property
    def tells_dealing(self) -> bool:
        """Whether it tells how two deal with each other."""
        return not _DEALINGS.isdisjoint(self.kinds)

    @property
    def tells_official_act(self) -> bool:
        """Whether an act between states is told."""
        return TermKind.OFFICIAL in self.kinds


def read_sentence(text: str, topic: Topic, paragraph: int = -1, *, cased: bool = True) -> Sentence:
    """Find everything in a sentence; hints are not yet counted.

    `cased`: whether the text that it is from has capitals at all.
    """
    sentence = Sentence(text, paragraph)
    matches = topic.lexicon.find_terms(text, cased=cased)
    masks = _select_masks(matches)
    for match in matches:
        mask = _find_mask(match, masks)
        if mask is None or match.term.kind in {TermKind.THEME, TermKind.ORGANISATION}:
            _record_match(sentence, match)
        elif match.term.side and mask.term.kind is TermKind.FIXTURE:
            sentence.fixtures.add(match.term.side)
    sentence.masked = {m.term.kind for m in masks}
    for side in sentence.fixtures - set(sentence.weight):
        sentence.weight[side] = 2
    sentence.fixtures -= sentence.actors
    sentence.has_pair = _joins_countries(sentence)
    sentence.parts_sides = ";" in text and _is_parted(sentence)
    sentence.enumerates = text.count(",") >= ENTRIES - 1 and _is_enumeration(sentence)
    return sentence


def count_hints(sentences: Iterable[Sentence]) -> None:
    """Let names stand for their side when its country is named anywhere."""
    sentences = list(sentences)
    named: set[str] = set()
    for sentence in sentences:
        named |= set(sentence.weight) - sentence.fixtures
    for sentence in sentences:
        for side in sentence.hints & named - set(sentence.weight):
            sentence.weight[side] = 2
            sentence.actors.add(side)


def _select_masks(matches: list[Match]) -> list[Match]:
    """Give the widest masks; agencies of both sides in one sentence are partners, not credits."""
    masks = [m for m in matches if m.term.masks]
    agencies = {m.term.side for m in masks if m.term.kind is TermKind.AGENCY}
    chosen: list[Match] = []
    for mask in masks:
        is_partner = mask.term.kind is TermKind.AGENCY and len(agencies) == 2
        if not is_partner and _find_mask(mask, masks) is None:
            chosen.append(mask)
    return chosen


def _find_mask(match: Match, masks: list[Match]) -> Match | None:
    """Give the first other mask that spans a match."""
    for mask in masks:
        if mask is not match and mask.first <= match.first and match.last <= mask.last:
            return mask
    return None


def _record_match(sentence: Sentence, match: Match) -> None:
    term = match.term
    sentence.matches.append(match)
    sentence.kinds.add(term.kind)
    if term.kind is TermKind.OTHER:
        sentence.others.add(term.name)
    elif term.kind is TermKind.THEME:
        sentence.themes[term.name] = sentence.themes.get(term.name, 0) + 1
    elif term.weight == 1:
        sentence.hints.add(term.side)
    elif term.weight:
        sentence.weight[term.side] = max(term.weight, sentence.weight.get(term.side, 0))
        if not _is_only_place(sentence.text, match):
            sentence.actors.add(term.side)


def _is_only_place(text: str, match: Match) -> bool:
    """Whether a country or capital is named as the place where something is."""
    if match.term.kind not in {TermKind.COUNTRY, TermKind.PLACE}:
        return False
    if match.term.capital or fold_letters(text[match.start : match.end]).endswith(_LOCATIVE_ENDINGS):
        return True
    before = fold_letters(text[max(0, match.start - 8) : match.start]).split()
    return bool(before) and before[-1] in _LOCATIVE_WORDS


def _is_parted(sentence: Sentence) -> bool:
    """Whether no part between semicolons names both sides."""
    parts: dict[int, set[str]] = {}
    for match in sentence.matches:
        if match.term.weight:
            parts.setdefault(sentence.text.count(";", 0, match.start), set()).add(match.term.side)
    return all(len(sides) < 2 for sides in parts.values())


def _is_enumeration(sentence: Sentence) -> bool:
    """Whether both sides stand only as organisations, each an entry of its own among many short ones."""
    short = sum(len(piece.split()) <= ENTRY_WORDS for piece in sentence.text.split(","))
    if short < ENTRIES:
        return False
    weighty = [m for m in sentence.matches if m.term.weight]
    bodies = [m for m in weighty if m.term.kind is TermKind.ORGANISATION]
    for match in weighty:
        if not any(body.first <= match.first and match.last <= body.last for body in bodies):
            return False
    entries = {(m.term.side, sentence.text.count(",", 0, m.start)) for m in bodies}
    sides = {side for side, _ in entries}
    places = {place for _, place in entries}
    return len(sides) == len(places) == 2


def _joins_countries(sentence: Sentence) -> bool:
    """Whether two countries are joined by a hyphen: Azerbaijan-Vietnam, Việt Nam - Azerbaijan."""
    countries = [m for m in sentence.matches if m.term.kind is TermKind.COUNTRY]
    for one, two in pairwise(countries):
        gap = fold_letters(sentence.text[one.end : two.start])
        if one.term.side != two.term.side and gap in _PAIR_GAPS:
            return True
    return False


def rank_names(sentences: Iterable[Sentence], kind: TermKind) -> tuple[str, ...]:
    """Give the one spelling of everything of a kind that is named, the most often named first."""
    counts = Counter[str]()
    for sentence in sentences:
        counts.update(m.term.name for m in sentence.matches if m.term.kind is kind)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
