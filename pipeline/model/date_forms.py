"""The forms that dates have: names of months, days and zones, and expressions over folded text."""

from __future__ import annotations

import re

from pipeline.text.clean import fold_text

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
MONTHS = {
    name: number
    for number, line in enumerate(_NAMES.strip().splitlines(), 1)
    for name in fold_text(line).split()
}
"""Folded names of the months in five languages, with their numbers."""

# WordPress in Vietnamese spells the month out: "12 Tháng mười một, 2026".
_COUNTED = "mot|gieng hai ba tu|bon nam sau bay tam chin muoi muoi_mot muoi_hai|chap"
COUNTED_MONTHS = {
    name.replace("_", " "): number
    for number, names in enumerate(_COUNTED.split(), 1)
    for name in names.split("|")
}
DAYS_AGO = {
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
ZONES = {
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
ZONES |= {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
"""Hours east of UTC; CEST, which feedparser reads as UTC, among them."""

_UNITS = {
    "minutes": "minutes? mins? phut deqiqe минут минуты минуту мин",
    "hours": "hours? hrs? gio tieng saat часов часа час",
    "days": "days? ngay gun дней дня день",
}
_BEFORE = r"(?:ago|truoc|evvel|once|назад)\b"
AGO = {
    unit: re.compile(rf"(?<!\d)(\d{{1,3}}) (?:{'|'.join(words.split())}) {_BEFORE}")
    for unit, words in _UNITS.items()
}

CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)\s*([ap]\.?m\b\.?)?", re.IGNORECASE
)
# Only directly behind the clock time: "10:30 12-11-2026" has no zone.
OFFSET = re.compile(r"\s*[(\[]?(?:gmt|utc)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?![\d./-])")
ZONE_NAME = re.compile(r"[\s(\[]*([a-zмск]{1,4})\b")
MACHINE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z)?$")
EPOCH = re.compile(r"^(\d{10})(?:\d{3}|\.\d+)?$")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-./])(\d{1,2})\2((?:19|20)?\d{2})(?!\d)")
VIETNAMESE = re.compile(
    rf"(\d{{1,2}}) (?:thang|th) ?(\d{{1,2}}|{'|'.join(sorted(COUNTED_MONTHS, key=len, reverse=True))})\b(?:"
    r" nam)?(?: ((?:19|20)\d{2}))?"
)
DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|-?го)?[ -]([^\W\d_]+)\.?[ -]?((?:19|20)\d{2}|\d{2}(?!\d|:))?"
)
MONTH_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?: ((?:19|20)\d{2}))?")
PUNCTUATION = re.compile(r"[\s,]+")
LONG_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
