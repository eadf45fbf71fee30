"""What a sentence says of the two sides: who is named, what is done, and what it only looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.config.topic import Match, Term, TermKind, Topic
from pipeline.read.judge import apart, order, roles
from pipeline.read.judge.called_after import is_of_decision, list_streets
from pipeline.read.judge.gatherings import is_called_after, is_met_in, is_of_many
from pipeline.read.judge.masks import (
    drop_languages,
    drop_syllables,
    find_mask,
    is_in_name,
    is_quoted,
    means_another,
    part_namesakes,
    select_masks,
    select_trusted,
)

LIST_COUNTRIES = 6
"""Distinct countries in a sentence that make it a list."""
CROWD = 2
"""Other countries beside a side from which on a sentence is about a tour or a region."""
ITEM_WORDS = 5
"""Words of a line of the body under which it is an item of a list when it does not end as a sentence."""

_ACTS = frozenset({TermKind.PLAIN, TermKind.STRONG, TermKind.OFFICIAL})
_DEALINGS = frozenset({TermKind.STRONG, TermKind.OFFICIAL})
_MANY = frozenset({TermKind.EVENT, TermKind.PARTY})
_ORDINAL = re.compile(
    r"\b(?!(?:19|20)\d\d-)\d{1,4}(?:st|nd|rd|th|-?(?:м|й|е|го|ое|я|ой|ом|ci|cı|cu|cü))\b"
    r"|\b(?:thứ|hạng|vị trí|место|yer)\s\d{1,4}\b"
    r"|\b(?:(?:first|second|third|fourth|fifth) (?:place|spot)"
    r"|(?:came|finished|is|are|was|were)"
    r" (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
    r"|на (?:перв|втор|треть|четверт|пят)(?:ом|ем|ой|ей|ое|ую)\b|(?:перв|втор|треть)ыми?\b|третьими?\b"
    r"|(?:birinci|ikinci|üçüncü|dördüncü|beşinci) (?:yer|olub|pillə)"
    r"|(?:xếp|đứng|về) (?:thứ )?(?:nhất|nhì|hai|ba|tư|năm)\b|(?:hạng|vị trí) (?:nhất|nhì|hai|ba|tư|năm)\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\b\d[\d.,]{0,11}")
_ENVOYS = re.compile(
    r"ambassador|credential|receiv|meet|met\b|посол|посл|верительн|встре|səfir|etimadnam|qəbul|görüş"
    r"|đại sứ|quốc thư|tiếp|gặp",
    re.IGNORECASE,
)
"""Ambassadors, and what is done with them by somebody who receives those of many countries."""
_GOES_ON = re.compile(
    r"; (?:the two|both|its?|they|he|she|their|обе|оба|она?|оно|они|их|его"
    r"|hər ikisi|onlar|onun|o|họ|hai bên)\b",
    re.IGNORECASE,
)
"""What goes on behind a semicolon about what was named before it."""
_KEPT_IN_MASKS = frozenset({TermKind.THEME, TermKind.ORGANISATION, TermKind.EVENT})


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence, or the title, with what was found in it.

    `weight` is per side the strongest evidence (3 names the country, 2 stands for it); `actors` are sides
    that are more than a place; `hints` are sides that count once their country is named elsewhere; `fixtures`
    are sides named only by a fixed event of theirs; `others` are other countries. `has_pair`: both countries
    are joined by a hyphen. `parts_sides`: a semicolon parts the two, as in the headline of a digest.
    `enumerates`: each is one entry among many. `is_crowded`: a side is among several countries. `is_apart`:
    both are named beside each other only. `compares`: one is measured against the other.
    `ranks`: each has its place in an order, of which `places` are told. `lists_both`: both are in one run
    with others, `lists_envoys`: by their ambassadors. `in_contest`: the text is about sport, where many
    countries are a table in words. `of_host`: a third country, which the text is about, deals with the side.
    `decided` are sides whose city gives its name to what was decided there, `called` those whose capital does
    so to anything: a street, a play.
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
    is_crowded: bool = False
    is_apart: bool = False
    compares: bool = False
    in_contest: bool = False
    ranks: bool = False
    places: int = 0
    lists_both: bool = False
    lists_envoys: bool = False
    of_host: bool = False
    decided: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)

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
        if self.is_crowded and self.in_contest:
            return True
        if self.lists_envoys or ((self.ranks or self.lists_both) and not self.tells_dealing):
            return True
        return self.is_row

    @property
    def is_row(self) -> bool:
        """Whether this is the row of a table."""
        if self.text.count("|") >= 2 or "\t" in self.text:
            return True
        return self.paragraph >= 0 and self.text[-1:].isalnum() and len(self.text.split()) < ITEM_WORDS

    @property
    def is_table(self) -> bool:
        """Whether this is a table in words: a side among several countries, each with its figure."""
        return self.is_crowded and len(_FIGURE.findall(self.text)) > CROWD

    @property
    def is_example(self) -> bool:
        """Whether it names members of a group or measures one by the other, and tells no act between."""
        if TermKind.GROUP in self.kinds:
            # What the one takes off its list is of the other: nobody else is named, and no place is told.
            alone = self.both_act and self.tells_act and not (self.others or self.places)
            return not (self.tells_official_act or alone)
        return self.compares and not self.tells_dealing

    @property
    def is_venue(self) -> bool:
        """Whether a meeting of many is told, or what a body of many does, with one side as the place."""
        return not _MANY.isdisjoint(self.kinds) and len(self.actors) < 2

    @property
    def both_act(self) -> bool:
        """Whether both sides do something here."""
        return len(self.actors) == 2 and not self.compares

    @property
    def links_sides(self) -> bool:
        """Whether both are named otherwise than in a list or beside each other."""
        return self.names_both and not self.is_list and not self.is_apart

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


def read_sentence(
    text: str,
    topic: Topic,
    paragraph: int = -1,
    *,
    cased: bool = True,
    language: str = "",
    trusted: set[Term] | None = None,
) -> Sentence:
    """Find who and what is named in a sentence; hints are not yet counted, its structure is not seen.

    `cased`: whether the text that it is from has capitals at all. `language`: that of the text, where it is
    known. `trusted`: for a headline in capitals, where these say nothing: what the text has confirmed.
    """
    sentence = Sentence(text, paragraph)
    found = topic.lexicon.find_terms(text, cased=cased, language=language)
    if cased:
        found = drop_syllables(text, found, language)
    roles.take_endings(text, found)
    if trusted is not None:
        found = select_trusted(text, found, trusted)
    matches, namesakes = part_namesakes(drop_languages(text, found))
    sentence.hints = {m.term.side for m in namesakes if m.term.side}
    masks = select_masks(matches)
    decisions = [m for m in matches if m.term.kind is TermKind.DECISION]
    called = {m for m in matches if is_of_decision(text, m, decisions)}
    streets = list_streets(text, matches, topic.home_of_language.get(language, ""))
    for match in matches:
        mask = find_mask(match, masks)
        if match.term.kind is TermKind.PLACE:
            _note_names(sentence, match, mask, decided=match in called, street=match in streets)
        if match in called or means_another(text, match):
            continue
        if match in streets:
            # Where more of the side is told, it is what the street is named after.
            sentence.hints.add(match.term.side)
            continue
        if mask is None and is_in_name(text, match, matches):
            sentence.hints.add(match.term.side)
            continue
        if mask is None or match.term.kind in _KEPT_IN_MASKS:
            _record_match(sentence, match)
        elif match.term.side and mask.term.kind is TermKind.FIXTURE:
            sentence.fixtures.add(match.term.side)
    sentence.masked = {m.term.kind for m in masks} | ({TermKind.NAME} if called else set())
    sentence.actors = roles.find_actors(text, sentence.matches)
    for side in sentence.fixtures - set(sentence.weight):
        sentence.weight[side] = 2
    sentence.fixtures -= sentence.actors
    return sentence


def _tells_of_envoys(sentence: Sentence) -> bool:
    """Whether all dealing that is told is somebody's with ambassadors."""
    dealing = [m for m in sentence.matches if m.term.kind in _DEALINGS]
    return bool(dealing) and all(_ENVOYS.match(sentence.text, m.start) for m in dealing)


