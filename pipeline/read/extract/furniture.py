"""What stands around an article and must never pass for it: weighed by evidence, never by a name alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from pipeline.read.extract.agreement import RETOLD, Told
from pipeline.read.extract.block_names import ASIDES, SURE
from pipeline.read.extract.blocks import HEADINGS, MEDIA, Layout, Node
from pipeline.read.extract.captions import Captions
from pipeline.read.extract.imprints import list_imprints
from pipeline.read.extract.sections import list_sections
from pipeline.read.extract.sound import Sums, ends_sentence, find_heading
from pipeline.read.extract.suspects import CARD, Scales, Suspect, sum_by_word
from pipeline.read.extract.teasers import list_teasers
from pipeline.text.clean import fold_text

ARTICLE = 600
"""Letters of sound text under the headline that are an article without what follows."""
MUCH = 0.4
"""Share of the page's sound text that no block loses for what it is called or tagged, unless an article
stands before it.
"""
SCATTERED = 0.25
"""The same for all blocks that bear one name: what is called so all over the text is a layout's word."""
MOST = 0.7
"""The same for all boxes with a picture and some words together, from which these are the text."""
APPENDED = 200
"""Letters of sound text that an appended article has at least, and that stand before it."""
FRAGMENT = 60
"""Letters under which words that stand there twice are a button's or a label's."""
SEVERAL = 3
"""Linked headlines from which what stands with one is surely another article's."""

_CELLS = frozenset({"td", "th", "li"})
_ROOTS = frozenset({"body", "html", "main"})


class Furniture:
    """Which blocks of a page are furniture, found by weighing what speaks for it."""

    def __init__(self, layout: Layout, title: str) -> None:
        self.layout = layout
        self.heading = find_heading(layout, title)
        self.sums = Sums(layout.blocks)
        self._scales = Scales(layout, self.sums)
        self.gone = bytearray(len(layout.blocks))
        self.explained = 0
        self._title = fold_text(title)
        self._aside = [
            node
            for node in layout.nodes
            if node.first < node.last and node.tag not in _ROOTS and not self._holds_heading(node)
        ]
        self._drop_hidden()
        self._drop_sections()
        self._drop_suspects()
        self._drop_cards()
        self._drop_runs(list_teasers(self.layout, self.sums, self.heading))
        self._drop_imprints()
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
            if self._is_gone(node) or (is_rest and not self._is_copy(node)):
                continue
            self._drop(node)
            self.explained += self.sums.sum_sound(node.first, node.last)

    def _is_copy(self, node: Node) -> bool:
        """Whether most of an element stands outside of it as well: a copy for printers, for phones."""
        blocks = self.layout.blocks
        others = {block.text for block in (*blocks[: node.first], *blocks[node.last :])}
        again = sum(self.sums.sound[n] for n in range(node.first, node.last) if blocks[n].text in others)
        return again > 0.5 * self.sums.sum_sound(node.first, node.last)

    def _drop_sections(self) -> None:
        """Drop what a heading calls comments or other articles."""
        self._drop_runs(list_sections(self.layout, self.sums, self.heading))

    def _drop_runs(self, runs: Iterable[tuple[int, int]]) -> None:
        """Drop runs of blocks that are surely other articles or what readers say."""
        for first, last in runs:
            self.explained += self._sum_open(first, last)
            self.gone[first:last] = b"\x01" * (last - first)

    def _sum_open(self, first: int, last: int) -> int:
        """Count the sound text of blocks that are not gone."""
        return sum(self.sums.sound[number] for number in range(first, last) if not self.gone[number])

    def _drop_suspects(self) -> None:
        suspects = [s for node in self._list_open() if (s := self._scales.suspect(node)) is not None]
        total, largest = sum_by_word(suspects)
        cards = [s.node for s in suspects if self._scales.is_card(s.node)]
        explained = set(map(id, cards if len(cards) >= SEVERAL else ()))
        for suspect in suspects:
            if self._is_gone(suspect.node):
                continue
            if suspect.word == "figure" or not self._is_needed(suspect, total, largest):
                is_explained = suspect.word.startswith(SURE) or id(suspect.node) in explained
                self.explained += suspect.sound if is_explained else 0
                self._drop(suspect.node)

    def _is_needed(self, suspect: Suspect, total: Counter[str], largest: Counter[str]) -> bool:
        """Whether the page would have no article without a block, or without all that are called like it."""
        node, word, sound = suspect.node, suspect.word, suspect.sound
        above = self.sums.sum_sound(self.heading, node.first)
        if sound >= MUCH * self.sums.whole > 0:
            return node.first <= self.heading or above < ARTICLE
        size, linked = self._scales.measure(node)
        if total[word] < SCATTERED * self.sums.whole or not ASIDES.search(word) or linked > 0.2 * size:
            return False
        return largest[word] < 0.7 * total[word] or above < ARTICLE

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
                if many or much or self._scales.measure(around)[0] > CARD or self._holds_heading(around):
                    break
                card = around
            if cards[-1] >= SEVERAL:
                self.explained += self._sum_open(card.first, card.last)
            self._drop(card)

    def _drop_imprints(self) -> None:
        """Drop short boxes that one of their lines gives away."""
        for node in list_imprints(self.layout, self.sums, self.heading):
            self._drop(node)

    def _drop_captions(self) -> None:
        """Drop the few words that stand alone with a picture or a player, but for a section of the text."""
        captions = Captions(self.layout, self.sums)
        boxes = [n for n in self._list_open() if captions.is_boxed(n) and not self._opens_text(n)]
        if self._are_text(boxes):
            boxes = []
        for node in (*boxes, *filter(captions.is_framed, self._list_open())):
            self._drop(node)
        for number in captions.list_behind():
            if number != self.heading:
                self.gone[number] = 1

    def _are_text(self, boxes: Sequence[Node]) -> bool:
        """Whether boxes with pictures hold most of what is said, and other words stand between them."""
        said = {n for node in boxes for n in range(node.first, node.last) if not self.gone[n]}
        if len(said) < SEVERAL:
            return False
        between = [n for n in range(min(said), max(said)) if n not in said and not self.gone[n]]
        sound = sum(self.sums.sound[number] for number in said)
        whole = self._sum_open(max(self.heading, 0), len(self.gone))
        return len(between) >= SEVERAL and sound >= MOST * whole > 0

    def _opens_text(self, node: Node) -> bool:
        """Whether sentences right under the headline stand before the picture: a lead, and no caption."""
        first = next((n for n in range(node.first, node.last) if self.sums.sound[n]), -1)
        if not 0 <= self.heading < first or self._sum_open(self.heading, first):
            return False
        text = self.layout.nodes[self.layout.blocks[first].node].element
        order = (one for one in node.element.iter() if one is text or one.tag in MEDIA)
        return next(order, None) is text and text is not node.element

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
