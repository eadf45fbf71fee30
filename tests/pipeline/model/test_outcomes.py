"""The closed words: where stages are found, and that no word stands for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT
from pipeline.model import outcomes
from pipeline.model.outcomes import GRADE_OUTCOMES, PAGE_STAGES, UNREAD, Outcome, Stage
from pipeline.model.words import GRADE_LABELS

ROOMS = (ROOT / "pipeline", ROOT / "spiders")


def read_product() -> Iterator[str]:
    """The text of every module but that of the words themselves."""
    for room in ROOMS:
        for path in sorted(room.rglob("*.py")):
            if path != Path(outcomes.__file__):
                yield path.read_text(encoding="utf-8")


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_found_as_a_folder_or_file_of_its_name(stage: Stage) -> None:
    name = str(stage)
    files = [
        path for room in ROOMS for path in (*room.rglob(f"{name}.py"), *room.rglob(f"{name}/__init__.py"))
    ]
    assert files


def test_every_outcome_is_one_that_something_ends_with() -> None:
    produced = set(GRADE_OUTCOMES.values())
    for text in read_product():
        produced |= {Outcome[name] for name in re.findall(r"\bOutcome\.([A-Z_0-9]+)\b", text)}
    assert set(Outcome) - produced == set()


def test_every_outcome_has_a_sentence_of_its_own() -> None:
    sentences = [outcome.help for outcome in Outcome]
    assert all(sentences)
    assert len(set(sentences)) == len(sentences)


def test_no_module_keeps_a_set_of_outcomes_of_its_own() -> None:
    sets = re.compile(r"(?:frozenset\(|[=(]\s*)\{\s*Outcome\.[A-Z_0-9]+\s*,(?!\s*Outcome\.[A-Z_0-9]+:)")
    kept = [found for text in read_product() for found in sets.findall(text)]
    assert kept == []


def test_grades_have_a_label_and_an_outcome_each() -> None:
    assert set(GRADE_LABELS) == set(GRADE_OUTCOMES) == {0, 1, 2, 3}
    assert all(GRADE_LABELS[grade] == GRADE_OUTCOMES[grade] for grade in (1, 2, 3))


def test_the_stages_of_a_page_stand_in_the_order_of_all_stages() -> None:
    assert [stage for stage in Stage if stage in PAGE_STAGES] == list(PAGE_STAGES)


def test_what_is_asked_again_for_a_fault_of_the_way_is_unread() -> None:
    assert outcomes.RETRIED < UNREAD
    assert outcomes.SHORT_OR_WALLED < UNREAD
    assert not UNREAD & outcomes.NOT_ASKED
    assert not UNREAD & outcomes.MISSING
