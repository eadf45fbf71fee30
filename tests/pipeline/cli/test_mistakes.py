"""A table of mistakes, each with the sentence that it gets: what is wrong, where, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.files import read_yaml
from pipeline.config.query.reading import WrongSearch, read_search
from pipeline.config.settings import PREFIX, ROOT
from pipeline.store.articles.watch_queries import list_fields
from tests.pipeline.cli.conftest import Run

SOURCES = """sources:
- id: caspian-wire
  name: Caspian Wire
  country: AZ
  languages: [en]
  site: http://caspian-wire.example/
  feeds:
  - {url: http://caspian-wire.example/rss, kind: rss}
"""
WATCHES = """recipients:
- {id: lan, address: lan@desk.example}
watches:
- id: ferries
  title: Ferries
  recipients: lan
"""
TOPIC = (ROOT / "config" / "topic.example.yml").read_text(encoding="utf-8")
FILES = {"sources": SOURCES, "watches": WATCHES, "topic": TOPIC}
CHECKS = {
    "sources": ["sources", "check", "--offline"],
    "watches": ["watches", "check", "--offline"],
    "topic": ["topic", "check"],
}
SUMMARY = re.compile(r"can be used, \d+ faults?$|\d+ faults? and \d+ warnings?\.$")
MISTAKES = read_yaml(Path(__file__).parent / "mistakes.yml")
SPEECH = re.compile(
    "Traceback|[Pp]ydantic|Input should|valid (?:integer|number)|Lucene|KQL|Encountered|<EOF>|<unicode|"
    r"\bTuple\b|\bNoneType\b|HTTPConnection|Errno"
)
"""Words of the libraries that no person needs to know."""


@pytest.fixture
def written(azvn: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of configuration in which nothing is wrong, which commands use; nobody answers them."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv(PREFIX + "CONFIG", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def name_mistake(row: Mapping[str, Any]) -> str:
    return str(row[next(iter(row))])[:60]


def list_said(code: int, out: str, err: str) -> list[str]:
    assert code in (1, 2)
    return [line for line in (out + err).splitlines() if not SUMMARY.search(line)]


def select(*kinds: str) -> Any:
    rows = [row for row in MISTAKES if next(iter(row)) in kinds]
    return pytest.mark.parametrize("row", rows, ids=name_mistake)


def test_there_are_eighty_mistakes_and_none_is_answered_in_the_words_of_a_library() -> None:
    assert len(MISTAKES) >= 80
    assert [row for row in MISTAKES if SPEECH.search(" ".join(row["says"]))] == []


@pytest.mark.parametrize("kind", FILES)
def test_the_files_that_mistakes_are_made_in_are_right(azvn: Run, written: Path, kind: str) -> None:
    code, _, err = azvn(*CHECKS[kind])
    assert (code, err) == (0, "")


@select(*FILES)
def test_a_mistake_in_a_file_is_said(azvn: Run, written: Path, row: dict[str, Any]) -> None:
    kind = next(iter(row))
    right, wrong = row[kind]
    assert right in FILES[kind]
    (written / f"{kind}.yml").write_text(FILES[kind].replace(right, wrong, 1), encoding="utf-8")
    assert list_said(*azvn(*CHECKS[kind])) == row["says"]


@select("setting")
def test_a_setting_that_cannot_be_right_is_refused(
    azvn: Run, written: Path, monkeypatch: pytest.MonkeyPatch, row: dict[str, Any]
) -> None:
    name, value = row["setting"]
    monkeypatch.setenv(PREFIX + name, value)
    assert list_said(*azvn("sources", "list")) == row["says"]


@select("run")
def test_a_mistake_on_the_command_line_is_said(
    azvn: Run, written: Path, monkeypatch: pytest.MonkeyPatch, row: dict[str, Any]
) -> None:
    monkeypatch.setenv(PREFIX + "ELASTICSEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv(PREFIX + "ELASTICSEARCH_PATIENCE", "0")
    assert list_said(*azvn(*row["run"].split())) == row["says"]


@select("search")
def test_a_mistake_in_a_search_is_said(row: dict[str, Any]) -> None:
    with pytest.raises(WrongSearch) as raised:
        read_search(row["search"], list_fields())
    assert [str(raised.value)] == row["says"]
