"""What stands for a side only where more is known: somebody with a name of its people, a town, an office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge import roles
from pipeline.read.judge.evidence import Sentence
from pipeline.text.clean import fold_letters

OPENING = 3
"""The title and two sentences, in which a text says whom it is about."""
FULL_NAME = 3
"""Words of a name that cannot be taken for anything else."""
_OWN_NAME = re.compile(r" (?:[A-Z]\w{0,6} )?(?=[A-ZĐÀ-Ỹ])\w{0,5}[đơưĐƠƯÀ-ỹ]\w{0,5}\b")
"""A name with marks of the language that stands right behind what it names: Kim Đồng, Tuổi trẻ."""
_OWNER_REACH = 5
"""Words from an office or body to whose it is."""
_IS_TOWN = re.compile(r" (?:şəhər|rayon|kənd|qəsəbə)")
"""What tells a town from the word that it is as well."""


def count_people(sentences: Iterable[Sentence], home: str, full_name: re.Pattern[str]) -> None:
    """Let somebody with a name of the people at home in the text's language stand for their side."""
    for sentence in sentences:
        names = (found[0].split() for found in full_name.finditer(sentence.text))
        if any(len(list(takewhile(str.istitle, words))) >= FULL_NAME for words in names):
            sentence.hints.add(home)


def trust_people(sentences: Sequence[Sentence], home: str) -> None:
    """Let who opens a text with a name of the people at home stand for their side where no other is named.

    A teacher in Hoa Thinh need not be said to be of Vietnam.
    """
    if any(s.others for s in sentences):
        return
    for sentence in sentences[:OPENING]:
        if home in sentence.hints and not sentence.weight:
            sentence.weight[home] = 2
            sentence.actors.add(home)


def count_hints(sentences: Sequence[Sentence], home: str, at_home: frozenset[str]) -> None:
    """Let names stand for their side when its country is named anywhere, or where they are at home.

    `home` is the side at home in the text's language, `at_home` the folded names that need no country there.
    """
    named: set[str] = set()
    for sentence in sentences:
        named |= set(sentence.weight) - sentence.fixtures
        if home in sentence.hints and any(fold_letters(w) in at_home for w in _list_hints(sentence, home)):
            named.add(home)
    for sentence in sentences:
        for side in sentence.hints & named - set(sentence.weight):
            sentence.weight[side] = 2
            if roles.is_more_than_place(sentence.text, sentence.matches, side):
                sentence.actors.add(side)


def _list_hints(sentence: Sentence, side: str) -> Iterator[str]:
    for match in sentence.matches:
        written = sentence.text[match.start : match.end]
        # A capital that opens a sentence says nothing: Gəncə is a city, and "to the young".
        is_town = _IS_TOWN.match(sentence.text, match.end) is not None
        said = match.start > 0 or is_town or not match.term.needs_capitals
        said = said or len(written) > len(match.term.name)
        if match.term.side == side and match.term.weight == 1 and said:
            yield written


def drop_places_of_decision(title: Sentence, body: Sequence[Sentence]) -> None:
    """Take a side off where its city stands only for what many decided there, and the text calls that so.

    "Settled in Baku two years ago" says no more of the country than "the Baku to Belem roadmap" does. What
    a headline is about is news from there.
    """
    sentences = [title, *body]
    for side in {side for s in body for side in s.decided} - title.decided:
        placed = [(s, m) for s in sentences for m in s.matches if m.term.side == side and m.term.weight]
        if all(m.term.kind is TermKind.PLACE and roles.is_inside(s.text, m) for s, m in placed):
            for sentence in sentences:
                sentence.weight.pop(side, None)
                sentence.actors.discard(side)


def count_officials(sentences: Iterable[Sentence], home: str) -> None:
    """Let an office or body stand for the side at home in the text's language where the other's is beside it.

    At home nobody says whose minister it is who talked with the minister of another country, nor whose
    hospital agreed on something with a hospital there, nor whose theatre it is that goes abroad.
    """
    for sentence in sentences:
        alone = len(sentence.weight) == 1 and home not in sentence.weight
        if not (home and alone) or sentence.others:
            continue
        counts = Counter(m.term.kind for m in sentence.matches)
        if sentence.tells_dealing and (
            counts[TermKind.OFFICE] >= 2 or (counts[TermKind.BODY] >= 2 and counts[TermKind.MUTUAL])
        ):
            sentence.hints.add(home)
        if sentence.tells_act and _names_own(sentence):
            sentence.weight[home] = 2
            sentence.actors.add(home)


def _names_own(sentence: Sentence) -> bool:
    """Whether an office or body of nobody else stands beside the other side's, and not in its country."""
    text = sentence.text
    sides = [m for m in sentence.matches if m.term.side and m.term.weight]
    if any(roles.is_inside(text, m) and not roles.is_towards(text, m) for m in sides):
        return False
    named = [m for m in sentence.matches if m.term.kind in {TermKind.OFFICE, TermKind.BODY}]
    owned = {id(one) for one, owner in _pair_owners(named, sides) if not roles.is_where(text, owner)}
    free = [m for m in named if id(m) not in owned]
    offices = [m for m in free if m.term.kind is TermKind.OFFICE]
    if offices and owned and sentence.tells_dealing and not offices[0].start:
        return True
    # A school that is a university is one body: "Trường Đại học Baku".
    inner = {m.first - 1 for m in named if m.term.kind is TermKind.BODY}
    alone = [m for m in free if m.term.kind is TermKind.BODY and m.last not in inner]
    bodies = [m for m in alone if _OWN_NAME.match(text, m.end)]
    return bool(bodies) and any(m.start > bodies[0].end for m in sides)


def _pair_owners(named: list[Match], sides: list[Match]) -> Iterator[tuple[Match, Match]]:
    """Give each name of a side with the office or body that stands last before it: it is that one's."""
    for owner in sides:
        before = [m for m in named if 0 < owner.first - m.last <= _OWNER_REACH]
        if before:
            yield max(before, key=lambda m: m.start), owner
