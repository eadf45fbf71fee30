"""Expressions for datelines are made of the places of a paragraph, and say what all places would say."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config.topic import Topic, load_topic
from pipeline.config.topic.datelines import Form, Places, choose_opening

FILE = Path(__file__).parents[4] / "config" / "topic.yml"


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_topic(FILE)


@pytest.mark.parametrize(
    "head",
    [
        "baku, azerbaijan, may 7. the ministry",
        "baku-city (trend) - the ministry",
        "ha-noi - bo",
        "ha noi (ttxvn) - bo",
        "ho chi minh city, may 7 (vna) - the",
        "баку, 7 мая (азертадж) - министерство",
        "azertac: nazir",
        "7 may, baki - azertac nazir",
        "02/7: nazir",
        "the ministry of baku said",
        "huge crowds met - in the port",
        "ha noi, viet nam, may 7 (vna) - the",
        "may 7, ho-chi-minh city - vna: the",
        "saint petersburg (trend) - the baku",
        "baku - baku: hanoi - moscow, russia - the",
        "",
    ],
)
def test_a_form_matches_as_its_whole_expression_does(topic: Topic, head: str) -> None:
    for form in (*topic.datelines.forms, topic.datelines.bare):
        found, whole = form.match(head), form.compile_whole().match(head)
        assert (found and found.span()) == (whole and whole.span())


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        ("{place}, {day}", True),
        ("{place}(?:a|b) -", True),
        ("{place}[(|] -", True),
        ("{place}?, {day}", False),
        ("{place}{0,2}", False),
        ("{place}|{agency}", False),
        ("{place}[(]|x[)]", False),
        ("(?:{place})? -", False),
        ("[(/]?{place}", False),
        ("x", False),
    ],
)
def test_only_a_first_part_that_must_stand_there_is_asked_first(expression: str, needs: bool) -> None:
    assert (choose_opening(expression, {"{place}": str.isalpha}) is not None) is needs


def test_an_expression_is_not_compiled_before_a_paragraph_may_open_so() -> None:
    form = Form("(", Places(()), str.isalpha)
    assert form.match("1") is None


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("baku, ha-noi and ho chi minh city: two", ("ho chi minh", "ha noi", "baku")),
        ("(baku) -", ("baku",)),
        ("thebaku", ()),
        ("", ()),
    ],
)
def test_places_are_found_where_words_begin_longest_first(head: str, found: tuple[str, ...]) -> None:
    assert Places(["baku", "ha noi", "ho chi minh"]).list_found(head) == found
