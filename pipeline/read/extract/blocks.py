"""A page as a row of text blocks: what stands between two block boundaries, and the elements around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import html

from pipeline.read.extract.block_names import join_labels
from pipeline.read.extract.hidden import is_hidden, is_unseen_inside, list_folded, list_hidden_names
from pipeline.read.extract.links import Link, find_target, is_offer

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "ruby",
        "rb",
        "rt",
        "rp",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
"""Elements that stand in a line of text and do not end it."""
CONTROLS = frozenset(["input", "button", "select", "textarea"])
MEDIA = frozenset(
    ["img", "picture", "video", "audio", "iframe", "object", "embed", "svg", "canvas", "amp-img"]
)
UNSEEN = (
    CONTROLS
    | MEDIA
    | frozenset(
        ["script", "style", "noscript", "template", "option", "math", "head", "title", "map", "datalist"]
    )
    | frozenset(["amp-ad", "amp-embed", "amp-sticky-ad", "amp-consent"])
)
"""Elements whose content is no text of the page."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
FEWEST_MARKS = 3
"""Times that a picture stands on a page which is a mark."""
WIDE = 3
"""What a letter of a script without blanks counts: it says as much as a syllable."""

# But for one blank alone, which stays as it is.
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0\u200b]{2,}|[\t\n\r\f\v\xa0\u200b]")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PICTURE = re.compile(r"src|original|lazy|url|image")
_NOWHERE, _HERE = Link.NONE, Link.HERE


@dataclass(slots=True)
class Line:
    """A line of text, the number of its letters, and how many of them are linked.

    `internal` counts those of them that lead to the site's own pages, all but those of list items.
    """

    text: str
    size: int
    linked: int
    internal: int


@dataclass(slots=True)
class Block:
    """Text between two block boundaries, in lines as `br` parts them; `node` is the place of its element."""

    lines: list[Line]
    size: int
    linked: int
    internal: int
    node: int
    tag: str

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class Node:
    """A block-level element: the place of the one around it, and the run of blocks that stand in it.

    `controls` and `media` count the buttons and fields, and the pictures and players, inside; `links` and
    `offers` all links, and those to where one signs up or pays.
    """

    element: html.HtmlElement
    tag: str
    attributes: Mapping[str, str]
    labels: str
    above: int
    first: int
    hidden: bool
    last: int = 0
    controls: int = 0
    media: int = 0
    links: int = 0
    offers: int = 0


class Layout:
    """All blocks of a page in the order of the document, and the elements around them, found in one walk.

    With `noscript`, what a page shows where scripts do not run is text as well. `site` is the domain of the
    page: what leads elsewhere out of a list is a source or a shop, no other article of the outlet.
    """

    def __init__(self, tree: html.HtmlElement, *, noscript: bool = False, site: str = "") -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self._unseen = UNSEEN - {"noscript"} if noscript else UNSEEN
        self.site = site
        self._hidden = list_hidden_names(tree)
        self._folded = list_folded(tree)
        self._marks = _list_marks(tree)
        self._parts: list[tuple[str | None, Link]] = []
        self._controls = self._media = self._links = self._offers = 0
        body = tree.find("body")
        self._walk(tree if body is None else body, -1, _NOWHERE)

    def _walk(self, element: html.HtmlElement, above: int, linked: Link) -> None:
        tag = element.tag
        if tag in self._unseen or not isinstance(tag, str):
            if tag == "button" and self.nodes and _is_heading(element, self.nodes[above]):
                self._walk_inside(element, above, linked)
                return
            self._controls += tag in CONTROLS
            self._media += tag in MEDIA and not (tag == "img" and _get_picture(element) in self._marks)
            return
        attributes = dict(element.items())
        # Browsers show what they do not know in the line; what Word leaves has a prefix.
        if tag in INLINE or ":" in tag:
            # Inside a line nothing is folded away to be read later.
            if not attributes or not is_unseen_inside(attributes, self._hidden):
                if tag == "a" and not linked:
                    linked = self._read_link(attributes, above)
                self._walk_inside(element, above, linked)
            return
        if self._parts:
            self._flush(above)
        place = len(self.nodes)
        hidden = is_hidden(attributes) and attributes.get("id") not in self._folded
        node = Node(element, tag, attributes, join_labels(attributes), above, len(self.blocks), hidden)
        self.nodes.append(node)
        controls, media, links, offers = self._controls, self._media, self._links, self._offers
        self._walk_inside(element, place, linked)
        if self._parts:
            self._flush(place)
        node.last = len(self.blocks)
        node.controls, node.media = self._controls - controls, self._media - media
        node.links, node.offers = self._links - links, self._offers - offers

    def _walk_inside(self, element: html.HtmlElement, place: int, linked: Link) -> None:
        if element.text:
            self._parts.append((element.text, linked))
        for child in element:
            if child.tag == "br":
                self._parts.append((None, linked))
            else:
                self._walk(child, place, linked)
            if child.tail:
                self._parts.append((child.tail, linked))

    def _read_link(self, attributes: Mapping[str, str], place: int) -> Link:
        """Tell where a link leads; one to its heading's own place on this page is none."""
        href, around = attributes.get("href", ""), self.nodes[place].tag
        if around in HEADINGS and href.startswith("#"):
            return _NOWHERE
        self._links += 1
        self._offers += is_offer(href)
        return find_target(href, self.site) if self.site and around == "li" else _HERE

    def _flush(self, place: int) -> None:
        """End the block that is being gathered."""
        parts, self._parts = self._parts, []
        for text, _ in parts:
            if text and not text.isspace():
                break
        else:
            return
        lines = list(_join_lines(parts))
        if lines:
            size, linked = sum(line.size for line in lines), sum(line.linked for line in lines)
            internal = sum(line.internal for line in lines)
            node = max(place, 0)
            self.blocks.append(Block(lines, size, linked, internal, node, self.nodes[node].tag))


def _join_lines(parts: list[tuple[str | None, Link]]) -> Iterator[Line]:
    """Give the lines of a block; None is a break between two."""
    line: list[str] = []
    linked = internal = 0
    for text, link in (*parts, (None, _NOWHERE)):
        if text is not None:
            line.append(text)
            if link:
                letters = measure_text(text.strip())
                linked += letters
                internal += letters if link is _HERE else 0
            continue
        whole = _SPACE.sub(" ", "".join(line)).strip()
        if whole:
            size = measure_text(whole)
            yield Line(whole, size, min(linked, size), min(internal, size))
        line, linked, internal = [], 0, 0


def measure_text(text: str) -> int:
    """Count letters; one of Chinese, Japanese, Korean or Thai counts `WIDE` times."""
    return len(text) if text.isascii() else len(text) + (WIDE - 1) * len(_WIDE.findall(text))


def _list_marks(tree: html.HtmlElement) -> frozenset[str]:
    """Give the pictures that stand on a page several times: who speaks, a bullet; none is of an event."""
    times = Counter(map(_get_picture, tree.iter("img")))
    return frozenset(picture for picture, number in times.items() if picture and number >= FEWEST_MARKS)


def _get_picture(element: html.HtmlElement) -> str:
    """Give the addresses of a picture; one that scripts put in its place later is among them."""
    return " ".join(value for name, value in element.attrib.items() if _PICTURE.search(name))


def _is_heading(button: html.HtmlElement, around: Node) -> bool:
    """Whether a button is the words of a heading: a question that opens its answer."""
    return around.tag in HEADINGS and 2 * len(button.text_content()) > len(around.element.text_content())
