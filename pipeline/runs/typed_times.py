"""Times as people type them on a command line: a day, a month, a year, a word, or a span back from now."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from pipeline.runs.refusal import Refusal
from pipeline.runs.watch_checks import parse_span

_WORDS = {"today": 0, "yesterday": 1}
_CALENDAR = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
EARLIEST = 1900
EVER = datetime(EARLIEST, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


def read_moment(option: str, typed: str, now: datetime) -> datetime | None:
    """Read a day in UTC such as 2026-11-28, a month, a year, `yesterday`, or a span such as 7d: so long ago.

    `until` is the last moment of it, anything else the first. None for an empty text; raise Refusal for one
    that is no time.
    """
    text = typed.strip().lower()
    if not text:
        return None
    days = _read_days(text, now)
    if days:
        first, after = (datetime.combine(day, time(), UTC) for day in days)
        return after - timedelta(milliseconds=1) if option == "until" else first
    try:
        moment = now - parse_span(text)
    except (Refusal, OverflowError):
        moment = None
    if moment is None or moment.year < EARLIEST:
        raise Refusal(
            f"--{option}: {typed!r} is no day such as 2026-11-28 or yesterday, nor a time such as 12h or 7d."
        )
    return moment


def _read_days(text: str, now: datetime) -> tuple[date, date] | None:
    """Give the first day of what is named, and the day after it; None where it is no day, month or year."""
    if text in _WORDS:
        day = now.date() - _WORDS[text] * _DAY
        return day, day + _DAY
    found = _CALENDAR.fullmatch(text)
    if not found:
        return None
    year, month, day_of_month = (int(part) if part else 0 for part in found.groups())
    try:
        if day_of_month:
            day = date(year, month, day_of_month)
            return day, day + _DAY
        if month:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        return date(year, 1, 1), date(year + 1, 1, 1)
    except ValueError:
        return None
