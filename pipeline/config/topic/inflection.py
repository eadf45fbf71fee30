"""Case endings by rule: Azerbaijani ones by vowel harmony, Russian ones by what the word ends in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

_HIGH = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "ə": "i", "i": "i", "ö": "ü", "ü": "ü"}
"""The close vowel that an ending has after the last vowel of a stem."""
_BACK = frozenset("aıou")
_SOFTENED = {"k": "y", "q": "ğ"}
_VOWELS = frozenset("аеёиоуыэюя")
_HUSHES = frozenset("жшщчц")
_VELARS = frozenset("гкхжшщч")

# What a Russian word ends in, the longest first: letters that fall, and the endings that follow.
_RUSSIAN_ENDINGS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("ский", 2, ("ого", "ому", "им", "ом", "ие", "их")),
    ("ская", 2, ("ой", "ую")),
    ("ова", 1, ("ой", "ою", "у", "ы", "е")),
    ("ева", 1, ("ой", "ою", "у", "ы", "е")),
    ("ов", 0, ("а", "у", "ым", "ом", "е", "ы", "ых", "ыми")),
    ("ев", 0, ("а", "у", "ым", "ом", "е", "ы", "ых", "ыми")),
    ("ия", 1, ("и", "ю", "ей")),
    ("ий", 1, ("я", "ю", "ем", "и")),
    ("ь", 1, ("я", "ю", "ем", "е", "и", "ью")),
    ("й", 1, ("я", "ю", "ем", "е")),
    ("я", 1, ("и", "е", "ю", "ей")),
)
_ADJECTIVES = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")
_SHORTEST_STEM = 4
_HARD = ("а", "у", "ом", "е")
_HUSHED = ("а", "у", "ем", "ом", "е")


def inflect_azerbaijani(word: str) -> tuple[str, ...]:
    """Give a lower-case word in its cases, itself first.

    The endings follow the last vowel (Bayramov: -un, -u, -a; Əliyev: -in, -i, -ə) and whether the word ends
    in one (Bakı: -nın, -ya). A last k or q stays or softens: Şanqın, Şanğın. A word without a vowel, an
    abbreviation, takes the endings of its letters' names as writers hear them: both harmonies.
    """
    bare = [_find_base(letter) for letter in word]
    vowels = [letter for letter in bare if letter in _HIGH]
    spelled = [word]
    for last in vowels[-1:] or ("a", "e"):
        spelled += _attach_azerbaijani(word, last, ends_in_vowel=bare[-1] in _HIGH, long=len(vowels) > 1)
    return tuple(dict.fromkeys(spelled))


def _attach_azerbaijani(word: str, last: str, *, ends_in_vowel: bool, long: bool) -> list[str]:
    close, wide = _HIGH[last], "a" if last in _BACK else "ə"
    back = wide == "a"
    steady = [f"d{wide}", f"d{wide}n", f"l{wide}", f"d{close}r", "dakı" if back else "dəki"]
    steady += ["dadır", "dandır"] if back else ["dədir", "dəndir"]
    if ends_in_vowel:
        return [
            word + e for e in (f"n{close}n", f"y{wide}", f"y{wide}dək", f"n{close}", f"yl{wide}", *steady)
        ]
    stems = [word]
    if long and word[-1] in _SOFTENED:
        stems.append(word[:-1] + _SOFTENED[word[-1]])
    opening = [stem + e for stem in stems for e in (f"{close}n", wide, f"{wide}dək", close)]
    return [*opening, *(word + e for e in steady)]


def _find_base(letter: str) -> str:
    """Give a letter without its marks, but the vowels of Azerbaijani as they are."""
    return letter if letter in _HIGH else unicodedata.normalize("NFD", letter)[0]


def decline_russian(word: str) -> tuple[str, ...]:
    """Give a lower-case name in its cases, itself first; one that ends in о, е, и, у, ы, э or ю has none."""
    for ending, falls, cases in _RUSSIAN_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            stem = word[: len(word) - falls]
            return tuple(dict.fromkeys([word, *(stem + case for case in cases)]))
    if word.endswith("а") and len(word) > 2:
        stem = word[:-1]
        return (word, *(stem + case for case in ("и" if stem[-1] in _VELARS else "ы", "е", "у", "ой", "ей")))
    if not word[-1:].isalpha() or not _is_cyrillic(word) or word[-1] in _VOWELS:
        return (word,)
    return (word, *(word + case for case in (_HUSHED if word[-1] in _HUSHES else _HARD)))


def derive_russian(word: str) -> tuple[str, ...]:
    """Give the adjectives of a lower-case city: Сумгаит, сумгаитский; of one that ends in o, e, i, u none."""
    stem = word.rstrip("аьй")
    if not _is_cyrillic(word) or len(stem) < _SHORTEST_STEM or stem[-1] in _VOWELS:
        return ()
    return tuple(f"{stem}ск{ending}" for ending in _ADJECTIVES)


def _is_cyrillic(word: str) -> bool:
    return "а" <= word[-1] <= "я" or word[-1] == "ё"


Inflect = Callable[[str], tuple[str, ...]]

INFLECTIONS: Mapping[str, Inflect] = {"az": inflect_azerbaijani, "ru": decline_russian}
"""Languages whose names take endings."""
ADJECTIVES: Mapping[str, Inflect] = {"ru": derive_russian}
"""Languages in which cities have adjectives that are words of their own."""
EVERY_WORD = frozenset({"ru"})
"""Languages in which each word of a person's name takes its ending, not the last one alone."""
