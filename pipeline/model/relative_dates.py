"""Times told from now: "2 saat əvvəl", "час назад", "an hour ago", "1 tuần trước", "dünən"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

_UNITS = {
    "seconds": "seconds? secs? giay saniye секунду секунды секунд сек",
    "minutes": "minutes? mins? m phut deqiqe dakika минуту минуты минут мин",
    "hours": "hours? hrs? h gio tieng saat час часа часов ч",
    "days": "days? d ngay gun день дня дней дн",
    "weeks": "weeks? wks? w tuan hefte hafta неделю недели недель нед",
    "months": "months? mos? thang ay месяц месяца месяцев мес",
}
_LENGTHS = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
    "months": timedelta(days=30),
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in re.sub(r"s\?", "", names).split()}
_UNIT_OF |= {name.replace("?", ""): unit for unit, names in _UNITS.items() for name in names.split()}
_COUNTS = {"a": 1.0, "an": 1.0, "one": 1.0, "bir": 1.0, "mot": 1.0, "один": 1.0, "одну": 1.0, "": 1.0}
_COUNTS |= {
    "half an": 0.5,
    "yarim": 0.5,
    "nua": 0.5,
    "two": 2.0,
    "iki": 2.0,
    "hai": 2.0,
    "два": 2.0,
    "две": 2.0,
}
_WORDS = "|".join(sorted(filter(None, _COUNTS), key=len, reverse=True))
_NAMES = "|".join(sorted((n for names in _UNITS.values() for n in names.split()), key=len, reverse=True))
_AGO = re.compile(
    rf"(?<![\w.,:/-])(?:(\d{{1,3}}) ?|({_WORDS}) )?({_NAMES}) (?:ago|truoc|evvel|once|qabaq|назад)\b"
)
_HALF_HOUR = re.compile(r"\bполчаса назад\b")
_NOW = re.compile(r"\b(?:just now|moments ago|vua xong|indice|az once|только что)\b")
_DAYS = {
    "bu gun": 0,
    "bugun": 0,
    "today": 0,
    "сегодня": 0,
    "hom nay": 0,
    "dunen": 1,
    "dun": 1,
    "yesterday": 1,
    "позавчера": 2,
    "вчера": 1,
    "hom qua": 1,
    "hom kia": 2,
    "siraga gun": 2,
}
_DAY = re.compile(rf"\b(?:{'|'.join(sorted(_DAYS, key=len, reverse=True))})\b")


class Ago(NamedTuple):
    """How long before now, and whether that names a day only."""

    length: timedelta
    is_day: bool


def find_ago(text: str) -> Ago | None:
    """Give how long ago folded text says that something was; days and longer name a day only."""
    if _NOW.search(text):
        return Ago(timedelta(), is_day=False)
    if _HALF_HOUR.search(text):
        return Ago(timedelta(minutes=30), is_day=False)
    found = _AGO.search(text)
    if found is None:
        return None
    unit = _UNIT_OF[found[3]]
    count = float(found[1]) if found[1] else _COUNTS[found[2] or ""]
    return Ago(_LENGTHS[unit] * count, is_day=unit in {"days", "weeks", "months"})


def find_recent_day(text: str, now: datetime) -> date | None:
    """Give the day that a word for today or yesterday names in folded text."""
    found = _DAY.search(text)
    return now.date() - timedelta(days=_DAYS[found[0]]) if found else None
