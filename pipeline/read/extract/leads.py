"""Where the lead stands when it is not in one place with the text."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.extract.blocks import Layout
from pipeline.read.extract.sound import Sums
from pipeline.text.clean import fold_text

BEGINNING = 60
"""Letters of a text by which its first block is found."""
MOST_LEAD = 2
"""Paragraphs right before the text of a page without a headline that are its lead at most."""


def list_shown_above(layout: Layout, sums: Sums, heading: int, title: str) -> list[int]:
    """Give the lead under a folded headline that is shown before the heading: over a large picture."""
    blocks, nodes = layout.blocks, layout.nodes
    titles = (n for n in range(heading) if title and fold_text(blocks[n].text) == title)
    shown = next(titles, heading)
    place = nodes[blocks[shown].node].above
    lead: list[int] = []
    for number in range(shown + 1, heading):
        # What is furniture around it does not matter.
        is_text = blocks[number].tag == "p" and sums.sound[number]
        if not is_text or nodes[blocks[number].node].above != place:
            break
        lead.append(number)
    return lead


def list_before(text: str, layout: Layout, sound: Sequence[int], heading: int) -> list[int]:
    """Give the blocks with sound text between the headline and where a text begins, unless they are many."""
    begin = text.partition("\n")[0][:BEGINNING]
    starts = (n for n in range(heading + 1, len(layout.blocks)) if layout.blocks[n].text.startswith(begin))
    first = next(starts, 0) if begin and heading >= 0 else 0
    lead = [n for n in range(heading + 1, first) if sound[n]]
    return lead if len(lead) <= MOST_LEAD else []
