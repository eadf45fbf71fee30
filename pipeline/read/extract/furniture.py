"""What stands around an article and must never pass for it: notices, links, comments, appended articles."""

from __future__ import annotations

import re

from lxml import html

from pipeline.read.extract.markup import get_labels
from pipeline.text.clean import clean_line, fold_text

LEAST = 40
"""Characters of a block under which it cannot be the article."""
MOST = 0.4
"""Share of the page's text beyond which a block is the article, whatever it is called: wrappers bear such
names too.
"""
PARAGRAPHS = 3
"""Of one cell: then it is the page's layout."""
LINKED = 0.5
"""Share of a block's text inside links from which it is a list of links."""
LINK_LINE = 0.8
"""The same for a line between paragraphs, which is shorter than `LONGEST_LINE` characters."""
LONGEST_LINE = 250

_NAMES = re.compile(
    r"(?<![a-z])(?:cookie|consent|gdpr|related|read-?more|read-?also|recommend|share|sharing|social|"
    r"breadcrumb|newsletter|subscribe|comment|disqus|"
    r"tags?(?![a-z])|tag-?(?:list|cloud)|keywords|most-?read|popular|trending|latest|other-?news|"
    r"more-?news|same-?(?:category|topic)|sidebar|banner|promo|"
    r"advert|ads(?![a-z])|bx-?oxsar|tin-?lien-?quan|tin-?khac|xem-?them|oxsar|footer|copyright|"
    r"paywall-?offer|cards?(?![a-z])|teasers?(?![a-z]))",
    re.IGNORECASE,
)
_TAGS = frozenset({"nav", "aside", "footer", "iframe", "object", "select", "button", "template"})
_GONE = frozenset({"script", "style", "noscript"})
_ROOTS = frozenset({"html", "body", "head"})
_CALLED = "//body//*[@class or @id]"
_LINK_LINES = (
    "//p[a] | //li[a] | //div[a][not(*[not(self::a or self::b or self::strong or self::i or self::em or"
    " self::br)])]"
)
_ENDS = (".", "!", "?", "…", "»", '"', "”", ":")


def strip_furniture(tree: html.HtmlElement, title: str) -> html.HtmlElement:
    """Strip a tree (in place) of all that is not the article's own text, its headline included."""
    for element in list(tree.iter(*_GONE)):
        element.drop_tree()
    _unwrap_forms(tree)
    _unwrap_layout(tree)
    _drop_appended(tree, title)
    whole = len(tree.text_content()) or 1
    for element in list(tree.iter(*_TAGS)):
        _drop_block(element, whole)
    for element in tree.xpath(_CALLED):
        if _NAMES.search(get_labels(element)) and element.tag not in _ROOTS:
            _drop_block(element, whole)
            # What stays is a wrapper; trafilatura would throw it away for the same name.
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
    _drop_link_lines(tree)
    for heading in list(tree.iter("h1")):
        heading.drop_tree()
    return tree


def _drop_block(element: html.HtmlElement, whole: int) -> None:
    """Drop a block unless it holds the article."""
    if element.getparent() is not None and not _holds_article(element, whole):
        element.drop_tree()


def _holds_article(element: html.HtmlElement, whole: int) -> bool:
    """Whether a block has the headline, or much of the page's text and little of it linked."""
    own = len(element.text_content())
    if own < LEAST:
        return False
    if element.find(".//h1") is not None:
        return True
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    return own >= MOST * whole and linked <= LINKED * own


def _unwrap_forms(tree: html.HtmlElement) -> None:
    """ASP.NET puts the whole page into one form, which trafilatura would throw away."""
    for form in list(tree.iter("form")):
        if form.find(".//p") is not None or form.find(".//h1") is not None:
            form.drop_tag()
        else:
            form.drop_tree()


def _unwrap_layout(tree: html.HtmlElement) -> None:
    """Old pages are laid out by tables: a cell with the headline or several paragraphs is no table's cell."""
    for cell in list(tree.iter("td")):
        if len(cell.findall(".//p")) < PARAGRAPHS and cell.find(".//h1") is None:
            continue
        for around in list(cell.iterancestors("table", "tbody", "tr")):
            around.drop_tag()
        cell.tag = "div"


def _drop_appended(tree: html.HtmlElement, title: str) -> None:
    """Drop what follows under another h1 or in another `article`.

    Pages for endless scrolling append the next articles.
    """
    headings = [h for h in tree.iter("h1") if clean_line(h.text_content())]
    if not headings:
        return
    own = _find_own_heading(headings, title)
    above = set(own.iterancestors())
    for other in headings[headings.index(own) + 1 :]:
        _drop_container(other, above)
    if any(a.tag == "article" for a in above):
        for article in list(tree.iter("article")):
            if article not in above and not any(a.tag == "article" for a in article.iterancestors()):
                article.drop_tree()


def _find_own_heading(headings: list[html.HtmlElement], title: str) -> html.HtmlElement:
    wanted = fold_text(title)
    for heading in headings:
        if fold_text(clean_line(heading.text_content())) == wanted:
            return heading
    return headings[0]


def _drop_container(heading: html.HtmlElement, above: set[html.HtmlElement]) -> None:
    """Drop the largest element around a heading that the own one does not share, or what follows it."""
    container = heading
    while (around := container.getparent()) is not None and around not in above:
        container = around
    if container.getparent() is None:
        return
    if container is heading:
        for sibling in list(heading.itersiblings()):
            sibling.drop_tree()
    container.drop_tree()


def _drop_link_lines(tree: html.HtmlElement) -> None:
    """Drop lines between the paragraphs that are nothing but a link to another article."""
    for line in tree.xpath(_LINK_LINES):
        if line.getparent() is not None and _is_link_line(line):
            line.drop_tree()


def _is_link_line(line: html.HtmlElement) -> bool:
    text = clean_line(line.text_content())
    if not text or len(text) >= LONGEST_LINE or text.endswith(_ENDS):
        return False
    return sum(len(clean_line(a.text_content())) for a in line.iter("a")) >= LINK_LINE * len(text)
