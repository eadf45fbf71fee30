"""Dates as outlets write them: in feeds, in markup and in text, in four languages, with or without a zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import dateparser

from pipeline.model.items import Moment
from pipeline.text.clean import clean_line, fold_text

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST_AHEAD = timedelta(days=1)
LONGEST = 200
"""Characters looked at: a date with its words around it is shorter."""

_NAMES = """
    jan january yan yanvar января январь янв
    feb february fev fevral февраля февраль фев
    mar march mart марта март мар
    apr april aprel апреля апрель апр
    may мая май
    jun june iyn iyun июня июнь июн
    jul july iyl iyul июля июль июл
    aug august avq avqust августа август авг
    sep sept september sen sentyabr сентября сентябрь сен сент
    oct october okt oktyabr октября октябрь окт
    nov november noy noyabr ноября ноябрь ноя нояб
    dec december dek dekabr декабря декабрь дек
"""
_MONTHS = {
    name: number
    for number, line in enumerate(_NAMES.strip().splitlines(), 1)
    for name in fold_text(line).split()
}
# WordPress in Vietnamese spells the month out: "12 Tháng mười một, 2026".
_COUNTED = "mot|gieng hai ba tu|bon nam sau bay tam chin muoi muoi_mot muoi_hai|chap"
_COUNTED_MONTHS = {
    n.replace("_", " "): i for i, names in enumerate(_COUNTED.split(), 1) for n in names.split("|")
}
_DAYS_AGO = {
    "bu gun": 0,
    "bugun": 0,
    "today": 0,
    "сегодня": 0,
    "hom nay": 0,
    "dunen": 1,
    "yesterday": 1,
    "вчера": 1,
    "hom qua": 1,
}
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
_UNITS = {
    "minutes": "minutes? mins? phut deqiqe минут минуты минуту мин",
    "hours": "hours? hrs? gio tieng saat часов часа час",
    "days": "days? ngay gun дней дня день",
}
_BEFORE = r"(?:ago|truoc|evvel|once|назад)\b"
_AGO = {
    unit: re.compile(rf"(?<!\d)(\d{{1,3}}) (?:{'|'.join(words.split())}) {_BEFORE}")
    for unit, words in _UNITS.items()
}

_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)\s*([ap]\.?m\b\.?)?", re.IGNORECASE
)
# Only directly behind the clock time: "10:30 12-11-2026" has no zone.
_OFFSET = re.compile(r"\s*[(\[]?(?:gmt|utc)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?![\d./-])")
_ZONE_NAME = re.compile(r"[\s(\[]*([a-zмск]{1,4})\b")
_MACHINE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z)?$")
_EPOCH = re.compile(r"^(\d{10})(?:\d{3}|\.\d+)?$")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-./])(\d{1,2})\2((?:19|20)?\d{2})(?!\d)")
_VIETNAMESE = re.compile(
    rf"(\d{{1,2}}) (?:thang|th) ?(\d{{1,2}}|{'|'.join(sorted(_COUNTED_MONTHS, key=len, reverse=True))})\b(?:"
    r" nam)?(?: ((?:19|20)\d{2}))?"
)
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|-?го)?[ -]([^\W\d_]+)\.?[ -]?((?:19|20)\d{2}|\d{2}(?!\d|:))?"
)
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?: ((?:19|20)\d{2}))?")
_PUNCTUATION = re.compile(r"[\s,]+")
_LONG_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")

LONGEST_ODD = 60
"""Characters given to dateparser, which takes up to 70 ms to find that a long string is no date."""

Clock = tuple[int, int, int]
Zone = tzinfo


def parse_date(value: str, *, zone: ZoneInfo, now: datetime, languages: Sequence[str] = ()) -> Moment | None:
    """Read a date; None when it is none, lies before 2000 or more than a day after `now`.

    A value without zone is of `zone`; without a clock time it is a day: 12:00Z of that day, never later than
    `now`. Numbers with dots, slashes or dashes are day first, except the American form that AM or PM gives
    away. `on` is the day as printed.
    """
    if _MACHINE.fullmatch(value):
        return _parse_machine_date(value, zone, now)
    text = fold_text(clean_line(value)[:LONGEST])
    if epoch := _EPOCH.match(text):
        return _limit_moment(datetime.fromtimestamp(int(epoch[1]), UTC), zone, now)
    for unit, pattern in _AGO.items():
        if ago := pattern.search(text):
            at = now - timedelta(**{unit: int(ago[1])})
            return (
                _limit_moment(at, zone, now)
                if unit != "days"
                else _make_moment(at.astimezone(zone).date(), None, zone, now)
            )
    found = _parse_parts(text, zone, now)
    if found is None and len(text) <= LONGEST_ODD and _LONG_YEAR.search(text):
        found = _guess_parts(value, zone, now, languages)
    return _make_moment(*found, now) if found else None


def _parse_machine_date(value: str, zone: Zone, now: datetime) -> Moment | None:
    """The common form of sitemaps and markup, which needs no search: 50,000 of them stand in a file."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return _make_moment(at.date(), (at.hour, at.minute, at.second), at.tzinfo or zone, now)


