"""The headline of a page whose title is a rubric's or the site's: the line that stands above the text."""

from __future__ import annotations

from copy import deepcopy
from urllib.parse import urlsplit

from pipeline.read.extract.blocks import HEADINGS, Block
from pipeline.read.extract.date_labels import is_date_line
from pipeline.read.extract.density import Density
from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.rung import Rung
from pipeline.read.extract.saying import FEWEST_WORDS, list_saying
from pipeline.text.clean import clean_line, fold_text
from pipeline.text.urls import get_registrable_domain

ABOVE = 10
"""Blocks above the text among which the headline is."""
FEWEST = FEWEST_WORDS + 1
"""Words of such a line at least."""
SHORTEST = 12
"""Letters of a heading that is one at least."""
LINE = 20, 250
"""Letters of it, at least and at most."""


def find_line_above(markup: Markup, title: Rung) -> str:
    """Give the line above the text where a page says no other headline than one of a rubric or the site.

    It is one of these when a menu or the page's address has its few words, when the page does not show it, or
    leads elsewhere by it. Few words of a title element give way to a heading at least.
    """
    if title.rung not in {"h1", "title"} or _says_another(markup):
        return ""
    if _is_linked(markup, title.value):
        return _find_line(markup, "")
    if len(title.value.split()) > FEWEST_WORDS:
        is_hidden = title.rung == "title" and not _is_shown(markup, title.value)
        return _find_line(markup, title.value) if is_hidden else ""
    if _names_folder(markup.url, title.value) or _is_in_menu(markup, title.value):
        return _find_line(markup, title.value)
    return _find_line(markup, title.value, is_heading=True) if title.rung == "title" else ""


def _says_another(markup: Markup) -> bool:
    """Whether networks or machines get a headline that is not the site's name, as the title ends with it."""
    said = (markup.find_meta("og:title", "twitter:title"), get_value_text(markup.article.get("headline")))
    whole = markup.find_text("//head/title")
    return any(one and not whole.endswith(one) for one in said)


def _is_shown(markup: Markup, title: str) -> bool:
    said = list_saying(markup.tree, fold_text(title), leads_home=markup.leads_home)
    return next(said, None) is not None


def _is_linked(markup: Markup, title: str) -> bool:
    """Whether the h1 leads to another page, as the name of a site does, and the title element ends so."""
    whole = markup.find_text("//head/title")
    if whole == title or not whole.endswith(title):
        return False
    links = (link for link in markup.tree.iterfind(".//h1//a") if not markup.leads_home(link))
    return any(clean_line(link.text_content()) == title for link in links)


def _names_folder(url: str, title: str) -> bool:
    """Whether an address has the words of a title before its last part."""
    folders = urlsplit(url).path.lower().strip("/").split("/")[:-1]
    return "-".join(fold_text(title).split()) in folders


def _is_in_menu(markup: Markup, title: str) -> bool:
    wanted = fold_text(title)
    links = (link for link in markup.tree.iter("a") if not markup.leads_home(link))
    return any(fold_text(clean_line(link.text_content()[: 2 * LINE[1]])) == wanted for link in links)


def _find_line(markup: Markup, title: str, *, is_heading: bool = False) -> str:
    """Give the line above the text that has most of a title's words, the last of those that have as many."""
    density = Density(deepcopy(markup.tree), "", site=get_registrable_domain(markup.url))
    first = _find_first(density)
    above = range(first - 1, max(first - 1 - ABOVE, -1), -1)
    lines = [density.layout.blocks[n] for n in above if not density.furniture.gone[n]]
    lines = [line for line in lines if line.tag in HEADINGS or not is_heading]
    said = [clean_line(line.text) for line in lines if _may_be_headline(line)]
    whole = markup.find_text("//head/title")
    # Neither the rubric itself nor the site.
    said = [text for text in said if text != title and not whole.endswith(text)]
    said = [text for text in said if not is_date_line(fold_text(text))]
    wanted = set(fold_text(title).split())
    return max(said, key=lambda text: len(wanted.intersection(fold_text(text).split())), default="")


def _find_first(density: Density) -> int:
    """Give the place of the first sentence of a text, which is no date; 0 where there is none."""
    container = density.container
    inside = range(container.first, container.last) if container is not None else ()
    blocks = density.layout.blocks
    return next((n for n in inside if density.sound[n] and not is_date_line(fold_text(blocks[n].text))), 0)


def _may_be_headline(line: Block) -> bool:
    """Whether a line has the length of a headline, and leads nowhere; a heading may be shorter."""
    words = len(line.text.split())
    least, fewest = (SHORTEST, FEWEST_WORDS) if line.tag in HEADINGS else (LINE[0], FEWEST)
    return least <= line.size <= LINE[1] and words >= fewest and not line.linked
