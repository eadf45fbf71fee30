"""The text of an article by where sentences stand densest: one walk over the page, whatever its markup."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import accumulate, takewhile

from lxml import html

from pipeline.read.extract.agreement import MOSTLY, Compared, keep_letters
from pipeline.read.extract.block_names import LEADS
from pipeline.read.extract.blocks import HEADINGS, Block, Layout, Line, Node
from pipeline.read.extract.date_labels import DATE
from pipeline.read.extract.endings import find_end, is_in_cell
from pipeline.read.extract.furniture import Furniture
from pipeline.read.extract.imprints import RIGHTS
from pipeline.read.extract.leads import MOST_LEAD, list_before, list_shown_above
from pipeline.read.extract.notices import introduces_link, is_byline, is_call, is_label
from pipeline.read.extract.phrases import CONSENT
from pipeline.read.extract.previews import drop_previews
from pipeline.read.extract.rows import TextLine, find_cell, join_rows
from pipeline.read.extract.sound import MOST_LINKED
from pipeline.read.extract.subheads import Subheads, drop_bare_headings
from pipeline.text.clean import clean_paragraphs, fold_text
from pipeline.text.parsing import drop_elements

FRAGMENT = 50
"""What a scrap of a few letters weighs against its container: one is little, many are a page's frame."""
BEFORE = 0.3
"""What sound text before the headline counts."""
CALLED = 1.1
"""What a container gains that is called an article's body."""
POINT = 40
"""Letters of an item of a list that tells the points of an article before its text."""
LEAD = 60
"""Letters of a lead at least that stands between headline and body without the end of a sentence."""
LEAD_LINES = 4
"""Lines at most above the text among which its date and by-line are looked for."""
LONGEST_LEAD = 150
"""Letters of such a line at most."""
KICKER = 80
"""Letters of a kicker before the headline at most."""
LINK_LINE = 0.8
"""Share of a line inside links from which it is nothing but a link, when shorter than `LONGEST_LINE`."""
LONGEST_LINE = 250
LISTED = 60
"""Letters of a list of links in one block at least."""
HEADLINE, DATED = 25, 20
"""Letters of a link that may be a headline at least, and of a date behind it at most."""

# An address, an instant, the number of a slide.
_BARE_VALUE = re.compile(
    r"https?://\S+|\d{1,3} ?(?:/|of|из) ?\d{1,3}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?"
)
_BODY = re.compile(
    r"(?:article|story|entry|post|content|detail|main|body)-?_*(?:body|text|content|detail)", re.IGNORECASE
)
_LEADS = HEADINGS - {"h1"} | {"p"}
_ENDS = (".", "!", "?", "…", "»", '"', "”", ":", ";", "。", "！", "？")
_IN_TEXT = frozenset(["p", "li", "td", "th", "caption", "blockquote", "dd", "dt", "pre", "summary"])
_TAIL = frozenset(["p", "li", "div", "td"])
_QUIET = frozenset(["li", "dd", "dt", "p"])


