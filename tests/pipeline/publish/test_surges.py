"""What is an unusual number of stories, and what is only a busy or a quiet month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bench.surges import count_false_alarms, find_delay
from pipeline.model.surges import Sighting
from pipeline.publish.surges import expect_stories, measure_chance, notice_surges

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sight(hours_ago: float, outlet: str = "", **about: object) -> Sighting:
    at = NOW - hours_ago * HOUR
    place = outlet or f"o{hours_ago}"
    return Sighting(f"s{hours_ago}", at, place, "A headline", **about)  # type: ignore[arg-type]


QUIET = [sight(24 * day) for day in (3, 9, 17, 26)]
BUSY = [sight(24 * day + hour) for day in range(1, 29) for hour in (1, 4, 6, 9, 13, 20)]


@pytest.mark.parametrize(
    ("name", "history", "recent", "surges"),
    [
        ("three outlets within two hours after weeks of little", QUIET, [0.2, 0.9, 1.5], True),
        ("three within six hours", QUIET, [0.2, 2.9, 5.5], True),
        ("two are no surge", QUIET, [0.2, 0.9], False),
        ("three without any history", [], [0.2, 0.9, 1.5], True),
        ("three where six a day are usual", BUSY, [0.2, 0.9, 1.5], False),
        ("nine where six a day are usual", BUSY, [0.1 * n + 0.1 for n in range(9)], True),
    ],
)
def test_a_number_is_measured_against_its_own_history(
    name: str, history: list[Sighting], recent: list[float], surges: bool
) -> None:
    found = notice_surges([*history, *(sight(hours) for hours in recent)], NOW)
    assert ([one.kind for one in found] == ["relation"]) is surges, name


def test_one_outlet_alone_is_no_surge() -> None:
    assert notice_surges([sight(n / 10, "outlet") for n in range(1, 9)], NOW) == []


def test_a_theme_and_a_person_surge_by_themselves_and_an_event_needs_more() -> None:
    recent = [sight(n / 10, themes=("energy",), people=("Tô Lâm",), event="e") for n in range(1, 4)]
    found = {(one.kind, one.subject) for one in notice_surges(recent, NOW)}
    assert found == {("relation", ""), ("theme", "energy"), ("person", "Tô Lâm")}
    more = [sight(n / 10, event="e") for n in range(1, 7)]
    assert ("event", "e") in {(one.kind, one.subject) for one in notice_surges(more, NOW)}


def test_the_last_visit_does_not_hide_the_next() -> None:
    visit = [NOW - 8 * DAY - n * HOUR / 4 for n in range(60)]
    assert expect_stories(visit, NOW, DAY) < 0.3


def test_weekends_are_measured_by_weekends() -> None:
    workdays = [at for n in range(1, 30) if (at := NOW - n * DAY).weekday() < 5]
    saturday = NOW + 3 * DAY
    assert expect_stories(workdays, saturday, DAY) < expect_stories(workdays, NOW, DAY)


@pytest.mark.parametrize(
    ("number", "expected", "chance"), [(1, 1.0, 0.632), (3, 0.1, 0.000155), (2, 2.0, 0.594)]
)
def test_the_chance_of_a_number_is_that_of_poisson(number: int, expected: float, chance: float) -> None:
    assert measure_chance(number, expected) == pytest.approx(chance, rel=0.01)


def test_a_simulated_visit_is_noticed_and_quiet_months_give_no_alarm() -> None:
    assert count_false_alarms(seed=1, months=1, a_day=0.4) <= 1
    stories, hours = find_delay(seed=1, a_day=0.4)
    assert stories <= 3 or hours <= 2
