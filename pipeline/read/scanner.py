"""A side's names looked for in the bytes of a page: single words that stand for it, and phrases around one of
their words.

It works on UTF-8, in which only ASCII letters change case for nothing: names are looked for in lower, upper
and title case instead.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from functools import cached_property

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from pipeline.config.topic import Topic
from pipeline.text.clean import fold_text

# Between the words of a phrase: blanks, entities of blanks, tags, hyphens, JSON's line breaks.
_BETWEEN = r"(?:[\s\-.\xa0]|&nbsp;|&#160;|&#xa0;|\\u00a0|\\[nrt]|<[^<>]{0,200}>)+"
_BLANK_CODES = (b"&nbsp;", b"&#160;", b"&#xa0;", b"\\u00a0")
"""Those of them that are codes, which end with a letter, a digit or a semicolon."""
_BEGINS_BETWEEN = frozenset(
    bytes([byte]) for byte in (*b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f-.&\\<", *range(0x80, 0x100))
)
"""Bytes with which what stands between words may begin: all bytes of other letters than ASCII as well."""
_ENDS_BETWEEN = _BEGINS_BETWEEN - {b"&", b"\\", b"<"} | {b">", b"n", b"r", b"t"}
WINDOW = 480
"""Bytes before and behind a word in which the rest of its phrase is looked for."""
_ANCHOR = 3
"""Letters that the longest word of a phrase needs to be looked for alone."""
MOST_SPENT = 40_000
"""What may be spent on words around which no phrase stands; a page that takes more is read. One unit is two
microseconds: a megabyte of "chi minh " has 110,000 such words.
"""
_LOOK, _SEARCH = 1, 20
"""What it costs to look for another word of a phrase near a word, and for the phrase."""
_TELLING = 5
"""Letters from which on a word's length says no more."""
_ASCII = 0x80
_WORD_BYTES = frozenset(byte for byte in range(_ASCII) if chr(byte).isalnum())
DOTTED = "İ".encode()

Phrase = tuple[str, ...]


class Scanner:
    """Tells in one pass whether a page may name a side."""

    def __init__(self, topic: Topic, side: str) -> None:
        between = _BETWEEN + _allow_father(topic)
        needles: dict[bytes, list[Surroundings]] = defaultdict(list)
        for word, phrases in _build_rules(topic, side).items():
            around = Surroundings(word, phrases, between)
            for written in _write_cases(word):
                needles[written].append(around)
        self._around = [None if any(s.is_alone for s in some) else some for some in needles.values()]
        self._goes_on = [some is not None and all(s.goes_on for s in some) for some in self._around]
        self._automaton = BytesAhoCorasick(list(needles), implementation=Implementation.DFA)

    def finds_side(self, page: bytes) -> bool:
        """Whether the side may be named in a page whose ASCII letters are lower case."""
        spent = 0
        goes_on = self._goes_on
        for number, start, end in self._automaton.find_matches_as_indexes(page, overlapping=True):
            # A real page has a thousand of them, nearly all inside other words.
            if goes_on[number] and page[end : end + 1] not in _BEGINS_BETWEEN:
                continue
            if not _begins_word(page, start):
                continue
            around = self._around[number]
            if around is None:
                return True
            for one in around:
                if not one.is_parted(page, start, end):
                    continue
                window = page[max(0, start - WINDOW) : end + WINDOW]
                is_near = one.is_near(window)
                spent += _SEARCH if is_near else _LOOK
                if spent > MOST_SPENT or (is_near and one.finds_phrase(window)):
                    return True
        return False

    def list_rules(self) -> Iterator[re.Pattern[str]]:
        """Give the expressions that are looked for around a word, compiled: one of those of one shape."""
        shapes = {one.shape: one for some in self._around for one in some or ()}
        yield from (one.rule for one in shapes.values())


