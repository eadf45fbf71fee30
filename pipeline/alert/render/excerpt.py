"""Text of a story cut to a length that a mail can carry, and its hits found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.text.clean import clean_line

MAX_MARKS = 50
Piece = tuple[bool, str]
"""Whether a piece of text is a hit, and the piece."""


def cut_text(text: str, limit: int) -> str:
    """Give at most `limit` characters of a text, with an ellipsis when it was cut.

    It ends at a space where its second half has one.
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip(" ,;:–—-") + "…"


def split_pieces(text: str, marks: Sequence[str]) -> tuple[Piece, ...]:
    """Break a text into hits and what stands between them; a mark counts only as a whole word."""
    words = sorted({clean_line(m) for m in marks[:MAX_MARKS]} - {""}, key=lambda w: (-len(w), w))
    if not words:
        return ((False, text),)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, words)) + r")(?!\w)")
    parts = pattern.split(text)
    return tuple((i % 2 == 1, part) for i, part in enumerate(parts) if part)
