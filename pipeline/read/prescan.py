"""Prescan: a look at raw HTML: can this page name both sides at all?

It works on UTF-8, in which only ASCII letters change case for nothing: names are looked for in lower, upper
and title case instead.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipeline.config.topic import TermKind, Topic
from pipeline.model.fetches import Page
from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.announced import holds_headline
from pipeline.read.decode import decode_body
from pipeline.text.clean import fold_text

# Between the words of a phrase: blanks, entities of blanks, tags, hyphens, JSON's line breaks.
_BETWEEN = r"(?:[\s\-.\xa0]|&nbsp;|&#160;|&#xa0;|\\u00a0|\\[nrt]|<[^<>]{0,200}>)+"
_WINDOW = 480
"""Bytes before and behind a word in which the rest of its phrase is looked for."""
_ANCHOR = 3
"""Letters that the longest word of a phrase needs to be looked for alone."""
MOST_LOOKED = 2_000
"""Words around which a phrase is looked for in vain; a page with more of them is read. Each takes 40
microseconds, and a megabyte of "viet " has 200,000.
"""
_TELLING = 5
"""Letters from which on a word's length says no more."""

# Searches that begin with fixed letters: one with a choice at its beginning would stop at every letter.
_ENTITY = re.compile(rb"(&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8});?)")
_ESCAPE = re.compile(rb"(\\u[0-9a-f]{4})")
_CODED = (re.compile(rb"&#(x[0-9a-f]{2,6}|\d{2,7})"), re.compile(rb"\\(u[0-9a-f]{4})"))
_MARKS = (b"\xcc", b"\xcd")
"""First bytes of combining marks: letters that are not composed."""
_FIRST_OF_MANY = 0xC2
"""Lowest byte that begins a letter of several bytes in UTF-8."""
# A compiled search for fixed bytes takes a third of the time of `in`, which many letters of Vietnamese slow
# down by their first byte.
_DOTTED = re.compile("İ".encode())
_NAMED_LETTERS = (re.compile(rb"circ;"), re.compile(rb"&idot;"))
_LAST = 0x10FFFF


def prescan_page(page: Page, topic: Topic, *, everything: bool = False) -> str | Rejected:
    """Give a page's HTML when the page may name both sides, or `everything` is wanted; else say what it is.

    Rejected as `not_html` by its bytes, as `off_topic` when a side is missing, as `not_article` when the
    feed's headline is missing as well: then something else stands there, today.
    """
    body = decode_body(page.body, page.fetch.content_type)
    if isinstance(body, Rejected):
        return body
    # The feed's words count: a wall has none of the article's, but its feed may say what stands behind it.
    candidate = page.fetch.candidate
    listed = "\n".join((candidate.title, candidate.summary, candidate.text))
    words = b"%s\n%s" % (listed.encode(), body)
    if not everything and not passes_prescan(words, topic):
        if holds_headline(body, candidate.title):
            return Rejected(Stage.PRESCAN, Outcome.OFF_TOPIC)
        return Rejected(Stage.PRESCAN, Outcome.NOT_ARTICLE, "its feed's headline does not stand there")
    return body.decode()


def passes_prescan(page: bytes, topic: Topic) -> bool:
    """Tell whether HTML may name both sides; never False for one that the judge would grade 1 or more.

    `page` is in UTF-8. Entities, JSON escapes and decomposed letters are read only when the plain look found
    a side missing.
    """
    low = _lower_page(page)
    return _names_both(low, topic) or (_is_coded(low) and _names_both(_lower_page(_decode_page(low)), topic))


class Scanner:
    """Tells in one pass whether a page may name a side.

    Looked for are words that stand for the side alone, and phrases around one of their words.
    """

    def __init__(self, topic: Topic, side: str) -> None:
        needles: dict[bytes, set[str]] = defaultdict(set)
        for word, phrases in _build_rules(topic, side).items():
            for written in (word, word.upper(), word.title()):
                needles[_lower_page(written.encode())] |= phrases
        self._phrases = ["" if "" in phrases else "|".join(sorted(phrases)) for phrases in needles.values()]
        self._rules: dict[int, re.Pattern[str]] = {}
        self._automaton = BytesAhoCorasick(list(needles), implementation=Implementation.DFA)

    def finds_side(self, page: bytes) -> bool:
        """Whether the side may be named in a page whose ASCII letters are lower case."""
        looked = 0
        for number, start, end in self._automaton.find_matches_as_indexes(page, overlapping=True):
            if not _begins_word(page, start):
                continue
            looked += 1
            if looked > MOST_LOOKED or not self._phrases[number]:
                return True
            if self._get_rule(number).search(_cut_window(page, start, end)):
                return True
        return False

    def list_rules(self) -> Iterator[re.Pattern[str]]:
        """Give the expressions that are looked for around a word, compiled."""
        yield from (self._get_rule(number) for number, phrases in enumerate(self._phrases) if phrases)

    def _get_rule(self, number: int) -> re.Pattern[str]:
        # Compiled when its word is met: all of them take two seconds, and most pages meet a few.
        if number not in self._rules:
            self._rules[number] = re.compile(self._phrases[number])
        return self._rules[number]


