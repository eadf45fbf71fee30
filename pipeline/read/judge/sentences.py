"""An article cut into what the judge weighs: title and sentences, without datelines and repeated titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.config.topic import Topic
from pipeline.read.judge import edges
from pipeline.read.judge.masks import is_vietnamese
from pipeline.text.clean import fold_letters

MOST_SENTENCES = 5_000
"""Sentences that are judged: the longest of 541 real pages has a third. Each takes two kilobytes."""
LONGEST = 2_000
"""Characters of a sentence; what goes on is another one. Terms of a sentence are compared with each other."""

# From the first mark of a run alone: begun at each, a page of dots would take hours.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"»”’')\]]*+\s++")
_LAST_WORD = re.compile(r"[\w.]+$")
_INITIALS = re.compile(r"(?:\w\.)+\w")
"""Single letters with dots between them: H.E, U.S.A, т.е."""
_ENTRY = re.compile(r"(?:^|[;:,(] ?)\d{1,2}\. (?=[^\W\d])")
"""The number of an entry: "1. India 16; 2. Hungary 14"."""
_ENTRIES = 2
_DIGITS = 2
"""Those of the number of an entry at most."""
_MARK_BEFORE = re.compile(r"(?:^|[;:,] |\()$")
_LONGEST_DATELINE = 120
_OPENING_PARAGRAPHS = 3

# Dots that end no sentence; single letters (initials) are taken as well.
_ENGLISH = """
    mr mrs ms dr prof gen col lt st no vs jr sr inc ltd co corp dept gov sen rep rev hon approx vol
    u.s u.k u.n e.g i.e a.m p.m s.r
"""
_VIETNAMESE = "tp pgs ts gs ths th.s bs ks"
_RUSSIAN = "г гг стр им ул млн млрд тыс т.е др пр руб долл чел акад проф с.г см н.э"
_AZERBAIJANI = "cəm məs bax min mln mlrd dol akad"
_ABBREVIATIONS = frozenset(" ".join((_ENGLISH, _VIETNAMESE, _RUSSIAN, _AZERBAIJANI)).split())
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai"
    "|янв|фев|март|апр|мая|июн|июл|авг|сен|окт|ноя|дек"
    "|yanvar|fevral|mart|aprel|iyun|iyul|avqust"
)
"""What the names of months begin with."""
_MONTH = re.compile(MONTHS, re.IGNORECASE)
_SHORT_MONTHS = frozenset(MONTHS.split("|")) | {"sept", "сент", "нояб"}
"""Months that stand before a day with a dot: Feb. 18."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Title, sentences with the number of their paragraph, and the datelines that were taken off."""

    title: str
    sentences: tuple[tuple[int, str], ...]
    datelines: str


def cut_sentences(title: str, text: str, topic: Topic) -> Cut:
    """Cut title and text into sentences; both may come in any normal form."""
    title = _compose_text(title)
    paragraphs = [p.strip() for p in _compose_text(text).split("\n") if p.strip()]
    if paragraphs and fold_letters(paragraphs[0]).strip(" .") == fold_letters(title).strip(" ."):
        del paragraphs[0]
    datelines: list[str] = []
    sentences: list[tuple[int, str]] = []
    for number, paragraph in enumerate(edges.trim_lines(paragraphs, topic)):
        rest = strip_dateline(paragraph, topic) if number < _OPENING_PARAGRAPHS else paragraph
        datelines.append(paragraph[: len(paragraph) - len(rest)])
        if number < _OPENING_PARAGRAPHS and edges.is_salutation(rest):
            continue
        sentences += [(number, sentence) for sentence in split_paragraph(edges.drop_signature(rest))]
    return Cut(title, tuple(sentences), " ".join(datelines[:_OPENING_PARAGRAPHS]))


def _compose_text(text: str) -> str:
    # Lower-casing İ leaves a dot above behind the i.
    return unicodedata.normalize("NFC", text).replace("i\u0307", "i")


def strip_dateline(paragraph: str, topic: Topic) -> str:
    """Take "BAKU, Azerbaijan, May 7." and its kind off a paragraph's start."""
    for _ in range(2):
        head = fold_letters(paragraph[:_LONGEST_DATELINE])
        end = _match_dateline(head, topic) or _match_bare_dateline(paragraph, head, topic)
        if not end:
            break
        paragraph = paragraph[end:].lstrip()
    return edges.drop_prefix(paragraph, topic)


def _match_dateline(head: str, topic: Topic) -> int:
    """Give where the first dateline that matches ends, 0 without one."""
    for form in topic.datelines.forms:
        match = form.match(head)
        if match and match.end():
            return match.end()
    return 0


def _match_bare_dateline(paragraph: str, head: str, topic: Topic) -> int:
    """Give where a place and a dash end, 0 where these are no dateline.

    They are one when the dash is long or the place in capitals or with its country, and no pair follows.
    """
    match = topic.datelines.bare.match(head)
    if match is None:
        return 0
    written = paragraph[: match.end()]
    is_dateline = "—" in written or "–" in written or match[2] or paragraph[: match.end(1)].isupper()
    return match.end() if is_dateline else 0


def split_paragraph(paragraph: str) -> Iterator[str]:
    """Split a paragraph into sentences, whatever the case of its letters."""
    start = 0
    for match in _END.finditer(paragraph):
        if _ends_sentence(paragraph, match):
            yield from _cut_long(paragraph[start : match.end()].strip())
            start = match.end()
    if paragraph[start:].strip():
        yield from _cut_long(paragraph[start:].strip())


def count_sentences(text: str) -> int:
    """Give how many sentences a text has at most, long ones aside: its ends and its lines."""
    return sum(1 for _ in _END.finditer(text)) + text.count("\n") + 2 * len(text) // LONGEST + 1


def _cut_long(sentence: str) -> Iterator[str]:
    """Give a sentence in pieces that end at a blank, if there is one."""
    start = 0
    while len(sentence) - start > LONGEST:
        end = sentence.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield sentence[start:end].rstrip()
        start = end
    yield sentence[start:]


def _ends_sentence(paragraph: str, match: re.Match[str]) -> bool:
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    word = _LAST_WORD.search(paragraph, max(0, match.start() - 24), match.start())
    if word is None:
        return True
    if word[0].isdigit():
        if _is_entry(paragraph, word):
            return False
        return _MONTH.match(paragraph, match.end()) is None
    bare = word[0].lower()
    if bare in _SHORT_MONTHS and paragraph[match.end() : match.end() + 1].isdigit():
        return False
    if len(bare) == 1:
        # An initial, and not the Vietnamese for to live: "ăn ở."
        return word[0] == bare and is_vietnamese(bare)
    return not (bare in _ABBREVIATIONS or _INITIALS.fullmatch(bare))


def _is_entry(paragraph: str, number: re.Match[str]) -> bool:
    """Whether a number with a dot heads one of several entries, rather than ends a sentence."""
    start = number.start()
    if len(number[0]) > _DIGITS or _MARK_BEFORE.search(paragraph, max(0, start - 2), start) is None:
        return False
    return len(list(islice(_ENTRY.finditer(paragraph), _ENTRIES))) == _ENTRIES
