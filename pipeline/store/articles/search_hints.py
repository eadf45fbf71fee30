"""Did you mean: words of a search that the index does not have, and the nearest that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.config.query.reading import list_words
from pipeline.store.articles.search_query import Search, build_search_query
from pipeline.store.client import Store

_FIELDS = (("title", "exact"), ("text", "exact"), ("text.folded", "folded"))
"""Where a word is looked for, the best spelling first, with the analyzer that leaves it a word."""


def suggest_search(store: Store, asked: Search) -> str:
    """Give the search with the words that the index has in place of those that it has not.

    Empty when no other words are near, or they find nothing either.
    """
    spans = list_words(asked.words)
    words = [asked.words[start:end] for start, end in spans]
    meant = [_find_nearest(found, word) for found, word in zip(_ask_terms(store, words), words, strict=True)]
    if meant == words:
        return ""
    corrected = asked.words
    for (start, end), word in reversed(list(zip(spans, meant, strict=True))):
        corrected = corrected[:start] + word + corrected[end:]
    finds = store.count("articles", build_search_query(store, replace(asked, words=corrected)))
    return corrected if finds else ""


def _ask_terms(store: Store, words: Sequence[str]) -> list[list[Any]]:
    """Give for each word what is proposed in each field; nothing in a field that has the word itself."""
    if not words:
        return []
    suggesters = {
        f"{number}.{field}": {
            "text": word,
            "term": {"field": field, "analyzer": analyzer, "size": 1, "min_word_length": 4},
        }
        for number, word in enumerate(words)
        for field, analyzer in _FIELDS
    }
    answers = store.suggest_terms("articles", suggesters)
    return [[answers[f"{number}.{field}"] for field, _ in _FIELDS] for number in range(len(words))]


def _find_nearest(found: Sequence[Any], word: str) -> str:
    """Give the word proposed by the first field that proposes one for the whole of this word."""
    proposals = [
        entry["options"][0]["text"]
        for entries in found
        for entry in entries
        if entry["options"] and entry["length"] == len(word)
    ]
    return str(proposals[0]) if proposals else word
