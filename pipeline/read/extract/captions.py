"""Lines that stand with a picture or a player and are no text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from pipeline.read.extract.blocks import HEADINGS, Block, Layout, Node
from pipeline.read.extract.sound import LONG, Sums, ends_sentence
from pipeline.read.extract.suspects import NAMED_CAPTION, TEXT_TAGS
from pipeline.text.clean import fold_text

FEW = 3
"""Blocks of an element that is a picture with its words at most."""
CAPTION = 350
"""Letters of what stands with a picture at most."""
FRAMED = 150
"""Letters of the line under a picture that is framed by a table at most."""
SECTION = 200
"""Letters of sound text under a heading and a picture that are part of the article."""

_CREDIT = re.compile(r"(?:^|[\s(\[])(?:photo|foto|image|credit|sekil|anh|фото)(?: by)?\s*[:/©]")
_CENTRED = re.compile(r"text-align\s{0,3}:\s{0,3}center")
_NO_PICTURE_BOX = TEXT_TAGS | HEADINGS | {"li", "section", "blockquote", "body", "html", "main"}


class Captions:
    """Tells the captions of a page."""

    def __init__(self, layout: Layout, sums: Sums) -> None:
        self._layout, self._sums = layout, sums

    def is_framed(self, node: Node) -> bool:
        """Whether an element is a frame for a picture and its line, or a paragraph with both."""
        return self._is_table(node) or self._is_captioned(node)

    def is_boxed(self, node: Node) -> bool:
        """Whether a box holds a picture and a few words, which are no section of the text."""
        few = node.media and node.last - node.first <= FEW and node.tag not in _NO_PICTURE_BOX
        return bool(few) and self._is_caption(node) and not self._is_section(node)

    def list_behind(self) -> Iterator[int]:
        """Give the blocks that are the line under a picture that stands alone."""
        blocks = self._layout.blocks
        for number in {node.first for node in self._layout.nodes if node.media and node.first == node.last}:
            if number < len(blocks) and self._is_line_under(blocks[number]):
                yield number

    def _is_line_under(self, block: Block) -> bool:
        """Whether a block behind a picture names who took it, or is set apart and no sentence."""
        if _is_credited(block):
            return True
        is_said = block.tag in HEADINGS or block.size > FRAMED or ends_sentence(block.text) or block.linked
        return not is_said and _is_set_apart(self._layout.nodes[block.node].element)

    def _is_caption(self, node: Node) -> bool:
        """Whether a text is as short as a caption; it may be longer where it names who took the picture."""
        size = self._sums.sum_size(node.first, node.last)
        blocks = self._layout.blocks[node.first : node.last]
        if len(blocks) > 1 and all(block.tag == "li" and not block.linked for block in blocks):
            # A list with a mark before each item.
            return False
        has_caption = any(block.tag == "figcaption" for block in blocks)
        if has_caption and any(map(self._is_text, range(node.first, node.last))):
            # The picture has its caption: what stands beside it is text.
            return False
        inside = blocks if CAPTION < size <= NAMED_CAPTION else []
        return size <= CAPTION or any(_CREDIT.search(fold_text(block.text)) for block in inside)

    def _is_text(self, number: int) -> bool:
        block = self._layout.blocks[number]
        return block.tag == "p" and not block.linked and self._sums.sound[number] >= LONG

    def _is_section(self, node: Node) -> bool:
        """Whether an element has text under a heading of its own that leads nowhere: a slide of a gallery."""
        inside = self._layout.blocks[node.first : node.last]
        headed = any(block.tag in HEADINGS and not block.linked for block in inside)
        return headed and self._sums.sum_sound(node.first, node.last) >= SECTION

    def _is_table(self, node: Node) -> bool:
        """Whether a table puts a picture above a line, which is no sentence or in a row of its own."""
        if node.tag != "table" or not node.media or node.last - node.first > 1:
            return False
        if self._sums.sum_size(node.first, node.last) > FRAMED:
            return False
        return not self._sums.sum_sound(node.first, node.last) or _stands_in_row_below(node.element)

    def _is_captioned(self, node: Node) -> bool:
        """Whether a paragraph holds a picture and the line that names who took it."""
        is_one = node.tag == "p" and bool(node.media) and node.last - node.first == 1
        return is_one and _is_credited(self._layout.blocks[node.first])


def _is_credited(block: Block) -> bool:
    """Whether a short block names who took a picture."""
    return block.size <= CAPTION and _CREDIT.search(fold_text(block.text)) is not None


def _is_set_apart(element: html.HtmlElement) -> bool:
    """Whether a line stands in the middle and in italics, as old systems set captions."""
    is_centred = element.get("align") == "center" or _CENTRED.search(element.get("style") or "")
    inner = element.find("em") if element.find("em") is not None else element.find("i")
    return bool(is_centred) and inner is not None and not (element.text or "").strip()


def _stands_in_row_below(table: html.HtmlElement) -> bool:
    """Whether the words of a table stand in a row behind that of its picture."""
    rows = list(table.iter("tr"))
    return (
        len(rows) > 1 and not rows[0].text_content().strip() and next(rows[0].iter("img"), None) is not None
    )
