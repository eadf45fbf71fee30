"""Meetings of many told by their form: people from nineteen countries, an international circus festival."""

from __future__ import annotations

import re

_MANY_EN = (
    r"(?:[1-9]\d{1,2}|(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens of|a dozen)(?:-\w{3,5})?)"
)
_MANY_RU = r"(?:[1-9]\d{1,2}|\w{3,6}надцати|двадцати|тридцати|сорока|\w{3,6}десяти|десятков)"
_MANY_AZ = (
    r"(?:[1-9]\d{1,2}(?:-[dt][aə]n (?:çox|artıq)|-(?:y?[aə]) yaxın)?"
    r"|(?:on|iyirmi|otuz|qırx|əlli|altmış|yetmiş|səksən|doxsan|onlarla))"
)
_MANY_VI = r"(?:[1-9]\d{1,2}|hàng chục|(?:mười|hai mươi|ba mươi|bốn mươi|năm mươi|sáu mươi)(?: \w{2,4})?)"
_OF_MANY = re.compile(
    rf"\b(?:from|of)\s(?:(?:more than|over|some|about|around|nearly)\s)?{_MANY_EN}\s(?:\w{{1,20}}\s)?"
    r"(?:countries|nations|states)"
    rf"|\bиз\s(?:(?:более чем|более|свыше|почти|около)\s)?{_MANY_RU}\s(?:\w{{1,20}}\s){{0,2}}"
    r"(?:стран|государств)\b"
    rf"|\b(?:từ|của)\s(?:(?:hơn|gần|trên|khoảng)\s)?{_MANY_VI}\s(?:\w{{1,20}}\s)?(?:nước|quốc gia)"
    rf"|\b{_MANY_AZ}(?:\s\w{{1,20}})?\s(?:ölkə(?:dən|nin)|dövlət(?:dən|in))\b",
)
"""People or things from many countries: a meeting of many."""
_WIDE = (
    r"\b(?:(?:inter|multi)national|global|world|международн\w{2,3}|всемирн\w{2,3}|глобальн\w{2,3}"
    r"|beynəlxalq|ümumdünya|qlobal)"
)
_GATHERING = (
    r"(?:(?:kino|кино|теле|арт-?|фото)?)(?:festival|contest|competition|exhibition|congress|forum|fair|biennale|pageant|olympiad"
    r"|фестивал|конкурс|соревновани|выставк|конгресс|форум|ярмарк|смотр|биеннале|олимпиад"
    r"|müsabiqə|sərgi|konqres|yarmarka|biennale|olimpiada)"
)
_GATHERING_FIRST = (
    r"\b(?:liên hoan|cuộc thi|hội thi|triển lãm|diễn đàn|hội chợ|đại hội)\s(?:\w{1,12}\s){0,3}"
    r"(?:quốc tế|thế giới|toàn cầu)\b|\b(?:festival|concours|forum|salon) (?:international|mondial)"
)
_AT_MEETING = re.compile(
    r"\bat (?:a|an|the|this year's) (?:[\w-]{1,20} ){0,3}(?:conference|summit|symposium|congress|hackathon)\b"
    r"|\bна (?:[\w-]{1,20} ){0,3}(?:\w{2,12}-)?(?:конференции|саммите|симпозиуме|конгрессе|хакатоне|слете)\b"
    r"|\b(?:konfrans|sammit|simpozium|konqres|hakaton)(?:d[aə]|[ıi]nd[aə])\b"
    r"|\btại (?:hội nghị|hội thảo|diễn đàn|hackathon)\b"
)
"""Somebody is at a meeting, whoever else may be there."""
_NEAR = 60
"""Characters between a meeting and the city where it is."""
_NAMED_AFTER = re.compile(
    r"(?:['’]s)? (?:\w{2,15} ){0,2}"
    r"(?:[Ff]estival|(?:[Ff]ashion|[Dd]esign) [Ww]eek|[Bb]iennale|[Ff]air|[Mm]arathon)\b"
    r"| Open\b"
    r"|\w{0,4} (?:\w{2,15} ){0,2}(?:фестивал|недел\w{1,3} (?:моды|дизайна)|ярмарк|биеннале|марафон)"
    r"|\w{0,3} (?:\w{2,15} ){0,2}(?:[Ff]estival|(?:[Mm]oda|[Dd]izayn) [Hh]əftəsi|[Yy]armarka|[Mm]arafon)"
)
_NAMED_BEFORE = re.compile(
    r"\b(?:liên hoan|lễ hội|festival|tuần lễ (?:thời trang|thiết kế)|hội chợ) (?:\w{1,10} ){0,3}$",
    re.IGNORECASE,
)
"""What a city gives its name to, where many come: Hanoi Fashion Week, the Baku Jazz Festival."""
_WIDE_GATHERING = re.compile(rf"{_WIDE}\s(?:[\w-]{{1,20}}\s){{0,2}}{_GATHERING}|{_GATHERING_FIRST}")
"""A festival or forum that calls itself international, be it with a word between."""
_PLACED = re.compile(
    r"\b(?:won|wins|winner|prize|award|silver|bronze|gold|laureate|runner-up"
    r"|серебр|бронз|золот|призер|призёр|лауреат|победител|победил|приз\b|преми|дипломант"
    r"|mükafat|laureat|qalib|gümüş|bürünc|qızıl|yerə? (?:tut|çıx)"
    r"|giải (?:nhất|nhì|ba|thưởng|vàng|bạc|đặc biệt)|(?:đoạt|trao|giành) giải|huy chương|quán quân"
    r"|(?:came|finished) \d|\d places? (?:behind|ahead)|финишир|(?:занял|пришел|пришла)\w? \d"
    r"|về đích|xếp thứ)",
)
_BIDS = r"\w{0,3} на (?!лучш|звани|соискани|приз)"
_TENDER = re.compile(rf"конкурс{_BIDS}|(?<=satınalma )müsabiqə", re.IGNORECASE)
"""What is called a contest and is a call for bids: конкурс на строительство."""
_CONTEST = re.compile(
    rf"festival|contest|competition|pageant|olympiad|biennale|фестивал|конкурс(?!{_BIDS})|соревновани|олимпиад|биеннале"
    r"|(?<!satınalma )müsabiqə|olimpiada|yarış|liên hoan|cuộc thi|hội thi"
    r"|\brace\b|забег|гонк|cuộc đua"
)
"""What one wins something at; the pattern before is what one wins."""


def is_of_many(text: str) -> bool:
    """Whether a sentence tells of a meeting of many, or of what somebody won among others."""
    written = text.lower()
    if _OF_MANY.search(written) or _WIDE_GATHERING.search(written):
        return True
    return _CONTEST.search(written) is not None and _PLACED.search(written) is not None


def is_tender(text: str, start: int) -> bool:
    """Whether what is called a contest at a character is a call for bids."""
    return _TENDER.match(text, start) is not None


def is_called_after(text: str, start: int, end: int) -> bool:
    """Whether a city between two characters gives its name to a meeting of many."""
    return bool(_NAMED_AFTER.match(text, end) or _NAMED_BEFORE.search(text[max(0, start - _NEAR) : start]))


def is_met_in(text: str, start: int, end: int) -> bool:
    """Whether a city between two characters is where a meeting is that somebody goes to."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    pieces = (before.rpartition(",")[2], after.partition(",")[0])
    return any(_AT_MEETING.search(piece.lower()) for piece in pieces)
