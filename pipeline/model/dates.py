"""Dates as outlets write them: in feeds, in markup and in text, in four languages, with or without a zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pipeline.model.date_forms import (
    AFTERNOON,
    CLOCK,
    COMPACT,
    COUNTED_MONTHS,
    DAY_FIRST,
    DAY_MONTH,
    DOTTED_CLOCK,
    EAST_ASIAN,
    EPOCH,
    ISO,
    ISO_8601,
    LONG_YEAR,
    MACHINE,
    MAIL,
    MONTH_DAY,
    MONTHS,
    OTHER_YEAR,
    PUNCTUATION,
    VIETNAMESE,
    VIETNAMESE_MONTH_FIRST,
    YEAR_MONTH_DAY,
)
from pipeline.model.day_parts import find_day_part, shift_hour
from pipeline.model.items import Moment
from pipeline.model.marked_dates import unwrap_date
from pipeline.model.month_names import find_month
from pipeline.model.relative_dates import find_ago, find_recent_day
from pipeline.model.zones import parse_zone, parse_zone_behind
from pipeline.text.clean import clean_line, fold_text

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST_AHEAD = timedelta(days=1)
"""How far after now a date may lie: clocks and zones differ."""
LONGEST = 200
"""Characters looked at: a date with its words around it is shorter."""


LONGEST_ODD = 60
"""Characters of a line in which a month of another language is looked for."""

Clock = tuple[int, int, int]
Zone = tzinfo


def parse_date(value: str, *, zone: ZoneInfo, now: datetime, languages: Sequence[str] = ()) -> Moment | None:
    """Read a date; None when it is none, lies before 2000 or more than a day after `now`.

    A value without zone is of `zone`; without a clock time it is a day: 12:00Z of that day, never later than
    `now`. Numbers with dots, slashes or dashes are day first, except the American form that AM or PM gives
    away. `on` is the day as printed. Of markup the date for machines is read before the words.
    """
    value = unwrap_date(value)
    if MACHINE.fullmatch(value):
        return _parse_machine_date(value, zone, now)
    if mail := MAIL.fullmatch(value):
        return _parse_mail_date(mail, now)
    if iso := ISO_8601.fullmatch(value.strip()):
        return _parse_iso_date(iso, zone, now)
    text = fold_text(clean_line(value)[:LONGEST])
    if epoch := EPOCH.match(text):
        return _limit_moment(datetime.fromtimestamp(int(epoch[1]), UTC), zone, now)
    # What is printed as a date comes first: "13/01/2020 13:39 - updated 2 hours ago".
    found = _parse_parts(text, zone, now) or _parse_foreign(text, zone, now, languages)
    if found:
        return _make_moment(*found, now)
    ago = find_ago(text)
    if ago is None:
        return None
    at = now - ago.length
    return (
        _make_moment(at.astimezone(zone).date(), None, zone, now)
        if ago.is_day
        else _limit_moment(at, zone, now)
    )


def _parse_machine_date(value: str, zone: Zone, now: datetime) -> Moment | None:
    """The common form of sitemaps and markup, which needs no search: 50,000 of them stand in a file."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return _make_moment(at.date(), (at.hour, at.minute, at.second), at.tzinfo or zone, now)


def _parse_mail_date(found: re.Match[str], now: datetime) -> Moment | None:
    """The common form of feeds: 5,000 entries have one each."""
    day = _make_day(int(found[3]), MONTHS[found[2].lower()], int(found[1]))
    if day is None:
        return None
    east = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    tz = timezone(-east if found[7] == "-" else east)
    return _make_moment(day, (int(found[4]), int(found[5]), int(found[6] or 0)), tz, now)


def _parse_iso_date(found: re.Match[str], zone: Zone, now: datetime) -> Moment | None:
    year, month, day_number, week, weekday, ordinal = (int(digits or 0) for digits in found.groups()[:6])
    if week:
        day = _make_week_day(year, week, weekday)
    elif ordinal:
        day = _make_day(year, 1, 1)
        day = day + timedelta(days=ordinal - 1) if day else None
    else:
        day = _make_day(year, month, day_number)
    if day is None:
        return None
    hour, minute, second = (int(digits or 0) for digits in found.groups()[6:9])
    clock = _check_clock(hour, minute, second) if found[7] else None
    return _make_moment(day, clock, (parse_zone(found[10].lower()) if found[10] else None) or zone, now)


def _make_week_day(year: int, week: int, weekday: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None


def is_common_form(value: str) -> bool:
    """Whether a date is written as machines write it, which costs next to nothing to read."""
    return MACHINE.fullmatch(value) is not None or MAIL.fullmatch(value) is not None


def _limit_moment(at: datetime, zone: Zone, now: datetime) -> Moment | None:
    if not EARLIEST <= at <= now + LATEST_AHEAD:
        return None
    return Moment(at=at, on=at.astimezone(zone).date().isoformat())


def _parse_parts(text: str, zone: ZoneInfo, now: datetime) -> tuple[date, Clock | None, Zone] | None:
    if compact := COMPACT.match(text):
        return _parse_digits(compact, zone)
    # "2026-04-08+11:00:21+0400": a plus in place of the T would be read as an offset.
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})[+t](?=\d{2}:)", r"\1 ", text)
    found = CLOCK.search(text)
    if found is None:
        return _parse_dotted(text, zone, now)
    clock, tail = _parse_clock(found)
    tz = parse_zone_behind(tail) or zone
    day = _find_day(f"{text[: found.start()]} {tail}", now.astimezone(tz), american=bool(found[4]))
    return (day, clock, tz) if day else None


