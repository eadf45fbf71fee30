"""An article cut into what the judge weighs: title and sentences, with datelines and repeated titles taken
off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.config.topic import Topic
from pipeline.config.topic.spelling import fold_letters

_END = re.compile(r"[.!?…]+[\"»”’')\]]*\s+")
_LAST_WORD = re.compile(r"[\w.]+$")
_LONGEST_DATELINE = 120
_OPENING_PARAGRAPHS = 3

# Dots that end no sentence; single letters (initials) are taken as well.
_ABBREVIATIONS = frozenset(
    [
        *(
            "mr",
            "mrs",
            "ms",
            "dr",
            "prof",
            "gen",
            "col",
            "lt",
            "st",
            "no",
            "vs",
            "jr",
            "sr",
            "inc",
            "ltd",
            "co",
            "corp",
            "dept",
            "gov",
        ),
        *(
            "sen",
            "rep",
            "rev",
            "hon",
            "approx",
            "vol",
            "u.s",
            "u.k",
            "u.n",
            "e.g",
            "i.e",
            "a.m",
            "p.m",
            "s.r",
        ),
        *("tp", "pgs", "ts", "gs", "ths", "th.s", "bs", "ks"),
        *(
            "г",
            "гг",
            "стр",
            "им",
            "ул",
            "млн",
            "млрд",
            "тыс",
            "т.е",
            "др",
            "пр",
            "руб",
            "долл",
            "чел",
            "акад",
            "проф",
            "с.г",
            "см",
            "н.э",
        ),
        *("cəm", "məs", "bax", "min", "mln", "mlrd", "dol", "akad"),
    ]
)
_MONTH = re.compile(
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|янв|фев|март|апр|мая|июн|июл|авг|сен|окт|ноя|дек|yanvar|fevral|mart|aprel|iyun|iyul|avqust",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Title, sentences with the number of their paragraph, and the datelines that were taken off."""

    title: str
    sentences: tuple[tuple[int, str], ...]
    datelines: str


def cut_sentences(title: str, text: str, topic: Topic) -> Cut:
    """Cut title and text into sentences; both may come in any normal form."""
    title = _compose_text(title)
    paragraphs = [p for p in _compose_text(text).split("\n") if p.strip()]
    if paragraphs and fold_letters(paragraphs[0]).strip(" .") == fold_letters(title).strip(" ."):
        del paragraphs[0]
    taken: list[str] = []
    for number in range(min(_OPENING_PARAGRAPHS, len(paragraphs))):
        rest = strip_dateline(paragraphs[number], topic)
        taken.append(paragraphs[number][: len(paragraphs[number]) - len(rest)])
        paragraphs[number] = rest
    sentences = [(n, s) for n, p in enumerate(paragraphs) for s in split_paragraph(p)]
    return Cut(title, tuple(sentences), " ".join(taken))


def _compose_text(text: str) -> str:
    # Lower-casing İ leaves a dot above behind the i.
    return unicodedata.normalize("NFC", text).replace("i\u0307", "i")


def strip_dateline(paragraph: str, topic: Topic) -> str:
    """Take "BAKU, Azerbaijan, May 7." and its kind off a paragraph's start."""
    for _ in range(2):
        head = fold_letters(paragraph[:_LONGEST_DATELINE])
        match = next(
            (m for d in topic.datelines if (m := d.match(head)) and m.end()), None
        ) or _match_dateline(paragraph, head, topic)
        if match is None:
            break
        paragraph = paragraph[match.end() :].lstrip()
    return paragraph


def _match_dateline(paragraph: str, head: str, topic: Topic) -> re.Match[str] | None:
    """Match a place and a dash: a dateline when the dash is long or the place in capitals, and no pair
    follows.
    """
    match = topic.bare_dateline.match(head)
    if match is None:
        return None
    place = paragraph[: match.end(1)]
    return (
        match
        if "—" in paragraph[: match.end()] or "–" in paragraph[: match.end()] or place.isupper()
        else None
    )


def split_paragraph(paragraph: str) -> Iterator[str]:
    """Split a paragraph into sentences, whatever the case of its letters."""
    start = 0
    for match in _END.finditer(paragraph):
        if _ends_sentence(paragraph, match):
            yield paragraph[start : match.end()].strip()
            start = match.end()
    if paragraph[start:].strip():
        yield paragraph[start:].strip()


def _ends_sentence(paragraph: str, match: re.Match[str]) -> bool:
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    word = _LAST_WORD.search(paragraph, max(0, match.start() - 24), match.start())
    if word is None:
        return True
    if word[0].isdigit():
        return _MONTH.match(paragraph, match.end()) is None
    bare = word[0].lower()
    return not (len(bare) == 1 or bare in _ABBREVIATIONS)
