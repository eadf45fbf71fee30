"""Whose a piece of mark-up is: the article's own, or a comment's, a quoted person's, another article's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, takewhile

from lxml import html

from pipeline.read.extract.block_names import get_labels
from pipeline.text.clean import clean_line, fold_text

SHARED = 0.4
"""Share of words in common from which two headlines are of one article."""
SAME = 0.6
"""Share of the words of the longer of two headlines in common from which they are the same."""
CARD = 700
"""Letters of a card of another article at most."""
MOST_IN_CARD = 150
"""Elements of such a card at most."""
MOST_IN_SCOPE = 500
"""Elements of an object of microdata among which its headline is looked for."""
LEVELS = 5
"""How far above a by-line or a date the card is that holds it as well as the linked headline."""
HEADLINE_WORDS, HEADLINE_LETTERS = 3, 20
"""Words and letters of a linked line that may be a headline at least."""
ALIKE = 2
"""Cards beside one whose headline is no heading, each with a linked line as well, at least."""

_ARTICLES = re.compile(r"Article$|BlogPosting$|/Report$")
# What an article shows or tells of has an author and a day as well.
_THINGS = re.compile(
    r"(?:Image|Video|Audio|Media)Object$|/(?:Comment|UserComments?|Event|Product|Book|Movie)$"
)
_BESIDE = frozenset({"aside", "footer", "li"})
_QUOTED = frozenset({"blockquote", "q", "figure"})
_ROOTS = frozenset({"html", "head", "body", "main"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"p", "div", "li", "td"})
_INLINE = frozenset({"a", "b", "strong", "em", "i", "span", "font", "u", "small"})


class Belonging:
    """Tells what is the article's own by what stands around it; `titles` are the page's, as sets of words."""

    def __init__(self, tree: html.HtmlElement, titles: Sequence[set[str]]) -> None:
        self._titles = titles
        self._holders = set(_list_holders(tree))
        self._cards: dict[html.HtmlElement, bool | None] = {}
        self._scopes: dict[html.HtmlElement, bool] = {}
        self._headlines: dict[html.HtmlElement, str] = {}

    def is_foreign(self, element: html.HtmlElement) -> bool:
        """Whether mark-up stands in a list or a side column, or is somebody else's.

        What an object of microdata with the page's headline has in such a place is its own.
        """
        around = list(element.iterancestors())
        scope = next((one for one in around if one.get("itemscope") is not None), None)
        is_own = scope is not None and self._is_own_scope(scope)
        # An address in an article is that of who wrote it, wherever it stands.
        outside = takewhile(lambda one: one.tag != "address", around)
        return (not is_own and any(one.tag in _BESIDE for one in outside)) or self.is_others(element)

    def is_others(self, element: html.HtmlElement) -> bool:
        """Whether mark-up is somebody else's.

        Of a comment, a quotation or a picture, of another object in microdata, or of a card with a linked
        headline of its own.
        """
        for around in element.iterancestors():
            if around in self._holders:
                continue
            called = f"{around.get('itemtype') or ''} {around.get('itemprop') or ''} {get_labels(around)}"
            # An article's own element may say that its comments are open.
            if around.tag in _QUOTED or "comment" in called.lower():
                return True
            if around.get("itemscope") is not None and self._is_another_scope(around):
                return True
        return self._is_in_card(element)

    def measure_likeness(self, text: str) -> float:
        """Which share of a headline's words the page shows as its own headline."""
        words = set(fold_text(text).split())
        return max((len(words & shown) / len(words) for shown in self._titles if words), default=0.0)

    def _is_own_headline(self, text: str) -> bool:
        """Whether a linked headline is the page's; those below a topic have its words as well, and more."""
        words = set(fold_text(text).split())
        return any(len(words & shown) >= SAME * max(len(words), len(shown)) for shown in self._titles)

    def _is_another_scope(self, scope: html.HtmlElement) -> bool:
        if scope not in self._scopes:
            self._scopes[scope] = self._describes_another(scope)
        return self._scopes[scope]

    def _is_own_scope(self, scope: html.HtmlElement) -> bool:
        """Whether an object of microdata is an article with the page's headline."""
        if not _ARTICLES.search(scope.get("itemtype") or ""):
            return False
        return bool(self._read_headline(scope)) and not self._is_another_scope(scope)

    def _read_headline(self, scope: html.HtmlElement) -> str:
        """Give what an object says is its headline, where that can be compared with the page's."""
        if not self._titles:
            return ""
        if scope not in self._headlines:
            self._headlines[scope] = _read_scope_headline(scope)
        return self._headlines[scope]

    def _describes_another(self, scope: html.HtmlElement) -> bool:
        """Whether an object of microdata is a thing in the article, or an article with another headline."""
        kind = scope.get("itemtype") or ""
        is_article = _ARTICLES.search(kind) is not None
        if not is_article:
            return _THINGS.search(kind) is not None
        said = self._read_headline(scope)
        return bool(said) and self.measure_likeness(said) < SHARED

    def _is_in_card(self, element: html.HtmlElement) -> bool:
        # A date may stand in the card itself, without an element of its own.
        own = [element] if element.tag in _BLOCKS else []
        for around in islice(chain(own, element.iterancestors()), LEVELS):
            if around not in self._cards:
                is_own = around.tag in _ROOTS or around in self._holders
                self._cards[around] = None if is_own else self._is_card(around)
            is_card = self._cards[around]
            if is_card is None:
                return False
            if is_card:
                return True
        return False

    def _is_card(self, around: html.HtmlElement) -> bool | None:
        """Whether an element is a card of another article; None where it is too large, or the page's own."""
        inside = list(islice(around.iter(), MOST_IN_CARD + 1))
        if len(inside) > MOST_IN_CARD or _is_longer(around, CARD):
            return None
        lines = [one for one in inside if one.tag == "a" and is_headline_link(one)]
        if any(self._is_own_headline(one.text_content()) for one in lines):
            return None
        if any(_is_heading(one) for one in lines):
            return True
        return bool(lines) and sum(map(_has_headline, _list_alike(around))) >= ALIKE


