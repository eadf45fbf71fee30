"""Seeds: a text file is an article, with what its note says or what can be read out of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.config.errors import ConfigError
from pipeline.config.settings import ROOT
from pipeline.model.items import Article
from pipeline.read.seeds import load_seeds

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TEXT = "The reeds are cut in spring. Nobody counts them, and the boats wait until the ice has gone."


def load(folder: Path, text: str, notes: str = "") -> Article:
    (folder / "reeds.txt").write_text(text, encoding="utf-8")
    if notes:
        (folder / "seeds.yml").write_text(notes, encoding="utf-8")
    (article,) = load_seeds(folder, NOW)
    return article


def test_a_note_says_what_the_text_does_not(tmp_path: Path) -> None:
    article = load(
        tmp_path,
        TEXT,
        "reeds.txt: {title: Reeds in spring, language: az, published: 2025-05-07,"
        " url: 'https://outlet.example/reeds', source: azertag, publisher: Reed Post}",
    )
    assert (article.title, article.language, article.language_sure) == ("Reeds in spring", "az", True)
    assert (article.url, article.source, article.domain) == (
        "https://outlet.example/reeds",
        "azertag",
        "Reed Post",
    )
    assert (article.published.on, article.published.rung) == ("2025-05-07", "seed")
    assert (article.text, article.origin, article.first_seen_at) == (TEXT, "seed", NOW)


def test_without_a_note_headline_day_and_language_are_read(tmp_path: Path) -> None:
    article = load(tmp_path, f"date 2025-05-07\nReeds in spring\n{TEXT}")
    assert (article.title, article.text) == ("Reeds in spring", TEXT)
    assert (article.published.on, article.language, article.url) == ("2025-05-07", "en", "seed:reeds")


def test_a_text_of_one_paragraph_has_its_first_sentence_as_headline(tmp_path: Path) -> None:
    article = load(tmp_path, TEXT)
    assert (article.title, article.text) == ("The reeds are cut in spring.", TEXT)
    assert (article.published.at, article.published.rung) == (NOW, "first-seen")


@pytest.mark.parametrize(
    ("text", "notes", "sentence"),
    [
        (TEXT, "[reeds.txt]", "seeds.yml: needs a mapping of file names"),
        (TEXT, "weeds.txt: {title: Weeds}", "seeds.yml: weeds.txt: no such file beside it"),
        (TEXT, "reeds.txt: {titel: Reeds}", "seeds.yml: reeds.txt: titel"),
        (TEXT, "reeds.txt: {published: 1066-10-14}", "published: 1066-10-14 is not a date"),
        (" \n", "", "reeds.txt: holds no text"),
    ],
)
def test_a_fault_is_named_with_file_and_entry(tmp_path: Path, text: str, notes: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load(tmp_path, text, notes)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "reeds.txt").write_bytes("Камыш".encode("cp1251"))
    with pytest.raises(ConfigError, match=r"reeds\.txt: is not UTF-8 text"):
        load_seeds(tmp_path, NOW)


def test_the_seeds_of_the_repository_are_two_articles_of_other_days_and_languages() -> None:
    first, second = load_seeds(ROOT / "config" / "seeds", NOW)
    assert first.id != second.id
    assert {article.published.rung for article in (first, second)} == {"seed"}
