"""A look at raw HTML: can this page name both sides at all?"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.text import fold
from pipeline.topic import Topic

# Between the words of a phrase: blanks, entities of blanks, tags, hyphens, JSON's line breaks.
_BETWEEN = r"(?:[\s\-.\xa0]|&nbsp;|&#160;|&#xa0;|\\u00a0|\\[nrt]|<[^<>]{0,200}>)+"
_WINDOW = 240
_ANCHOR = 3
"""Letters that the longest word of a phrase needs to be looked for alone."""

_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z]{2,8});?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0307\u0308\u0309\u030c\u031b\u0323\u0327"


def prescan(text: str, topic: Topic) -> bool:
    """Tell whether a page may name both sides; never False for one that the judge would grade 1 or more.

    `text` is decoded HTML. Entities, JSON escapes and decomposed letters are read only when the plain look found a side missing.
    """
    if _both(text, topic):
        return True
    plain = _written_out(text)
    return plain != text and _both(plain, topic)


class Scanner:
    """Tells in one pass whether a page may name a side: by words of it that begin a word, and by phrases around one of their words."""

    def __init__(self, topic: Topic, side: str) -> None:
        spellings = _telling(s for form in topic.strong_forms(side) for s in _spellings(form))
        common = Counter(word for s in spellings for word in s.split())
        phrases: dict[str, list[str]] = defaultdict(list)
        for spelling in spellings:
            # What most phrases share is a name; what only one has may be any word.
            anchor = max((w for w in spelling.split() if len(w) >= _ANCHOR), key=lambda w: (common[w], len(w)), default=spelling)
            phrases[anchor].append(_BETWEEN.join(map(re.escape, spelling.split())))
        self._rules = [None if re.escape(word) in some else re.compile("|".join(some)) for word, some in phrases.items()]
        self._automaton = AhoCorasick(list(phrases), implementation=Implementation.DFA)

    def found(self, page: str) -> bool:
        """Whether the side may be named in a page in lower case."""
        for number, start, end in self._automaton.find_matches_as_indexes(page, overlapping=True):
            rule = self._rules[number]
            if _begins(page, start) and (rule is None or rule.search(page, max(0, start - _WINDOW), end + _WINDOW)):
                return True
        return False


def _telling(spellings: Iterable[str]) -> list[str]:
    """Leave out spellings that hold a shorter one: that one finds them."""
    kept: list[str] = []
    for spelling in sorted(set(spellings), key=lambda s: (len(s), s)):
        if not any(f" {shorter}" in f" {spelling}" for shorter in kept):
            kept.append(spelling)
    return kept


def _spellings(form: str) -> set[str]:
    """Give a form with and without diacritics, and with hyphens as blanks.

    The words of A-déc-bai-gian are too short to be looked for alone.
    """
    spelled = {form, fold(form), form.replace("ı", "i"), form.replace("ə", "ǝ")}
    return spelled | {s.replace("-", " ") for s in spelled}


def _begins(page: str, start: int) -> bool:
    """Whether a word begins here; `\\nBaku` in JSON counts."""
    return start == 0 or not page[start - 1].isalnum() or page[start - 2 : start - 1] == "\\"


@lru_cache(maxsize=4)
def _scanner(topic: Topic, side: str) -> Scanner:
    return Scanner(topic, side)


def _both(text: str, topic: Topic) -> bool:
    page = _lowered(text)
    # The rarer side first: a page with these letters is Vietnamese and names Vietnam anyway.
    order = topic.sides if "ạ" in page or "ế" in page or "ộ" in page else topic.sides[::-1]
    return all(_scanner(topic, side).found(page) for side in order)


def _lowered(text: str) -> str:
    page = text.replace("İ", "i").lower()
    # A lone surrogate, which the automaton would refuse, is in no name.
    return page if page.isascii() or not _SURROGATE.search(page) else _SURROGATE.sub("?", page)


def _written_out(text: str) -> str:
    """Give the text with entities, escapes and decomposed letters read."""
    plain = text
    if "&#" in plain or "circ;" in plain:
        plain = _ENTITY.sub(lambda m: html.unescape(m[0]), plain)
    if "\\u" in plain:
        plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), plain)
    if plain != text or any(mark in plain for mark in _MARKS):
        return unicodedata.normalize("NFC", plain).replace("i\u0307", "i")
    return plain
