"""Dates as newspapers print them, in the four languages of the sample."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

MONTHS = {
    "az": [
        "yanvar",
        "fevral",
        "mart",
        "aprel",
        "may",
        "iyun",
        "iyul",
        "avqust",
        "sentyabr",
        "oktyabr",
        "noyabr",
        "dekabr",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AZ_GENITIVE = ("ın", "ın", "ın", "in", "ın", "un", "un", "un", "ın", "ın", "ın", "ın")
_PLACE = re.compile(r"\{(day|on)([+-]\d+)?\}")


def format_long_date(at: datetime, language: str) -> str:
    """Give a day as it stands above an article: "12 noyabr 2026", "12 tháng 11 năm 2026"."""
    if language == "vi":
        return f"{at.day} tháng {at.month} năm {at.year}"
    month = MONTHS[language][at.month - 1]
    return f"{month} {at.day}, {at.year}" if language == "en" else f"{at.day} {month} {at.year}"


def format_dateline_day(at: datetime, language: str) -> str:
    """Give a day as it stands in a dateline, without the year."""
    if language == "vi":
        return f"{at.day}/{at.month}"
    month = MONTHS[language][at.month - 1]
    return f"{month} {at.day}" if language == "en" else f"{at.day} {month}"


def format_running_day(at: datetime, language: str) -> str:
    """Give a day as it stands in a sentence: "on Tuesday", "noyabrın 24-də", "ngày 24/11", "24 ноября"."""
    if language == "en":
        return f"on {WEEKDAYS[at.weekday()]}"
    if language == "az":
        month = MONTHS["az"][at.month - 1] + _AZ_GENITIVE[at.month - 1]
        return f"{month} {at.day}-{_choose_az_locative(at.day)}"
    if language == "vi":
        return f"ngày {format_dateline_day(at, 'vi')}"
    return format_dateline_day(at, language)


def _choose_az_locative(day: int) -> str:
    """The ending follows the numeral as spoken: after altı, doqquz, on and otuz it has a back vowel."""
    return "da" if day % 10 in {6, 9} or day in {10, 30} else "də"


def fill_in_days(text: str, at: datetime, language: str) -> str:
    """Put days in place of `{day}`, `{on}` and `{on-1}`; `at` is in the outlet's own zone."""

    def format_place(found: re.Match[str]) -> str:
        then = at + timedelta(days=int(found[2] or 0))
        if found[1] == "day":
            return format_dateline_day(then, language)
        return format_running_day(then, language)

    return _PLACE.sub(format_place, text)
