"""Zones that stand behind a clock time: offsets, abbreviations and words, read from folded text."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

WIDEST_OFFSET = timedelta(hours=14)

# Hours east of UTC. Abbreviations that are words as well (cat, eat, get, art) are left out; IST is India's.
_FIXED = """
    z 0  ut 0  utc 0  gmt 0  wet 0  west 1  bst 1  cet 1  cest 2  mez 1  mesz 2  met 1  mest 2
    eet 2  eest 3  sast 2  trt 3  msk 3  мск 3  msd 4  gst 4  azt 4  azst 5  samt 4  pkt 5  ist 5.5
    npt 5.75  bdt 6  almt 5  ict 7  wib 7  wita 8  sgt 8  hkt 8  myt 8  pht 8  awst 8  wit 9  jst 9  kst 9
    acst 9.5  acdt 10.5  aest 10  aedt 11  nzst 12  nzdt 13  brt -3
    ast -4  adt -3  est -5  edt -4  cst -6  cdt -5  mst -7  mdt -6  pst -8  pdt -7  akst -9  hst -10
"""
_named = _FIXED.split()
_FIXED_ZONES = {
    name: timezone(timedelta(hours=float(hours)))
    for name, hours in zip(_named[::2], _named[1::2], strict=True)
}
# Without the letter for winter or summer: which of the two holds is a matter of the day.
_CIVIL_ZONES = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_PLACES = {
    r"ba[kr]u|baki|бак[уи]": "Asia/Baku",
    r"ha ?noi|viet ?nam|vietnam|ханой|вьетнам": "Asia/Ho_Chi_Minh",
    r"moscow|moskva|москов|москв|мск": "Europe/Moscow",
    r"ankara|istanbul|turkiye|стамбул": "Europe/Istanbul",
}
# "Bakı vaxtı ilə", "giờ Hà Nội", "по московскому времени", "Baku time".
_PLACE_ZONES = [
    (re.compile(rf"[\s(\[]*(?:(?:gio|по) )?(?:{names})\w*(?: (?:vaxti|time|времени|saati))?"), zone)
    for names, zone in _PLACES.items()
]
_TIME_WORD = re.compile(r"[\s(\[]*(?:gio|по) |[\s(\[]*\w+ (?:vaxti|time|времени|saati)\b")
# Only directly behind the clock time: "10:30 12-11-2026" has no zone.
_OFFSET = re.compile(r"\s*+[(\[]?(?:gmt|utc)?\s*+([+-])(\d{1,2})(?::?(\d{2}))?(?![\d./-])")
_NAME = re.compile(r"[\s(\[]*([a-zмск]{1,5})\b")
_ENDING = re.compile(r"(?:[(\[]|\b(?:gmt|utc) ?[+-])[^()\[\]]{1,30}[)\]]?\s?$")
_WORD_FOLLOWS = re.compile(r"\s*[^\W\d_]")
_AMBIGUOUS = frozenset({"et", "ct", "mt", "pt", "ist", "est", "met", "wit", "west"})


def parse_zone_behind(tail: str) -> tzinfo | None:
    """Give the zone that follows a clock time, or the day behind that: "21:30 21/11/2026 (GMT+7)"."""
    ending = _ENDING.search(tail)
    return parse_zone(tail) or (parse_zone(tail[ending.start() :]) if ending else None)


def parse_zone(tail: str) -> tzinfo | None:
    """Give the zone that follows a clock time in folded text, or None.

    An offset with or without colon or minutes, an abbreviation, or the time of a place in one of the four
    languages. An abbreviation that is a word somewhere ("est", "et") counts where no further word follows.
    """
    if offset := _OFFSET.match(tail):
        east = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if east > WIDEST_OFFSET:
            return None
        return timezone(east if offset[1] == "+" else -east)
    if _TIME_WORD.match(tail):
        return next((ZoneInfo(zone) for pattern, zone in _PLACE_ZONES if pattern.match(tail)), None)
    name = _NAME.match(tail)
    if name is None or (name[1] in _AMBIGUOUS and _WORD_FOLLOWS.match(tail, name.end())):
        return None
    civil = _CIVIL_ZONES.get(name[1])
    return ZoneInfo(civil) if civil else _FIXED_ZONES.get(name[1])
