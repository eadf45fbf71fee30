"""How much of a page is sentences, in any run of its blocks; and where its headline stands."""

from __future__ import annotations

import re
from itertools import accumulate

from pipeline.read.extract.blocks import HEADINGS, Block, Layout
from pipeline.text.clean import fold_text

SHORTEST = 40
"""Letters under which a block says nothing for itself."""
LONG = 120
"""Letters from which a block is text although no sentence ends in it."""
BEFORE_TITLE = 30
"""Letters before the title in an element that is no heading and says it."""
MOST_LINKED = 0.5
"""Share of a block inside links from which it is a list of links."""

_SENTENCE = re.compile(r"[.!?…。！？।؟](?:[\"'”’»)\]]|\s|$)")


class Sums:
    """Totals of any run of blocks: letters, linked letters, sound text."""

    def __init__(self, blocks: list[Block]) -> None:
        self.sound = [measure_sound(block) for block in blocks]
        self._size = [0, *accumulate(block.size for block in blocks)]
        self._linked = [0, *accumulate(block.linked for block in blocks)]
        self._internal = [0, *accumulate(block.internal for block in blocks)]
        self._sound = [0, *accumulate(self.sound)]

    def sum_size(self, first: int, last: int) -> int:
        return self._size[last] - self._size[first]

    def sum_linked(self, first: int, last: int) -> int:
        return self._linked[last] - self._linked[first]

    def sum_internal(self, first: int, last: int) -> int:
        return self._internal[last] - self._internal[first]

    def sum_sound(self, first: int, last: int) -> int:
        return self._sound[last] - self._sound[max(first, 0)] if last > first else 0

    @property
    def whole(self) -> int:
        """Sound text of the page."""
        return self._sound[-1]


def measure_sound(block: Block) -> int:
    """Count the letters of a block that are sentences outside links; 0 for headings, lists and fragments."""
    if block.size < SHORTEST or block.linked > MOST_LINKED * block.size or block.tag in HEADINGS:
        return 0
    if block.size < LONG and not _SENTENCE.search(block.text):
        return 0
    return block.size - block.linked


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends somewhere in a text."""
    return _SENTENCE.search(text) is not None


def find_heading(layout: Layout, title: str) -> int:
    """Give the place of the article's own headline among the blocks; -1 when the page shows none.

    Old pages have no headings: then it is the first block that says the title and nothing else.
    """
    wanted = set(fold_text(title).split())
    best, place = 0.0, -1
    first_h1 = -1
    for number, block in enumerate(layout.blocks):
        if block.tag not in HEADINGS or block.size > 400:
            continue
        if block.tag == "h1" and first_h1 < 0:
            first_h1 = number
        likeness = _measure_likeness(block, wanted) if wanted else 0.0
        if likeness > best + 0.01:
            best, place = likeness, number
    if best >= 0.4 or first_h1 >= 0:
        return place if best >= 0.4 else first_h1
    return _find_saying(layout, fold_text(title))


def _find_saying(layout: Layout, title: str) -> int:
    """Give the first block of a page without headings that is the title, folded, and no link.

    A number or a kicker may stand before it.
    """
    longest = len(title) + BEFORE_TITLE if title else 0
    for number, block in enumerate(layout.blocks):
        if not block.linked and block.size <= longest and fold_text(block.text).endswith(title):
            return number
        if title and len(block.lines) > 1 and fold_text(block.lines[0].text) == title:
            # In one block with the text: the headline is all that stands before it.
            return number - 1
    return -1


def _measure_likeness(block: Block, wanted: set[str]) -> float:
    words = set(fold_text(block.text).split())
    share = len(words & wanted) / len(words | wanted)
    # A linked headline is another page's, or this one's on a card.
    linked = 0.5 if block.linked > MOST_LINKED * block.size else 0.0
    return share + (0.15 if block.tag == "h1" else 0.05) - linked
