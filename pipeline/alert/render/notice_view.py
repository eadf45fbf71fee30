"""The text of a notice as its HTML shows it: blocks of lines, headings above lists, links, what is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.alert.render import links

PieceKind = Literal["text", "link", "typed"]
NoticePiece = tuple[PieceKind, str]
_APART = re.compile(r"(https?://[^\s<>\"'`)]+|`[^`]+`)")
_ENTRY = "- "
_LIST = (_ENTRY, "  ")
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line: its indent, its text, and its pieces; of an entry of a list those behind the dash."""

    indent: str
    text: str
    pieces: tuple[NoticePiece, ...]
    is_entry: bool


@dataclass(frozen=True, slots=True)
class NoticeBlock:
    """Lines without an empty one between them; `headed` when the first is a heading of a list."""

    headed: bool
    lines: tuple[NoticeLine, ...]


def split_blocks(text: str) -> list[NoticeBlock]:
    """Give a text in blocks, as empty lines set them apart."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.splitlines()
        headed = len(lines) > 1 and lines[1].startswith(_LIST) and not lines[0].startswith(_LIST)
        if lines:
            blocks.append(NoticeBlock(headed, tuple(map(_split_line, lines))))
    return blocks


def _split_line(line: str) -> NoticeLine:
    text = line.strip()
    is_entry = text.startswith(_ENTRY)
    words = text.removeprefix(_ENTRY) if is_entry else text
    pieces = tuple(_sort_piece(part) for part in _APART.split(words) if part)
    return NoticeLine(_NO_BREAK * (len(line) - len(line.lstrip())), text, pieces, is_entry)


def _sort_piece(part: str) -> NoticePiece:
    if len(part) > 2 and part.startswith("`") and part.endswith("`"):
        return "typed", part.strip("`")
    is_link = part.startswith(("http://", "https://")) and links.choose_side_link(part) is not None
    return ("link" if is_link else "text"), part
