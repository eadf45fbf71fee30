"""Sections below an article that say themselves what they are: comments, and other articles of the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.read.extract.blocks import HEADINGS, Layout, Node
from pipeline.read.extract.phrases import COMMENTS, OTHERS
from pipeline.read.extract.sound import Sums
from pipeline.text.clean import fold_text

LONGEST = 60
"""Letters of the heading of such a section at most."""
ABOVE = 100
"""Letters of sound text between the headline and such a section at least: the article."""
FEWEST_LINKS = 2
"""Links of a section of other articles at least."""

_COUNT = re.compile(r"[\d\s:()|,.]+")


def list_sections(layout: Layout, sums: Sums, heading: int) -> Iterator[tuple[int, int]]:
    """Give the first block of each such section, its heading, and the block behind its last."""
    end = 0
    for number in range(max(heading, -1) + 1, len(layout.blocks)):
        block = layout.blocks[number]
        if number < end or block.tag not in HEADINGS or block.linked or block.size > LONGEST:
            continue
        called = _COUNT.sub(" ", fold_text(block.text)).strip()
        section = _find_section(layout, layout.nodes[block.node])
        if sums.sum_sound(max(heading, 0), number) < ABOVE:
            continue
        if COMMENTS.fullmatch(called) or (OTHERS.fullmatch(called) and _is_linked(section, sums, heading)):
            end = section.last
            yield number, end


def _find_section(layout: Layout, node: Node) -> Node:
    """Give the innermost element around a heading in which something follows it."""
    last = node.last
    while node.last == last and node.above >= 0:
        node = layout.nodes[node.above]
    return node


def _is_linked(section: Node, sums: Sums, heading: int) -> bool:
    """Whether a section beside the headline has a link for each of its paragraphs at least."""
    paragraphs = sum(1 for sound in sums.sound[section.first : section.last] if sound)
    is_around = section.first <= heading < section.last
    return section.links >= max(paragraphs, FEWEST_LINKS) and not is_around
