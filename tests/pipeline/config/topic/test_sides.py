"""The two sides come from the file: two others are judged by the same rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.config.errors import ConfigError
from pipeline.config.files import read_yaml
from pipeline.config.settings import ROOT
from pipeline.config.topic import Topic, list_name_forms, load_topic
from pipeline.model.items import Article, Moment
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan

AT = datetime(2026, 11, 25, tzinfo=UTC)
SIDES = {
    "norway": {
        "name": "Norway",
        "code": "NO",
        "stem": "norway",
        "country": {"en": ["Norway", "Norwegian"], "no": ["Norge", "Nørge"]},
    },
    "peru": {"name": "Peru", "code": "PE", "stem": "peru", "country": {"en": ["Peru", "Peruvian", "Perú"]}},
}


def write(folder: Path, **changes: Any) -> Path:
    """The file of the project with other sides, and nobody who stands for the old ones."""
    document = read_yaml(ROOT / "config" / "topic.yml")
    people = [{"name": "Kari Nordmann", "side": "norway", "weight": 1, "forms": {"en": ["Kari Nordmann"]}}]
    nobody: dict[str, Any] = {
        "organisations": [],
        "products": [],
        "agencies": [],
        "places": [],
        "people": people,
    }
    path = folder / "topic.yml"
    path.write_text(yaml.safe_dump(document | nobody | {"sides": SIDES} | changes), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def topic(tmp_path_factory: pytest.TempPathFactory) -> Topic:
    return load_topic(write(tmp_path_factory.mktemp("sides")))


@pytest.fixture
def grade(topic: Topic) -> Callable[[str, str], int]:
    def judge(title: str, text: str) -> int:
        article = Article(
            url="https://a.example/1",
            source="a",
            title=title,
            text=text,
            published=Moment(at=AT, on="2026-11-25"),
            first_seen_at=AT,
            fetched_at=AT,
        )
        return judge_article(article, topic).grade

    return judge


def test_what_a_people_calls_its_country_and_its_surnames_come_from_the_file(tmp_path: Path) -> None:
    peru = SIDES["peru"] | {"languages": ["es"], "own": {"es": ["nuestro país"]}, "family_names": ["Quispe"]}
    topic = load_topic(write(tmp_path, sides={"norway": SIDES["norway"], "peru": peru}))
    assert "nuestro país" in set(topic.list_strong_forms("peru"))
    assert topic.full_names["peru"].search("El ministro Quispe Mamani Luis llega a Oslo")
    assert set(topic.full_names) == {"peru"}


def test_the_sides_are_those_of_the_file_in_its_order(topic: Topic) -> None:
    assert topic.sides == ("norway", "peru")
    assert set(topic.list_strong_forms("peru")) == {"peru", "peruvian", "perú"}
    assert {form.stem for form in list_name_forms(topic) if form.words == (("perú",),)} == {"peru"}


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Norway and Peru sign a fishing agreement", "The ministers of both countries met in Lima.", 3),
        ("Norway-Peru trade grows", "Exports doubled after the talks of both ministers.", 3),
        ("Azerbaijan and Vietnam sign an agreement", "The ministers met in Baku.", 0),
        ("Norway signs an agreement", "The ministers of Norway and Sweden met.", 0),
        (
            "Where to go without a visa",
            "One may enter Georgia, Norway, Oman, Nepal, Laos, Peru and Kenya.",
            0,
        ),
        ("Kari Nordmann in Lima", "Kari Nordmann of Norway held talks with the president of Peru.", 3),
    ],
)
def test_any_two_sides_are_judged_by_the_same_rules(
    title: str, text: str, expected: int, grade: Callable[[str, str], int]
) -> None:
    assert grade(title, text) == expected


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("<p>Norge og Peru</p>", True),
        ("<p>Nørge og Perú</p>", True),
        ("<p>Nørge</p>", False),
        ("<p>Perú</p>", False),
        ("<p>Azerbaijan and Vietnam</p>", False),
    ],
)
def test_the_prescan_looks_for_the_sides_of_the_file(text: str, passes: bool, topic: Topic) -> None:
    assert passes_prescan(text.encode(), topic) is passes


def test_who_stands_for_a_third_side_is_a_fault(tmp_path: Path) -> None:
    agencies = [{"name": "Wire", "side": "laos", "forms": {"en": ["Wire"]}}]
    with pytest.raises(ConfigError) as caught:
        load_topic(write(tmp_path, agencies=agencies))
    assert str(caught.value) == (
        "topic.yml: agencies.Wire.side: should be one of the sides: norway or peru (found 'laos')"
    )


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (["norway"], "needs at least 2"),
        (["norway", "peru", "chile"], "has at most 2 entries"),
        ([], "needs at least 2"),
    ],
)
def test_there_are_two_sides(names: list[str], rule: str, tmp_path: Path) -> None:
    sides = {name: SIDES.get(name, SIDES["peru"]) for name in names}
    with pytest.raises(ConfigError, match=f"topic.yml: sides: {rule}"):
        load_topic(write(tmp_path, sides=sides, people=[]))
