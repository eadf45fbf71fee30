"""Endings of Azerbaijani nouns, taken away by expressions: Lucene has no stemmer for the language.

Case, plural, possessive and "is" go, not what makes another word of a word. A field holds words of all
languages, so only those are touched that have a letter of Azerbaijani's own, and of the others those with the
plural and a few endings in vowel harmony after letters that English does not put before them.
"""

from __future__ import annotations

from typing import Any

OWN_LETTERS = frozenset("əığşçöü")
"""Letters that tell an Azerbaijani word; English and Vietnamese have none of them."""
_LETTER = "[a-zəığşçöü]"
_CONSONANT = "[bcçdfgğhjklmnpqrsştvxyz]"
_VOWELS = "aəeıioöuü"
_VOWEL = f"[{_VOWELS}]"
_HARMONY = {
    **dict.fromkeys("aı", ("ı", "a")),
    **dict.fromkeys("ou", ("u", "a")),
    **dict.fromkeys("əei", ("i", "ə")),
    **dict.fromkeys("öü", ("ü", "ə")),
}
"""The high and the low vowel of endings, by the last vowel of the word."""
_TWO_CONSONANTS = f"({_CONSONANT})(?!\\2){_CONSONANT}"

HYPHENATED = {
    "type": "pattern_replace",
    # The hyphen stands first: a position without one costs nothing.
    "pattern": (
        "-(?:(?<=[\\p{L}\\d]-)(?:n?[ıü]n|n[iu]n|un|dən?|dakı|dəki|y?ə|n?[ıü]|l[aə]r(?:[ıi]n?)?)"
        "|(?<=[\\p{Lu}\\d]-)(?:in|ya|a|dan?|n?[iu]|l[aə]|d[ıiuü]r))(?![\\p{L}\\d-])"
    ),
    "replacement": "",
}
"""A character filter for endings that are joined to a foreign name by a hyphen: ASEAN-ın, COP29-da."""

Filters = dict[str, dict[str, Any]]


def list_inflected_forms(word: str) -> list[str]:
    """Give a noun, or one that is possessed already (şirkəti), in its cases, which follow its last vowel."""
    last = next((letter for letter in reversed(word) if letter in _VOWELS), "")
    if not last:
        return [word]
    high, low = _HARMONY[last]
    link = "n" if word[-1] in _VOWELS else ""
    places = (f"{link}d{low}{more}" for more in ("", "n", f"k{'ı' if low == 'a' else 'i'}"))
    endings = ("", f"{link}{high}n", f"{link}{high}", f"{link}{low}", *places, f"d{high}r")
    return [word + ending for ending in endings]


def build_endings_filters() -> Filters:
    """Give the filters in their order, by name; they take lower-case words with their diacritics."""
    last_vowel = f"{_look_own(_VOWEL)}({_LETTER}{{4,}}|{_CONSONANT}{_VOWEL}{_CONSONANT}(?=[ıiuü])){_VOWEL}"
    return {
        # SOCAR'ın is one word to the tokenizer, SOCAR-ın two: see HYPHENATED.
        "az_apostrophe": _make_filter(f"({_LETTER}{{2,}}+)['’](?:{_write_short_endings()})"),
        "az_back": _make_filter(f"{_look_own('[arnzıui]')}{_write_word('[aıou]', '[ıu]', 'a')}"),
        "az_front": _make_filter(f"{_look_own('[ərnzıiü]')}{_write_word('[əeiöü]', '[iü]', 'ə')}"),
        "az_plain_front": _make_filter(
            f"{_look_plain('[in]')}({_LETTER}+?[ei]{_TWO_CONSONANTS}|{_LETTER}{{3,}}?[ei]{_CONSONANT})"
            "i(?:si)?(?:n(?:in?)?)?"
        ),
        "az_plain_round": _make_filter(
            f"{_look_plain('u|un|unu|unun|unda|undan')}({_LETTER}+?[ou]{_CONSONANT}{{1,2}})"
            "u(?:n(?:un?|da|dan)?)?"
        ),
        "az_plain_plural": _make_filter(
            f"{_look_plain('lar|lara|larda|lardan|larla')}"
            f"({_LETTER}+?[aou]{_CONSONANT}{{1,3}}|{_LETTER}{{3,}}?[ao])lar(?:a|da|dan|la)?"
        ),
        "az_plain_place": _make_filter(
            f"{_look_plain('da|dan')}({_LETTER}+?[aou]{_CONSONANT}{{2,3}}|{_LETTER}{{2,}}?[aou]{_CONSONANT}"
            f"|{_LETTER}{{3,}}?[aou])dan?"
        ),
        "az_plain_soft": _make_filter(f"{_look_plain('li[ky]')}({_LETTER}{{3,}}li)[ky]"),
        # The n, s or y before an ending is a link (ölkə, ölkəni, ölkəsi) or belongs to the word (vətən,
        # vətəni): where it cannot be told, it goes from both. A q and a k soften (azadlıq, azadlığı).
        "az_vowel": _make_filter(last_vowel),
        "az_consonant": _make_filter(
            f"{_look_own('[nsykqğ]')}"
            f"({_LETTER}{{3,}}{_VOWEL}(?=[ns]$)|{_LETTER}{{4,}}{_VOWEL}(?=[ykqğ]$)|{_LETTER}{{2,}}ə(?=[yk]$))"
            f"{_CONSONANT}"
        ),
        "az_soft_q": _make_filter(f"{_look_own('ğ')}({_LETTER}{{2,}}[aıou])ğ", "$1q"),
        "az_soft_k": _make_filter(f"{_look_own('y')}({_LETTER}{{2,}}[əeiöü])y", "$1k"),
        "az_last_vowel": _make_filter(last_vowel),
    }