def _note_names(sentence: Sentence, city: Match, mask: Match | None, *, decided: bool, street: bool) -> None:
    """Note what else is called as a city here."""
    named = mask is not None and mask.term.kind is TermKind.NAME
    if decided or named:
        sentence.decided.add(city.term.side)
    if city.term.capital and (named or street or is_quoted(sentence.text, city)):
        sentence.called.add(city.term.side)


def see_structure(sentence: Sentence) -> None:
    """Say how the sides stand to each other and to others; before hints are counted."""
    text, matches = sentence.text, sentence.matches
    if is_of_many(text) or _is_guest_at_meeting(sentence):
        sentence.kinds.add(TermKind.EVENT)
    sentence.parts_sides = ";" in text and not _GOES_ON.search(text) and order.are_parted(text, matches)
    sentence.places = len(_ORDINAL.findall(text))
    sentence.ranks = len(sentence.weight) == 2 and sentence.places >= 2
    if not matches:
        return
    sentence.has_pair = roles.join_countries(text, matches)
    sentence.enumerates = len({*sentence.weight, *sentence.hints}) > 1 and order.stand_as_entries(
        text, matches
    )
    sentence.is_crowded = bool(sentence.others) and roles.stand_in_crowd(text, matches, CROWD)
    fewest = CROWD if sentence.tells_dealing else 1
    sentence.lists_both = bool(sentence.others) and roles.stand_in_one_run(text, matches, fewest)
    sentence.lists_envoys = sentence.lists_both and _tells_of_envoys(sentence)
    sentence.compares = TermKind.COMPARISON in sentence.kinds and roles.compare_sides(text, matches)
    counted = not sentence.tells_dealing and apart.have_own_figures(text, matches)
    sentence.is_apart = not sentence.has_pair and (counted or apart.stand_apart(text, matches))


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


def _is_guest_at_meeting(sentence: Sentence) -> bool:
    """Whether somebody of the one side is at a meeting in a city of the other, or at one called after it."""
    if len(sentence.weight) < 2 or sentence.tells_dealing:
        return False
    text = sentence.text
    sides = [m for m in sentence.matches if m.term.side and m.term.weight]
    inside = [m for m in sides if roles.is_inside(text, m)]
    for city in sides:
        hosts = [m for m in sides if m.term.side == city.term.side]
        if any(m.term.kind is not TermKind.PLACE for m in hosts):
            continue
        away = all(m in hosts for m in inside)
        if away and is_called_after(text, city.start, city.end):
            return True
        if city in inside and is_met_in(text, city.start, city.end):
            return True
    return False