class Density:
    """A page read by density: its furniture, the container with most sentences, and the lines in it.

    `sound` has the letters of each block's sentences, 0 where it is furniture.
    """

    def __init__(self, tree: html.HtmlElement, title: str, *, noscript: bool = False, site: str = "") -> None:
        self.layout = Layout(tree, noscript=noscript, site=site)
        self.furniture = Furniture(self.layout, title)
        self._title = fold_text(title)
        self.sound = [
            0 if gone else sound
            for gone, sound in zip(self.furniture.gone, self.furniture.sums.sound, strict=True)
        ]
        self._subheads = Subheads(self.layout, self.sound)
        self._summaries = sum(1 for block in self.layout.blocks if block.tag == "summary")
        self.container = self._choose_container()
        self.text = self._write()

    def _choose_container(self) -> Node | None:
        """Give the element that gains most: its sentences less its links and scraps."""
        heading = self.furniture.heading
        gains = [s * BEFORE if n < heading else s for n, s in enumerate(self.sound)]
        gain = [0.0, *accumulate(gains)]
        loss = [0, *accumulate(self._weigh_loss(n, b) for n, b in enumerate(self.layout.blocks))]
        best, most = None, 0.0
        for node in self.layout.nodes:
            worth = gain[node.last] - gain[node.first] - (loss[node.last] - loss[node.first])
            if worth > 0 and (_BODY.search(node.labels) or node.attributes.get("itemprop") == "articleBody"):
                worth *= CALLED
            # The innermost of several that hold the same.
            if worth > most or (worth == most and best is not None):
                best, most = node, worth
        return best

    def _weigh_loss(self, number: int, block: Block) -> int:
        if self.furniture.gone[number] or self.sound[number]:
            return 0
        if block.tag in HEADINGS and block.linked < 0.5 * block.size:
            return 0
        if block.tag in {"td", "th"} and block.linked < 0.5 * block.size:
            return block.size
        if block.tag in _QUIET and block.internal < 0.2 * block.size:
            return 0
        return max(block.linked if block.size >= 1000 else block.size, FRAGMENT)

    def _write(self) -> str:
        container = self.container
        if container is None:
            return ""
        inside = [*self._list_lead(container.first), *self._list_inside(container)]
        below = {self.layout.blocks[n].text for n in inside}
        above = list_shown_above(self.layout, self.furniture.sums, self.furniture.heading, self._title)
        chosen = [*(n for n in above if self.layout.blocks[n].text not in below), *inside]
        sound = [n for n in chosen if self.sound[n]]
        if not sound:
            return ""
        main_tag = self._find_main_tag(sound)
        last = find_end(self.layout, chosen, sound[-1])
        kept = [n for n in chosen if self._is_kept(n, sound[0], last, main_tag)]
        kept = drop_bare_headings(kept, self.layout)
        return clean_paragraphs("\n".join(self._list_lines(kept)))

    def _list_lead(self, first: int) -> list[int]:
        """Give the lead between the headline and a container that neither stands in."""
        heading = self.furniture.heading
        if heading < 0:
            # No headline tells where it begins: what stands right before, in one place with the text.
            before = range(first - 1, max(first - 1 - MOST_LEAD, -1), -1)
            return [*takewhile(lambda n: self.sound[n] and not self.layout.blocks[n].linked, before)][::-1]
        if heading >= first:
            return []
        return [n for n in range(heading + 1, first) if not self.furniture.gone[n] and self._is_lead(n)]

    def _is_lead(self, number: int) -> bool:
        block = self.layout.blocks[number]
        is_called = block.size >= POINT and LEADS.search(self.layout.nodes[block.node].labels) is not None
        plain = not block.linked and (is_called or (block.size >= LEAD and block.tag in _LEADS))
        plain = plain and not self.layout.nodes[block.node].controls
        return bool(self.sound[number]) or plain or self._is_point(number)

    def _is_point(self, number: int) -> bool:
        """Whether a block is one of the points of an article: an item of a list, or of such a list."""
        block = self.layout.blocks[number]
        is_item = block.tag == "li" and not block.linked
        return is_item and self.layout.nodes[block.node].above in self._lists_of_points

    @cached_property
    def _lists_of_points(self) -> set[int]:
        """The places of the elements around items that are long enough to tell a point."""
        items = (block for block in self.layout.blocks if block.tag == "li" and block.size >= POINT)
        return {self.layout.nodes[item.node].above for item in items}

    def _list_inside(self, container: Node) -> list[int]:
        first, heading = container.first, self.furniture.heading
        if first <= heading < container.last:
            first = heading + 1
        return [n for n in range(first, container.last) if not self.furniture.gone[n]]

    def _find_main_tag(self, sound: list[int]) -> str:
        """Give the element in which most of the text stands."""
        letters: Counter[str] = Counter()
        for number in sound:
            letters[self.layout.blocks[number].tag] += self.sound[number]
        return letters.most_common(1)[0][0]

    def _is_kept(self, number: int, first: int, last: int, main_tag: str) -> bool:
        block = self.layout.blocks[number]
        if self._is_switch(block):
            return False
        if number > last:
            return not block.linked and (block.tag == "p" or (block.tag in _TAIL and block.size >= 20))
        if number < first:
            # A question or sub-head may stand right above the first paragraph.
            is_lead = block.size >= LEAD or self._is_lead(number)
            return is_lead or (number == first - 1 and block.tag in HEADINGS and not block.linked)
        is_text = block.tag in HEADINGS or block.tag in _IN_TEXT or block.tag == main_tag
        is_text = is_text or (block.text.endswith("?") and not block.linked)
        is_text = is_text or self._subheads.is_one(number)
        return bool(self.sound[number]) or is_text or block.size >= 80 or is_in_cell(self.layout, block)

    def _is_switch(self, block: Block) -> bool:
        """Whether a block opens the rest of a page: alone, and no question that an answer stands behind."""
        is_alone = block.tag == "summary" and self._summaries == 1
        return is_alone and block.size < POINT and not block.text.endswith("?")

    def _list_lines(self, kept: list[int]) -> list[str]:
        lines: list[TextLine] = []
        seen: dict[str, int] = {}
        is_above, last = True, -1
        for number in drop_previews(kept, self.layout.blocks):
            block = self.layout.blocks[number]
            if self._begins_links(last + 1, number):
                _drop_label(lines)
            last = number
            cell = find_cell(block, self.layout.nodes)
            for line in block.lines:
                if self._is_repeated(line, block, seen) or (is_above and is_byline(line.text)):
                    continue
                if self._is_foreign(line, block):
                    if line.internal:
                        _drop_label(lines)
                    continue
                lines.append(TextLine(line.text, block.tag, *cell))
                is_above = is_above and len(lines) < LEAD_LINES and line.size <= LONGEST_LEAD
        while lines and lines[-1].tag in HEADINGS:
            lines.pop()
        return list(join_rows(lines))

    def _begins_links(self, first: int, last: int) -> bool:
        """Whether blocks in a row are left out, and the first is a link to the site's own pages."""
        return (
            first < last and self.layout.blocks[first].internal > MOST_LINKED * self.layout.blocks[first].size
        )

    def _is_repeated(self, line: Line, block: Block, seen: dict[str, int]) -> bool:
        """Whether a line stands there already: the same line in another container is the one for phones."""
        container = self.layout.nodes[block.node].above
        return seen.setdefault(line.text, container) != container and line.size > LEAD

    def _is_foreign(self, line: Line, block: Block) -> bool:
        """Whether a line is a bare link, the headline again, a notice or a mark of rights."""
        if line.size < LONGEST_LINE and self._leads_away(line, block):
            return True
        if len(block.lines) == 1 and introduces_link(line):
            return True
        if line.size < 400 and (RIGHTS.search(line.text) or _BARE_VALUE.fullmatch(line.text)):
            return True
        folded = fold_text(line.text) if line.size < 1000 else ""
        if len(block.lines) == 1 and is_call(folded, is_linked=line.linked > 0):
            return True
        if block.tag in HEADINGS and line.size <= len(self._title) + KICKER:
            return bool(self._title) and folded.endswith(self._title)
        return bool(folded) and (folded == self._title or len(CONSENT.findall(folded)) >= 2)

    def find_lead(self, text: str) -> str:
        """Give the sentences between the headline and where another reading begins, unless they are many."""
        numbers = list_before(text, self.layout, self.sound, self.furniture.heading)
        return clean_paragraphs("\n".join(self.layout.blocks[n].text for n in numbers))

    def stands_above(self, text: str) -> bool:
        """Whether most of another reading stands before the headline, and not in this one."""
        blocks = self.layout.blocks[: max(self.furniture.heading, 0)]
        other, above = Compared(text), Compared("\n".join(block.text for block in blocks))
        is_own = other.measure_share(Compared(self.text)) > MOSTLY
        return bool(self.text) and not is_own and other.measure_share(above) > MOSTLY

    def drop_links(self, text: str) -> str:
        """Take out of another reading the cells that are lists of links to other pages of the site."""
        links = {
            keep_letters(block.text)
            for block in self.layout.blocks
            if block.size >= LISTED and block.internal > MOST_LINKED * block.size
        }
        lines = text.split("\n")
        return "\n".join(n for n in lines if not (n.startswith("|") and keep_letters(n) in links))

    def _leads_away(self, line: Line, block: Block) -> bool:
        """Whether a line is a link to another page of the site, with its date or a block of its own."""
        if line.internal >= LINK_LINE * line.size:
            inside = self.layout.nodes[block.node].element.getparent()
            return not line.text.endswith(_ENDS) or (inside is not None and inside.tag == "a")
        rest = line.size - line.internal
        if line.internal < HEADLINE or rest > DATED:
            return False
        return DATE.search(fold_text(line.text[-rest:])) is not None

    def measure_sound(self) -> int:
        """Count the letters of all sentences under the headline, but for what is surely not the article's."""
        furniture = self.furniture
        under = furniture.sums.sum_sound(furniture.heading, len(self.layout.blocks))
        return under - furniture.explained

    def strip_tree(self) -> None:
        """Take the furniture and the headline out of the tree that was read."""
        if self.furniture.heading >= 0:
            self.furniture.gone[self.furniture.heading] = 1
        kept = [0, *accumulate(not gone for gone in self.furniture.gone)]
        last = 0
        gone = []
        for node in self.layout.nodes:
            is_outside = node.first >= last and node.first < node.last
            if is_outside and kept[node.last] == kept[node.first] and node.element.getparent() is not None:
                gone.append(node.element)
                last = node.last
        drop_elements(gone)


def _drop_label(lines: list[TextLine]) -> None:
    """Drop a label whose links are left out."""
    if lines and is_label(lines[-1].text):
        lines.pop()
