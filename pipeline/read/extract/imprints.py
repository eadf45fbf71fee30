"""Short boxes that one of their lines gives away: the mark of rights, or what is said to readers only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.read.extract.blocks import HEADINGS, Block, Layout, Node
from pipeline.read.extract.notices import is_call
from pipeline.read.extract.sound import Sums
from pipeline.text.clean import fold_text

RIGHTS = re.compile(r"^\W*(?:©|copyright\b)|all rights reserved", re.IGNORECASE)
IMPRINT = 300
"""Letters of what stands in one box with a mark of rights at most, none of them a sentence."""
BOX = 3
"""Lines of a box with a heading at most."""
OFFERED, OFFER, BUTTON = 5, 200, 30
"""Lines and letters of a box with a heading that ends with a link by itself, and letters of that, at most."""
MANY = 3
"""Such boxes of one make that a text is made of at least."""
LINE = 200
"""Letters of such a line at most."""


def list_imprints(layout: Layout, sums: Sums, heading: int) -> Iterator[Node]:
    """Give the elements that are dropped with such a line: a motto beside it, the heading of a player."""
    blocks, nodes = layout.blocks, layout.nodes
    boxes = [n for n in nodes if 1 < n.last - n.first <= OFFERED and not n.first <= heading < n.last]
    short = (n for n in boxes if sums.sum_size(n.first, n.last) <= OFFER)
    offers = [n for n in short if _is_offer(blocks[n.first : n.last])]
    # A text may be a list of such: what to buy, where to stay.
    alike = Counter((node.tag, node.labels) for node in offers)
    listed = {node.first for node in offers if alike[node.tag, node.labels] >= MANY}
    yield from (node for node in offers if node.first not in listed)
    for node in boxes:
        inside = blocks[node.first : node.last]
        if len(inside) > BOX:
            continue
        others = [block for block in inside if block.tag not in HEADINGS]
        if len(others) == 1 < len(inside) and others[0].size <= LINE and is_call(fold_text(others[0].text)):
            yield node
            continue
        is_short = sums.sum_size(node.first, node.last) <= IMPRINT
        says_nothing = is_short and not sums.sum_sound(node.first, node.last)
        if says_nothing and any(RIGHTS.search(block.text) for block in inside):
            yield node


def _is_offer(blocks: Sequence[Block]) -> bool:
    """Whether a heading that leads nowhere stands over a few words and a link like a button."""
    last = blocks[-1]
    is_button = last.size <= BUTTON and last.internal == last.size and last.tag not in HEADINGS
    return blocks[0].tag in HEADINGS and not blocks[0].linked and is_button
