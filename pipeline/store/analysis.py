"""How text is broken into terms: exact, folded (without diacritics, ə as e), and stemmed (forms of names and words to one stem)."""

from __future__ import annotations

from typing import Any

from pipeline.topic import Topic

# asciifolding makes ə an a; people type e. Both spellings of names meet in the stems of the topic.
LETTERS = ("ə=>e", "Ə=>E", "ǝ=>e", "Ǝ=>E", "ı=>i", "İ=>I", "đ=>d", "Đ=>D", "ё=>е", "Ё=>Е")


def analysis(topic: Topic) -> dict[str, Any]:
    """Give the analysis settings: names of the topic come to one stem in all four languages before the stemmers see them."""
    phrases = [f"{phrase} => {stem}" for phrase, stem in sorted(topic.phrases().items())]
    words = [f"{word} => {stem}" for word, stem in sorted(topic.stems().items()) if word != stem]
    stems = sorted(set(topic.stems().values()) | set(topic.phrases().values()))
    return {
        "char_filter": {"letters": {"type": "mapping", "mappings": list(LETTERS)}},
        "filter": {
            "phrases": {"type": "synonym", "synonyms": phrases or ["a => a"], "lenient": False},
            "names": {"type": "stemmer_override", "rules": words or ["a => a"]},
            "stems": {"type": "keyword_marker", "keywords": stems or ["a"]},
            "russian": {"type": "stemmer", "language": "light_russian"},
            "english": {"type": "stemmer", "language": "light_english"},
            "possessive": {"type": "stemmer", "language": "possessive_english"},
        },
        "analyzer": {
            "exact": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]},
            "folded": {"type": "custom", "char_filter": ["letters"], "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
            "stemmed": {
                "type": "custom",
                "char_filter": ["letters"],
                "tokenizer": "standard",
                "filter": ["lowercase", "asciifolding", "possessive", "phrases", "names", "stems", "russian", "english"],
            },
        },
    }