def _limit_moment(at: datetime, zone: Zone, now: datetime) -> Moment | None:
    return (
        Moment(at=at, on=at.astimezone(zone).date().isoformat())
        if EARLIEST <= at <= now + LATEST_AHEAD
        else None
    )


def _parse_parts(text: str, zone: ZoneInfo, now: datetime) -> tuple[date, Clock | None, Zone] | None:
    if compact := _COMPACT.match(text):
        return _parse_digits(compact, zone)
    # "2026-04-08+11:00:21+0400": a plus in place of the T would be read as an offset.
    text = re.sub(r"^(\d{4}-\d{2}-\d{2})[+t](?=\d{2}:)", r"\1 ", text)
    clock_found = _CLOCK.search(text)
    clock = _parse_clock(clock_found) if clock_found else None
    rest = text[: clock_found.start()] + " " + text[clock_found.end() :] if clock_found else text
    tz = (_parse_zone(text[clock_found.end() :]) if clock_found else None) or zone
    day = _find_day(rest, now.astimezone(tz), american=bool(clock_found and clock_found[4]))
    return (day, clock, tz) if day else None


def _parse_digits(found: re.Match[str], zone: Zone) -> tuple[date, Clock | None, Zone] | None:
    year, month, day_number, *time = (int(g) if g else 0 for g in found.groups()[:6])
    day = _make_day(year, month, day_number)
    clock = (time[0], time[1], time[2]) if found[4] and max(time[1:]) < 60 and time[0] < 24 else None
    return (day, clock, UTC if found[7] else zone) if day else None


def _parse_clock(found: re.Match[str]) -> Clock | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    return (hour, minute, min(second, 59)) if hour < 24 and minute < 60 else None


def _parse_zone(tail: str) -> timezone | None:
    """The zone that follows the clock time: an offset with or without colon or minutes, or a name."""
    if offset := _OFFSET.match(tail):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return (
            timezone((1 if offset[1] == "+" else -1) * timedelta(minutes=minutes))
            if minutes <= 14 * 60
            else None
        )
    name = _ZONE_NAME.match(tail)
    hours = _ZONES.get(name[1]) if name else None
    return None if hours is None else timezone(timedelta(hours=hours))


def _find_day(text: str, now: datetime, *, american: bool) -> date | None:
    text = _PUNCTUATION.sub(" ", text)
    if found := _ISO.search(text):
        return _make_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(text):
        first, second = int(found[1]), int(found[3])
        swap = (american and found[2] == "/" and first <= 12) or second > 12
        return _make_day(_parse_year(found[4]), *((first, second) if swap else (second, first)))
    if found := _VIETNAMESE.search(text):
        month = _COUNTED_MONTHS.get(found[2]) or int(found[2])
        return _make_day(
            int(found[3]) if found[3] else _find_year(text, month, int(found[1]), now), month, int(found[1])
        )
    return _find_named_day(text, now) or next(
        (now.date() - timedelta(days=ago) for words, ago in _DAYS_AGO.items() if words in text), None
    )


def _find_named_day(text: str, now: datetime) -> date | None:
    for pattern, month_at, day_at in ((_DAY_MONTH, 2, 1), (_MONTH_DAY, 1, 2)):
        for found in pattern.finditer(text):
            month = _MONTHS.get(found[month_at])
            if month:
                year = _parse_year(found[3]) if found[3] else _find_year(text, month, int(found[day_at]), now)
                return _make_day(year, month, int(found[day_at]))
    return None


def _find_year(text: str, month: int, day: int, now: datetime) -> int:
    """The year when it stands apart ("Apr 22 10:00 2026"), else the latest in which the day is not in the
    future.
    """
    apart = _LONG_YEAR.search(text)
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


def _guess_parts(
    value: str, zone: ZoneInfo, now: datetime, languages: Sequence[str]
) -> tuple[date, Clock | None, Zone] | None:
    known = [code for code in languages if code in {"az", "vi", "en", "ru", "tr", "fr", "de"}] or [
        "en",
        "ru",
        "vi",
        "az",
    ]
    settings: dict[str, object] = {
        "TIMEZONE": str(zone),
        "RETURN_AS_TIMEZONE_AWARE": True,
        "DATE_ORDER": "DMY",
        "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
    }
    try:
        found = dateparser.parse(clean_line(value)[:100], languages=known, settings=settings)
    except (ValueError, OverflowError):
        # It raises for some impossible dates instead of answering None.
        return None
    if found is None:
        return None
    clock = (found.hour, found.minute, found.second) if ":" in value else None
    return found.date(), clock, timezone(found.utcoffset() or timedelta())


def _make_moment(day: date, clock: Clock | None, tz: Zone, now: datetime) -> Moment | None:
    if not EARLIEST.year <= day.year <= now.year + 1:
        return None
    if clock is None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        latest = now + LATEST_AHEAD + timedelta(hours=12)
        return Moment(at=min(noon, now), on=day.isoformat(), precision="day") if noon <= latest else None
    at = datetime(day.year, day.month, day.day, *clock, tzinfo=tz).astimezone(UTC)
    return Moment(at=at, on=day.isoformat()) if EARLIEST <= at <= now + LATEST_AHEAD else None
