"""Where a text ends: behind its last long sentence a list, a table and a short sentence may be of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from pipeline.read.extract.blocks import HEADINGS, Block, Layout
from pipeline.read.extract.rows import NOWHERE, find_cell
from pipeline.read.extract.sound import ends_sentence

FEWEST_ITEMS = 3
"""Items of a list at the end of a text."""
FEWEST_CELLS = 6
"""Cells of a table at the end of a text: three rows of two."""


def find_end(layout: Layout, chosen: Sequence[int], last: int) -> int:
    """Give the place of the last block of a text, of those chosen, whose last long sentence is in `last`.

    So are a list under a heading, a table, and what stands before a short sentence that closes it.
    """
    blocks = layout.blocks
    behind = list(takewhile(lambda n: not blocks[n].linked, (n for n in chosen if n > last)))
    inside = list(takewhile(lambda n: _may_stand_in_text(layout, blocks[n]), behind))
    closing = [n for n in inside if blocks[n].tag == "p" and ends_sentence(blocks[n].text)]
    if closing and any(blocks[n].tag != "p" for n in inside):
        return closing[-1]
    is_headed = bool(behind) and blocks[behind[0]].tag in HEADINGS
    listed = behind[1:] if is_headed else behind
    cells = list(takewhile(lambda n: is_in_cell(layout, blocks[n]), listed))
    if len(cells) >= FEWEST_CELLS and not is_in_cell(layout, blocks[last]):
        return cells[-1]
    items = list(takewhile(lambda n: is_headed and blocks[n].tag == "li", listed))
    return items[-1] if len(items) >= FEWEST_ITEMS else last


def is_in_cell(layout: Layout, block: Block) -> bool:
    """Whether a block stands in a cell of a table that is one."""
    return find_cell(block, layout.nodes) != NOWHERE


def _may_stand_in_text(layout: Layout, block: Block) -> bool:
    return block.tag in HEADINGS or block.tag in {"li", "p"} or is_in_cell(layout, block)
