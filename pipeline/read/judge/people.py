"""Who is named: people of the topic, and those who are not listed but stand beside an office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile

from pipeline.config.topic import Match, TermKind, Topic
from pipeline.config.topic.inflection import INFLECTIONS
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.masks import is_vietnamese
from pipeline.text.clean import fold_text
from pipeline.text.romanise import romanise_name

REACH = 9
"""Words behind an office among which the name stands."""
_WORD = re.compile(r" ?((?:[^\W\d_]|['’-](?=[^\W\d_]))+)")
_SMALL = frozenset(["of", "for", "and", "the", "и", "по"])
_VERB = re.compile(r"(?:[аеиоуыюя](?:л|ла|ло|ли)|ет|ит|ют|ут|ят|ся|ть)$")
_VOWELS = re.compile("[aeiouyаеёиоуыэюя]+")
_FEWEST, _MOST = 2, 4
_SYLLABLES = 2
_SHORTEST = 2
_NAMED = frozenset(
    {
        TermKind.PERSON,
        TermKind.ORGANISATION,
        TermKind.PLACE,
        TermKind.COUNTRY,
        TermKind.OTHER,
        TermKind.OFFICE,
    }
)
_CASE_OF_FAMILY = re.compile(
    r"(?:(?<=ov)|(?<=yev)|(?<=ova)|(?<=yeva)|(?<=zadə)|(?<=oğlu))(?:n?[ıiuü]n?|ya|yə|d[aə]n?|y?l[aə])$"
)
"""The case ending of a family name of Azerbaijan."""
_POSSESSED = re.compile(r"(?<!l)[ıiuü]n[ıiuü]n$")
"""What somebody's something ends in, as of a movement or a committee; names do not."""

_Name = tuple[str, ...]


def rank_people(sentences: Iterable[Sentence], topic: Topic) -> tuple[str, ...]:
    """Give everybody who is named in one spelling, the most often named first.

    Who is not in the topic is spelled in plain Latin letters, whatever the language of the text.
    """
    counts = Counter[str]()
    strangers = Counter[_Name]()
    for sentence in sentences:
        counts.update(m.term.name for m in sentence.matches if m.term.kind is TermKind.PERSON)
        strangers.update(_find_strangers(sentence, topic))
    for name, count in strangers.items():
        counts[romanise_name(list(_find_stem(name, strangers)))] += count
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def rank_names(sentences: Iterable[Sentence], kind: TermKind) -> tuple[str, ...]:
    """Give the one spelling of everything of a kind that is named, the most often named first."""
    counts = Counter[str]()
    for sentence in sentences:
        counts.update(m.term.name for m in sentence.matches if m.term.kind is kind)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _find_stem(name: _Name, others: Iterable[_Name]) -> _Name:
    """Give the same name without its case ending, where the text has it so as well."""
    for other in others:
        if other != name and len(other) == len(name) and all(map(_is_case_of, name, other)):
            return other
    return name


def _is_case_of(word: str, stem: str) -> bool:
    word, stem = word.lower(), stem.lower()
    return word == stem or any(word in inflect(stem) for inflect in INFLECTIONS.values())


def _find_strangers(sentence: Sentence, topic: Topic) -> Iterator[_Name]:
    """Give the people beside an office whom the topic does not list."""
    taken = [m for m in sentence.matches if m.term.kind in _NAMED]
    for office in sentence.matches:
        if office.term.kind is not TermKind.OFFICE:
            continue
        words = _skip_country(list(_read_words(sentence.text, office)), taken)
        free = list(takewhile(lambda word: not any(_overlaps([word], match) for match in taken), words))
        if _goes_into_office(sentence, words[len(free) :]):
            continue
        family = _pick_family(free, topic.family_names)
        if family:
            yield _strip_ending(tuple(word[1] for word in family))
        elif last := _pick_last(free):
            yield _strip_family_ending(tuple(word[1] for word in last))


