"""The forms that dates have: names of months, days and zones, and expressions over folded text."""

from __future__ import annotations

import re

from pipeline.text.clean import fold_text

_NAMES = """
    jan january yan yanvar января январь янв
    feb february fev fevral февраля февраль фев февр
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

CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})(?::|h| ?gio )(\d{2})(?::(\d{1,2})(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s*([ap])\.?m\b\.?|\s*(ch|sa)\b)?"
)
# "в 10.15": read where there is no clock time with a colon, and a day beside it.
DOTTED_CLOCK = re.compile(r"(?<![\d.,:/-])([01]?\d|2[0-3])\.([0-5]\d)(?![.,:/-]?\d| ?%)")
AFTERNOON = frozenset({"p", "ch"})
"""The letters that make an hour one after noon; the others make it one before."""
MACHINE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
# The rarer forms of ISO 8601: basic ones, days of a week or year, a decimal comma, the end of a day as 24:00.
ISO_8601 = re.compile(
    r"((?:19|20)[0-9]{2})(?:-?([0-9]{2})-?([0-9]{2})|-?W([0-5][0-9])-?([1-7])|-([0-3][0-9]{2})(?=T))"
    r"(?:T([0-2][0-9])(?::?([0-5][0-9])(?::?([0-5][0-9])(?:[.,][0-9]{1,12})?)?)?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_MAIL_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MAIL = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?([0-9]{{1,2}}) ({_MAIL_MONTHS}) ([0-9]{{4}})"
    r" ([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))? (?:GMT|UTC|Z|([+-])(0[0-9]|1[0-3])([0-5][0-9]))"
)
"""The form of feeds (RFC 822), as nearly all of them write it."""
ISO = re.compile(r"(?<!\d)((?:19|20)\d{2}) ?[-./] ?(\d{1,2}) ?[-./] ?(\d{1,2})(?!\d)")
COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z)?$")
EPOCH = re.compile(r"^(\d{10})(?:\d{3}|\.\d+)?$")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})( ?[-./] ?)(\d{1,2})\2((?:19|20)?\d{2})(?!\d)")
_VIETNAMESE_MONTH = "|".join(sorted(COUNTED_MONTHS, key=len, reverse=True))
VIETNAMESE = re.compile(
    rf"(\d{{1,2}})[ /-](?:thang|thg|th) ?(\d{{1,2}}|{_VIETNAMESE_MONTH})\b(?: nam)?"
    r"(?:[ /-]((?:19|20)\d{2}))?"
)
# "Tháng Mười Một 18, 2026": the English order, which systems keep when their words are translated.
VIETNAMESE_MONTH_FIRST = re.compile(
    rf"\b(?:thang|thg|th) ?(\d{{1,2}}|{_VIETNAMESE_MONTH}) (\d{{1,2}}) ((?:19|20)\d{{2}})(?!\d)"
)
DAY_MONTH = re.compile(
    r"(?<![^\W_])(\d{1,2})(?:st|nd|rd|th|-?го|\.|º)?[ -](?:de |di )?([^\W\d_]+)\.?[ -]?(?:de |del )?"
    r"((?:19|20)\d{2}|\d{2}(?!\d|[:.]\d))?"
)
MONTH_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:[ /]((?:19|20)\d{2}))?")
YEAR_MONTH_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})-([^\W\d_]{3,12})-(\d{1,2})(?!\d)")
_YEAR, _MONTH, _DAY = (f"(?:{signs}) ?" for signs in map(fold_text, ("年|년", "月|월", "日|일")))
EAST_ASIAN = re.compile(rf"((?:19|20)\d{{2}}) ?{_YEAR}(\d{{1,2}}) ?{_MONTH}(\d{{1,2}}) ?{_DAY}")
PUNCTUATION = re.compile(r"[\s,]+")
LONG_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
# Behind day and month stands a year that none of ours is: "30 Nov -0001", "12 May 1805". An offset is none.
OTHER_YEAR = re.compile(r" ?(?![+-](?:0\d|1[0-4])(?:00|15|30|45)(?!\d))[+-]?\d{4}(?!\d)")
