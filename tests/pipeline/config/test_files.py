"""Files of people: a key that stands twice is a fault in each of them, with both of its places."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config.errors import ConfigError
from pipeline.config.files import read_yaml
from pipeline.config.settings import ROOT
from pipeline.config.sources import load_sources
from pipeline.config.topic import load_topic
from pipeline.config.watches import load_watches


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3, column 1: a second a: it stands in line 1 too"),
        ("x: {a: 1, a: 2}", "line 1, column 11: a second a"),
        ('- a: 1\n- {b: {c: 1, "c": 2}}', "a second c"),
        ("1: a\n1: b", "a second 1"),
    ],
)
def test_a_key_that_stands_twice_is_told_with_both_places(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"a\.yml") as raised:
        read_yaml(path)
    assert sentence in str(raised.value)


def test_the_same_key_in_two_places_is_right(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("- {a: 1}\n- &b {a: 2, c: {a: 3}}\n- {<<: *b, a: 4}\n", encoding="utf-8")
    assert read_yaml(path) == [{"a": 1}, {"a": 2, "c": {"a": 3}}, {"a": 4, "c": {"a": 3}}]


@pytest.mark.parametrize("load", [load_sources, load_topic, load_watches])
def test_every_configuration_file_is_read_by_this_rule(tmp_path: Path, load: object) -> None:
    path = tmp_path / "a.yml"
    path.write_text("watches: []\nwatches: []\n", encoding="utf-8")
    assert callable(load)
    with pytest.raises(ConfigError, match="a second watches"):
        load(path)


def test_the_shipped_files_have_no_key_twice() -> None:
    for path in (ROOT / "config").rglob("*.yml"):
        read_yaml(path)
