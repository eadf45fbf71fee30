"""Who is from a country, and whose soldiers were in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge.roles import find_word_before
from pipeline.text.clean import fold_letters

_FROM = frozenset(["from", "из", "tu"])
_FROM_ENDINGS = ("dan", "den")
_NEAR = 20
"""Characters before a country in which a word for its soldiers may end."""
_SOLDIERS = (
    r"(?:soldiers?|troops|servicem[ae]n|marines|platoon|army|veterans?|əsgər\w{0,8}|ordusu\w{0,4}|bölüyü\w{0,4}"
    r"|солдат\w{0,3}|войск\w{0,3}|морпех\w{0,3}|ветеран\w{0,3}|взвод\w{0,3}|арми\w{1,2})\b"
)
_SOLDIERS_AFTER = re.compile(rf" {_SOLDIERS}", re.IGNORECASE)
_SOLDIERS_BEFORE = re.compile(r"\b(?:lính|binh sĩ|quân đội|cựu binh) $", re.IGNORECASE)
_SHOWN = re.compile(
    r"\b(?:watch|broadcast|live on|channel|stream|viewers|телеканал|канал|эфир|трансл|зрител|увидят|покаж"
    r"|смотр|kanal|efir|yayım|canlı|izləy|tamaşaçı|kênh|phát sóng|truyền hình|khán giả|theo dõi"
    r"|xem (?:trực tiếp|lại|trên))",
    re.IGNORECASE,
)
_SOLD = re.compile(
    r"\b(?:supermarket|market stall|grocer|shops?\b|супермаркет|магазин|рынк|supermarket|bazar|mağaza|dükan"
    r"|siêu thị|cửa hàng|ngoài chợ)",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\bcan (?:also )?(?:be )?(?:bought|found|get|buy)|\b(?:можно|найд[её]те|купите)\b"
    r"|\b(?:almaq|tapmaq) (?:olar|mümkün)|\bcó thể (?:mua|tìm)|\b(?:tapa|ala) bilər",
    re.IGNORECASE,
)
"""What readers may do."""


def is_shown(text: str) -> bool:
    """Whether it is told where something can be watched."""
    return _SHOWN.search(text) is not None


def is_sold(text: str) -> bool:
    """Whether it is told in which shops readers find something."""
    return _SOLD.search(text) is not None and _MAY.search(text) is not None


def comes_from(text: str, matches: Iterable[Match]) -> bool:
    """Whether somebody or something is from the side that is named: two sisters from Nam Dinh."""
    return any(
        find_word_before(text, m) in _FROM or fold_letters(text[m.start : m.end]).endswith(_FROM_ENDINGS)
        for m in matches
        if m.term.side and m.term.kind in {TermKind.COUNTRY, TermKind.PLACE}
    )


def names_soldiers(text: str, matches: Iterable[Match]) -> bool:
    """Whether soldiers of a third country are named: eleven American soldiers, "lính Mỹ"."""
    return any(
        _SOLDIERS_AFTER.match(text, m.end) or _SOLDIERS_BEFORE.search(text[max(0, m.start - _NEAR) : m.start])
        for m in matches
        if m.term.kind is TermKind.OTHER
    )
