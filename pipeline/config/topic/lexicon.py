"""The lexicon: finds the terms of the topic in a sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.config.topic.spelling import WORD, Pattern, PatternWord, unify_blanks
from pipeline.config.topic.terms import Term
from pipeline.text.clean import fold_letters

_GAP = re.compile(r"[ '.]{0,2}| ?[-&] ?|\. ")
"""What may stand between two words of a phrase."""
_CACHED_WORDS = 50_000


@dataclass(slots=True, eq=False)
class Match:
    """A term at words `first` to `last` of a sentence, both included, and at characters `start` to `end`."""

    term: Term
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    rest: tuple[PatternWord, ...]
    term: Term
    spellings: frozenset[str]


class _Rules:
    """What may begin with one word: terms of this word alone, and phrases by their second word."""

    def __init__(self, rules: Iterable[_Rule]) -> None:
        self.alone: dict[Term, _Rule] = {}
        self.phrases: dict[str, list[_Rule]] = defaultdict(list)
        self.open_phrases: list[_Rule] = []
        for rule in rules:
            if not rule.rest:
                self.alone.setdefault(rule.term, rule)
            elif rule.rest[0].open:
                self.open_phrases.append(rule)
            else:
                for second in rule.rest[0].keys:
                    self.phrases[second].append(rule)

    def find_phrases(self, second: str) -> list[_Rule]:
        """Give the phrases that may go on with this word."""
        return self.phrases.get(second, []) + self.open_phrases


class Lexicon:
    """Finds all terms in a text in one pass over its words; a word is looked up once and remembered."""

    def __init__(self, entries: Iterable[tuple[Term, Pattern]]) -> None:
        self._closed: dict[str, list[_Rule]] = defaultdict(list)
        self._open: dict[str, list[_Rule]] = defaultdict(list)
        for term, form in entries:
            first, *rest = form.words
            exact = frozenset(map(unify_blanks, form.spellings)) if form.exact else frozenset()
            for word in first.keys:
                (self._open if first.open else self._closed)[word].append(_Rule(tuple(rest), term, exact))
        self._lengths = sorted({len(word) for word in self._open})
        self._known: dict[str, _Rules | None] = {}

    def find_terms(self, text: str, *, cased: bool = True) -> list[Match]:
        """Give every term of a sentence (NFC text), in order.

        Of the forms of one term at one place it is the longest. `cased` is False where somebody took the
        capitals off the whole text: then their absence says nothing.
        """
        folded = fold_letters(text)
        words = [(m[0], m.start(), m.end()) for m in WORD.finditer(folded)]
        found: list[Match] = []
        known = self._known
        for place, (word, _, _) in enumerate(words):
            rules = known[word] if word in known else self._find_rules(word)
            if rules is None:
                continue
            matches = _find_matches(place, rules, words, text, folded)
            found += [m for m in matches if not m.term.ambiguous or _is_confirmed(m, text, words, cased)]
        return found

    def _find_rules(self, word: str) -> _Rules | None:
        rules = [*self._closed.get(word, ())]
        for length in self._lengths:
            if length > len(word):
                break
            rules += self._open.get(word[:length], ())
        if len(self._known) >= _CACHED_WORDS:
            self._known.clear()
        self._known[word] = _Rules(rules) if rules else None
        return self._known[word]


_Words = Sequence[tuple[str, int, int]]
"""The folded words of a text with the places where each begins and ends."""


def _find_matches(place: int, rules: _Rules, words: _Words, text: str, folded: str) -> list[Match]:
    """Give what begins at a word, the longest form of each term."""
    last = len(words) - 1
    after = words[place + 1][0] if place < last else ""
    _, start, end = words[place]
    best = {
        term: Match(term, place, place, start, end)
        for term, rule in rules.alone.items()
        if _has_spelling(rule, text, start, end)
    }
    for rule in rules.find_phrases(after) if place < last else ():
        if _is_continued(rule.rest, place, words, folded):
            final = place + len(rule.rest)
            known = best.get(rule.term)
            if (known is None or known.last < final) and _has_spelling(rule, text, start, words[final][2]):
                best[rule.term] = Match(rule.term, place, final, start, words[final][2])
    return list(best.values())


def _has_spelling(rule: _Rule, text: str, start: int, end: int) -> bool:
    return not rule.spellings or unify_blanks(text[start:end]) in rule.spellings


def _is_continued(rest: tuple[PatternWord, ...], place: int, words: _Words, folded: str) -> bool:
    if place + len(rest) >= len(words):
        return False
    for offset, word in enumerate(rest, 1):
        text, start, _ = words[place + offset]
        if not word.matches(text) or not _GAP.fullmatch(folded, words[place + offset - 1][2], start):
            return False
    return True


def _is_confirmed(match: Match, text: str, words: _Words, cased: bool) -> bool:
    """Whether an ambiguous term is what it looks like: spelling, capitals, and the word behind it."""
    term = match.term
    if match.last + 1 < len(words) and words[match.last + 1][0] in term.not_before:
        return False
    written = text[match.start : match.end]
    if not written.isascii() and not _is_listed(unify_blanks(written), term):
        return False
    return not (term.needs_capitals and cased) or all(w[:1].isupper() for w in written.split())


def _is_listed(written: str, term: Term) -> bool:
    return written in term.spellings or written.startswith(term.beginnings)