def _build_rules(topic: Topic, side: str) -> dict[str, set[str]]:
    """Give the words to look for, with the phrases that must stand around each; an empty one asks nothing."""
    spellings = _drop_longer(s for form in topic.list_strong_forms(side) for s in _spell_form(form))
    common = Counter(word for s in spellings for word in s.split())
    rules: dict[str, set[str]] = defaultdict(set)
    between = _BETWEEN + _allow_father(topic)
    for spelling in spellings:
        words = spelling.split()
        anchors = [word for word in words if len(word) >= _ANCHOR]
        # What most phrases share is a name; what one has may be any word, and a short one is in any text.
        ranked = {word: (min(len(word), _TELLING), common[word], len(word)) for word in anchors}
        anchor = max(ranked, key=ranked.__getitem__, default=spelling)
        rules[anchor].add(between.join(map(re.escape, words)) if spelling != anchor else "")
    return rules


def _allow_father(topic: Topic) -> str:
    """Give what lets a father's name stand between first name and surname."""
    ends = "|".join(map(re.escape, topic.document.patronymics)) or "(?!)"
    return rf"(?:\w{{1,30}}{_BETWEEN}(?:{ends}){_BETWEEN})?"


def _drop_longer(spellings: Iterable[str]) -> list[str]:
    """Leave out spellings that hold a shorter one: that one finds them."""
    kept: dict[str, None] = {}
    for spelling in sorted(set(spellings), key=lambda s: (len(s), s)):
        starts = (0, *(place + 1 for place, sign in enumerate(spelling) if sign == " "))
        held = (spelling[start:end] for start in starts for end in range(start + 1, len(spelling) + 1))
        if not any(shorter in kept for shorter in held):
            kept[spelling] = None
    return list(kept)


def _spell_form(form: str) -> set[str]:
    """Give a form with and without diacritics, and with hyphens as blanks.

    The words of A-déc-bai-gian are too short to be looked for alone.
    """
    spelled = {form, fold_text(form), form.replace("ı", "i"), form.replace("ə", "ǝ")}
    return spelled | {s.replace("-", " ") for s in spelled}


def _begins_word(page: bytes, start: int) -> bool:
    """Whether a word begins here; `\\nBaku` in JSON counts."""
    before = page[max(0, start - 4) : start].decode("utf-8", "ignore")
    return not before or not before[-1].isalnum() or before[-2:-1] == "\\"


def _cut_window(page: bytes, start: int, end: int) -> str:
    return page[max(0, start - _WINDOW) : end + _WINDOW].decode("utf-8", "ignore").lower()


@lru_cache(maxsize=4)
def _build_scanner(topic: Topic, side: str) -> Scanner:
    return Scanner(topic, side)


def _names_both(page: bytes, topic: Topic) -> bool:
    # First the side that the page is less likely to name: most pages end with the first search. It is the one
    # that topic.yml lists last, except where the page is written in that country's letters.
    first, last = topic.sides
    at_home = any(letter in page for letter in _list_own_letters(topic, last))
    order = (first, last) if at_home else (last, first)
    return all(_build_scanner(topic, side).finds_side(page) for side in order)


@lru_cache(maxsize=4)
def _list_own_letters(topic: Topic, side: str) -> tuple[bytes, ...]:
    """Give the first bytes of letters in which only this side's country is spelled, and never the other's.

    Of ệ in Việt Nam and ə in Azərbaycan, but not of the Cyrillic letters that both have.
    """
    own: set[int] = set()
    others: set[int] = set()
    for term, form in topic.entries:
        if term.kind is TermKind.COUNTRY:
            letters = own if term.side == side else others
            letters.update(byte for byte in "".join(form.spellings).encode() if byte >= _FIRST_OF_MANY)
    return tuple(bytes([byte]) for byte in sorted(own - others))


def _lower_page(page: bytes) -> bytes:
    return (page.replace(_DOTTED.pattern, b"i") if _DOTTED.search(page) else page).lower()


def _is_coded(page: bytes) -> bool:
    """Whether letters are written as entities, escapes or with marks of their own.

    Quotation marks and blanks so written are no matter.
    """
    if _has_marks(page) or any(named.search(page) for named in _NAMED_LETTERS):
        return True
    codes = (set(coded.findall(page)) for coded in _CODED)
    return any(any(map(_is_letter, some)) for some in codes)


def _has_marks(page: bytes) -> bool:
    return any(mark in page for mark in _MARKS)


@lru_cache(maxsize=4096)
def _is_letter(code: bytes) -> bool:
    number = int(code) if code.isdigit() else int(code[1:], 16)
    return number <= _LAST and bool(chr(number).isalpha() or unicodedata.combining(chr(number)))


@lru_cache(maxsize=4096)
def _decode_escape(code: bytes) -> bytes:
    _, escape, number = code.partition(b"\\u")
    written = chr(int(number, 16)) if escape else html.unescape(code.decode())
    return written.encode("utf-8", "surrogatepass")


def _decode_page(page: bytes) -> bytes:
    """Give a lowered page with entities, escapes and decomposed letters read."""
    # Lowered, &Idot; is no entity any more.
    plain = page.replace(b"&idot;", b"i")
    for code in (_ENTITY, _ESCAPE):
        parts = code.split(plain)
        parts[1::2] = map(_decode_escape, parts[1::2])
        plain = b"".join(parts)
    if not _has_marks(plain):
        return plain
    composed = unicodedata.normalize("NFC", plain.decode("utf-8", "surrogatepass"))
    return composed.replace("i\u0307", "i").encode("utf-8", "surrogatepass")
