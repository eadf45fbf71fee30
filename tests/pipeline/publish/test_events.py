"""Which stories tell of one happening: numbers, names and meaning across languages, within some days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model.events import Trace
from pipeline.publish.events import Events
from pipeline.publish.evidence import Evidence
from pipeline.publish.meanings import Means
from pipeline.publish.traces import find_names, find_numbers, spell_sound

NOW = datetime(2026, 5, 7, 9, tzinfo=UTC)
SAME_NUMBERS = [
    ("It grew to 1.2 million tonnes on 12 May and filled 1,200 boxes.", {"1200000", "1200"}),
    ("Tăng lên 1,2 triệu tấn ngày 12/5, đầy 1.200 thùng.", {"1200000", "1200"}),
    ("Mayın 12-də 1,2 milyon ton, 1 200 qutu.", {"1200000", "1200"}),
    ("Выросло до 1,2 млн тонн 12 мая, 1 200 ящиков.", {"1200000", "1200"}),
    ("Up 17.5 percent in 2026, the 3rd time", {"17.5"}),
    ("tăng 17,5% so với năm 2025", {"17.5"}),
    ("52,4 mlrd dollar", {"52400000000"}),
]


@pytest.mark.parametrize(("text", "numbers"), SAME_NUMBERS)
def test_a_number_is_the_same_in_every_language(text: str, numbers: set[str]) -> None:
    assert find_numbers(text) == numbers


@pytest.mark.parametrize(
    "spellings",
    [
        ("Hajizada", "Hacızadə", "Гаджизаде"),
        ("Jafarov", "Cəfərov", "Джафаров", "Джафарова"),
        ("Guliyev", "Quliyev", "Гулиев"),
        ("Phạm", "Fam", "Фам"),
    ],
)
def test_a_name_sounds_the_same_in_every_spelling(spellings: tuple[str, ...]) -> None:
    assert len({spell_sound(name) for name in spellings}) == 1


def test_names_stand_within_a_sentence() -> None:
    assert find_names("Yesterday the minister met Rashad Karimov. Nobody else came.") == {"rsd", "krmv"}


def trace(story: str, hours: float = 0, language: str = "en", **given: object) -> Trace:
    at = NOW + timedelta(hours=hours)
    values = {"numbers": frozenset({"52.4", "1200"}), "names": frozenset({"gjzd"}), **given}
    return Trace(story, story, language, at, at, **values)  # type: ignore[arg-type]


def join(*traces: Trace) -> dict[str, str | None]:
    evidence = Evidence(Means())
    evidence.learn_stories(traces)
    events = Events(evidence)
    return {one.story: one.event for one in events.join_events(traces)}


def test_stories_with_the_same_numbers_and_names_are_one_event_whatever_the_language() -> None:
    found = join(trace("a"), trace("b", 5, "vi"), trace("c", 30, "ru"))
    assert set(found.values()) == {"a"}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("five days later", trace("b", 121)),
        ("other numbers and names", trace("b", 2, numbers=frozenset({"7.5"}), names=frozenset({"krmv"}))),
        ("nothing to go by", trace("b", 2, numbers=frozenset(), names=frozenset())),
    ],
)
def test_what_is_far_or_tells_of_something_else_is_an_event_of_its_own(name: str, other: Trace) -> None:
    assert join(trace("a"), other) == {"a": "a", "b": "b"}, name


def test_versions_that_an_outlet_declares_are_one_event() -> None:
    first = trace("a", urls=frozenset({"https://outlet.example/en/1"}))
    other = trace(
        "b",
        1,
        "az",
        numbers=frozenset(),
        names=frozenset(),
        alternates=frozenset({"https://outlet.example/en/1"}),
    )
    assert join(first, other) == {"a": "a", "b": "a"}


def test_an_event_does_not_grow_for_weeks() -> None:
    chain = [trace(f"s{n}", 72 * n) for n in range(6)]
    assert len(set(join(*chain).values())) == 2


def test_the_order_in_which_stories_come_within_a_cycle_does_not_matter() -> None:
    traces = [trace("a"), trace("b", 3, "vi"), trace("c", 4, numbers=frozenset({"9.9"}), names=frozenset())]
    assert join(*traces) == join(*reversed(traces))


def test_meaning_is_seen_without_the_mean_of_its_language() -> None:
    means = Means({"xx": ([1000.0] + [0.0] * 383, 1000)})
    centred = means.centre("xx", [0.8, 0.6] + [0.0] * 382)
    assert sum(value * value for value in centred) == pytest.approx(1)
    assert centred[1] > 0 > centred[0]
