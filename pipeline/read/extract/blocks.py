"""A page as a row of text blocks: what stands between two block boundaries, and the elements around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from pipeline.read.extract.markup import get_labels

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
)
"""Elements whose content is no text of the page."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
WIDE = 3
"""What a letter of a script without blanks counts: it says as much as a syllable."""

_SPACE = re.compile(r"[ \t\n\r\f\v\xa0\u200b]+")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(0", re.IGNORECASE)
_FOR_READERS = re.compile(r"(?<![a-z])(?:sr-only|screen-?reader|visually-?hidden)", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """A line of text, the number of its letters, and how many of them are linked."""

    text: str
    size: int
    linked: int


@dataclass(slots=True)
class Block:
    """Text between two block boundaries, in lines as `br` parts them; `node` is the place of its element."""

    lines: list[Line]
    size: int
    linked: int
    node: int
    tag: str

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class Node:
    """A block-level element: the place of the one around it, and the run of blocks that stand in it.

    `controls` and `media` count the buttons and fields, and the pictures and players, inside.
    """

    element: html.HtmlElement
    tag: str
    labels: str
    above: int
    first: int
    hidden: bool
    last: int = 0
    controls: int = 0
    media: int = 0


class Layout:
    """All blocks of a page in the order of the document, and the elements around them, found in one walk.

    With `noscript`, what a page shows where scripts do not run is text as well.
    """

    def __init__(self, tree: html.HtmlElement, *, noscript: bool = False) -> None:
        self.nodes: list[Node] = []
        self.blocks: list[Block] = []
        self._unseen = UNSEEN - {"noscript"} if noscript else UNSEEN
        self._parts: list[tuple[str | None, bool]] = []
        self._controls = self._media = 0
        body = tree.find("body")
        self._walk(tree if body is None else body, -1, False)

    def _walk(self, element: html.HtmlElement, above: int, linked: bool) -> None:
        tag = element.tag
        if not isinstance(tag, str) or self._is_unseen(tag, element):
            return
        if tag in INLINE:
            self._walk_inside(element, above, linked or tag == "a")
            return
        self._flush(above)
        place = len(self.nodes)
        node = Node(element, tag, get_labels(element), above, len(self.blocks), _is_hidden(element))
        self.nodes.append(node)
        controls, media = self._controls, self._media
        self._walk_inside(element, place, linked)
        self._flush(place)
        node.last = len(self.blocks)
        node.controls, node.media = self._controls - controls, self._media - media

    def _walk_inside(self, element: html.HtmlElement, place: int, linked: bool) -> None:
        if element.text:
            self._parts.append((element.text, linked))
        for child in element:
            if child.tag == "br":
                self._parts.append((None, linked))
            else:
                self._walk(child, place, linked)
            if child.tail:
                self._parts.append((child.tail, linked))

    def _is_unseen(self, tag: str, element: html.HtmlElement) -> bool:
        if tag in self._unseen:
            self._controls += tag in CONTROLS
            self._media += tag in MEDIA
            return True
        # Inside a line nothing is folded away to be read later.
        return tag in INLINE and (
            _is_hidden(element) or _FOR_READERS.search(element.get("class", "")) is not None
        )

    def _flush(self, place: int) -> None:
        """End the block that is being gathered."""
        parts, self._parts = self._parts, []
        if not any(text and not text.isspace() for text, _ in parts):
            return
        lines = list(_join_lines(parts))
        if lines:
            size, linked = sum(line.size for line in lines), sum(line.linked for line in lines)
            node = max(place, 0)
            self.blocks.append(Block(lines, size, linked, node, self.nodes[node].tag))


def _join_lines(parts: list[tuple[str | None, bool]]) -> Iterator[Line]:
    """Give the lines of a block; None is a break between two."""
    line: list[str] = []
    linked = 0
    for text, in_link in (*parts, (None, False)):
        if text is not None:
            line.append(text)
            linked += measure_text(text.strip()) if in_link else 0
            continue
        whole = _SPACE.sub(" ", "".join(line)).strip()
        if whole:
            size = measure_text(whole)
            yield Line(whole, size, min(linked, size))
        line, linked = [], 0


def measure_text(text: str) -> int:
    """Count letters; one of Chinese, Japanese, Korean or Thai counts `WIDE` times."""
    return len(text) if text.isascii() else len(text) + (WIDE - 1) * len(_WIDE.findall(text))


def _is_hidden(element: html.HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDING.search(style) is not None
