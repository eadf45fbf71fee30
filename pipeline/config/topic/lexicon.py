"""The lexicon: finds the terms of the topic in a sentence."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.config.topic.kinds import TermKind
from pipeline.config.topic.spelling import WORD, Pattern, PatternWord, sort_letters, unify_blanks
from pipeline.config.topic.terms import Entry, Term
from pipeline.text.clean import fold_letters, fold_text, lower_text

_GAP = re.compile(r"[ '.]{0,2}| ?[-&] ?|\. |[ \"“”„«»]{1,3}")
"""What may stand between two words of a phrase: "Azərbaycan" qəzeti, газета «Азербайджан»."""
_UNMISTAKABLE = 2
"""Words behind the first from which on a name is no chance: "Lọc hóa dầu Bình Sơn" has small ones."""
_CYRILLIC = "\u0400"
_CACHED_WORDS = 50_000
_Words = Sequence[tuple[str, int, int]]
"""The folded words of a text with the places where each begins and ends."""


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
    language: str
    letters: frozenset[str]
    open: tuple[str, ...]

    def is_meant(self, language: str) -> bool:
        """Whether the form may stand in a text of a language; in one of an unknown language any may."""
        return not (self.language and language) or self.language == language


def _make_rule(term: Term, form: Pattern) -> _Rule:
    is_bound = form.exact or form.language
    spelled = frozenset(map(unify_blanks, form.spellings)) if is_bound else frozenset()
    bound = spelled if form.language else frozenset()
    return _Rule(
        form.words[1:],
        term,
        spelled if form.exact else frozenset(),
        form.language,
        frozenset(map(sort_letters, bound)),
        tuple(bound) if form.open else (),
    )


class _Rules:
    """What may begin with one word: terms of this word alone, and phrases by their second word."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.alone: list[_Rule] = []
        self.phrases: dict[str, list[_Rule]] = defaultdict(list)
        self.open_phrases: list[_Rule] = []
        for rule in itertools.starmap(_make_rule, entries):
            if not rule.rest:
                self.alone.append(rule)
            elif rule.rest[0].open:
                self.open_phrases.append(rule)
            else:
                for second in rule.rest[0].keys:
                    self.phrases[second].append(rule)

    def find_phrases(self, second: str) -> list[_Rule]:
        """Give the phrases that may go on with this word."""
        phrases = self.phrases.get(second)
        return self.open_phrases if phrases is None else phrases + self.open_phrases


class Lexicon:
    """Finds all terms in a text in one pass over its words; a word is looked up once and remembered."""

    def __init__(self, entries: Iterable[Entry], patronymics: Iterable[str] = ()) -> None:
        """Take terms with their forms; `patronymics` are words ("oğlu") that end the middle of a name."""
        self._patronymics = frozenset(map(fold_text, patronymics))
        self._closed: dict[str, list[Entry]] = defaultdict(list)
        self._open: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            first = entry[1].words[0]
            for word in first.keys:
                (self._open if first.open else self._closed)[word].append(entry)
        self._lengths = sorted({len(word) for word in self._open})
        self._shortest = self._lengths[0] if self._lengths else 0
        self._beginnings = frozenset(word[: self._shortest] for word in self._open)
        self._known: dict[str, _Rules | None] = {}

    def find_terms(self, text: str, *, cased: bool = True, language: str = "") -> list[Match]:
        """Give every term of a sentence (NFC text), in order.

        Of the forms of one term at one place it is the longest. `cased` is False where somebody took the
        capitals off the whole text: then their absence says nothing. `language`, where it is known, leaves
        out what belongs to another one.
        """
        folded = fold_letters(text)
        words = [(m[0], m.start(), m.end()) for m in WORD.finditer(folded)]
        found: list[Match] = []
        known = self._known
        for place, (word, _, _) in enumerate(words):
            rules = known[word] if word in known else self._find_rules(word)
            if rules is None:
                continue
            if self._patronymics and place + 3 < len(words):
                found += self._find_full_names(place, rules, words, folded)
            matches = _find_matches(place, rules, words, text, folded, language)
            found += [m for m in matches if _is_meant(m, text, words, cased)]
        return found

    def _find_full_names(self, place: int, rules: _Rules, words: _Words, folded: str) -> list[Match]:
        """Give the people who are named here with their father between first name and surname."""
        if words[place + 2][0] not in self._patronymics:
            return []
        found: dict[Term, Match] = {}
        for rule in rules.find_phrases(words[place + 3][0]):
            if rule.term.kind is TermKind.PERSON and _is_continued(rule.rest, place + 2, words, folded):
                last = place + 2 + len(rule.rest)
                found[rule.term] = Match(rule.term, place, last, words[place][1], words[last][2])
        return list(found.values())

    def _find_rules(self, word: str) -> _Rules | None:
        entries = [*self._closed.get(word, ())]
        may_be_open = word[: self._shortest] in self._beginnings
        for length in self._lengths if may_be_open else ():
            if length > len(word):
                break
            entries += self._open.get(word[:length], ())
        if len(self._known) >= _CACHED_WORDS:
            self._known.clear()
        self._known[word] = _Rules(entries) if entries else None
        return self._known[word]


