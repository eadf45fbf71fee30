"""Forms of dates: rare ones of ISO 8601, months as the locale data abbreviates them."""

from __future__ import annotations

import pytest
from babel import Locale

from tests.pipeline.model.reading import read


@pytest.mark.parametrize(
    "printed",
    [
        "20261119T083000+0400",
        "20261119T0830+04",
        "20261119T083000,75+0400",
        "20261119T083000.123456789+04:00",
        "20261119T043000Z",
        "20261119T0830",
        "2026-11-19T08:30:00,75+04:00",
        "2026-11-19T0830+0400",
        "2026-W47-4T08:30:00+04:00",
        "2026W474T083000+0400",
        "2026-323T08:30+04:00",
    ],
)
def test_every_form_of_iso_8601_is_an_instant(printed: str) -> None:
    assert read(printed) == ("11-19T04:30", "2026-11-19", "instant")


@pytest.mark.parametrize(
    "printed",
    [
        "2026-11-18T24:00:00+04:00",
        "2026-11-18T24:00+04:00",
        "20261118T240000+0400",
        "2026-11-18 24:00:00",
        "18.11.2026 24:00",
        "Wed, 18 Nov 2026 24:00:00 +0400",
    ],
)
def test_the_end_of_a_day_is_the_beginning_of_the_next(printed: str) -> None:
    assert read(printed) == ("11-18T20:00", "2026-11-19", "instant")


@pytest.mark.parametrize(
    "printed",
    ["2026-13-19T08:30:00,5Z", "2026-W54-1", "2026-000T10:00Z", "2026-328", "20261119T"],
)
def test_what_is_no_day_of_iso_8601_is_no_date(printed: str) -> None:
    assert read(printed) is None


@pytest.mark.parametrize("printed", ["2026-11-19T24:30:00Z", "20261119T246100Z"])
def test_an_hour_that_no_day_has_leaves_the_day(printed: str) -> None:
    assert read(printed) == ("11-19T12:00", "2026-11-19", "day")


@pytest.mark.parametrize("language", ["az", "vi", "ru", "en", "en_GB", "en_AU"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
@pytest.mark.parametrize("form", ["19 {} 2025", "19 {}, 2025", "19-{}-2025", "{} 19, 2025", "CN, 19 {} 2025"])
def test_months_are_read_as_the_locale_data_writes_them(language: str, width: str, form: str) -> None:
    months = Locale.parse(language).months
    for names in (months["format"][width], months["stand-alone"][width]):
        days = {number: read(form.format(name)) for number, name in names.items()}
        assert {n: day and day[1] for n, day in days.items()} == {n: f"2025-{n:02}-19" for n in names}


@pytest.mark.parametrize(
    "printed",
    ["Tháng Mười Một 19, 2026", "19-Th11-2026", "Th11 19, 2026", "Th 5, 19 thg 11, 2026", "19 нояб. 2026 г."],
)
def test_months_are_read_where_systems_only_translate_words(printed: str) -> None:
    assert read(printed) == ("11-19T12:00", "2026-11-19", "day")


@pytest.mark.parametrize("printed", ["Tháng 11 2026", "tháng 5 20 người", "Th 5, 19 người"])
def test_a_month_without_its_day_is_no_date(printed: str) -> None:
    assert read(printed) is None
