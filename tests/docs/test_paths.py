"""The documentation names files that exist, and each question of a newcomer has one file as its answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
OURS = "bench|compose|config|dags|docs|kibana|local|pipeline|plugins|spiders|tests"
PATH = re.compile(rf"`((?:{OURS})/[\w./-]+)`")
QUESTION = re.compile(r"^\| .+\? \| `([^`]+)`")
# People write it for themselves, after the example beside it.
WRITTEN_BY_PEOPLE = {"config/watches.yml"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_a_document_exists(document: Path) -> None:
    paths = set(PATH.findall(document.read_text())) - WRITTEN_BY_PEOPLE
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_twenty_questions_of_a_newcomer_have_one_file_each_as_answer() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text().splitlines()
    answers = [found[1] for line in lines if (found := QUESTION.match(line))]
    assert len(answers) >= 20
    assert [answer for answer in answers if not (ROOT / answer).is_file()] == []
