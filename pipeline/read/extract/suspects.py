"""Blocks that look like furniture: what their tag, name, links, fields and buttons say, weighed together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.read.extract.block_names import NOTICES, find_names
from pipeline.read.extract.blocks import HEADINGS, Layout, Node
from pipeline.read.extract.sound import MOST_LINKED, Sums
from pipeline.text.clean import fold_text

CARD = 700
"""Letters of a card with a linked headline at most."""
CARD_LINE = 20
"""Letters of a linked line that may be a headline."""
NAMED_CAPTION, NAMED_LINE = 600, 400
"""Letters of what is called a caption, and of what is called another line beside the text, at most."""
BAR = 200
"""Letters of a bar of buttons at most."""
OFFER = 120
"""Letters of sentences beside a field for a mail address that praise what comes there."""
FEWEST_FACTS = 3
"""Items of a list that is a box of facts."""
FOUND_GUILTY = 2
"""Weight of evidence from which a block is furniture."""
TEXT_TAGS = frozenset({"p", "td", "tr", "table", "article"})
"""Elements that text or a table of it stands in."""

_MAIL = re.compile(r"mail|e-poct|почт|thu dien tu")
_QUOTED = ("table", "blockquote")
_TAG_WEIGHT = {"nav": 3, "footer": 3, "aside": 2, "form": 1, "dialog": 2}
_FIGURES = frozenset({"figure", "figcaption"})
_TAGS_THAT_TELL = _FIGURES.union(_TAG_WEIGHT)
_OF_TEXT = HEADINGS | {"li"}
_ROLES = frozenset({"navigation", "complementary", "dialog", "alertdialog", "banner", "contentinfo"})


@dataclass(frozen=True, slots=True)
class Suspect:
    """A block that looks like furniture, the word that says so, and its sound text in letters."""

    node: Node
    word: str
    sound: int


class Scales:
    """Weighs the elements of a page."""

    def __init__(self, layout: Layout, sums: Sums) -> None:
        self._layout, self._sums = layout, sums

    def measure(self, node: Node) -> tuple[int, int]:
        """Count the letters of an element, and those of them in links."""
        return self._sums.sum_size(node.first, node.last), self._sums.sum_linked(node.first, node.last)

    def suspect(self, node: Node) -> Suspect | None:
        """Give an element as furniture with the word that says so, or None."""
        size, linked = self.measure(node)
        if not (linked or node.attributes or node.links or node.controls or node.tag in _TAGS_THAT_TELL):
            return None
        sound = self._sums.sum_sound(node.first, node.last)
        if node.tag in _FIGURES and not _frames_text(node, sound):
            # Tables and quotations stand in figures as well; their captions are figures of their own.
            tagged = node.tag == "figure" and any(
                node.element.find(f".//{tag}") is not None for tag in _QUOTED
            )
            return None if tagged else Suspect(node, "figure", sound)
        lists, asides, lines = find_names(node.labels)
        if (
            lines
            and size < (NAMED_CAPTION if "caption" in node.labels.lower() else NAMED_LINE)
            and not (sound and node.tag == "p" and size > 200)
        ):
            return Suspect(node, "figure", sound)
        weight = 0 if self._is_fact_box(node, sound) else _TAG_WEIGHT.get(node.tag, 0)
        weight += bool(lists and linked)
        weight += bool(lists and (linked > 0.3 * size or self.is_card(node)))
        weight += 2 * bool(asides and not _is_text(node, sound, linked, asides))
        internal = self._sums.sum_internal(node.first, node.last)
        weight += 2 * (internal > MOST_LINKED * size and self._is_link_list(node, size))
        weight += 2 * (size < 800 and _offers_much(node))
        if size < 800 and node.tag != "p" and node.controls > 0:
            inside = self._layout.blocks[node.first : node.last]
            # A poll is a question with its answers.
            asks = all(
                b.text.endswith("?")
                for b, n in zip(inside, self._sums.sound[node.first :], strict=False)
                if n
            )
            is_bar = size < BAR and (node.controls > 1 or asks)
            is_bar = is_bar and not any(block.tag in HEADINGS for block in inside)
            is_bar = is_bar or (not sound and node.element.find(".//form") is not None)
            weight += 1 + is_bar + (sound < OFFER and _asks_address(node))
        if node.attributes:
            weight += 2 * (node.attributes.get("role") in _ROLES)
            weight += 2 * (node.attributes.get("aria-hidden") == "true")
        return Suspect(node, asides or lists or node.tag, sound) if weight >= FOUND_GUILTY else None

    def is_card(self, node: Node) -> bool:
        """Whether a short element opens with a line that is nothing but a link: another headline."""
        first, (size, _) = self._layout.blocks[node.first], self.measure(node)
        return size <= CARD and first.size >= CARD_LINE and first.internal >= 0.8 * first.size

    def _is_fact_box(self, node: Node, sound: int) -> bool:
        """Whether an aside is a box of facts in the text: nothing to click, and text before and after it."""
        if node.tag != "aside" or node.links or node.controls or node.media or node.above < 0:
            return False
        around = self._layout.nodes[node.above]
        above = self._sums.sum_sound(around.first, node.first)
        below = self._sums.sum_sound(node.last, around.last)
        items = sum(1 for block in self._layout.blocks[node.first : node.last] if block.tag == "li")
        return (sound > 0 or items >= FEWEST_FACTS) and above > 0 and below > 0

    def _is_link_list(self, node: Node, size: int) -> bool:
        """Whether a linked block is a list of links; items that end like parts of a sentence are text."""
        if node.tag in TEXT_TAGS or (node.last - node.first == 1 and size <= 60):
            return False
        items = self._layout.blocks[node.first : node.last]
        return not all(item.lines[-1].text.endswith((";", ".", ",")) for item in items)


def _frames_text(node: Node, sound: int) -> bool:
    """Whether a figure holds sentences and no picture: some systems make every block of a text one."""
    is_bare = node.tag == "figure" and not node.media and node.element.find(".//figcaption") is None
    return is_bare and (sound > 0 or any(one.tag in _OF_TEXT for one in node.element.iter()))


def _asks_address(node: Node) -> bool:
    """Whether an element has a field for a mail address: itself or its label says so."""
    fields = (f"{f.get('type')} {f.get('name')} {f.get('placeholder')}" for f in node.element.iter("input"))
    labels = (label.text_content() for label in node.element.iter("label"))
    return any(_MAIL.search(fold_text(said)) for said in (*fields, *labels))


def _offers_much(node: Node) -> bool:
    """Whether an element's only link, or every other of several, leads to where one signs up or pays."""
    offered = node.offers == node.links > 0 or (node.offers > 1 and node.links <= 2 * node.offers)
    return offered and node.tag not in TEXT_TAGS


def _is_text(node: Node, sound: int, linked: int, word: str) -> bool:
    """Whether what an element is called says nothing against it: its paragraphs and subheads are text."""
    if node.tag in HEADINGS:
        return not linked
    return node.tag == "p" and sound > 0 and not NOTICES.search(word)


def sum_by_word(suspects: list[Suspect]) -> tuple[Counter[str], Counter[str]]:
    """Give the sound text of all outermost suspects by their word, and that of the largest."""
    total: Counter[str] = Counter()
    largest: Counter[str] = Counter()
    ends: dict[str, int] = {}
    for suspect in suspects:
        if suspect.node.first >= ends.get(suspect.word, 0):
            ends[suspect.word] = suspect.node.last
            total[suspect.word] += suspect.sound
            largest[suspect.word] = max(largest[suspect.word], suspect.sound)
    return total, largest
