"""Values that a field never has: told with the one that was meant; what may be there passes."""

from __future__ import annotations

import pytest

from pipeline.config import sources, topic
from pipeline.config.known_values import collect_known_fields
from pipeline.config.query.field_values import describe_unknown_value, list_values
from pipeline.config.settings import ROOT

CONFIG = ROOT / "config"
KNOWN = collect_known_fields(
    sources.load_sources(CONFIG / "sources.yml"), topic.load_topic(CONFIG / "topic.yml")
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('people:"To Lam"', "did you mean Tô Lâm?"),
        ('people:("Ilham Aliyev" OR "to lam")', "did you mean Tô Lâm?"),
        ("source.country:Vietnam", "did you mean VN?"),
        ("source.country:uk", "did you mean GB?"),
        ("source.country:Азербайджан", "did you mean AZ?"),
        ("language:RU", "did you mean ru?"),
        ("language:vn", "did you mean vi?"),
        ("language:Russian", "did you mean ru?"),
        ("-language:en-GB", "did you mean en?"),
        ("source.id:Azertac", "did you mean azertag?"),
        ("themes:Energy", "did you mean energy?"),
        ("themes:(trade OR cookery)", "no article has 'cookery' there (there are: "),
        ("relevance.grade:1", "(there are: 2, 3)"),
    ],
)
def test_a_value_that_a_field_never_has_is_told(query: str, expected: str) -> None:
    assert expected in describe_unknown_value(query, KNOWN)


@pytest.mark.parametrize(
    "query",
    [
        'people:"Ilham Aliyev"',
        'people:"Somebody Unlisted"',
        "people:Tô*",
        "source.country:(AZ OR VN OR XX)",
        "language:{az TO vi}",
        "language:und",
        "relevance.grade:>=2",
        "relevance.grade:3^2",
        "themes:/ener.*/",
        "title:Vietnam",
        'title:"language: RU"',
        "themes:*",
    ],
)
def test_a_value_that_may_be_there_passes(query: str) -> None:
    assert describe_unknown_value(query, KNOWN) == ""


def test_each_value_is_listed_with_its_field() -> None:
    asked = list_values('language : (az OR "ru" -vi) AND themes:energy^2 AND source.id:x\\-y')
    assert list(asked) == [
        ("language", "az"),
        ("language", "ru"),
        ("language", "vi"),
        ("themes", "energy"),
        ("source.id", "x-y"),
    ]
