"""A text without its dateline and credits, cut into sentences."""

from __future__ import annotations

import re

# "BAKU, Azerbaijan, May 7." "HÀ NỘI —" "Hanoi (VNA) -" "Bakı. 28 aprel. REPORT.AZ/" "VIETNAM, July 18 -" "Баку, 24 ноября, АЗЕРТАДЖ."
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?|yanvar|fevral|mart|aprel|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|tháng \d{1,2}"
)
_DATE = rf"(?i:(?:{_MONTH})\s+\d{{1,2}}|\d{{1,2}}\.?\s+(?:{_MONTH})|\d{{1,2}}/\d{{1,2}})(?:[,\s]+\d{{4}})?"
_AGENCY = r"\(?[A-ZƏÖÜĞŞÇİА-ЯĐ][\w.ƏəА-Яа-я-]{1,20}(?:[ /][A-ZА-Я][\w.-]+){0,2}\)?"
_DATELINES = (
    re.compile(rf"\A\s*[^\W\d_][^.\n]{{1,45}}?[,.]\s*(?:{_DATE})[.,]?\s*(?:{_AGENCY}\s*)?(?:[-–—/.:]|\s(?=[A-ZА-ЯƏİ\"«“]))\s*"),
    re.compile(r"\A\s*[^\W\d_][^\W\d_ .,'-]*(?:[ ,-]+[^\W\d_]+){0,4}\s*\((?:[A-ZĐ][\w./ -]{1,25})\)\s*[-–—:.]\s*"),
    re.compile(r"\A\s*(?:[A-ZĐÀ-ỸƏİŞÇĞÖÜА-ЯЁ]{2,}[ .,]*){1,5}\s*[-–—]\s+"),
    re.compile(r"\A\s*(?:Hanoi|Hà Nội|Baku|Bakı|Баку|Ханой|Ha Noi|Ho Chi Minh City|TP\.? ?HCM)\s*[-–—,.:/]\s+(?=\S)"),
)
_CREDIT_LINE = re.compile(
    r"(?im)^\s*(?:source|mənbə|nguồn|источник|photo|foto|ảnh|фото|©|by)\b[:\s].{0,120}$|[-–—]\s*[A-Z]{2,6}(?:/[A-Z]{2,6})*\s*\Z"
)

_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|Jr|No|vs|etc|e\.g|i\.e|U\.S|U\.K|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|TP|TS|"
    r"GS|PGS|ThS|Q|P|г|гг|тыс|млн|млрд|руб|ул|им|проф|т\.е|т\.д|see|min|mln|mlrd|S\.R|S)\.$|\b[A-ZА-ЯƏİ]\.$"
)
_END = re.compile(r"(?<=[.!?…])[\"»”’)]*\s+(?=[\"«“‘(]*[^\W\d_a-zа-яəıöüğşç]|[\"«“‘(]*\d)|\n+")


def body_of(text: str) -> str:
    """Give a text without dateline and credits: neither is a mention of a country."""
    head, rest = text[:300], text[300:]
    for pattern in _DATELINES:
        found = pattern.match(head)
        if found and found.end() < min(len(head), 120):
            head = head[found.end() :]
            break
    return _CREDIT_LINE.sub("", head + rest)


def sentences(text: str) -> list[str]:
    """Cut a text into sentences; abbreviations of the four languages do not end one."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.start()]
        if "\n" not in end[0] and _ABBREVIATED.search(piece[-12:]):
            continue
        if piece.strip():
            found.append(piece.strip())
        start = end.end()
    if text[start:].strip():
        found.append(text[start:].strip())
    return found
