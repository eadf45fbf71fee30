"""What has the name of a side or its capital and is something else: a street, a footballer, shoes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge import roles
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.masks import find_mask
from pipeline.text.clean import fold_letters, fold_text

SHOES = 2
"""Different words for shoes in a text by which what may be people is shoes."""
STEM = 4
"""Letters of such a word by which it is known again, whatever its ending."""
SMALL_WORDS = 3
"""Words without a capital in a sentence in which a capital says something."""
_PREPOSITION = r"(?:in|at|to|from|near|over|в|во|из|до|под|ở|tại|đến|từ|sang)"
_THERE = re.compile(rf"\b{_PREPOSITION} [\w'’-]{{2,20}} $", re.IGNORECASE)
"""What stands before a place with a word that says which part of it: in downtown Baku."""
_GOES_THERE = re.compile(rf"\b{_PREPOSITION} $", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([^\W\d_]['’\w-]{1,20}) $")
_SOMEBODY = re.compile(
    r",? (?:who|whom|whose)\b|, (?:котор(?:ый|ая|ого|ой|ому|ым)|чей|чья)\b|, (?:người|cầu thủ|ca sĩ)\b"
)
"""What goes on about somebody right behind a name."""
_GOES_ON = re.compile(r"(?:He|She|His|Her|Он|Она|Его|Её|Ее|O|Onun|Anh|Ông|Cô|Bà|Chị)\b")
"""What a sentence opens with that goes on about somebody."""
_NEXT_WORD = re.compile(r"['’\w]{0,4} ([^\W\d_])")
_CITY_BEFORE = re.compile(r"\b(?:city of|город\w{0,3}|г\.|thành phố|TP\.?|thủ đô) $", re.IGNORECASE)
_CITY_AFTER = re.compile(r" (?:city|şəhər)", re.IGNORECASE)
_BESIDE = 32
"""Characters before a name in which a word for a city is looked for."""
_NAMES = frozenset({TermKind.COUNTRY, TermKind.PLACE, TermKind.OTHER})

_Named = list[tuple[Sentence, Match]]


def drop_homographs(title: Sentence, body: Sequence[Sentence], text: str) -> None:
    """Take off what stands for a side by its name alone and is something else in the text."""
    sentences = [title, *body]
    _drop_shoes(sentences)
    named: dict[str, _Named] = defaultdict(list)
    for sentence in sentences:
        for match in sentence.matches:
            if match.term.side and match.term.weight:
                named[match.term.side].append((sentence, match))
    for side, found in named.items():
        if all(m.term.capital for _, m in found) and _is_something_else(side, found, sentences, text):
            for sentence in sentences:
                _take_off(sentence, [m for s, m in found if s is sentence])
                sentence.hints.discard(side)


def _is_something_else(side: str, found: _Named, sentences: Sequence[Sentence], text: str) -> bool:
    """Whether the text shows that a capital's name is that of something else, and never has it as a place."""
    somebody = _is_somebody(found, sentences)
    shown = any(side in s.called for s in sentences)
    written = {s.text[m.start : m.end] for s, m in found}
    if not (somebody or shown or any(_is_thing(name, text) for name in written)):
        return False
    # A ball comes from somebody and goes to somebody as well.
    where = roles.is_inside if somebody else roles.is_where
    return not any(where(s.text, m) or _is_city(s, m) for s, m in found)


def _is_thing(name: str, text: str) -> bool:
    """Whether a text has a name in small letters, such as the baku of fairy tales."""
    small = re.compile(rf"(?<![\w@#./-]){re.escape(name.lower())}(?![\w@/-]|\.\w)")
    found = small.search(text) if not name.islower() else None
    return found is not None and _GOES_THERE.search(text, max(0, found.start() - 8), found.start()) is None


