"""How text is broken into terms: exact, folded and stemmed.

Folded is without diacritics; stemmed brings the forms of names and words to one stem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.config.topic.forms import NameForm
from pipeline.store.schema.azerbaijani import HYPHENATED, build_endings_filters
from pipeline.store.schema.names import NameRules

# Letters typed as base and mark are left as they are by Elasticsearch's own folding.
_LETTERS = (
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
# Elasticsearch's own folding makes an a of ə, and knows nothing of the Cyrillic one that is typed for it.
_SCHWAS = "əƏǝƎәӘ"
# Folding leaves the Cyrillic schwa alone, so ə hides behind it until it becomes both e and a.
_HIDDEN = "ә"
_LATIN = "a-zA-ZəğışöüçÇĞİŞÖÜƏ"

SEARCHES = frozenset({"exact_search", "folded_search", "stemmed_search"})
"""Analyzers that only searches use: they can be changed without an article's being indexed again."""


def build_analysis(names: Sequence[NameForm]) -> dict[str, Any]:
    """Give the analysis settings.

    `folded` knows ə as e and as a. In `stemmed`, every form of a name of the topic is one term in all four
    languages, and its words stay beside it; a search for a name of several words is a search for that term.
    Other words lose the endings of Azerbaijani, Russian and English.
    """
    return {
        "char_filter": _build_char_filters(),
        "filter": _build_filters(NameRules(tuple(names))),
        "analyzer": _build_analyzers(),
    }


def split_analysis(analysis: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what indexing uses and what only searches use."""
    analyzers = analysis["analyzer"]
    used = {name for key in analyzers.keys() - SEARCHES for name in analyzers[key]["filter"]}
    indexing: dict[str, Any] = {"char_filter": analysis["char_filter"], "filter": {}, "analyzer": {}}
    searching: dict[str, Any] = {"filter": {}, "analyzer": {}}
    for name, about in analysis["filter"].items():
        (indexing if name in used else searching)["filter"][name] = about
    for name, about in analyzers.items():
        (searching if name in SEARCHES else indexing)["analyzer"][name] = about
    return indexing, searching


def _build_char_filters() -> dict[str, Any]:
    marks = [f"{mark}=>" for mark in _MARKS]
    return {
        "letters": {
            "type": "mapping",
            "mappings": [*_LETTERS, "ı=>i", "İ=>i", *marks, *(f"{s}=>{_HIDDEN}" for s in _SCHWAS)],
        },
        # A word with ı, ə or İ is known by them, so they stay until the endings are off.
        "letters_kept": {"type": "mapping", "mappings": [*_LETTERS, "İ=>i", "ǝ=>ə", "Ǝ=>ə", *marks]},
        "az_hyphen": HYPHENATED,
        "schwa_latin": {
            "type": "pattern_replace",
            "pattern": f"[әӘ](?:(?=[{_LATIN}])|(?<=[{_LATIN}].))",
            "replacement": "ə",
        },
        "schwa_cyrillic": {"type": "mapping", "mappings": ["ә=>а", "Ә=>а"]},
    }


def _build_filters(names: NameRules) -> dict[str, Any]:
    return {
        **build_endings_filters(),
        "name_beginnings": _cut_to(names.beginnings),
        "name_words": {"type": "stemmer_override", "rules": names.words},
        "name_marks": {"type": "synonym", "synonyms": names.marks},
        "folded_beginnings": _cut_to(names.folded_beginnings),
        "folded_words": {"type": "stemmer_override", "rules": names.folded_words},
        "names_indexed": {"type": "synonym", "synonyms": names.indexed_phrases},
        "names_searched": {"type": "synonym", "synonyms": names.searched_phrases},
        "names_written": {"type": "synonym_graph", "synonyms": names.written_phrases},
        "russian": {"type": "stemmer", "language": "light_russian"},
        "english": {"type": "stemmer", "language": "light_english"},
        "possessive": {"type": "stemmer", "language": "possessive_english"},
        "schwa_latin_e": {"type": "pattern_replace", "pattern": "ə", "replacement": "e"},
        "schwa_e": {"type": "pattern_replace", "pattern": _HIDDEN, "replacement": "e"},
        "schwa_a": {"type": "pattern_replace", "pattern": _HIDDEN, "replacement": "a"},
        "schwas": {"type": "multiplexer", "filters": ["schwa_e", "schwa_a"], "preserve_original": False},
    }


def _cut_to(pattern: str) -> dict[str, Any]:
    return {"type": "pattern_replace", "pattern": pattern, "replacement": "$1"}


def _build_analyzers() -> dict[str, Any]:
    stems = [
        *("lowercase", "az_apostrophe", "possessive", "name_beginnings", "name_words", "name_marks"),
        *(name for name in build_endings_filters() if name != "az_apostrophe"),
        *("schwa_latin_e", "asciifolding", "folded_beginnings", "folded_words", "russian", "english"),
    ]
    kept = ["az_hyphen", "schwa_latin", "schwa_cyrillic", "letters_kept"]
    folds = ["lowercase", "asciifolding"]
    return {
        "exact": _build_analyzer(["lowercase"]),
        "exact_search": _build_analyzer(["lowercase", "names_written"]),
        "folded": _build_analyzer([*folds, "schwas"], ["letters"]),
        "folded_search": _build_analyzer([*folds, "names_written", "schwas"], ["letters"]),
        "stemmed": _build_analyzer([*stems, "names_indexed"], kept),
        "stemmed_search": _build_analyzer([*stems, "names_searched"], kept),
    }


def _build_analyzer(filters: Sequence[str], letters: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "type": "custom",
        "tokenizer": "standard",
        "char_filter": list(letters),
        "filter": list(filters),
    }
