"""Clock times, zones, months and spans of time as they are written in several languages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.model.dates import parse_date

BAKU = ZoneInfo("Asia/Baku")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def read(printed: str, zone: ZoneInfo = BAKU) -> tuple[str, str] | None:
    """The instant in UTC and the precision."""
    moment = parse_date(printed, zone=zone, now=NOW)
    return (moment.at.strftime("%Y-%m-%dT%H:%M"), moment.precision) if moment else None


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("MEST", "08:00"),
        ("MESZ", "08:00"),
        ("MEZ", "09:00"),
        ("AEDT", "23:00"),
        ("AEST", "00:00"),
        ("ACDT", "23:30"),
        ("TRT", "07:00"),
        ("SGT", "02:00"),
        ("JST", "01:00"),
        ("KST", "01:00"),
        ("HKT", "02:00"),
        ("GST", "06:00"),
        ("WIB", "03:00"),
        ("MSD", "06:00"),
        ("AZST", "05:00"),
        ("IST", "04:30"),
        ("ET", "15:00"),
        ("CT", "16:00"),
        ("MT", "17:00"),
        ("PT", "18:00"),
        ("(PST)", "18:00"),
        ("(GMT+7)", "03:00"),
        ("+04", "06:00"),
        ("МСК", "07:00"),
        ("Bakı vaxtı ilə", "06:00"),
        ("(giờ Hà Nội)", "03:00"),
        ("(giờ Việt Nam)", "03:00"),
        ("по московскому времени", "07:00"),
        ("по бакинскому времени", "06:00"),
        ("Baku time", "06:00"),
        ("Hanoi time", "03:00"),
        ("Moscow time", "07:00"),
        # What is no zone leaves the outlet's.
        ("et plus", "06:00"),
        ("ist es", "06:00"),
        ("local time", "06:00"),
        ("by Ann", "06:00"),
    ],
)
def test_a_zone_behind_the_clock_time_is_read(zone: str, utc: str) -> None:
    day = "2026-11-19" if utc.startswith("23") else "2026-11-20"
    assert read(f"20 Nov 2026 10:00 {zone}") == (f"{day}T{utc}", "instant")


def test_the_zone_of_the_east_coast_follows_the_season() -> None:
    assert read("Jul 20, 2026, 10:00 AM ET") == ("2026-07-20T14:00", "instant")


@pytest.mark.parametrize(
    ("printed", "clock"),
    [
        ("22/11/2026 10:15:00 SA", "10:15"),
        ("22/11/2026 10:15:00 CH", "22:15"),
        ("12:15 SA 22/11/2026", "00:15"),
        ("12:15 CH 22/11/2026", "12:15"),
        ("8:05 sáng 22/11/2026", "08:05"),
        ("10:15 chiều 22/11/2026", "22:15"),
        ("7h30 tối, ngày 22/11/2026", "19:30"),
        ("12:30 trưa 22/11/2026", "12:30"),
        ("11:30 đêm 22/11/2026", "23:30"),
        ("22/11/2026 15:10 chiều", "15:10"),
        ("22 ноября 2026, 8:15 вечера", "20:15"),
        ("22 ноября 2026, 8:15 утра", "08:15"),
        ("22 ноября 2026 в 10.15", "10:15"),
        ("10.15, 22.11.2026", "10:15"),
        ("22.11.2026 | 09.05", "09:05"),
        ("22 noyabr 2026, saat 18.40", "18:40"),
        ("10 giờ 15, 22/11/2026", "10:15"),
        ("2026-11-22T10:15:0", "10:15"),
        ("22/11/2026 10:15 chấm", "10:15"),
    ],
)
def test_a_clock_time_is_read_with_its_half_of_the_day(printed: str, clock: str) -> None:
    assert read(printed, ZoneInfo("UTC")) == (f"2026-11-22T{clock}", "instant")


@pytest.mark.parametrize(
    "printed",
    [
        "22.11.2026",
        "Version 3.75, 22.11.2026",
        "22.11.2026, 10.15 %",
        "22 noyabr 2026, 99.50 manat",
        "22/11/2026",
    ],
)
def test_a_number_with_a_dot_is_no_clock_time(printed: str) -> None:
    assert read(printed) == ("2026-11-22T12:00", "day")


@pytest.mark.parametrize(
    ("printed", "minutes"),
    [
        ("5 minutes ago", 5),
        ("5 mins ago", 5),
        ("an hour ago", 60),
        ("half an hour ago", 30),
        ("3h ago", 180),
        ("bir saat əvvəl", 60),
        ("10 dəqiqə əvvəl", 10),
        ("yarım saat əvvəl", 30),
        ("2 saat qabaq", 120),
        ("час назад", 60),
        ("один час назад", 60),
        ("минуту назад", 1),
        ("полчаса назад", 30),
        ("21 минуту назад", 21),
        ("một giờ trước", 60),
        ("3 tiếng trước", 180),
        ("Cập nhật 15 phút trước", 15),
        ("bir saat önce", 60),
        ("just now", 0),
        ("vừa xong", 0),
        ("только что", 0),
    ],
)
def test_a_span_before_now_is_an_instant(printed: str, minutes: int) -> None:
    hour, minute = divmod(12 * 60 - minutes, 60)
    assert read(printed) == (f"2026-11-25T{hour:02}:{minute:02}", "instant")


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("a day ago", "24"),
        ("2 days ago", "23"),
        ("3 gün əvvəl", "22"),
        ("bir həftə əvvəl", "18"),
        ("1 tuần trước", "18"),
        ("2 ngày trước", "23"),
        ("неделю назад", "18"),
        ("2 дня назад", "23"),
        ("позавчера", "23"),
        ("hôm kia", "23"),
        ("вчера", "24"),
        ("dünən", "24"),
    ],
)
def test_days_and_weeks_ago_are_days(printed: str, day: str) -> None:
    assert read(printed) == (f"2026-11-{day}T12:00", "day")


@pytest.mark.parametrize(
    ("printed", "at"),
    [
        ("13/01/2020 13:39 - Cập nhật 2 giờ trước", "2020-01-13T09:39"),
        ("3 марта 2021, 10:00 (обновлено час назад)", "2021-03-03T06:00"),
        ("Mar 3, 2021 10:00 · updated 5 minutes ago", "2021-03-03T06:00"),
        ("3 mart 2021, 10:00, 2 saat əvvəl yenilənib", "2021-03-03T06:00"),
    ],
)
def test_a_printed_date_comes_before_words_for_now(printed: str, at: str) -> None:
    assert read(printed) == (at, "instant")


@pytest.mark.parametrize(
    "printed",
    [
        "12 Kasım 2026",
        "12 novembre 2026",
        "12. November 2026",
        "12 de noviembre de 2026",
        "12 di novembre 2026",
        "12 listopada 2026",
        "12 листопада 2026",
        "12 қараша 2026",
        "2026年11月12日",
        "2026년 11월 12일",
        "12 thg 11, 2026",
        "12 نوفمبر 2026",
    ],
)
def test_months_are_known_in_the_languages_of_the_outlets_abroad(printed: str) -> None:
    assert read(printed) == ("2026-11-12T12:00", "day")
