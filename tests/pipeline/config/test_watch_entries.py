"""A watch that a program adds to the file leaves what people wrote as it is."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.errors import ConfigError
from pipeline.config.settings import ROOT
from pipeline.config.sources import Catalogue, load_sources
from pipeline.config.topic import Topic, load_topic
from pipeline.config.watch_entries import add_entry, format_entry
from pipeline.config.watches import load_watches

ENTRY = {"id": "oil", "title": "Dầu khí", "query": 'title:"dầu" OR #oil', "recipients": ["lan"]}


@pytest.fixture(scope="module")
def known() -> tuple[Catalogue, Topic]:
    return load_sources(ROOT / "config" / "sources.yml"), load_topic(ROOT / "config" / "topic.yml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "watches.yml"
    file.write_text((ROOT / "config" / "watches.example.yml").read_text(encoding="utf-8"), encoding="utf-8")
    file.chmod(0o640)
    return file


def test_the_entry_stands_behind_the_last_one_and_the_rest_is_as_it_was(
    path: Path, known: tuple[Catalogue, Topic]
) -> None:
    before = path.read_text(encoding="utf-8")
    assert add_entry(path, ENTRY, *known, write=True) == ENTRY
    after = path.read_text(encoding="utf-8")
    added = "\n" + format_entry(ENTRY)
    assert after.count(added) == 1
    assert after.replace(added, "") == before
    book = load_watches(path)
    assert book.faults == ()
    assert book.watches[-1].query == 'title:"dầu" OR #oil'
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


PEOPLE = "recipients:\n- {id: lan, address: l@d.example}\n"


@pytest.mark.parametrize(
    "text",
    [
        "watches:\n- id: a\n  title: A\n  recipients: [lan]\n# Who gets it.\n" + PEOPLE,
        PEOPLE + "watches:\n  - id: a\n    title: A\n    recipients: [lan]",
        PEOPLE + "watches:\n- {id: a, title: A, recipients: lan}\n\n# The end.\n",
    ],
)
def test_it_finds_its_place_wherever_the_list_stands(
    tmp_path: Path, known: tuple[Catalogue, Topic], text: str
) -> None:
    path = tmp_path / "watches.yml"
    path.write_text(text, encoding="utf-8")
    add_entry(path, ENTRY, *known, write=True)
    book = load_watches(path)
    assert (book.ids, book.faults) == ({"a", "oil"}, ())
    assert all(line in path.read_text(encoding="utf-8") for line in text.splitlines())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"recipients": ["nobody"]}, "no such recipient 'nobody'"),
        ({"id": "energy"}, "there is a watch energy already"),
        ({"filters": {"theme": ["enrgy"]}}, "enrgy"),
        ({"rhythm": "sometimes"}, "rhythm"),
    ],
)
def test_one_that_cannot_be_used_is_refused_and_the_file_left_alone(
    path: Path, known: tuple[Catalogue, Topic], change: dict[str, Any], sentence: str
) -> None:
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=sentence):
        add_entry(path, {**ENTRY, **change}, *known, write=True)
    assert path.read_bytes() == before


def test_without_a_file_or_a_list_the_sentence_says_what_to_do(
    tmp_path: Path, known: tuple[Catalogue, Topic]
) -> None:
    with pytest.raises(ConfigError, match=r"is missing: copy watches\.example\.yml"):
        add_entry(tmp_path / "watches.yml", ENTRY, *known, write=True)
    (tmp_path / "watches.yml").write_text("recipients: [{id: lan, address: l@d.example}]\nwatches: []\n")
    with pytest.raises(ConfigError, match="write the first by hand"):
        add_entry(tmp_path / "watches.yml", ENTRY, *known, write=True)


def test_nothing_is_written_unless_asked(path: Path, known: tuple[Catalogue, Topic]) -> None:
    before = path.read_bytes()
    add_entry(path, ENTRY, *known, write=False)
    assert path.read_bytes() == before
