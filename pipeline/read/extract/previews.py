"""The beginning of an article that a page shows above the whole of it, until somebody asks for more."""

from __future__ import annotations

from pipeline.read.extract.agreement import LEAD_LINES
from pipeline.read.extract.blocks import Block

SHORTEST = 60
"""Letters of such a beginning at least."""


def drop_previews(numbers: list[int], blocks: list[Block]) -> list[int]:
    """Leave out a beginning that is cut with dots, at the top of a text that has it whole further down."""
    previews = set()
    for place, number in enumerate(numbers[:LEAD_LINES]):
        head, dots, _ = blocks[number].text.replace("...", "…").partition("…")
        if dots and len(head) >= SHORTEST:
            begins = (blocks[other].text.startswith(head.rstrip()) for other in numbers[place + 1 :])
            previews |= {number} if any(begins) else set()
    return [number for number in numbers if number not in previews]
