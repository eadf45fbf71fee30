"""What stands around an article and must never pass for it: notices, related links, tags, comments, another
article appended.
"""

from __future__ import annotations

import re

from lxml import html

from pipeline.text.clean import clean_line, fold_text

MOST = 0.4
"""Share of the page's text beyond which a block is the article, whatever it is called: wrappers bear such
names too.
"""
PARAGRAPHS = 3
"""Of one cell: then it is the page's layout."""
LINKED = 0.5
"""Share of a block's text inside links from which it is a list of links."""

_NAMES = re.compile(
    r"(?<![a-z])(?:cookie|consent|gdpr|related|read-?more|read-?also|recommend|share|sharing|social|breadcrumb|newsletter|subscribe|comment|disqus|"
    r"tags?(?![a-z])|tag-?(?:list|cloud)|keywords|most-?read|popular|trending|latest|other-?news|more-?news|same-?(?:category|topic)|sidebar|banner|promo|"
    r"advert|ads(?![a-z])|bx-?oxsar|tin-?lien-?quan|tin-?khac|xem-?them|oxsar|footer|copyright|paywall-?offer|cards?(?![a-z])|teasers?(?![a-z]))",
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
        if (
            _NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}")
            and element.tag not in _ROOTS
        ):
            _drop_block(element, whole)
            # What stays is a wrapper; trafilatura would throw it away for the same name.
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)
    _drop_link_lines(tree)
    for heading in list(tree.iter("h1")):
        heading.drop_tree()
    return tree


def _drop_block(element: html.HtmlElement, whole: int) -> None:
    """Drop a block unless it holds the article: much of the page's text and little of it linked, or the
    headline.
    """
    if element.getparent() is None:
        return
    own = len(element.text_content())
    if own < 40 or (
        element.find(".//h1") is None and (own < MOST * whole or _measure_links(element, own) > LINKED)
    ):
        element.drop_tree()


def _measure_links(element: html.HtmlElement, own: int) -> float:
    return sum(len(a.text_content()) for a in element.iter("a")) / max(own, 1)


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
    """Drop what follows under another h1 or in another `article`: pages for endless scrolling append the next
    ones.
    """
    wanted = fold_text(title)
    headings = [h for h in tree.iter("h1") if clean_line(h.text_content())]
    own = next(
        (h for h in headings if fold_text(clean_line(h.text_content())) == wanted),
        headings[0] if headings else None,
    )
    if own is None:
        return
    above = set(own.iterancestors())
    if own in headings:
        for other in headings[headings.index(own) + 1 :]:
            _drop_container(other, above)
    if any(a.tag == "article" for a in above):
        for article in list(tree.iter("article")):
            if article not in above and not any(a.tag == "article" for a in article.iterancestors()):
                article.drop_tree()


def _drop_container(heading: html.HtmlElement, above: set[html.HtmlElement]) -> None:
    container = heading
    while (parent := container.getparent()) is not None and parent not in above:
        container = parent
    if container.getparent() is not None:
        if container is heading:
            for sibling in list(heading.itersiblings()):
                sibling.drop_tree()
        container.drop_tree()


def _drop_link_lines(tree: html.HtmlElement) -> None:
    """Drop lines between the paragraphs that are nothing but a link to another article."""
    for line in tree.xpath(_LINK_LINES):
        text = clean_line(line.text_content())
        linked = sum(len(clean_line(a.text_content())) for a in line.iter("a"))
        if (
            text
            and linked >= 0.8 * len(text)
            and len(text) < 250
            and not text.endswith(_ENDS)
            and line.getparent() is not None
        ):
            line.drop_tree()
