"""How text is broken into terms: exact, folded and stemmed.

Folded is without diacritics; stemmed brings the forms of names and words to one stem.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

# Elasticsearch's own folding makes an a of ə, and leaves letters typed as base and mark as they are.
_LETTERS = (
    "ı=>i",
    "İ=>i",
    "đ=>d",
    "Đ=>d",
    "ё=>е",
    "Ё=>е",
    "и\u0306=>й",
    "И\u0306=>й",
    "е\u0308=>е",
    "Е\u0308=>е",
)
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0307\u0308\u0309\u031b\u0323\u0327"
_SCHWAS = "əƏǝƎәӘ"
# Folding leaves the Cyrillic schwa alone, so ə hides behind it until it becomes both e and a.
_HIDDEN = "ә"


class Names(Protocol):
    """What the index needs of the topic: words and phrases, folded, each with the stem of all its forms."""

    def map_stems(self) -> Mapping[str, str]:
        """Give the stems of single words."""

    def map_phrases(self) -> Mapping[str, str]:
        """Give the stems of phrases, whose words are joined by one blank."""


def build_analysis(names: Names) -> dict[str, Any]:
    """Give the analysis settings.

    `folded` knows ə as e and as a. In `stemmed`, names of the topic come to one stem in all four languages
    before the stemmers see them. Searching `exact` and `folded`, a name of several words is one word, which
    only `stemmed` has: "To Lam" must not find every "to".
    """
    return {
        "char_filter": _build_char_filters(),
        "filter": _build_filters(names),
        "analyzer": _build_analyzers(),
    }


def _build_char_filters() -> dict[str, Any]:
    shared = [*_LETTERS, *(f"{mark}=>" for mark in _MARKS)]
    return {
        "letters": {"type": "mapping", "mappings": [*shared, *(f"{s}=>e" for s in _SCHWAS)]},
        "letters_hiding": {"type": "mapping", "mappings": [*shared, *(f"{s}=>{_HIDDEN}" for s in _SCHWAS)]},
    }


def _build_filters(names: Names) -> dict[str, Any]:
    words, phrases = names.map_stems(), names.map_phrases()
    return {
        "phrases": {"type": "synonym", "synonyms": _build_rules(phrases)},
        "names": {"type": "stemmer_override", "rules": _build_rules(words)},
        "stems": {
            "type": "keyword_marker",
            "keywords": sorted({*words.values(), *phrases.values()}) or ["-"],
        },
        "russian": {"type": "stemmer", "language": "light_russian"},
        "english": {"type": "stemmer", "language": "light_english"},
        "possessive": {"type": "stemmer", "language": "possessive_english"},
        "schwa_e": {"type": "pattern_replace", "pattern": _HIDDEN, "replacement": "e"},
        "schwa_a": {"type": "pattern_replace", "pattern": _HIDDEN, "replacement": "a"},
        "schwas": {"type": "multiplexer", "filters": ["schwa_e", "schwa_a"], "preserve_original": False},
    }


def _build_rules(stems: Mapping[str, str]) -> list[str]:
    """Give rules; at least one, for a filter without any is refused."""
    return [f"{form} => {stem}" for form, stem in sorted(stems.items()) if form != stem] or ["- => -"]


def _build_analyzers() -> dict[str, Any]:
    return {
        "exact": _build_analyzer("lowercase"),
        "exact_search": _build_analyzer("lowercase", "phrases"),
        "folded": _build_analyzer("lowercase", "asciifolding", "schwas", letters="letters_hiding"),
        "folded_search": _build_analyzer(
            "lowercase", "asciifolding", "phrases", "schwas", letters="letters_hiding"
        ),
        "stemmed": _build_analyzer(
            "lowercase",
            "asciifolding",
            "possessive",
            "phrases",
            "names",
            "stems",
            "russian",
            "english",
            letters="letters",
        ),
    }


def _build_analyzer(*filters: str, letters: str | None = None) -> dict[str, Any]:
    return {
        "type": "custom",
        "tokenizer": "standard",
        "char_filter": [letters] if letters else [],
        "filter": list(filters),
    }