class Surroundings:
    """The phrases that are looked for around one of their words.

    `is_alone` where the word is enough, `goes_on` where it is the last word of none of them.

    Short words stand everywhere in style sheets and scripts: "con" begins 440 words of a real page. So what
    costs little is asked first.
    """

    def __init__(self, word: str, phrases: Set[Phrase], between: str) -> None:
        self.is_alone = () in phrases
        self._between = between
        self._phrases = sorted(phrases - {()})
        self._follows = all(phrase[0] != word for phrase in self._phrases)
        self.goes_on = all(phrase[-1] != word for phrase in self._phrases)
        self._word = word

    def is_parted(self, page: bytes, start: int, end: int) -> bool:
        """Whether a word has on its sides what parts it from the others of its phrases."""
        if self.goes_on and page[end : end + 1] not in _BEGINS_BETWEEN:
            return False
        return not self._follows or _is_parted_before(page, start)

    def is_near(self, window: bytes) -> bool:
        """Whether another word of a phrase is near."""
        return bool(self._others.find_matches_as_indexes(window))

    def finds_phrase(self, window: bytes) -> bool:
        """Whether a phrase is there."""
        return self.rule.search(window.decode("utf-8", "ignore").lower()) is not None

    @property
    def shape(self) -> tuple[int, ...]:
        """How many words each phrase has: rules of one shape differ by their letters alone."""
        return tuple(sorted(map(len, self._phrases)))

    # Built when their word is met: all of them take two seconds, and most pages meet a few.

    @cached_property
    def rule(self) -> re.Pattern[str]:
        """What finds a phrase."""
        return re.compile("|".join(self._between.join(map(re.escape, phrase)) for phrase in self._phrases))

    @cached_property
    def _others(self) -> BytesAhoCorasick:
        """What finds the longest other word of each phrase."""
        word = self._word
        longest = {max((w for w in phrase if w != word), key=len, default=word) for phrase in self._phrases}
        written = {case for word in longest for case in _write_cases(word)}
        return BytesAhoCorasick(sorted(written), implementation=Implementation.DFA)


def lower_page(page: bytes) -> bytes:
    """Give a page with its ASCII letters and İ in lower case."""
    return page.lower().replace(DOTTED, b"i")


def _write_cases(word: str) -> set[bytes]:
    return {lower_page(written.encode()) for written in (word, word.upper(), word.title())}


def _build_rules(topic: Topic, side: str) -> dict[str, set[Phrase]]:
    """Give the words to look for, with the phrases that must stand around each; an empty one asks nothing."""
    spellings = _drop_longer(s for form in topic.list_strong_forms(side) for s in _spell_form(form))
    common = Counter(word for s in spellings for word in s.split())
    rules: dict[str, set[Phrase]] = defaultdict(set)
    for spelling in spellings:
        words = spelling.split()
        anchors = [word for word in words if len(word) >= _ANCHOR]
        # What most phrases share is a name; what one has may be any word, and a short one is in any text.
        ranked = {word: (min(len(word), _TELLING), common[word], len(word)) for word in anchors}
        anchor = max(ranked, key=ranked.__getitem__, default=spelling)
        rules[anchor].add(tuple(words) if spelling != anchor else ())
    return rules


def _allow_father(topic: Topic) -> str:
    """Give what lets a father's name stand between first name and surname."""
    ends = "|".join(map(re.escape, topic.document.patronymics)) or "(?!)"
    return rf"(?:\w{{1,30}}{_BETWEEN}(?:{ends}){_BETWEEN})?"


def _drop_longer(spellings: Iterable[str]) -> list[str]:
    """Leave out spellings that hold a shorter one from where a word begins: that one finds them."""
    listed = sorted(set(spellings), key=lambda s: (len(s), s))
    automaton = AhoCorasick(listed)
    return [
        spelling
        for number, spelling in enumerate(listed)
        if not any(
            other != number and (not start or spelling[start - 1] == " ")
            for other, start, _ in automaton.find_matches_as_indexes(spelling, overlapping=True)
        )
    ]


def _spell_form(form: str) -> set[str]:
    """Give a form with and without diacritics, and with hyphens as blanks.

    The words of A-déc-bai-gian are too short to be looked for alone.
    """
    spelled = {form, fold_text(form), form.replace("ı", "i"), form.replace("ə", "ǝ")}
    return spelled | {s.replace("-", " ") for s in spelled}


def _begins_word(page: bytes, start: int) -> bool:
    """Whether a word begins here; `\\nBaku` in JSON counts."""
    before = page[start - 1] if start else 0
    if before in _WORD_BYTES:
        return page[start - 2 : start - 1] == b"\\" or page.endswith(_BLANK_CODES, 0, start)
    if before < _ASCII:
        return True
    return not page[max(0, start - 4) : start].decode("utf-8", "ignore")[-1:].isalnum()


def _is_parted_before(page: bytes, start: int) -> bool:
    """Whether what stands before a word may part it from another."""
    return page[start - 1 : start] in _ENDS_BETWEEN or page.endswith(_BLANK_CODES, 0, start)
