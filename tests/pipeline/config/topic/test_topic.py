"""What the topic gives, and how its faults are said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.config.errors import ConfigError
from pipeline.config.files import read_yaml
from pipeline.config.topic import Topic, load_topic
from pipeline.config.topic.spelling import parse_form
from pipeline.text.clean import fold_letters, fold_text

FILE = Path(__file__).parents[4] / "config" / "topic.yml"


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_topic(FILE)


def test_hints_name_both_sides_in_folded_words(topic: Topic) -> None:
    hints = topic.list_hints()
    assert {"azerbaycan", "azerbaijan", "вьетнам", "viet nam", "vyetnamin", "to lam", "ilham aliyev"} <= hints
    assert all(hint == fold_text(hint) for hint in hints)


@pytest.mark.parametrize("text", ["Azərbaycan İLHAM", "Đà Nẵng Tô Lâm", "Йод ёж", "a\u0301 ß – “x”", ""])
def test_keys_are_folded_letter_by_letter(text: str) -> None:
    assert len(fold_letters(text)) == len(text)


def test_every_form_of_the_file_is_found_as_its_own_term(topic: Topic) -> None:
    lost = [
        (term.name, spelling)
        for term, form in topic.entries
        for spelling in sorted(form.spellings)[:8]
        if not any(m.term is term for m in topic.lexicon.find_terms(spelling, cased=False))
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tô Lâm thăm Baku", {"Tô Lâm", "Baku"}),
        ("Tổ làm việc", set()),
        ("sent to Lam Dong", {"Lam Dong"}),
        ("President To Lam spoke", {"Tô Lâm"}),
        ("Lam Dong, To Lam Dong province", {"Lam Dong"}),
        ("BSR bought oil", {"BSR"}),
        ("the bsr method and bakugan, Bakunin", set()),
        ("VIỆT-NAM", {"Vietnam"}),
        ("Viet\u00a0Nam", set()),
        ("Hanoys", set()),
        ("Azərbaycandakı vyetnamlılar", {"Azerbaijan", "Vietnam"}),
        ("Ba-cu", {"Baku"}),
        ("ba cụ già", set()),
    ],
)
def test_names_are_found_as_whole_words_in_any_case(text: str, found: set[str], topic: Topic) -> None:
    assert {m.term.name for m in topic.lexicon.find_terms(text) if m.term.side} == found


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        ("Bakı+az-i", {"baki", "bakinin"}),
        ("Việt Nam", {"viet nam"}),
        ("A-déc-bai-gian", {"a dec bai gian"}),
        ("səfər*", {"sefer"}),
        ("Lào!", {"lao"}),
    ],
)
def test_a_form_is_written_short_and_means_many(form: str, keys: set[str]) -> None:
    assert parse_form(form, {"az-i": ("nın",)}).keys == keys


def broken(tmp_path: Path, **changes: object) -> str:
    document = read_yaml(FILE) | changes
    path = tmp_path / "topic.yml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_topic(path)
    return str(caught.value)


def test_every_fault_of_the_entries_is_told_at_once(tmp_path: Path) -> None:
    people = [
        {"name": "Somebody", "side": "laos", "forms": {"en": ["Some Body"]}},
        {"name": "Nobody", "weight": 9, "forms": {}},
        {"name": "Third", "wieght": 1, "forms": {"en": ["Third"]}},
    ]
    lines = broken(tmp_path, people=people).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("topic.yml: people.Somebody.side: ")
    assert lines[1].startswith("topic.yml: people.Nobody.weight: ")
    assert lines[3].startswith("topic.yml: people.Third.wieght: ")


def test_faults_of_forms_are_told_with_their_place(tmp_path: Path) -> None:
    people = [
        {"name": "One", "forms": {"az": ["Bir+az-none"], "en": ["(One"]}},
        {"name": "One", "forms": {"en": ["One"]}},
    ]
    said = broken(tmp_path, people=people, datelines=["(unclosed"])
    assert (
        "topic.yml: people.One.forms.az.1: 'Bir+az-none' names the suffix list 'az-none', which does not"
        " exist" in said
    )
    assert "topic.yml: people.One.forms.en.1: '(One' is not made of words" in said
    assert "topic.yml: people.One.name: stands twice" in said
    assert "topic.yml: datelines.1: is not a regular expression" in said


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "\tx"])
def test_a_file_that_is_no_mapping_is_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "topic.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="topic"):
        load_topic(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_topic(tmp_path / "topic.yml")


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ru", "рабочие из Саудовской Аравии", "saudi-arabia"),
        ("ru", "в Южной Корее", "korea"),
        ("ru", "в Новую Зеландию", "new-zealand"),
        ("ru", "в Северной Македонии", "north macedonia"),
        ("ru", "в Объединенных Арабских Эмиратах", "uae"),
        ("az", "Səudiyyə Ərəbistanından", "saudi-arabia"),
        ("az", "Birləşmiş Ərəb Əmirliklərində", "uae"),
        ("ru", "мясо по-южной корейке", ""),
    ],
)
def test_each_word_of_a_country_has_the_ending_of_its_case(
    language: str, text: str, name: str, topic: Topic
) -> None:
    found = {m.term.name for m in topic.lexicon.find_terms(text, language=language) if not m.term.side}
    assert (name in found) if name else not found
