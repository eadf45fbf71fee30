"""JSON-LD as outlets write it: wrapped, escaped, commented, with commas too many."""

from __future__ import annotations

import html
import json
import re
from typing import Any

DEEPEST = 60
"""Levels of JSON that are read: what looks at the values goes down by itself, and real pages have a dozen."""
LONGEST = 2_000_000
"""Characters of one block; the longest of 815 real ones has 200,000."""

MOST = 20
"""Objects one behind the other in one block."""

_DECODER = json.JSONDecoder(strict=False)
_BLANKS = re.compile(r"[\s;]*+")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_START = re.compile(r"(?:\[\s*+){0,3}+\{")
# A string as it stands, or what JSON does not allow: a comment, a comma before a bracket or another comma.
# An unclosed comment goes to the end, so that it is looked for once.
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|,(?=\s*+(?:[}\],]|$))', re.DOTALL
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BRACKETS = re.compile(r"[\[\]{}]")


def parse_json_ld(text: str) -> Any:
    """Read a block of JSON-LD, or None where nothing makes it JSON.

    What is mended has been met: HTML's entities for the quotation marks, CDATA and comments around it, a
    byte order mark, comments inside, commas too many, line feeds inside strings, single quotation marks.
    """
    if len(text) > LONGEST or _measure_depth(text) > DEEPEST:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    whole = _cut_out(_CDATA.sub("", html.unescape(text) if "&quot;" in text else text))
    mended = _TOKEN.sub(_mend_token, whole)
    return _parse_in_turn(mended) or _parse_script(whole)


def _measure_depth(text: str) -> int:
    """Give the deepest nesting, brackets inside strings included: they are few and mostly in pairs."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _cut_out(text: str) -> str:
    """Give what stands between the first opening bracket and the last closing one."""
    start = _START.search(text)
    return text[start.start() : max(text.rfind("}"), text.rfind("]")) + 1] if start else ""


def _mend_token(found: re.Match[str]) -> str:
    if found[0].startswith('"'):
        return _CONTROL.sub(" ", found[0])
    return " "


def _parse_in_turn(text: str) -> list[Any]:
    """Read objects that stand one behind the other, as far as they can be read."""
    found: list[Any] = []
    place = 0
    while place < len(text) and len(found) < MOST:
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        found.append(value)
        place = _BLANKS.match(text, place).end()  # type: ignore[union-attr]
    return found


def _parse_script(text: str) -> Any:
    """Read an object as JavaScript allows it: single quotation marks, names without any."""
    if not text:
        return None
    import pyjson5  # rarely needed

    try:
        return pyjson5.decode(text, maxdepth=DEEPEST)
    except (pyjson5.Json5Exception, ValueError, RecursionError):
        return None
