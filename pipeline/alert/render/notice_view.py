"""The text of a notice as its HTML shows it: blocks of lines, a heading above a list, addresses as links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.alert.render import links
from pipeline.alert.render.excerpt import Piece

_ADDRESS = re.compile(r"(https?://[^\s<>\"'`)]+)")
_LIST = ("- ", "  ")
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line: what it is indented by, its text, and the same in pieces, of which links are marked."""

    indent: str
    text: str
    pieces: tuple[Piece, ...]


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
    pieces = []
    for number, part in enumerate(_ADDRESS.split(text)):
        is_link = number % 2 == 1 and links.choose_side_link(part) is not None
        if part:
            pieces.append((is_link, part))
    return NoticeLine(_NO_BREAK * (len(line) - len(line.lstrip())), text, tuple(pieces))
