"""The headline of a page whose title is a rubric's or the site's: the line that stands above the text."""

from __future__ import annotations

from copy import deepcopy
from urllib.parse import urlsplit

from pipeline.read.extract.date_labels import is_date_line
from pipeline.read.extract.density import Density
from pipeline.read.extract.markup import Markup
from pipeline.read.extract.rung import Rung
from pipeline.read.extract.saying import FEWEST_WORDS, list_saying
from pipeline.text.clean import clean_line, fold_text
from pipeline.text.urls import get_registrable_domain

ABOVE = 10
"""Blocks above the text among which the headline is."""
FEWEST = FEWEST_WORDS + 1
"""Words of such a line at least."""
LINE = 20, 250
"""Letters of it, at least and at most."""


def find_line_above(markup: Markup, title: Rung) -> str:
    """Give the line above the text where a page says no other headline than one of a rubric or the site.

    It is one of these when a menu or the page's address has its few words, or when the page does not show it.
    """
    is_said = markup.find_meta("og:title", "twitter:title") or markup.article.get("headline")
    if is_said or title.rung not in {"h1", "title"}:
        return ""
    if len(title.value.split()) <= FEWEST_WORDS:
        is_rubric = _names_folder(markup.url, title.value) or _is_in_menu(markup, title.value)
        return _find_line(markup, title.value) if is_rubric else ""
    shown = list_saying(markup.tree, fold_text(title.value), leads_home=markup.leads_home)
    return _find_line(markup, title.value) if title.rung == "title" and next(shown, None) is None else ""


def _names_folder(url: str, title: str) -> bool:
    """Whether an address has the words of a title before its last part."""
    folders = urlsplit(url).path.lower().strip("/").split("/")[:-1]
    return "-".join(fold_text(title).split()) in folders


def _is_in_menu(markup: Markup, title: str) -> bool:
    wanted = fold_text(title)
    links = (link for link in markup.tree.iter("a") if not markup.leads_home(link))
    return any(fold_text(clean_line(link.text_content()[: 2 * LINE[1]])) == wanted for link in links)


def _find_line(markup: Markup, title: str) -> str:
    """Give the line above the text that has most of a title's words, the last of those that have as many."""
    density = Density(deepcopy(markup.tree), "", site=get_registrable_domain(markup.url))
    above = range(density.first - 1, max(density.first - 1 - ABOVE, -1), -1)
    lines = [density.layout.blocks[n] for n in above if not density.furniture.gone[n]]
    said = [clean_line(line.text) for line in lines if LINE[0] <= line.size <= LINE[1] and not line.linked]
    said = [text for text in said if len(text.split()) >= FEWEST and not is_date_line(fold_text(text))]
    wanted = set(fold_text(title).split())
    return max(said, key=lambda text: len(wanted.intersection(fold_text(text).split())), default="")
