"""What stands around an article and must never pass for it: weighed by evidence, never by a name alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipeline.read.extract.agreement import RETOLD, Told
from pipeline.read.extract.block_names import ASIDES, NOTICES, SURE, find_names
from pipeline.read.extract.blocks import HEADINGS, Layout, Node
from pipeline.read.extract.sound import MOST_LINKED, Sums, ends_sentence, find_heading
from pipeline.text.clean import fold_text

ARTICLE = 600
"""Letters of sound text under the headline that are an article without what follows."""
MUCH = 0.4
"""Share of the page's sound text that no block loses for what it is called or tagged, unless an article
stands before it.
"""
SCATTERED = 0.25
"""The same for all blocks that bear one name: what is called so all over the text is a layout's word."""
APPENDED = 200
"""Letters of sound text that an appended article has at least, and that stand before it."""
CARD = 700
"""Letters of a card with a linked headline at most."""
FRAGMENT = 60
"""Letters under which words that stand there twice are a button's or a label's."""
NAMED_CAPTION, NAMED_LINE = 600, 400
"""Letters of what is called a caption, and of what is called another line beside the text, at most."""
CAPTION = 350
"""Letters of what stands with a picture at most."""
SECTION = 200
"""Letters of sound text under a heading and a picture that are part of the article."""
FOUND_GUILTY = 2
"""Weight of evidence from which a block is furniture."""

_CREDIT = re.compile(r"(?:^|[\s(\[])(?:photo|foto|image|credit|sekil|anh|фото)(?: by)?\s*[:/©]")
_QUOTED = ("table", "blockquote")
_CELLS = frozenset({"td", "th", "li"})
_ROOTS = frozenset({"body", "html", "main"})
_TEXT_TAGS = frozenset({"p", "td", "tr", "table", "article"})
_NO_PICTURE_BOX = _TEXT_TAGS | HEADINGS | {"li", "section", "blockquote", "body", "html", "main"}
_TAG_WEIGHT = {"nav": 3, "footer": 3, "aside": 2, "form": 1, "dialog": 2}
_FIGURES = frozenset({"figure", "figcaption"})
_TAGS_THAT_TELL = _FIGURES.union(_TAG_WEIGHT)
_ROLES = frozenset({"navigation", "complementary", "dialog", "alertdialog", "banner", "contentinfo"})


@dataclass(frozen=True, slots=True)
class Suspect:
    """A block that looks like furniture, the word that says so, and its sound text in letters."""

    node: Node
    word: str
    sound: int


