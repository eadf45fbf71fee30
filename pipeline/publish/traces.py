"""What of a text carries over into other languages: its numbers with their units, and its names by sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from pipeline.text.clean import fold_letters, fold_text

LEAST_NUMBER = 13
"""Smaller whole numbers stand in any text."""
YEARS = range(1900, 2101)
MOST_CHARACTERS = 4000
"""Of a text, as far as it is looked at: what it tells of stands in its first paragraphs."""
LEAST_SOUNDS = 3
MOST_SOUNDS = 5

_NUMBER = re.compile(
    r"(?<![\w.,/])\d{1,3}(?:([ .,\u00a0\u202f])\d{3})(?:\1\d{3}){0,3}(?![\d])"
    r"|(?<![\w/])\d{1,9}(?:[.,]\d{1,3})?(?![\d])"
)
_UNIT = re.compile(
    r"[\s\u00a0-]{0,2}(?:(?P<m>million|mln|mn|trieu|milyon|млн|миллион)"
    r"|(?P<b>billion|bln|bn|ty|milyard|mlrd|млрд|миллиард)|(?P<k>thousand|nghin|ngan|min\b|тыс))"
)
_SCALES = {"m": 10**6, "b": 10**9, "k": 10**3}
_DATE = re.compile(
    r"\s?(?:/\d|[.]\d{2}[.]|-?(?:[a-z]{2}\s)?(?:yanvar|fevral|mart|aprel|may|iyun|iyul|avqust|sentyabr"
    r"|oktyabr|noyabr|dekabr|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec"
    r"|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек))"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)?")
_ENDS = frozenset('.!?…:\n"“”«»‘(–—•')
_CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщыэюя", "abvgdejziyklmnoprstufgscssieua", strict=True)) | {
    "ъ": "",
    "ь": "",
}
# Letters and pairs of letters that one sound is written with in one of the four languages.
_SOUNDS = (
    ("dj", "j"), ("dzh", "j"), ("дж", "j"), ("zh", "j"), ("sh", "s"), ("ch", "j"), ("kh", "g"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("nh", "n"), ("ng", "n"), ("nq", "n"), ("ts", "s"), ("tr", "j"), ("gi", "z"),
    ("q", "g"), ("x", "g"), ("h", "g"), ("c", "j"), ("w", "v"), ("kv", "kv"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy'\W]+")


def find_numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text that tell something, whatever marks and units they are written with.

    Days, years and small whole numbers are left out: 1.2 million, 1,2 triệu, 1,2 milyon and 1,2 млн are one.
    """
    plain = fold_text(unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]))
    return frozenset(_read_numbers(plain))


def _read_numbers(plain: str) -> Iterator[str]:
    for found in _NUMBER.finditer(plain):
        after = plain[found.end() : found.end() + 16]
        if _DATE.match(after):
            continue
        digits, grouped = found[0], bool(found[1])
        value = Decimal(re.sub(r"\D", "", digits)) if grouped else Decimal(digits.replace(",", "."))
        unit = _UNIT.match(after)
        if unit and unit.lastgroup:
            value *= _SCALES[unit.lastgroup]
        whole = value == value.to_integral_value()
        if whole and not unit and (value < LEAST_NUMBER or (int(value) in YEARS and not grouped)):
            continue
        yield format(value.normalize(), "f")


def find_names(text: str) -> frozenset[str]:
    """Give the names of a text by their sound: words with a capital within a sentence."""
    plain = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    found: set[str] = set()
    end = 0
    for word in _WORD.finditer(plain):
        between = plain[end : word.start()]
        if word[0][0].isupper() and end and _ENDS.isdisjoint(between):
            found.add(spell_sound(word[0]))
        end = word.end()
    return frozenset(name for name in found if len(name) >= LEAST_SOUNDS)


def spell_sound(word: str) -> str:
    """Give the consonants of a name as all four languages would write them, without its ending."""
    plain = fold_letters(word)
    for written, sound in _SOUNDS[:3]:
        plain = plain.replace(written, sound)
    plain = "".join(_CYRILLIC.get(letter, letter) for letter in plain)
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    head = plain[:1] if plain[:1] in "aeiouy" else ""
    # A letter that stands twice sounds once.
    sounds = "".join(letter for letter, _ in groupby(_VOWELS.sub("", plain)))
    return ("a" if head else "") + sounds[:MOST_SOUNDS]
