"""`azvn topic check`: each fault of a topic is a sentence with its place; the project's own have none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.config.files import read_yaml
from pipeline.config.settings import ROOT
from pipeline.config.topic.checking import Finding, check_topic

EXAMPLE = ROOT / "config" / "topic.example.yml"


def check(folder: Path, **changes: Any) -> list[Finding]:
    """Check the example with some sections in place of its own."""
    document = read_yaml(EXAMPLE) | changes
    path = folder / "topic.yml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return check_topic(path)


def name(forms: Any, **about: Any) -> dict[str, Any]:
    return {"name": "Somebody", "side": "peru", "forms": forms, **about}


@pytest.mark.parametrize("file", ["topic.yml", "topic.example.yml"])
def test_the_topics_of_the_project_have_no_fault(file: str) -> None:
    assert [one for one in check_topic(ROOT / "config" / file) if one.fault] == []


CASES = {
    "a form of two names": (
        {"people": [name({"en": ["Equinor"]})]},
        "organisations.Equinor.forms.en.1",
        "'Equinor' is 'equinor', and so is 'Equinor' of people.Somebody.forms.en.1",
    ),
    "forms that meet without their diacritics": (
        {"places": [name({"es": ["Perù"]})]},
        "places.Somebody.forms.es.1",
        "'Perù' is 'peru', and so is 'Peru' of sides.peru.country.en.1",
    ),
    "a word of another language": (
        {"people": [name({"no": ["Người"]})]},
        "people.Somebody.forms.no.1",
        "'Người' is the word 'nguoi' of the language vi: write `confirm` beside the forms",
    ),
    "an inflected form that is one": (
        {"suffixes": {"es-adj": ["a"], "en-s": ["s"]}, "places": [name({"en": ["I+en-s"]})]},
        "places.Somebody.forms.en.1",
        "'I+en-s' is the word 'is' of the language en",
    ),
    "too short": (
        {"organisations": [name({"en": ["PG"]})]},
        "organisations.Somebody.forms.en.1",
        "'PG' has fewer than 3 letters",
    ),
    "a list of endings that is none": (
        {"places": [name({"es": ["Ica+es-none"]})]},
        "places.Somebody.forms.es.1",
        "'Ica+es-none' names the suffix list 'es-none', which does not exist",
    ),
}


@pytest.mark.parametrize(("changes", "place", "sentence"), CASES.values(), ids=CASES)
def test_a_fault_is_told_with_its_place(
    changes: dict[str, Any], place: str, sentence: str, tmp_path: Path
) -> None:
    faults = [one for one in check(tmp_path, **changes) if one.fault]
    assert faults[0].place == place
    assert faults[0].sentence.startswith(sentence)
    assert {one.place.rpartition(".forms")[0] for one in faults} == {place.rpartition(".forms")[0]}


def test_what_confirms_a_name_takes_the_fault_away(tmp_path: Path) -> None:
    guarded = name({"en": ["PG"], "no": ["Người"], "es": ["Ngườe!"]}, confirm={"capitals": True})
    assert [one for one in check(tmp_path, organisations=[guarded]) if one.fault] == []


def test_a_side_without_a_form_in_a_language_of_the_other_is_a_fault(tmp_path: Path) -> None:
    sides = read_yaml(EXAMPLE)["sides"]
    del sides["peru"]["country"]["no"]
    [fault] = [one for one in check(tmp_path, sides=sides) if one.fault]
    assert (fault.place, fault.sentence) == (
        "sides.peru",
        "Peru has no form in no: add how it is written there, or it is missed",
    )


def test_a_name_without_a_form_in_a_language_or_without_endings_is_a_warning(tmp_path: Path) -> None:
    inflected = [f"Algo{letter}+es-adj" for letter in "bcdfghjklmnpqrstvwxz"]
    found = check(tmp_path, people=[name({"es": ["Alguien", *inflected]})])
    said = {one.place: one.sentence for one in found if "Somebody" in one.place}
    assert said == {
        "people.Somebody": "Somebody has no form in en, no: add how it is written there, or it is missed",
        "people.Somebody.forms.es.1": (
            "'Alguien' has no endings, as other names in es have: add a list of them with a +, or a * if any"
            " may follow"
        ),
    }
    assert not any(one.fault for one in found)