def _look_own(last: str) -> str:
    """Look ahead for a word with a letter of Azerbaijani's own that ends so; most words are left by this."""
    return f"(?={_LETTER}*+(?<={last})$)(?=[a-z]*+[əığşçöü])"


def _look_plain(last: str) -> str:
    """The same for a word of plain letters."""
    return f"(?=[a-z]*+(?<={last})$)"


def _make_filter(pattern: str, kept: str = "$1") -> dict[str, Any]:
    """Give a filter that leaves of a word what the pattern's first group holds."""
    return {"type": "pattern_replace", "pattern": f"^{pattern}$", "replacement": kept}


def _write_word(vowels: str, high: str, low: str) -> str:
    """Give an expression for the shortest stem of three letters or more and its endings.

    Its last vowel is one of some; after a vowel other endings stand than after a consonant.
    """
    before = "|".join(f"(?<={vowels}{_CONSONANT * number})" for number in (1, 2, 3))
    after_vowel = f"(?<={vowels})(?={_write_endings_after_vowel(high, low)}$)"
    after_consonant = f"(?:{before})(?={_write_endings_after_consonant(high, low)}$)"
    return f"({_LETTER}{{3,}}?)(?:{after_vowel}|{after_consonant}){_LETTER}+"


def _write_endings_after_consonant(high: str, low: str) -> str:
    case = f"{high}n|{_write_places(low)}|l{low}"
    own = f"{high}n{_write_case_after_own(high, low)}|{high}yl{low}|{high}[mn]{high}z(?:{case}|{high}|{low})?"
    return f"(?:{_write_plural(high, low)}|(?:{own}|{case})(?:d{high}r)?|d{high}r)"


def _write_endings_after_vowel(high: str, low: str) -> str:
    """Give endings without a link before them; those with one stand after what words end in by themselves."""
    linked = f"n{high}n?|y{low}|s{high}(?:n{_write_case_after_own(high, low)}|yl{low})?"
    known = f"(?:(?<=iy[aə])|(?<=ika)|(?<=ura)|(?<=xana))(?:{linked})|(?<=[ıiuü])y{low}"
    case = f"{_write_places(low)}|yl{low}|[mn]{high}z(?:{_write_places(low)}|{high}n?|{low})?"
    return f"(?:{_write_plural(high, low)}|(?:{known}|{case})(?:d{high}r)?|d{high}r)"


def _write_plural(high: str, low: str) -> str:
    own = f"{high}(?:n{_write_case_after_own(high, low)}|yl{low})?|{high}[mn]{high}z"
    return f"l{low}r(?:{own}|{high}n|{low}|{_write_places(low)}|l{low})?(?:d{high}r)?"


def _write_case_after_own(high: str, low: str) -> str:
    return f"(?:{high}n?|{low}|{_write_places(low)})"


def _write_places(low: str) -> str:
    """Give "in", "from" and "which is in"."""
    return f"d{low}(?:n|k[ıi])?"


def _write_short_endings() -> str:
    return f"n?[ıiuü]n?|y?[aəe]|[dt][aəe](?:n|k[ıi])?|l[aə]|l[aəe]r{_LETTER}*|d[ıiuü]r"