def _is_city(sentence: Sentence, match: Match) -> bool:
    """Whether a capital is called a city, stands beside another place, or is what something is of."""
    text = sentence.text
    if text[match.start].islower() and text[match.start] >= "\u0400":
        return True
    if _CITY_BEFORE.search(text[max(0, match.start - _BESIDE) : match.start]) or _CITY_AFTER.match(
        text, match.end
    ):
        return True
    if _THERE.search(text, max(0, match.start - _BESIDE), match.start):
        return True
    places = [m for m in sentence.matches if m.term.capital or m.term.kind is TermKind.OTHER]
    places.sort(key=lambda m: m.start)
    for one, two in pairwise(places):
        gap = fold_letters(text[one.end : two.start])
        beside = gap in roles.HYPHENS or (gap != ", " and roles.BARE_AND.fullmatch(gap))
        if match in {one, two} and beside:
            return True
    return any(
        m.term.kind is TermKind.SEAT and 0 <= m.first - match.last <= SMALL_WORDS for m in sentence.matches
    )


def _is_somebody(found: _Named, sentences: Sequence[Sentence]) -> bool:
    """Whether the name stands behind a first name once, and alone elsewhere, as people are named."""
    first = [(s, m, word) for s, m in found if (word := _read_first_name(s, m))]
    alone = any(not _is_in_longer(s, m) for s, m in found)
    if not first or not alone:
        return False
    if any(s.text[: m.start - len(word) - 1].strip("\"'“«„‘ ") for s, m, word in first):
        return True
    # At the beginning of a sentence any word has a capital, but not twice with the same name.
    if len(first) > 1 and len({word for _, _, word in first}) == 1:
        return True
    if any(_SOMEBODY.match(s.text, m.end) for s, m in found):
        return True
    after = {id(one): two for one, two in pairwise(sentences)}
    return any(id(s) in after and _GOES_ON.match(after[id(s)].text) for s, _, _ in first)


def _is_in_longer(sentence: Sentence, match: Match) -> bool:
    """Whether a word with a capital stands right before or behind a name."""
    before = _WORD_BEFORE.search(sentence.text, max(0, match.start - 24), match.start)
    return bool(before and before[1][0].isupper()) or _goes_on(sentence, match)


def _goes_on(sentence: Sentence, match: Match) -> bool:
    """Whether a name goes on with another word with a capital: Global Baku Forum; no name of its own."""
    word = _NEXT_WORD.match(sentence.text, match.end)
    return bool(word and word[1].isupper()) and not any(
        m.first == match.last + 1 and m.term.kind in _NAMES for m in sentence.matches
    )


def _read_first_name(sentence: Sentence, match: Match) -> str:
    """Give the word with a capital right before a name, where it is nothing that the topic knows."""
    before = _WORD_BEFORE.search(sentence.text, max(0, match.start - 24), match.start)
    if before is None or not before[1].istitle() or _goes_on(sentence, match):
        return ""
    if any(m.last == match.first - 1 for m in sentence.matches):
        return ""
    return before[1] if sum(map(str.islower, sentence.text.split())) >= SMALL_WORDS else ""


def _drop_shoes(sentences: Sequence[Sentence]) -> None:
    """Take off the words for people by which a text means shoes."""
    worn = [s for s in sentences if TermKind.WORN in s.kinds]
    if not worn:
        return
    shoes = [(s, m) for s in sentences for m in s.matches if m.term.kind is TermKind.SHOE]
    phrases = any(m.last > m.first for _, m in shoes)
    words = {fold_text(s.text[m.start : m.end])[:STEM] for s, m in shoes}
    if not (phrases or len(words) >= SHOES):
        return
    for sentence in worn:
        masks = [m for m in sentence.matches if m.term.kind is TermKind.WORN]
        inside = (m for m in sentence.matches if m.term.kind is TermKind.COUNTRY)
        _take_off(sentence, [m for m in inside if find_mask(m, masks)])


def _take_off(sentence: Sentence, gone: Iterable[Match]) -> None:
    """Leave something out of what a sentence names."""
    gone = list(gone)
    if not gone:
        return
    sentence.matches = [m for m in sentence.matches if m not in gone]
    for side in {m.term.side for m in gone}:
        left = max((m.term.weight for m in sentence.matches if m.term.side == side), default=0)
        if left > 1:
            sentence.weight[side] = left
        elif side not in sentence.fixtures:
            sentence.weight.pop(side, None)
    sentence.actors = roles.find_actors(sentence.text, sentence.matches)
