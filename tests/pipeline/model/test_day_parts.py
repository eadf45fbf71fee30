"""The part of the day before or behind a clock time, in the languages of the outlets."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.model.dates import parse_date
from pipeline.model.day_parts import DayPart, shift_hour

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def read_clock(printed: str) -> str:
    moment = parse_date(printed, zone=ZoneInfo("UTC"), now=NOW)
    assert moment is not None
    assert moment.on == "2026-11-19"
    return f"{moment.at:%H:%M}"


@pytest.mark.parametrize(
    ("printed", "clock"),
    [
        ("19 noyabr 2026, axşam 07:25", "19:25"),
        ("19 noyabr 2026, 07:25 axşam", "19:25"),
        ("19 noyabr 2026, axşam saat 7.25", "19:25"),
        ("19 noyabr 2026, səhər 07:25", "07:25"),
        ("19 noyabr 2026, günorta 12:25", "12:25"),
        ("19 noyabr 2026, günorta 1:25", "13:25"),
        ("19 noyabr 2026, günortadan sonra 03:25", "15:25"),
        ("günortadan əvvəl 11:25, 19.11.2026", "11:25"),
        ("19.11.2026 gecə 11:25", "23:25"),
        ("19.11.2026, gecə 02:25", "02:25"),
        ("19.11.2026, gecə 12:25", "00:25"),
        ("19 Kasım 2026, akşam 07:25", "19:25"),
        ("19/11/2026, tối 7:25", "19:25"),
        ("chiều 3:25, 19/11/2026", "15:25"),
        ("vào đêm 11:25 19/11/2026", "23:25"),
        ("rạng sáng 2:25 19/11/2026", "02:25"),
        ("19 ноября 2026, вечером в 7:25", "19:25"),
        ("19 ноября 2026, днём, 2:25", "14:25"),
        ("19 ноября 2026, ночью в 11:25", "23:25"),
        ("19 ноября 2026, 11:25 ночи", "23:25"),
        ("19 ноября 2026, 11:25 дня", "11:25"),
        ("19 ноября 2026 в 7.25 вечера", "19:25"),
        ("19 November 2026, 7:25 in the evening", "19:25"),
        ("19 November 2026, 2:25 in the afternoon", "14:25"),
        ("19 November 2026, 11:25 at night", "23:25"),
        ("19 November 2026, 12:00 noon", "12:00"),
        ("19 November 2026, 12:00 midnight", "00:00"),
    ],
)
def test_a_part_of_the_day_gives_the_half_of_it(printed: str, clock: str) -> None:
    assert read_clock(printed) == clock


@pytest.mark.parametrize(
    ("printed", "clock"),
    [
        # A section's name, and other words that only look like a part of the day without their marks.
        ("19.11.2026 07:25 Axşam xəbərləri", "07:25"),
        ("19.11.2026 07:25 Gecə klubu", "07:25"),
        ("mở cửa tới 7:25 19/11/2026", "07:25"),
        ("của tôi 7:25 19/11/2026", "07:25"),
        # The hour is of the day already.
        ("19 noyabr 2026, axşam 19:25", "19:25"),
        ("19 noyabr 2026, gecə 00:25", "00:25"),
        ("19 noyabr 2026, axşam 00:25", "00:25"),
        ("19 ноября 2026, 19:25 вечера", "19:25"),
        ("19/11/2026, trưa 11:25", "11:25"),
        # It stands somewhere else.
        ("axşam, 19 noyabr 2026, 07:25", "07:25"),
    ],
)
def test_no_part_of_the_day_leaves_the_hour(printed: str, clock: str) -> None:
    assert read_clock(printed) == clock


@pytest.mark.parametrize("part", DayPart)
@pytest.mark.parametrize("hour", range(13, 25))
def test_hours_beyond_twelve_are_of_the_day(part: DayPart, hour: int) -> None:
    assert shift_hour(hour, part) == hour