def _parse_dotted(text: str, zone: ZoneInfo, now: datetime) -> tuple[date, Clock | None, Zone] | None:
    """Read a day, and a clock time with a dot where one stands beside it."""
    local = now.astimezone(zone)
    if found := DOTTED_CLOCK.search(text):
        before = text[: found.start()]
        part, tail = find_day_part(before, text[found.end() :])
        day = _find_day(f"{before} {tail}", local, american=False)
        if day:
            hour = shift_hour(int(found[1]), part) if part else int(found[1])
            return day, (hour, int(found[2]), 0), zone
    day = _find_day(text, local, american=False)
    return (day, None, zone) if day else None


def _parse_digits(found: re.Match[str], zone: Zone) -> tuple[date, Clock | None, Zone] | None:
    year, month, day_number, hour, minute, second = (int(digits or 0) for digits in found.groups()[:6])
    day = _make_day(year, month, day_number)
    if day is None:
        return None
    tz = UTC if found[7] else zone
    if found[4] and hour < 24 and max(minute, second) < 60:
        return day, (hour, minute, second), tz
    return day, None, tz


def _parse_clock(found: re.Match[str]) -> tuple[Clock | None, str]:
    """Give a clock time in the hours of a day, and the text behind it and its half or part of the day."""
    hour, minute, second = (int(digits or 0) for digits in found.groups()[:3])
    tail = found.string[found.end() :]
    half = found[4] or found[5]
    if half:
        hour = hour % 12 + (12 if half in AFTERNOON else 0) if hour <= 12 else hour
        return _check_clock(hour, minute, second), tail
    part, tail = find_day_part(found.string[: found.start()], tail)
    return _check_clock(shift_hour(hour, part) if part else hour, minute, second), tail


def _check_clock(hour: int, minute: int, second: int) -> Clock | None:
    """Give a clock time that there is; 24:00 is the end of its day, a leap second the second before it."""
    if hour == 24 and not minute and not second:
        return hour, 0, 0
    return (hour, minute, min(second, 59)) if hour < 24 and minute < 60 else None


def _find_day(text: str, now: datetime, *, american: bool) -> date | None:
    text = PUNCTUATION.sub(" ", text)
    if found := ISO.search(text) or EAST_ASIAN.search(text):
        return _make_day(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_FIRST.search(text):
        return _order_day(found, american=american)
    if found := VIETNAMESE.search(text):
        day = int(found[1])
        month = COUNTED_MONTHS.get(found[2]) or int(found[2])
        return _make_day(_read_year(found, month, day, now), month, day)
    if found := VIETNAMESE_MONTH_FIRST.search(text):
        month = COUNTED_MONTHS.get(found[1]) or int(found[1])
        return _make_day(int(found[3]), month, int(found[2]))
    return _find_named_day(text, now, MONTHS.get) or find_recent_day(text, now)


def _order_day(found: re.Match[str], *, american: bool) -> date | None:
    """Give the day of three numbers, day first except where that cannot be meant."""
    day = int(found[1])
    month = int(found[3])
    if month > 12 or (american and found[2].strip() == "/" and day <= 12):
        day, month = month, day
    return _make_day(_parse_year(found[4]), month, day)


def _find_named_day(text: str, now: datetime, find: Callable[[str], int | None]) -> date | None:
    found = YEAR_MONTH_DAY.search(text)
    if found and (month := find(found[2])):
        return _make_day(int(found[1]), month, int(found[3]))
    for pattern, month_at, day_at in ((DAY_MONTH, 2, 1), (MONTH_DAY, 1, 2)):
        found = pattern.search(text)
        while found:
            month = find(found[month_at])
            if month:
                day = int(found[day_at])
                return _make_day(_read_year(found, month, day, now), month, day)
            # A number of something else may stand before: "№ 54 от 16 июля 2015".
            found = pattern.search(text, found.end(1))
    return None


def _read_year(found: re.Match[str], month: int, day: int, now: datetime) -> int:
    """Give the year behind day and month, else the one that stands apart ("Apr 22 10:00 2026"), else the
    latest with this day in the past; 0, which no date has, for one that is no year of ours.
    """
    if found[3]:
        return _parse_year(found[3])
    if OTHER_YEAR.match(found.string, found.end()):
        return 0
    apart = LONG_YEAR.search(found.string)
    if apart:
        return int(apart[1])
    this = _make_day(now.year, month, day)
    return now.year - 1 if this and this > now.date() + LATEST_AHEAD else now.year


def _parse_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parse_foreign(
    text: str, zone: ZoneInfo, now: datetime, languages: Sequence[str]
) -> tuple[date, Clock | None, Zone] | None:
    """Read a day whose month is named in another language; a year must stand beside it."""
    if len(text) > LONGEST_ODD or not LONG_YEAR.search(text):
        return None
    found = CLOCK.search(text)
    rest = f"{text[: found.start()]} {text[found.end() :]}" if found else text
    day = _find_named_day(PUNCTUATION.sub(" ", rest), now, lambda name: find_month(name, languages))
    if day is None:
        return None
    clock, tail = _parse_clock(found) if found else (None, "")
    return day, clock, parse_zone_behind(tail) or zone


def _make_moment(day: date, clock: Clock | None, tz: Zone, now: datetime) -> Moment | None:
    """Give the moment of a day and its clock time, noon where there is none, unless it cannot be."""
    if not EARLIEST.year <= day.year <= now.year + 1:
        return None
    if clock is None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        latest = now + LATEST_AHEAD + timedelta(hours=12)
        return Moment(at=min(noon, now), on=day.isoformat(), precision="day") if noon <= latest else None
    if clock[0] == 24:
        day, clock = day + timedelta(days=1), (0, 0, 0)
    at = datetime(day.year, day.month, day.day, *clock, tzinfo=tz).astimezone(UTC)
    return Moment(at=at, on=day.isoformat()) if EARLIEST <= at <= now + LATEST_AHEAD else None
