"""Sections below an article that say themselves what they are: comments, and other articles of the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.read.extract.block_names import SURE, find_names
from pipeline.read.extract.blocks import HEADINGS, Layout, Node
from pipeline.read.extract.phrases import COMMENTS, OTHERS
from pipeline.read.extract.sound import Sums
from pipeline.text.clean import fold_text

LONGEST = 60
"""Letters of the heading of such a section at most."""
ABOVE = 100
"""Letters of sound text between the headline and such a section at least: the article."""
LABELLED = 1.0
"""Sound text of a section under a label that is no heading, by that of the article above it, at most."""
FEWEST_LINKS = 2
"""Links of a section of other articles at least."""

_COUNT = re.compile(r"[\d\s:()|,.]+")


def list_sections(layout: Layout, sums: Sums, heading: int) -> Iterator[tuple[int, int]]:
    """Give the first block of each such section, its heading, and the block behind its last."""
    end = 0
    for number in range(max(heading, -1) + 1, len(layout.blocks)):
        block = layout.blocks[number]
        if number < end or block.linked or block.size > LONGEST:
            continue
        called = _COUNT.sub(" ", fold_text(block.text)).strip()
        of_comments = COMMENTS.fullmatch(called) is not None
        above = sums.sum_sound(max(heading, 0), number)
        if above < ABOVE or not (of_comments or OTHERS.fullmatch(called)):
            continue
        section = _find_section(layout, number)
        if block.tag not in HEADINGS:
            # Inside a text such a label stands above one link, or a few words.
            is_apart = of_comments or section.first == number
            is_much = sums.sum_sound(number, section.last) > LABELLED * above
            if not is_apart or (is_much and not (of_comments and _is_called_so(section))):
                continue
        if of_comments or _is_linked(section, sums, heading):
            end = section.last
            if of_comments and sums.sum_sound(end, len(layout.blocks)) <= LABELLED * above:
                # No article goes on behind what its readers say.
                end = len(layout.blocks)
            yield number, end


def _find_section(layout: Layout, number: int) -> Node:
    """Give the innermost element around a heading in which something follows it."""
    node = layout.nodes[layout.blocks[number].node]
    while node.last == number + 1 and node.above >= 0:
        node = layout.nodes[node.above]
    return node


def _is_called_so(section: Node) -> bool:
    """Whether a section of comments is named so in the markup as well."""
    return find_names(section.labels)[1].startswith(SURE)


def _is_linked(section: Node, sums: Sums, heading: int) -> bool:
    """Whether a section beside the headline has a link for each of its paragraphs at least."""
    paragraphs = sum(1 for sound in sums.sound[section.first : section.last] if sound)
    is_around = section.first <= heading < section.last
    return section.links >= max(paragraphs, FEWEST_LINKS) and not is_around