def _find_matches(
    place: int, rules: _Rules, words: _Words, text: str, folded: str, language: str
) -> list[Match]:
    """Give what begins at a word, the longest form of each term."""
    phrases = rules.find_phrases(words[place + 1][0]) if place + 1 < len(words) else []
    if not phrases and not rules.alone:
        # Small words begin many a name, and few of those that stand in a text.
        return []
    _, start, end = words[place]
    best = {
        rule.term: Match(rule.term, place, place, start, end)
        for rule in rules.alone
        if rule.is_meant(language) and _has_spelling(rule, text, start, end)
    }
    for rule in phrases:
        if rule.is_meant(language) and _is_continued(rule.rest, place, words, folded):
            final = place + len(rule.rest)
            known = best.get(rule.term)
            if (known is None or known.last < final) and _has_spelling(rule, text, start, words[final][2]):
                best[rule.term] = Match(rule.term, place, final, start, words[final][2])
    return list(best.values())


def _has_spelling(rule: _Rule, text: str, start: int, end: int) -> bool:
    """Whether a form is spelled as it must be.

    A word of one language in Latin letters is another one with other marks: hải quan is customs, hải quân
    the navy. Without any marks it may be either.
    """
    if rule.spellings:
        return unify_blanks(text[start:end]) in rule.spellings
    written = text[start:end]
    if not rule.language or written.isascii() or written[0] >= _CYRILLIC:
        return True
    return sort_letters(unify_blanks(written)) in rule.letters or unify_blanks(written).startswith(rule.open)


def _is_continued(rest: tuple[PatternWord, ...], place: int, words: _Words, folded: str) -> bool:
    if place + len(rest) >= len(words):
        return False
    for offset, word in enumerate(rest, 1):
        text, start, _ = words[place + offset]
        if not word.matches(text) or not _GAP.fullmatch(folded, words[place + offset - 1][2], start):
            return False
    return True


def _is_meant(match: Match, text: str, words: _Words, cased: bool) -> bool:
    term = match.term
    if term.letters and not _has_letters(text[match.start : match.end], term):
        return False
    return not term.ambiguous or _is_confirmed(match, text, words, cased)


def _has_letters(written: str, term: Term) -> bool:
    """Whether each Latin word with marks is one of the name's: Nhà Trắng, White House, is no Nha Trang."""
    if written.isascii() or written[0] >= _CYRILLIC:
        return True
    words = WORD.findall(lower_text(written))
    return all(word.isascii() or sort_letters(word) in term.letters for word in words)


def _is_confirmed(match: Match, text: str, words: _Words, cased: bool) -> bool:
    """Whether an ambiguous term is what it looks like: spelling, capitals, and the word behind it."""
    term = match.term
    if match.last + 1 < len(words) and words[match.last + 1][0] in term.not_before:
        return False
    written = text[match.start : match.end]
    if not written.isascii() and not _is_listed(unify_blanks(written), term):
        return False
    if not (term.needs_capitals and cased) or match.last - match.first >= _UNMISTAKABLE:
        return True
    if term.kind is TermKind.PARTY:
        # WHO, not who.
        return written.isupper()
    return all(w[:1].isupper() for w in written.split())


def _is_listed(written: str, term: Term) -> bool:
    """Whether a name is spelled as it must be, each of its words with the ending of its case."""
    if written in term.spellings or written.startswith(term.beginnings):
        return True
    words = written.split()
    return len(words) > 1 and any(_begin_alike(words, form.split()) for form in term.beginnings)


def _begin_alike(words: list[str], form: list[str]) -> bool:
    """Whether a name has the words of a form, each with any ending."""
    return len(words) == len(form) and all(map(str.startswith, words, form))
