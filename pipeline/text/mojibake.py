"""UTF-8 that somebody has read in another charset and written again, undone where nothing else can be meant.

Each letter beyond ASCII is then a group of two to four signs: the first tells how many follow, and those
stand in a part of the charset that ordinary text leaves nearly empty. One such group may be an accident
("ТАСС»"); a stretch of them, each of which makes a letter of the scripts that outlets write in, is none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

CHARSETS = ("cp1252", "cp1251", "cp1254", "cp1258", "koi8-r", "cp866")
"""In which UTF-8 is read by mistake; of two that fit equally well the first is believed."""
FEWEST = 3
"""Groups that a stretch inside other text must have."""
FEWEST_ALONE = 2
"""The same where it holds all that is not ASCII."""
LONG = 500
"""Characters from which a text is searched for the commonest groups first, which takes hardly any time."""
MOST_DAMAGED = 10
"""One damaged group of so many does not speak against the others."""
MOST_TIMES = 3
"""How often the same text may have gone wrong."""

# All but scripts of Europe and Vietnam with their marks, punctuation, currencies, arrows; emoji; the controls
# that are left of what was misread twice.
_ODD = re.compile(
    "[^\x00-\u024f\u0259\u0300-\u036f\u0384-\u045f\u0490-\u04ff\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf"
    "\u2100-\u21ff\ufe0f\U0001f300-\U0001faff]"
)


class _Reading(NamedTuple):
    """A charset as it misreads UTF-8: its sign for each byte, and what groups and stretches look like."""

    signs: list[str]
    byte_of: dict[int, int]
    stretch: re.Pattern[str]


def mend_mojibake(text: str) -> str:
    """Give a text with its stretches of misread UTF-8 mended; whatever else it holds is left as it stands."""
    if text.isascii() or (len(text) > LONG and not any(group in text for group in _COMMON)):
        return text
    for _ in range(MOST_TIMES):
        mended = _mend_once(text)
        if mended == text:
            break
        text = mended
    return text


def _mend_once(text: str) -> str:
    best, most = text, 0
    for charset in CHARSETS:
        mended, number = _mend_charset(text, _load_reading(charset))
        if number > most:
            best, most = mended, number
    return best


def _mend_charset(text: str, reading: _Reading) -> tuple[str, int]:
    """Give a text with the stretches of one charset mended, and how many groups they had."""
    parts: list[str] = []
    start = number = 0
    above = -1
    for found in reading.stretch.finditer(text):
        mended = _read_stretch(found[0], reading)
        letters = _count_above(mended)
        if mended == found[0] or letters < FEWEST_ALONE:
            continue
        if letters < FEWEST:
            above = _count_above(text) if above < 0 else above
            if _count_above(found[0]) < above:
                continue
        parts += (text[start : found.start()], mended)
        start = found.end()
        number += letters
    return "".join((*parts, text[start:])), number


def _count_above(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _read_stretch(stretch: str, reading: _Reading) -> str:
    """Give what a stretch means, and the stretch where that makes hardly any letters of ours."""
    mended = stretch.translate(reading.byte_of).encode("latin-1").decode("utf-8", "surrogateescape")
    odd = len(mended) - len(_ODD.sub("", mended))
    if odd * MOST_DAMAGED > _count_above(mended):
        return stretch
    return _ODD.sub(lambda found: _restore_group(found[0], reading), mended) if odd else mended


def _restore_group(letter: str, reading: _Reading) -> str:
    """Give the signs as they stood of what makes no letter of ours."""
    return "".join(reading.signs[byte] for byte in letter.encode("utf-8", "surrogateescape"))


@cache
def _load_reading(charset: str) -> _Reading:
    signs = [_read_byte(number, charset) for number in range(256)]
    two, three, four, more = (
        f"[{re.escape(''.join(signs[first:last]))}]"
        for first, last in ((0xC2, 0xE0), (0xE0, 0xF0), (0xF0, 0xF5), (0x80, 0xC0))
    )
    group = f"(?:{two}{more}|{three}{more}{{2}}|{four}{more}{{3}})"
    byte_of = {ord(sign): number for number, sign in enumerate(signs)}
    return _Reading(signs, byte_of, re.compile(rf"{group}(?:[\x00-\x7f]*{group})*"))


def _read_byte(number: int, charset: str) -> str:
    """Give a byte as browsers read it: what a charset leaves undefined is the control of that number."""
    try:
        return bytes([number]).decode(charset)
    except UnicodeDecodeError:
        return chr(number)


def _misread(letter: str, charset: str) -> str:
    return "".join(_read_byte(number, charset) for number in letter.encode())


_COMMON = list(dict.fromkeys(_misread(letter, charset) for charset in CHARSETS for letter in "əıаоạệé’"))
