"""Other articles told behind an article or in its midst: linked headlines with some words, in a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, islice

from lxml import html

from pipeline.read.extract.blocks import Layout, Node
from pipeline.read.extract.date_labels import DATE
from pipeline.read.extract.links import Link, find_target
from pipeline.read.extract.sound import Sums
from pipeline.text.clean import fold_text

HEADLINE = 20
"""Letters of a linked headline at least."""
LARGEST = 400
"""Letters of a teaser at most."""
FEWEST = 2
"""Teasers of one make that stand in a row."""
DATED = 20
"""Letters of a date before it at most."""
ABOVE = 200
"""Letters of sound text under the headline at least: a digest is made of nothing else."""
SHARE = 0.5
"""Letters of sound text in teasers at most, of those that stand above them."""


def list_teasers(layout: Layout, sums: Sums, heading: int) -> Iterator[tuple[int, int]]:
    """Give runs of blocks in which each of several like elements begins with the headline of another page.

    Sources that are named in a list lead elsewhere, or say what they are before the link.
    """
    beside: dict[int, list[Node]] = defaultdict(list)
    end = _find_end(layout, sums, heading)
    for node in layout.nodes:
        if heading < node.first < node.last and layout.blocks[node.first].linked >= HEADLINE:
            beside[node.above].append(node)
    for nodes in beside.values():
        for _, alike in groupby(nodes, key=lambda node: (node.tag, node.labels)):
            run = list(alike)
            if len(run) < FEWEST or not all(_is_teaser(layout, node) for node in run):
                continue
            first, last = run[0].first, run[-1].last
            above = sums.sum_sound(max(heading, 0), first)
            is_little = sums.sum_sound(first, last) <= SHARE * above
            if above >= ABOVE and (is_little or first >= end):
                yield first, last


def _find_end(layout: Layout, sums: Sums, heading: int) -> int:
    """Give the place behind the smallest element that holds the headline and enough text for an article."""
    node = layout.nodes[layout.blocks[heading].node] if heading >= 0 else None
    while node is not None and node.above >= 0:
        if sums.sum_sound(heading, node.last) >= ABOVE:
            return node.last
        node = layout.nodes[node.above]
    return len(layout.blocks)


def _is_teaser(layout: Layout, node: Node) -> bool:
    blocks = layout.blocks[node.first : node.last]
    size, linked = sum(block.size for block in blocks), sum(block.linked for block in blocks)
    if size > LARGEST or size - linked < HEADLINE:
        return False
    link = _find_first_link(node.element)
    return (
        link is not None
        and len(link.text_content().strip()) >= HEADLINE
        and find_target(link.get("href") or "", layout.site) is Link.HERE
    )


def _is_date(text: str) -> bool:
    return len(text) <= DATED and DATE.search(fold_text(text)) is not None


def _find_first_link(element: html.HtmlElement) -> html.HtmlElement | None:
    """Give the link that an element's text begins with, but for its date."""
    texts = islice(element.xpath("descendant::text()[normalize-space()]"), 2)
    text = next((one for one in texts if not _is_date(one)), None)
    if text is None:
        return None
    place = text.getparent().getparent() if text.is_tail else text.getparent()
    around = (one for one in (place, *place.iterancestors()) if one.tag == "a" and one.get("href"))
    return next(around, None)
