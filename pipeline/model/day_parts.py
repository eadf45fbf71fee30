"""The part of the day beside a clock time: "9:40 вечера", "axşam 09:40", "8:20 tối", "9:40 at night"."""

from __future__ import annotations

import re
from enum import Enum


class DayPart(Enum):
    """What the hours of twelve are counted in."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    NIGHT = "night"


# Folded. Behind the clock time in the first, before it in the second; a morning before it changes nothing.
_BEHIND = {
    DayPart.MORNING: "sang|утра|seher|subh|sabah|gunortadan evvel|in the morning",
    DayPart.NOON: "trua|дня|gunorta|gunduz|noon",
    DayPart.EVENING: "chieu|toi|вечера|gunortadan sonra|axsam|axsamustu|aksam|in the (?:afternoon|evening)",
    DayPart.NIGHT: "dem|ночи|gece|geceyari|at night|midnight",
}
_BEFORE = {
    DayPart.NOON: "trua|днем|gunorta|gunduz",
    DayPart.EVENING: (
        "chieu|toi|вечером|gunortadan sonra|ogleden sonra|axsam|axsamustu|aksam|afternoon|evening"
    ),
    DayPart.NIGHT: "dem|ночью|gece|night",
}
# They are a part of the day only where no word follows: "09:40 Axşam xəbərləri" is a section's name.
_ALONE = "seher|subh|sabah|gunorta|gunduz|axsam|axsamustu|aksam|gece|geceyari"
# Without their marks they are other words as well ("tới", "tôi", "đem"): only where a date may stand.
_AT_START = "trua|chieu|toi|dem"
_STARTS = r"(?:^|[\d,;:|/().·-] ?|buoi |vao |luc |hom nay |hom qua )"


def _join_groups(words: dict[DayPart, str]) -> str:
    return "|".join(f"(?P<{part.value}>{names})" for part, names in words.items())


_PART_BEHIND = re.compile(rf"[ ,]{{0,2}}(?!(?:{_ALONE}) [^\W\d_])(?:{_join_groups(_BEHIND)})\b")
_PART_BEFORE = re.compile(rf"\b(?:{_join_groups(_BEFORE)})[ ,]{{1,2}}(?:saat |luc |в |at )?$")
_MAY_STAND = re.compile(rf"{_STARTS}(?:{_AT_START})[ ,]{{1,2}}(?:luc )?$")
_UNMARKED = re.compile(rf"(?:{_AT_START})[ ,]")
_LATEST_NOON = 7
"""Hours below it are counted from noon where a word says that it is about noon."""
_EARLIEST_NIGHT = 6
"""Hours from it on are those before midnight where a word says that it is night."""


def find_day_part(before: str, behind: str) -> tuple[DayPart | None, str]:
    """Give the part of the day that stands beside a clock time in folded text, and what is left behind it."""
    if found := _PART_BEHIND.match(behind):
        return DayPart(found.lastgroup), behind[found.end() :]
    found = _PART_BEFORE.search(before)
    if found is None or (_UNMARKED.match(found[0]) and not _MAY_STAND.search(before)):
        return None, behind
    return DayPart(found.lastgroup), behind


def shift_hour(hour: int, part: DayPart) -> int:
    """Give the hour of the day for one of twelve; hours beyond twelve are of the day already."""
    if hour > 12:
        return hour
    if part is DayPart.MORNING:
        return hour % 12
    if part is DayPart.NOON:
        return hour + 12 if hour < _LATEST_NOON else hour
    if part is DayPart.EVENING:
        return hour + 12 if 0 < hour < 12 else hour
    return hour + 12 if _EARLIEST_NIGHT <= hour < 12 else hour % 12
