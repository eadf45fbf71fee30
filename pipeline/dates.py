"""Dates as outlets write them: in feeds, in markup and in text, in four languages, with or without a zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import dateparser

from pipeline.model import Moment
from pipeline.text import clean, fold

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST_AHEAD = timedelta(days=1)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january yanvar января январь янв",
            "feb february fevral февраля февраль фев",
            "mar march mart марта март мар",
            "apr april aprel апреля апрель апр",
            "may мая май",
            "jun june iyun июня июнь июн",
            "jul july iyul июля июль июл",
            "aug august avqust августа август авг",
            "sep sept september sentyabr сентября сентябрь сен сент",
            "oct october oktyabr октября октябрь окт",
            "nov november noyabr ноября ноябрь ноя нояб",
            "dec december dekabr декабря декабрь дек",
        ),
        1,
    )
    for name in fold(names).split()
}
_DAYS_AGO = {"bu gun": 0, "today": 0, "сегодня": 0, "hom nay": 0, "dunen": 1, "yesterday": 1, "вчера": 1, "hom qua": 1}
# Hours east of UTC; CEST, which feedparser reads as UTC, among them.
_ZONES = {
    "gmt": 0,
    "utc": 0,
    "z": 0,
    "ut": 0,
    "msk": 3,
    "мск": 3,
    "azt": 4,
    "ict": 7,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "bst": 1,
}
_ZONES |= {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}

_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\b\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:gmt|utc)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?!\d)", re.IGNORECASE)
_ZONE_NAME = re.compile(r"\b([a-zм][a-zск]{1,3}|z)\b", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z)?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-./])(\d{1,2})\2((?:19|20)?\d{2})(?!\d)")
_VIETNAMESE = re.compile(r"(\d{1,2}) thang (\d{1,2})(?:,? nam)? ((?:19|20)\d{2})")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|-?го)?[ -]([^\W\d_]+)\.?,?[ -]?((?:19|20)\d{2}|\d{2}(?!\d|:))?")
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,? ((?:19|20)\d{2}))?")
_LONG_YEAR = re.compile(r"((?:19|20)\d{2})")


def parse(value: str, *, zone: ZoneInfo, now: datetime, languages: Sequence[str] = ()) -> Moment | None:
    """Read a date; None when it is none, lies before 2000 or more than a day after `now`.

    A value without zone is of `zone`; without a clock time it is a day: 12:00Z of that day, never later than `now`. Numbers with dots,
    slashes or dashes are day first, except the American form that AM or PM gives away. `on` is the day as printed.
    """
    text = fold(clean(value)[:200])
    if not any(c.isdigit() for c in text):
        return None
    found = _read(text, zone, now)
    if found is None:
        found = _last_resort(value, zone, now, languages)
    if found is None:
        return None
    day, clock, tz = found
    return _moment(day, clock, tz, now)


def _read(text: str, zone: ZoneInfo, now: datetime) -> tuple[date, tuple[int, int, int] | None, ZoneInfo | timezone] | None:
    compact = _COMPACT.match(text)
    if compact:
        numbers = [int(g) if g else None for g in compact.groups()[:6]]
        clock = (numbers[3], numbers[4] or 0, numbers[5] or 0) if numbers[3] is not None else None
        day = _day(numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
        return (day, clock, UTC if compact[7] else zone) if day else None
    # "2026-04-08+11:00:21+0400": a plus in place of the T would be read as an offset.
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})[+t](?=\d{2}:)", r"\1 ", text)
    text = re.sub(r"\(gmt([+-]\d{1,2}(?::?\d{2})?)\)", r" gmt\1", text)
    clock_found = _CLOCK.search(text)
    clock = _clock(clock_found) if clock_found else None
    rest = text[: clock_found.start()] + " " + text[clock_found.end() :] if clock_found else text
    tz = (_zone(text[clock_found.end() :]) if clock_found else None) or zone
    day = _find_day(rest, now.astimezone(tz), american=bool(clock_found and clock_found[4]))
    return (day, clock, tz) if day else None


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    return (hour, minute, min(second, 59)) if hour < 24 and minute < 60 else None


def _zone(tail: str) -> timezone | None:
    """The zone that follows the clock time: an offset with or without colon or minutes, or a name."""
    offset = _OFFSET.search(tail)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone((1 if offset[1] == "+" else -1) * timedelta(minutes=minutes)) if minutes <= 14 * 60 else None
    for name in _ZONE_NAME.findall(tail):
        if name in _ZONES:
            return timezone(timedelta(hours=_ZONES[name]))
    return None


def _find_day(text: str, now: datetime, *, american: bool) -> date | None:
    text = text.replace(",", " ").replace("  ", " ")
    for words, ago in _DAYS_AGO.items():
        if words in text:
            return now.date() - timedelta(days=ago)
    if found := _ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(text):
        first, second = int(found[1]), int(found[3])
        swap = (american and found[2] == "/") or second > 12
        return _day(_year(found[4]), *((first, second) if swap else (second, first)))
    if found := _VIETNAMESE.search(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    return _by_name(re.sub(r"\s+", " ", text), now)


def _by_name(text: str, now: datetime) -> date | None:
    for pattern, month_at, day_at in ((_DAY_MONTH, 2, 1), (_MONTH_DAY, 1, 2)):
        for found in pattern.finditer(text):
            month = _MONTHS.get(found[month_at])
            if month:
                year = _year(found[3]) if found[3] else _year_beside(text, month, int(found[day_at]), now)
                return _day(year, month, int(found[day_at]))
    return None


def _year_beside(text: str, month: int, day: int, now: datetime) -> int:
    """The year when it stands apart ("Apr 22 10:00 2026"), else the latest in which the day is not in the future."""
    apart = _LONG_YEAR.search(text)
    if apart:
        return int(apart[1])
    this = _day(now.year, month, day)
    return now.year - 1 if this and this > now.date() + LATEST_AHEAD else now.year


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_resort(
    value: str, zone: ZoneInfo, now: datetime, languages: Sequence[str]
) -> tuple[date, tuple[int, int, int] | None, ZoneInfo | timezone] | None:
    known = [code for code in languages if code in {"az", "vi", "en", "ru", "tr", "fr", "de"}] or [
        "en",
        "ru",
        "vi",
        "az",
    ]
    settings = {
        "TIMEZONE": str(zone),
        "RETURN_AS_TIMEZONE_AWARE": True,
        "DATE_ORDER": "DMY",
        "RELATIVE_BASE": now.replace(tzinfo=None),
    }
    settings["REQUIRE_PARTS"] = ["day", "month", "year"]
    found = dateparser.parse(clean(value)[:100], languages=known, settings=settings)
    if found is None:
        return None
    offset = found.utcoffset() or timedelta()
    clock = (found.hour, found.minute, found.second) if ":" in value else None
    return found.date(), clock, timezone(offset)


def _moment(day: date, clock: tuple[int, int, int] | None, tz: ZoneInfo | timezone, now: datetime) -> Moment | None:
    if clock is None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        if not EARLIEST <= noon <= now + LATEST_AHEAD + timedelta(hours=12):
            return None
        return Moment(at=min(noon, now), on=day.isoformat(), precision="day")
    at = datetime(day.year, day.month, day.day, *clock, tzinfo=tz).astimezone(UTC)
    return Moment(at=at, on=day.isoformat()) if EARLIEST <= at <= now + LATEST_AHEAD else None