class Furniture:
    """Which blocks of a page are furniture, found by weighing what speaks for it."""

    def __init__(self, layout: Layout, title: str) -> None:
        self.layout = layout
        self.heading = find_heading(layout, title)
        self.sums = Sums(layout.blocks)
        self.gone = bytearray(len(layout.blocks))
        self.explained = 0
        self._title = fold_text(title)
        self._aside = [
            node
            for node in layout.nodes
            if node.first < node.last and node.tag not in _ROOTS and not self._holds_heading(node)
        ]
        self._drop_hidden()
        self._drop_suspects()
        self._drop_cards()
        self._drop_captions()
        self._drop_repeated()
        self._drop_appended()
        self._drop_retold()

    def _drop(self, node: Node) -> None:
        self.gone[node.first : node.last] = b"\x01" * (node.last - node.first)

    def _is_gone(self, node: Node) -> bool:
        return self.gone.find(0, node.first, node.last) < 0

    def _holds_heading(self, node: Node) -> bool:
        return node.first <= self.heading < node.last

    def _list_open(self) -> Iterator[Node]:
        """Give the elements that are neither gone nor around the headline."""
        return (node for node in self._aside if not self._is_gone(node))

    def _drop_hidden(self) -> None:
        """Drop what is not shown, but for the rest of a text that is folded away behind its beginning."""
        shown: set[int] = set()
        folded: Counter[int] = Counter()
        hidden = [node for node in self._list_open() if node.hidden]
        for node in hidden:
            folded[node.above] += self.sums.sum_sound(node.first, node.last)
        for number, block in enumerate(self.layout.blocks):
            node = self.layout.nodes[block.node]
            if self.sums.sound[number] and not node.hidden and node.above >= 0:
                shown |= {node.above, self.layout.nodes[node.above].above}
        for node in hidden:
            is_rest = node.above in shown and folded[node.above] >= MUCH * self.sums.whole > 0
            if not is_rest and not self._is_gone(node):
                self._drop(node)
                self.explained += self.sums.sum_sound(node.first, node.last)

    def _drop_suspects(self) -> None:
        suspects = [s for node in self._list_open() if (s := self._suspect(node)) is not None]
        total, largest = _sum_by_word(suspects)
        for suspect in suspects:
            if self._is_gone(suspect.node):
                continue
            if suspect.word == "figure" or not self._is_needed(suspect, total, largest):
                self._drop(suspect.node)
                self.explained += suspect.sound if suspect.word.startswith(SURE) else 0

    def _is_needed(self, suspect: Suspect, total: Counter[str], largest: Counter[str]) -> bool:
        """Whether the page would have no article without a block, or without all that are called like it."""
        node, word, sound = suspect.node, suspect.word, suspect.sound
        above = self.sums.sum_sound(self.heading, node.first)
        if sound >= MUCH * self.sums.whole > 0:
            return node.first <= self.heading or above < ARTICLE
        size, linked = self._measure(node)
        if total[word] < SCATTERED * self.sums.whole or not ASIDES.search(word) or linked > 0.2 * size:
            return False
        return largest[word] < 0.7 * total[word] or above < ARTICLE

    def _measure(self, node: Node) -> tuple[int, int]:
        return self.sums.sum_size(node.first, node.last), self.sums.sum_linked(node.first, node.last)

    def _suspect(self, node: Node) -> Suspect | None:
        size, linked = self._measure(node)
        if not (linked or node.attributes or node.links or node.controls or node.tag in _TAGS_THAT_TELL):
            return None
        sound = self.sums.sum_sound(node.first, node.last)
        if node.tag in _FIGURES:
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
        weight = _TAG_WEIGHT.get(node.tag, 0)
        weight += bool(lists and linked) + bool(lists and linked > 0.3 * size)
        weight += 2 * bool(asides and not _is_text(node, sound, linked, asides))
        internal = self.sums.sum_internal(node.first, node.last)
        weight += 2 * (internal > MOST_LINKED * size and self._is_link_list(node, size))
        weight += 2 * (size < 800 and _offers_much(node))
        weight += size < 800 and node.tag != "p" and node.controls > 0
        if node.attributes:
            weight += 2 * (node.attributes.get("role") in _ROLES)
            weight += 2 * (node.attributes.get("aria-hidden") == "true")
        return Suspect(node, asides or lists or node.tag, sound) if weight >= FOUND_GUILTY else None

    def _is_link_list(self, node: Node, size: int) -> bool:
        """Whether a linked block is a list of links; items that end like parts of a sentence are text."""
        if node.tag in _TEXT_TAGS or (node.last - node.first == 1 and size <= 60):
            return False
        items = self.layout.blocks[node.first : node.last]
        return not all(item.lines[-1].text.endswith((";", ".", ",")) for item in items)

    def _drop_cards(self) -> None:
        """Drop what stands with a linked headline: another article's picture, date and first words."""
        linked = [int(b.tag in HEADINGS and b.linked >= 0.8 * b.size) for b in self.layout.blocks]
        cards = [0, *accumulate(linked)]
        nodes = self.layout.nodes
        for number, block in enumerate(self.layout.blocks):
            if not linked[number] or self.gone[number] or number == self.heading:
                continue
            card = nodes[block.node]
            while card.above >= 0:
                around = nodes[card.above]
                many = cards[around.last] - cards[around.first] > 1
                much = self.sums.sum_sound(around.first, around.last) >= MUCH * self.sums.whole > 0
                if many or much or self._measure(around)[0] > CARD or self._holds_heading(around):
                    break
                card = around
            self._drop(card)

    def _drop_captions(self) -> None:
        """Drop the few words that stand alone with a picture or a player, but for a section of the text."""
        for node in self._list_open():
            few = node.media and node.last - node.first <= 3 and node.tag not in _NO_PICTURE_BOX
            if few and self._is_caption(node) and not self._is_section(node):
                self._drop(node)

    def _is_caption(self, node: Node) -> bool:
        """Whether a text is as short as a caption; it may be longer where it names who took the picture."""
        size, _ = self._measure(node)
        inside = self.layout.blocks[node.first : node.last] if CAPTION < size <= NAMED_CAPTION else []
        return size <= CAPTION or any(_CREDIT.search(fold_text(block.text)) for block in inside)

    def _is_section(self, node: Node) -> bool:
        """Whether an element has text under a heading of its own that leads nowhere: a slide of a gallery."""
        inside = self.layout.blocks[node.first : node.last]
        headed = any(block.tag in HEADINGS and not block.linked for block in inside)
        return headed and self.sums.sum_sound(node.first, node.last) >= SECTION

    def _drop_repeated(self) -> None:
        """Drop fragments that stand there more than once: "Advertisement", "Share"."""
        blocks = self.layout.blocks
        short = [b.text if b.size < FRAGMENT and b.tag not in _CELLS else "" for b in blocks]
        times = Counter(short)
        for number, text in enumerate(short):
            if text and times[text] > 1 and not ends_sentence(text) and number != self.heading:
                self.gone[number] = 1

    def _drop_appended(self) -> None:
        """Drop whole articles that follow: each in a container of its own, with its h1 at the beginning."""
        if self.heading < 0:
            return
        nodes, blocks = self.layout.nodes, self.layout.blocks
        for number in range(self.heading + 1, len(blocks)):
            block = blocks[number]
            if block.tag == "h1" and not self.gone[number] and fold_text(block.text) != self._title:
                container = self._find_apart(nodes[block.node])
                if container is not None and number - container.first <= 3:
                    self._drop_article(container)
        articles = [node for node in nodes if node.tag == "article"]
        if any(map(self._holds_heading, articles)):
            for node in articles:
                if not self._holds_heading(node) and not self._is_inside(node):
                    self._drop_article(node)

    def _drop_retold(self) -> None:
        """Drop blocks that hold the whole text once more, in one line: what a page has for machines."""
        if all(block.size < RETOLD for block in self.layout.blocks):
            return
        story = Told()
        for number in range(self.heading + 1, len(self.layout.blocks)):
            if not self.gone[number] and story.retells(self.layout.blocks[number].text):
                self.gone[number] = 1
                self.explained += self.sums.sound[number]

    def _find_apart(self, node: Node) -> Node | None:
        """Give the largest element around one that the headline does not stand in, unless it is alone."""
        largest = None
        while node.above >= 0 and not self._holds_heading(node):
            largest, node = node, self.layout.nodes[node.above]
        return largest

    def _is_inside(self, node: Node) -> bool:
        """Whether an element stands in the article that has the headline."""
        while node.above >= 0:
            node = self.layout.nodes[node.above]
            if node.tag == "article" and self._holds_heading(node):
                return True
        return False

    def _drop_article(self, node: Node) -> None:
        above = self.sums.sum_sound(self.heading, node.first)
        sound = self.sums.sum_sound(node.first, node.last)
        if above >= APPENDED and sound >= APPENDED and not self._is_gone(node):
            self._drop(node)
            self.explained += sound


def _offers_much(node: Node) -> bool:
    """Whether an element's only link, or every other of several, leads to where one signs up or pays."""
    offered = node.offers == node.links > 0 or (node.offers > 1 and node.links <= 2 * node.offers)
    return offered and node.tag not in _TEXT_TAGS


def _is_text(node: Node, sound: int, linked: int, word: str) -> bool:
    """Whether what an element is called says nothing against it: its paragraphs and subheads are text."""
    if node.tag in HEADINGS:
        return not linked
    return node.tag == "p" and sound > 0 and not NOTICES.search(word)


def _sum_by_word(suspects: list[Suspect]) -> tuple[Counter[str], Counter[str]]:
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
