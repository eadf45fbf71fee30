"""Sub-heads that are no headings in the markup: a few words above sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from pipeline.read.extract.block_names import PLAYERS
from pipeline.read.extract.blocks import HEADINGS, Layout
from pipeline.read.extract.sound import ends_sentence

BOX = 12
"""Blocks of a box at most, of which nothing is text."""
LABEL = 80
"""Letters of its heading at most."""


def drop_bare_headings(kept: Sequence[int], layout: Layout) -> list[int]:
    """Leave out the heading of a box of which nothing else is text: figures of a share, a form."""
    marks = [0] * len(layout.blocks)
    for number in kept:
        marks[number] = 1
    before = [0, *accumulate(marks)]

    def is_bare(number: int) -> bool:
        block = layout.blocks[number]
        if block.tag not in HEADINGS or block.size > LABEL or ends_sentence(block.text):
            return False
        node = layout.nodes[block.node]
        while node.last == number + 1 and node.above >= 0 and node.first == number:
            node = layout.nodes[node.above]
        more = node.last - number - 1
        return node.first == number and 0 < more <= BOX and before[node.last] - before[number] == 1

    return [number for number in kept if not is_bare(number)]


class Subheads:
    """Tells the sub-heads of a page, given the sound text of each block."""

    def __init__(self, layout: Layout, sound: Sequence[int]) -> None:
        self._layout, self._sound = layout, sound

    def is_one(self, number: int) -> bool:
        """Whether a few words head a box of their own, or bear a name that others in such a place bear."""
        if not 0 <= number < len(self._sound) - 1 or not self._is_above(number):
            return False
        if self._heads_box(number):
            return True
        labels = self._get_labels(number)
        return bool(labels.strip()) and self._stands_between(number) and self._named[labels] > 1

    def _is_above(self, number: int) -> bool:
        """Whether words stand right above sentences; one is a label, a stroke parts who took a picture."""
        block = self._layout.blocks[number]
        is_few = not self._sound[number] and not block.linked and len(block.text.split()) > 1
        labels = self._layout.nodes[block.node].labels
        is_few = is_few and "/" not in block.text and not PLAYERS.search(labels)
        return is_few and bool(self._sound[number + 1])

    def _heads_box(self, number: int) -> bool:
        nodes = self._layout.nodes
        head = nodes[self._layout.blocks[number].node]
        return head.last == number + 1 and head.above >= 0 and nodes[head.above].first == number

    def _stands_between(self, number: int) -> bool:
        return number > 0 and bool(self._sound[number - 1]) and self._is_above(number)

    def _get_labels(self, number: int) -> str:
        return self._layout.nodes[self._layout.blocks[number].node].labels

    @cached_property
    def _named(self) -> Counter[str]:
        """What such lines are called, and how often."""
        return Counter(map(self._get_labels, filter(self._stands_between, range(len(self._sound) - 1))))
