"""Dates as outlets print them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.dates import is_common_form, parse_date

BAKU = ZoneInfo("Asia/Baku")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "instant"),
    [
        ("Fri, 07 Aug 2026 05:00:00 +0700", "2026-08-06T22:00:00"),
        ("Fri, 07 Aug 2026 05:58:22 +07:00", "2026-08-06T22:58:22"),
        ("Fri, 07 Aug 2026 05:55:00 +07", "2026-08-06T22:55:00"),
        ("Fri, 07 Aug 26 06:00:00 +0700", "2026-08-06T23:00:00"),
        ("7/21/2026 5:07:00\u202fAM", "2026-07-21T01:07:00"),
        ("7/20/2026 8:34:00 PM", "2026-07-20T16:34:00"),
        ("Thu, 06 Aug 2026 14:48:43 GMT", "2026-08-06T14:48:43"),
        ("8 Aprel 2026 23:47", "2026-04-08T19:47:00"),
        ("21.02.2026 [19:22]", "2026-02-21T15:22:00"),
        ("2026.04.08 / 10:18", "2026-04-08T06:18:00"),
        ("08 aprel 2026 12:04 (UTC +04:00)", "2026-04-08T08:04:00"),
        ("4/8/2026 7:00:03 PM", "2026-04-08T15:00:03"),
        ("08-04-2026 / 11:00", "2026-04-08T07:00:00"),
        ("2026-04-08+11:00:21+0400", "2026-04-08T07:00:21"),
        ("Wed Apr 22 2026 15:01:00 GMT+0400 (Azerbaijan Standard Time)", "2026-04-22T11:01:00"),
        ("15 noyabr, 2025 / 19:44", "2025-11-15T15:44:00"),
        ("September, 30/2026 - 17:25", "2026-09-30T13:25:00"),
        ("2026 - 02 - 17 22:48:00", "2026-02-17T18:48:00"),
        ("17 . 02 . 2026 22:48", "2026-02-17T18:48:00"),
        ("Bu gün / 12:18", "2026-11-25T08:18:00"),
        ("Dünən / 22:30", "2026-11-24T18:30:00"),
        ("20 Fevral 23:30", "2026-02-20T19:30:00"),
        ("Thứ Năm, 12/11/2026, 10:30 (GMT+7)", "2026-11-12T03:30:00"),
        ("12 ноября 2026, 14:05", "2026-11-12T10:05:00"),
        ("2026-11-20T14:33:05+0100", "2026-11-20T13:33:05"),
        ("2026-11-20T10:00:00.123456+04:00", "2026-11-20T06:00:00"),
        ("2026-04-09T12:09", "2026-04-09T08:09:00"),
        ("Fri, 20 Nov 2026 10:00:00 CEST", "2026-11-20T08:00:00"),
        ("Nov 20, 2026 10:00 AM", "2026-11-20T06:00:00"),
        ("вчера, 18:00", "2026-11-24T14:00:00"),
        ("Fri, 20 Nov 2026 10:00:00 EST", "2026-11-20T15:00:00"),
        ("Fri, 20 Nov 2026 10:00:00 +0000 (UTC)", "2026-11-20T10:00:00"),
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00"),
        ("2026-11-20 10:00:00", "2026-11-20T06:00:00"),
        ("2026-11-20T10:00-05:00", "2026-11-20T15:00:00"),
        ("20261120T103000Z", "2026-11-20T10:30:00"),
        ("10:30 12-11-2026", "2026-11-12T06:30:00"),
        ("10:30 - 12/11/2026", "2026-11-12T06:30:00"),
        ("10h30 ngày 12/11/2026", "2026-11-12T06:30:00"),
        ("Thứ Năm, ngày 12 tháng 11 năm 2026 10:30", "2026-11-12T06:30:00"),
        ("12/11/2026 00:05 (GMT+7)", "2026-11-11T17:05:00"),
        ("00:05 | 12/11/2026 (GMT+7)", "2026-11-11T17:05:00"),
        ("00:05, 12/11/2026 GMT+7", "2026-11-11T17:05:00"),
        ("03:05 12.11.2026 (UTC +04:00)", "2026-11-11T23:05:00"),
        ("02:05 12 ноября 2026 (МСК)", "2026-11-11T23:05:00"),
        ("21/07/2026 5:07 PM", "2026-07-21T13:07:00"),
        ("November 12, 2026 at 12:30 AM", "2026-11-11T20:30:00"),
        ("Thu Nov 12 10:30:00 2026", "2026-11-12T06:30:00"),
        ("12 ноября 2026 г., 14:05 МСК", "2026-11-12T11:05:00"),
        ("Hôm qua, 22:30", "2026-11-24T18:30:00"),
        ("12 noy 2026, 10:30", "2026-11-12T06:30:00"),
        ("30 dekabr 23:30", "2025-12-30T19:30:00"),
        ("1794000000", "2026-11-06T21:20:00"),
        ("1794000000123", "2026-11-06T21:20:00"),
        ("5 phút trước", "2026-11-25T11:55:00"),
        ("2 saat əvvəl", "2026-11-25T10:00:00"),
        ("3 часа назад", "2026-11-25T09:00:00"),
        ("1 hour ago", "2026-11-25T11:00:00"),
    ],
)
def test_an_instant_is_read_with_its_zone(printed: str, instant: str) -> None:
    moment = parse_date(printed, zone=BAKU, now=NOW)
    assert moment is not None
    assert moment.precision == "instant"
    assert moment.at == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("07 aprel 2026", "2026-04-07"),
        ("12 tháng 11 năm 2026", "2026-11-12"),
        ("07.08.2026", "2026-08-07"),
        ("20/11/2026", "2026-11-20"),
        ("2026-11-20", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("May 7", "2026-05-07"),
        ("12 Tháng Mười Một, 2026", "2026-11-12"),
        ("3 tháng ba 2026", "2026-03-03"),
        ("12 tháng 11", "2026-11-12"),
        ("30 dekabr", "2025-12-30"),
        ("12th November 2026", "2026-11-12"),
        ("12 November, 2026", "2026-11-12"),
        ("15 noyabr 2026-cı il", "2026-11-15"),
        ("12 ноября", "2026-11-12"),
        ("№ 54 от 16 июля 2015 года", "2015-07-16"),
        ("Issue 31 of August 12, 2026", "2026-08-12"),
        ("12 ноября +0400", "2026-11-12"),
        ("Dünən", "2026-11-24"),
        ("2 gün əvvəl", "2026-11-23"),
        ("13. November 2026", "2026-11-13"),
    ],
)
def test_a_day_is_noon_of_that_day(printed: str, day: str) -> None:
    moment = parse_date(printed, zone=BAKU, now=NOW)
    assert moment is not None
    assert (moment.precision, moment.on) == ("day", day)
    assert moment.at == datetime.fromisoformat(day + "T12:00:00").replace(tzinfo=UTC)


def test_a_day_is_never_later_than_now() -> None:
    early = datetime(2026, 11, 25, 3, tzinfo=UTC)
    moment = parse_date("25.11.2026", zone=BAKU, now=early)
    assert moment is not None
    assert moment.at == early


@pytest.mark.parametrize(
    "value",
    [
        "",
        "hello",
        "1795",
        "31.02.2026",
        "Mon, 01 Jan 1990 00:00:00 GMT",
        "2027-03-01T00:00:00Z",
        "99:99",
        "May",
        "9999-01-01",
        "2026-13-45T10:00:00Z",
        "7 ngày",
        "1" * 300,
        # A year that is none of ours is not this one.
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "30 Nov 0000",
        "1 yanvar 0001",
        "12 May 1805",
        "November 12, 1805",
        "12 tháng 11 năm 1805",
        "12 ноября 1805, 14:05",
    ],
)
def test_what_is_no_possible_date_is_none(value: str) -> None:
    assert parse_date(value, zone=BAKU, now=NOW) is None


@pytest.mark.parametrize(("hours", "read"), [(-1, True), (23, True), (25, False)])
def test_an_instant_lies_at_most_a_day_ahead(hours: int, read: bool) -> None:
    value = (NOW + timedelta(hours=hours)).isoformat()
    assert (parse_date(value, zone=BAKU, now=NOW) is not None) is read


def test_the_day_is_the_one_printed_not_the_one_of_greenwich() -> None:
    moment = parse_date("2026-11-12T01:30:00+07:00", zone=BAKU, now=NOW)
    assert moment is not None
    assert (moment.on, moment.at.day) == ("2026-11-12", 11)


def test_today_is_the_day_of_the_zone() -> None:
    late = datetime(2026, 11, 25, 22, tzinfo=UTC)
    moment = parse_date("Bu gün, 01:30", zone=BAKU, now=late)
    assert moment is not None
    assert moment.on == "2026-11-26"


def test_a_language_of_the_outlet_is_the_last_resort() -> None:
    moment = parse_date("12 Kasım 2026 10:30", zone=BAKU, now=NOW, languages=("tr",))
    assert moment is not None
    assert moment.at == datetime(2026, 11, 12, 6, 30, tzinfo=UTC)


@given(
    st.text(max_size=80)
    | st.from_regex(
        r"[0-9]{1,4}[-/. ][0-9a-zа-я]{1,9}[-/. ][0-9]{1,4} [0-9]{1,2}:[0-9]{2}.{0,8}", fullmatch=True
    )
)
def test_no_text_makes_it_fail(value: str) -> None:
    parse_date(value, zone=BAKU, now=NOW)


@pytest.mark.parametrize(
    "printed",
    [
        "Fri, 07 Aug 2026 05:58:22 +0700",
        "Fri, 07 Aug 2026 05:58 GMT",
        "1 Jan 2026 00:00:00 -1330",
        "Thu, 31 Feb 2026 10:00:00 +0000",
        "Thu, 01 Jan 1998 10:00:00 UTC",
        "Sun, 29 Nov 2026 23:00:00 Z",
        "2026-11-25T09:30+04:00",
        "2026-11-25T09:30:12.5Z",
        "2026-11-25 09:30",
        "2026-02-30T09:30:12Z",
    ],
)
def test_a_common_form_reads_the_same_without_a_search(printed: str) -> None:
    assert is_common_form(printed)
    searched = f" {printed}"
    assert not is_common_form(searched)
    assert parse_date(printed, zone=BAKU, now=NOW) == parse_date(searched, zone=BAKU, now=NOW)