def _skip_country(words: list[re.Match[str]], taken: list[Match]) -> list[re.Match[str]]:
    """Leave out the country whose office it is: President of Russia, Tổng thống Mỹ."""
    countries = [m for m in taken if m.term.kind in {TermKind.COUNTRY, TermKind.OTHER}]
    start = 1 if words and words[0][1] in _SMALL else 0
    end = start
    while end < len(words) and any(_overlaps(words[end : end + 1], match) for match in countries):
        end += 1
    return words[end:] if end > start else words


def _goes_into_office(sentence: Sentence, words: list[re.Match[str]]) -> bool:
    """Whether another office in capitals follows: what stands between is its own, Defence Senior General."""
    if not words or not words[0][1][0].isupper():
        return False
    return any(m.term.kind is TermKind.OFFICE and _overlaps(words[:1], m) for m in sentence.matches)


def _strip_family_ending(name: _Name) -> _Name:
    """Take the case ending off a family name of Azerbaijan: Nəsirovun. A last a may be a woman's name."""
    ending = _CASE_OF_FAMILY.search(name[-1])
    return (*name[:-1], name[-1][: ending.start()]) if ending else name


def _strip_ending(name: _Name) -> _Name:
    """Take the case ending off a name whose words are of one syllable: Tamın, Тамом."""
    *head, last = name
    word = last.lower()
    if len(_VOWELS.findall(fold_text(word))) < _SYLLABLES:
        return name
    for length in range(_SHORTEST, len(word)):
        stem = word[:length]
        one = len(_VOWELS.findall(fold_text(stem))) == 1
        if one and any(word in inflect(stem) for inflect in INFLECTIONS.values()):
            return (*head, last[:length])
    return name


def _read_words(text: str, office: Match) -> Iterator[re.Match[str]]:
    """Give the words behind an office up to the first mark."""
    place = office.end
    for _ in range(REACH):
        word = _WORD.match(text, place)
        if word is None:
            return
        yield word
        place = word.end()


def _pick_family(words: list[re.Match[str]], families: frozenset[str]) -> list[re.Match[str]]:
    """Give the name that begins with a family name and goes on in capitals."""
    for place, word in enumerate(words):
        if word[1][0].isupper() and fold_text(word[1]) in families:
            chosen = _take_capitals(words[place:])[:_MOST]
            if len(chosen) >= _FEWEST:
                return chosen
    return []


def _pick_last(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """Give the last two of the capitals behind an office and the small words that go on with it."""
    start = 0
    while start < len(words) and _goes_on(words[start][1]):
        start += 1
    chosen = _take_capitals(words[start:])
    # Behind "of" a body stands first: Minister of Energy, Secretary of the Central Committee.
    fewest = _FEWEST + 1 if any(word[1] == "of" for word in words[:start]) else _FEWEST
    if not fewest <= len(chosen) <= _FEWEST + 1 or any(_is_no_name(word[1]) for word in chosen[-_FEWEST:]):
        return []
    return chosen[-_FEWEST:]


def _is_no_name(word: str) -> bool:
    """Whether a word is an acronym, somebody's something, or Vietnamese: there family names are known."""
    is_acronym = word.isupper() or word[1:2].isupper()
    return is_acronym or _POSSESSED.search(word) is not None or is_vietnamese(word)


def _goes_on(word: str) -> bool:
    """Whether a small word belongs to the office: "министр иностранных дел", "Minister of"."""
    if word in _SMALL:
        return True
    return word.islower() and word[0] >= "а" and _VERB.search(word) is None


def _take_capitals(words: list[re.Match[str]]) -> list[re.Match[str]]:
    chosen: list[re.Match[str]] = []
    for word in words:
        if not word[1][0].isupper():
            break
        chosen.append(word)
    return chosen


def _overlaps(words: list[re.Match[str]], match: Match) -> bool:
    return words[0].start() < match.end and match.start < words[-1].end()