def _read_scope_headline(scope: html.HtmlElement) -> str:
    """Give what an object of microdata says is its headline."""
    inside = islice(scope.iter(), MOST_IN_SCOPE)
    named = (one for one in inside if (one.get("itemprop") or "").split()[:1] == ["headline"])
    headline = next(named, None)
    return "" if headline is None else headline.get("content") or clean_line(headline.text_content())


def _list_holders(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Give what the page's h1 elements stand in."""
    known: set[html.HtmlElement] = set()
    for heading in tree.iter("h1"):
        for around in heading.iterancestors():
            if around in known:
                break
            known.add(around)
            yield around


def _is_longer(element: html.HtmlElement, most: int) -> bool:
    letters = 0
    for piece in element.itertext():
        letters += len(piece.strip())
        if letters > most:
            return True
    return False


def _is_heading(link: html.HtmlElement) -> bool:
    inside = any(one.tag in _HEADINGS for one in link.iter())
    return inside or any(one.tag in _HEADINGS for one in islice(link.iterancestors(), 2))


def is_headline_link(link: html.HtmlElement) -> bool:
    """Whether a link is a line of its own, as long as a headline."""
    text = clean_line(link.text_content())
    if len(text) < HEADLINE_LETTERS or len(text.split()) < HEADLINE_WORDS:
        return False
    holder, inner = link.getparent(), link
    while holder is not None and holder.tag in _INLINE:
        holder, inner = holder.getparent(), holder
    behind = inner.getnext()
    return not (inner.tail or "").strip() or (behind is not None and behind.tag == "br")


def _has_headline(element: html.HtmlElement) -> bool:
    return any(map(is_headline_link, islice(element.iter("a"), 10)))


def _list_alike(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Give the elements beside one that have its tag and its first class."""
    holder = element.getparent()
    called = (element.get("class") or "").split()[:1]
    for one in islice(holder, 20) if holder is not None else ():
        if one is not element and one.tag == element.tag and (one.get("class") or "").split()[:1] == called:
            yield one
