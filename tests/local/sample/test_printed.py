"""Dates as printed in four languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from local.sample.printed import fill_in_days, format_long_date

BAKU = ZoneInfo("Asia/Baku")


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "November 12, 2026"),
        ("az", "12 noyabr 2026"),
        ("vi", "12 tháng 11 năm 2026"),
        ("ru", "12 ноября 2026"),
    ],
)
def test_a_day_above_an_article(language: str, printed: str) -> None:
    assert format_long_date(datetime(2026, 11, 12, tzinfo=BAKU), language) == printed


@pytest.mark.parametrize(
    ("language", "text", "filled"),
    [
        (
            "en",
            "BAKU, {day}. Signed {on}, begun {on-1}.",
            "BAKU, November 9. Signed on Monday, begun on Sunday.",
        ),
        ("az", "Bakı. {day}. {on}, {on+1}", "Bakı. 9 noyabr. noyabrın 9-da, noyabrın 10-da"),
        ("az", "{on+2} {on-4} {on-3} {on+11}", "noyabrın 11-də noyabrın 5-də noyabrın 6-da noyabrın 20-də"),
        ("vi", "{day}, {on}", "9/11, ngày 9/11"),
        ("ru", "{day}, {on+22}", "9 ноября, 1 декабря"),
    ],
)
def test_places_for_days_are_filled(language: str, text: str, filled: str) -> None:
    assert fill_in_days(text, datetime(2026, 11, 9, 12, tzinfo=BAKU), language) == filled
