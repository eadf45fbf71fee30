"""The index folds letters as `pipeline.text.clean.fold` does, and knows ə as a besides."""

from __future__ import annotations

import pytest

from pipeline.store.client import Store
from pipeline.text.clean import fold_text

WORDS = [
    "Əliyev",
    "İlham",
    "Bakı",
    "Şuşa",
    "Gəncə",
    "Çay",
    "Ünvan",
    "Đặng",
    "Nguyễn",
    "Việt",
    "Королёв",
    "Ханой",
    "Йод",
    "ГЁТЕ",
]


def terms(store: Store, analyzer: str, text: str) -> list[str]:
    tokens = store.client.indices.analyze(index=store.get_alias("articles"), analyzer=analyzer, text=text)[
        "tokens"
    ]
    return [token["token"] for token in tokens]


@pytest.mark.parametrize("word", WORDS)
def test_a_folded_word_is_what_our_own_folding_gives(store: Store, word: str) -> None:
    assert terms(store, "folded", word)[0] == fold_text(word)


@pytest.mark.parametrize(
    ("word", "forms"),
    [("Əli", ["eli", "ali"]), ("ǝlaqə", ["elaqe", "alaqa"]), ("el", ["el"]), ("Әли", ["eли", "aли"])],
)
def test_schwa_is_both_e_and_a(store: Store, word: str, forms: list[str]) -> None:
    assert terms(store, "folded", word) == forms


@pytest.mark.parametrize("text", ["Vie\u0323\u0302t Nam", "Việt Nam", "VIET-NAM", "Viet Nam's"])
def test_a_known_name_is_one_term_however_it_is_typed(store: Store, text: str) -> None:
    assert "@vietnam" in terms(store, "stemmed", text)
    assert terms(store, "stemmed_search", text) == ["@vietnam"]


def test_words_that_are_no_names_lose_their_endings(store: Store) -> None:
    assert terms(store, "stemmed", "визитом companies") == terms(store, "stemmed", "визиту company")
