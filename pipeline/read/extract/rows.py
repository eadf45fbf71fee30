"""The rows of tables in a text: cells of one row stand in one line, as trafilatura writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.read.extract.blocks import Block, Node

CELLS = frozenset({"td", "th"})
LONGEST_CELL = 120
"""Letters of a cell at most: a longer one is text on a page that is laid out by tables."""
LONGEST_SENTENCE = 60
"""Letters of a cell at most that ends as a sentence does: a longer one is a paragraph beside its bullet."""
_ENDS = (".", "!", "?", "…", "。")
_DEEP = 4
"""Elements from a line up to its cell at most."""
NOWHERE = (-1, -1)
_RULE = re.compile(r"^\|(?:-{3}\|)+ ?\n", re.MULTILINE)


class TextLine(NamedTuple):
    """A line of the text, the element that it stands in, and the places of its table row and cell."""

    text: str
    tag: str
    row: int
    cell: int


def find_cell(block: Block, nodes: Sequence[Node]) -> tuple[int, int]:
    """Give the places of the row and the cell that a block stands in, or -1 and -1."""
    place = block.node
    for _ in range(_DEEP):
        node = nodes[place]
        if node.tag in CELLS:
            return (node.above, place) if node.above >= 0 and nodes[node.above].tag == "tr" else NOWHERE
        place = node.above
        if place < 0:
            break
    return NOWHERE


def join_rows(lines: Iterable[TextLine]) -> Iterator[str]:
    """Give the lines, with the cells of each row of figures or names in one: `| Tea | 412 | +6% |`."""
    for row, group in groupby(lines, key=lambda line: line.row):
        cells = list(group)
        if row >= 0 and _are_cells(cells):
            yield f"| {' | '.join(cell.text for cell in cells)} |"
        else:
            yield from (line.text for line in cells)


def drop_rules(text: str) -> str:
    """Leave out the lines of dashes that trafilatura draws under the head of a table: they are Markdown's."""
    return _RULE.sub("", text)


def _are_cells(lines: Sequence[TextLine]) -> bool:
    """Whether lines are the cells of a row: several, each of one short line."""
    places = {line.cell for line in lines}
    return len(lines) > 1 and len(places) == len(lines) and all(_is_short(line.text) for line in lines)


def _is_short(text: str) -> bool:
    return len(text) <= (LONGEST_SENTENCE if text.endswith(_ENDS) else LONGEST_CELL)
