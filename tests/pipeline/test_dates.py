"""Dates as outlets print them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import parse

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
    ],
)
def test_an_instant_is_read_with_its_zone(printed: str, instant: str) -> None:
    moment = parse(printed, zone=BAKU, now=NOW)
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
    ],
)
def test_a_day_is_noon_of_that_day(printed: str, day: str) -> None:
    moment = parse(printed, zone=BAKU, now=NOW)
    assert moment is not None
    assert (moment.precision, moment.on) == ("day", day)
    assert moment.at == datetime.fromisoformat(day + "T12:00:00").replace(tzinfo=UTC)


def test_a_day_is_never_later_than_now() -> None:
    early = datetime(2026, 11, 25, 3, tzinfo=UTC)
    moment = parse("25.11.2026", zone=BAKU, now=early)
    assert moment is not None
    assert moment.at == early


@pytest.mark.parametrize("value", ["", "hello", "1795", "31.02.2026", "Mon, 01 Jan 1990 00:00:00 GMT", "2027-03-01T00:00:00Z", "99:99"])
def test_what_is_no_possible_date_is_none(value: str) -> None:
    assert parse(value, zone=BAKU, now=NOW) is None


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(value: str) -> None:
    parse(value, zone=BAKU, now=NOW)
