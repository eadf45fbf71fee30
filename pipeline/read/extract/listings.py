"""Pages that are no articles by what they are made of: a list of others' headlines, a table of figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from pipeline.read.extract.belonging import is_headline_link
from pipeline.read.extract.dateline import Place, find_printed_dates
from pipeline.read.extract.markup import Markup
from pipeline.read.extract.saying import find_heading
from pipeline.text.clean import clean_line, fold_text

PROSE = 60
"""Characters of a line that is a paragraph and no teaser."""
FEW = 200
"""Characters of such lines that are no article yet."""
HEADLINES = 12
"""Linked headlines of a section page at least."""
CARDS = 8
"""Cards alike, beside one another, of which a text is made that is a list."""
MOST_CARDS = 200
"""Such cards that are looked at."""
FIRST = 40
"""Those of them, at the page's beginning, that are compared with the text."""
CARD = 700
"""Letters of such a card at most."""
INTRODUCTION = 500
"""Letters that may introduce a list, or stand below a table."""
LEVELS = 5
"""How far above its link a card is."""
LONGEST = 50_000
"""Letters of a text that may be a list, and of the cards that are looked through."""
SHORTEST_LINE = 12
"""Letters of a line that is looked for in the cards."""
FIGURES = 6
"""Cells with a number of a table of figures at least."""
MOST_CELLS = 3_000
"""Cells of a table that are looked at."""
UNDER_HEADLINE = 60
"""Letters beside a headline by which the element is known that has what it is the headline of."""

# Of the site, or of one of its languages.
_FRONT = re.compile(r"/?|/(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|default|home)\.\w{3,5})?", re.IGNORECASE)
_SEARCHES = frozenset({"search", "axtar", "axtaris", "tim-kiem", "timkiem", "poisk", "suche", "recherche"})
_FEED_ROOTS = frozenset({"rss", "feed", "urlset", "sitemapindex", "rdf"})
_FIGURE = re.compile(r"\W{0,3}\d[\d.,: /+%-]{0,20}\W{0,3}")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "select", "textarea"})


def is_list(markup: Markup) -> bool:
    """Whether a page is a home page, a search or a feed, by its address and its root."""
    parts = urlsplit(markup.url)
    if _FRONT.fullmatch(parts.path) and not parts.query:
        return True
    if parts.query and parts.path.rstrip("/").rpartition("/")[2].lower() in _SEARCHES:
        return True
    body = markup.tree.find("body")
    tops = [markup.tree, *markup.tree, *(body if body is not None else ())]
    return any(top.tag in _FEED_ROOTS for top in tops)


def explain_listing(markup: Markup, title: str, text: str) -> str:
    """Say what a page is made of that is no article, or nothing; one that claims to be an article is one."""
    if markup.claims_article:
        return ""
    if markup.claims_other and _measure_prose(text.split("\n")) <= INTRODUCTION:
        return "a list, a profile or a contact, as it says itself"
    if markup.sells and not _is_dated(markup, title):
        return "an offer"
    if _lists_headlines(markup, text) or _lists_cards(markup, title, text):
        return "a list of headlines"
    return "a table of figures" if _shows_figures(markup, title, text) else ""


def _lists_headlines(markup: Markup, text: str) -> bool:
    """Whether a page is a section page: many linked headlines, and no text."""
    if _measure_prose(text.split("\n")) >= FEW or markup.find_meta("og:type") not in {"website", ""}:
        return False
    return sum(map(_count_links, markup.tree.iter("h2", "h3"))) >= HEADLINES


def _measure_prose(lines: list[str]) -> int:
    return sum(len(line) for line in lines if len(line) >= PROSE)


def _count_links(heading: html.HtmlElement) -> int:
    """Count the links in a heading, or that it is in one."""
    return len(heading.findall("a")) + (next(heading.iterancestors("a"), None) is not None)


def _lists_cards(markup: Markup, title: str, text: str) -> bool:
    """Whether the text of a page is mostly that of cards that lead to other articles.

    A topic page's own paragraph is short, and no date stands beside its headline. An article whose reading
    went wrong has more words of its own, or a date.
    """
    if len(text) > LONGEST:
        return False
    cards = list(islice(_list_cards(markup.tree), MOST_CARDS))
    if len(cards) < CARDS:
        return False
    lines = [line for line in text.split("\n") if len(line) >= SHORTEST_LINE]
    listed = "\n".join(cards)[:LONGEST]
    in_cards = [line for line in lines if fold_text(line) in listed]
    own = _measure_prose([line for line in lines if line not in set(in_cards)])
    if own > INTRODUCTION or sum(map(len, in_cards)) <= own:
        return False
    said = [fold_text(line) for line in in_cards]
    if sum(any(line in card for line in said) for card in cards[:FIRST]) < CARDS:
        return False
    return not _is_dated(markup, title)


def _is_dated(markup: Markup, title: str) -> bool:
    """Whether a date stands beside the headline."""
    printed = find_printed_dates(markup.tree, title, markup.belonging.is_others)
    return any(one.place is not Place.ELSEWHERE for one in printed)


def _list_cards(tree: html.HtmlElement) -> Iterator[str]:
    """Give the folded words of elements alike, each with a linked line that may be a headline."""
    groups: dict[html.HtmlElement, Counter[tuple[str, str]]] = {}
    seen: set[html.HtmlElement] = set()
    body = tree.find("body")
    for link in filter(is_headline_link, body.iter("a") if body is not None else ()):
        card = link
        for _ in range(LEVELS):
            holder = card.getparent()
            if holder is None or card in seen:
                break
            if holder not in groups:
                groups[holder] = Counter(map(_name_kind, holder))
            if groups[holder][_name_kind(card)] >= CARDS:
                seen.add(card)
                words = clean_line(" ".join(islice(card.itertext(), CARD)))
                if len(words) <= CARD:
                    yield fold_text(words)
                break
            card = holder


def _name_kind(element: html.HtmlElement) -> tuple[str, str]:
    return str(element.tag), (element.get("class") or "").partition(" ")[0]


def _shows_figures(markup: Markup, title: str, text: str) -> bool:
    """Whether what stands under the headline is a table of figures with few words beside it."""
    if _measure_prose([line for line in text.split("\n") if "|" not in line]) > INTRODUCTION:
        return False
    heading = find_heading(markup.tree, title)
    if heading is None:
        return False
    own = _measure_words(heading)
    for holder in heading.iterancestors():
        beside = _measure_words(holder) - own
        if beside >= UNDER_HEADLINE:
            break
    else:
        return False
    tables = [table for table in holder.iter("table") if table.find(".//table") is None]
    tables = [table for table in tables if heading not in table.iter(heading.tag)]
    measured = sum(_measure_words(table) for table in tables if _has_figures(table))
    return measured > beside - measured and beside - measured < FEW


def _measure_words(element: html.HtmlElement) -> int:
    """Count the letters of an element that are shown."""
    if element.tag in _UNSEEN or not isinstance(element.tag, str):
        return 0
    pieces = element.xpath(
        ".//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"
    )
    return sum(len(piece.strip()) for piece in pieces)


def _has_figures(table: html.HtmlElement) -> bool:
    """Whether a third of a table's cells, and several, are nothing but a number, and none is a paragraph."""
    cells = [clean_line(cell.text_content()) for cell in islice(table.iter("td", "th"), MOST_CELLS)]
    figures = sum(_FIGURE.fullmatch(cell) is not None for cell in cells)
    return figures >= FIGURES and 3 * figures >= len(cells) and max(map(len, cells)) < PROSE
