"""The grade of every labelled text under `cases/`, of every minimal pair, and of the seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.files import read_yaml
from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import Reason, judge_article
from pipeline.read.prescan import passes_prescan

HERE = Path(__file__).parent
SEEDS = HERE.parents[3] / "config" / "seeds"
Make = Callable[..., Article]


def labelled() -> Iterator[Any]:
    for path in sorted((HERE / "cases").glob("??.yml")):
        for case in read_yaml(path):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def changed_texts() -> Iterator[Any]:
    for base in read_yaml(HERE / "cases" / "pairs.yml"):
        yield pytest.param(base, id=base["name"])
        for change in base["changes"]:
            case = dict(base, grade=change["grade"])
            for old, new in change["replace"].items():
                assert old in case["title"] + case["text"], f"{base['name']}: nothing to replace: {old}"
                case |= {"title": case["title"].replace(old, new), "text": case["text"].replace(old, new)}
            yield pytest.param(case, id=f"{base['name']}: {change['name']}")


@pytest.mark.parametrize("case", [*labelled(), *changed_texts()])
def test_a_labelled_text_has_its_grade_and_passes_the_prescan(
    case: dict[str, Any], topic: Topic, article: Make
) -> None:
    verdict = judge_article(article(case["title"], case["text"]), topic)
    assert verdict.grade == case["grade"], verdict
    assert verdict.grade == 0 or passes_prescan(
        f"<h1>{case['title']}</h1><p>{case['text']}</p>".encode(), topic
    )


@pytest.mark.parametrize("case", list(labelled()))
def test_every_verdict_says_why_in_words_of_the_closed_list(
    case: dict[str, Any], topic: Topic, article: Make
) -> None:
    verdict = judge_article(article(case["title"], case["text"]), topic)
    assert verdict.reasons
    assert {Reason(word) for word in verdict.reasons}
    assert bool(verdict.sentence) == (verdict.grade > 0)
    assert verdict.sentence in f"{case['title']}\n{case['text']}".replace("ǝ", "ə")


def seeds() -> Iterator[Any]:
    yield pytest.param(
        "trend-2025-05-07.txt",
        {"Tô Lâm"},
        {"SOCAR", "SOCAR Trading", "Petrovietnam", "Vietsovpetro", "BSR", "KOBIA", "Port of Baku"},
        {"Baku", "Hanoi", "Dung Quat", "Quang Nam", "Middle Corridor"},
        {
            "visit",
            "diplomacy",
            "trade",
            "energy",
            "oil-gas",
            "education",
            "culture",
            "tourism",
            "visa",
            "transport",
            "business",
        },
    )
    yield pytest.param(
        "vns-2025-05-08.txt",
        {"Tô Lâm", "Hồ Chí Minh", "Zakir Ibrahimov", "Kanan Najafov", "Shahmar Movsumov"},
        {"SOCAR", "SOFAZ", "AzerGold", "PV GAS", "Petrovietnam"},
        {"Baku"},
        {"visit", "energy", "oil-gas", "business", "trade"},
    )


@pytest.mark.parametrize("title", ["", "Party leader meets heads of companies"])
@pytest.mark.parametrize(("name", "people", "organisations", "places", "themes"), list(seeds()))
def test_a_seed_is_core_and_its_names_and_themes_are_found(
    name: str,
    people: set[str],
    organisations: set[str],
    places: set[str],
    themes: set[str],
    title: str,
    topic: Topic,
    article: Make,
) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    verdict = judge_article(article(title, text), topic)
    assert verdict.grade == 3
    assert people <= set(verdict.people)
    assert organisations <= set(verdict.organisations)
    assert places <= set(verdict.places)
    assert themes <= set(verdict.themes)
    assert "sport" not in verdict.themes
    assert passes_prescan(text.encode("utf-8", "surrogatepass"), topic)


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        (
            "Vietnam and Laos sign plan",
            "BAKU, Azerbaijan, June 3. Vietnam and Laos signed a plan.",
            Reason.DATELINE_ONLY,
        ),
        (
            "A film on Karabakh",
            "The film from Azerbaijan is compared with works on the Vietnam War.",
            Reason.WAR_COMPARISON,
        ),
        ("Oil minister named", "Azerbaijan has a new minister, Viet Nam News wrote.", Reason.NAME_ONLY),
        (
            "New calendar",
            "The Azerbaijan Grand Prix and the Vietnam Grand Prix are off.",
            Reason.CALENDAR_ONLY,
        ),
        ("Rice", "Rice is dear in Vietnam.", Reason.ONE_SIDE_ONLY),
        (
            "No visa",
            "One may enter Georgia, Azerbaijan, Oman, Nepal, Laos, Vietnam and Kenya.",
            Reason.LIST_ONLY,
        ),
        ("In brief", "Baku has a new metro line.\nMarkets fell.\nIt rains in Vietnam.", Reason.FAR_APART),
        ("Azerbaijan beat Vietnam at chess", "The match took four hours.", Reason.SPORT_ONLY),
        ("Money for the climate", "Vietnam spoke at COP29 in Baku. Talks go on.", Reason.VENUE_ONLY),
        ("Azerbaijan-Vietnam trade grows", "Exports doubled.", Reason.PAIR_FORM),
        ("Visit", "To Lam of Vietnam held talks in Baku.", Reason.BOTH_IN_LEAD),
    ],
)
def test_the_reason_is_given(title: str, text: str, reason: Reason, topic: Topic, article: Make) -> None:
    verdict = judge_article(article(title, text), topic)
    assert reason in verdict.reasons
    assert reason.help


def test_an_article_of_a_feed_without_text_is_judged_by_its_summary(topic: Topic, article: Make) -> None:
    summary = "The ministers of Azerbaijan and Vietnam signed an agreement on visas."
    assert (
        judge_article(article("Visas made easier", "", summary=summary, text_from="feed"), topic).grade == 3
    )
