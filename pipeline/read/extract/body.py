"""The text of an article by trafilatura, without furniture."""

from __future__ import annotations

import logging
from copy import deepcopy

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from pipeline.read.extract.furniture import strip_furniture
from pipeline.read.extract.headline import tidy_title
from pipeline.read.extract.markup import Markup
from pipeline.text.clean import clean_paragraphs, fold_text

SHORT = 200
"""Characters under which the standard mode is tried as well."""
HALF = 0.5
"""Share of the paragraphs' text, or of the other mode's, under which a text has lost too much."""
MOST_FOR_TWO = 5_000
"""Elements beyond which a page is read once only: twice a quadratic time is too long."""

_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
_CONFIG.set("DEFAULT", "MIN_OUTPUT_SIZE", "10")
# It warns of every page it discards; our outcomes count those.
for _name in ("trafilatura", "htmldate", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def extract_body(markup: Markup, title: str) -> str:
    """Give the article's text, a line a paragraph; empty when there is none.

    The precise mode is best (F1 .964) and fails now and then: under 200 characters, or under half of what the
    paragraphs hold, the standard mode's text is taken when it is twice as long. A page whose text only its
    JSON-LD holds is read from there.
    """
    tree = strip_furniture(deepcopy(markup.tree), title)
    text = _drop_title(_read_twice(tree), title)
    if len(text) >= SHORT:
        return text
    written = _read_structure(markup)
    return written if len(written) > len(text) else text


def _read_twice(tree: html.HtmlElement) -> str:
    precise = _read_tree(tree, precision=True)
    enough = len(precise) >= SHORT and len(precise) >= HALF * _measure_paragraphs(tree)
    if enough or sum(1 for _ in tree.iter()) > MOST_FOR_TWO:
        return precise
    standard = _read_tree(tree, precision=False)
    is_longer = len(standard) * HALF > len(precise) or len(precise) < SHORT < len(standard)
    return standard if is_longer else precise


def _measure_paragraphs(tree: html.HtmlElement) -> int:
    return sum(len(p.text_content()) for p in tree.iter("p"))


def _read_tree(tree: html.HtmlElement, *, precision: bool) -> str:
    document = bare_extraction(
        tree,  # it works on a copy
        favor_precision=precision,
        include_comments=False,
        include_tables=True,
        deduplicate=False,  # a process-wide cache: the fourth reading of one page would return nothing
        with_metadata=False,
        config=_CONFIG,
    )
    return clean_paragraphs(getattr(document, "text", None) or "")


def _drop_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest and fold_text(first) == fold_text(title) else text


def _read_structure(markup: Markup) -> str:
    """The JSON-LD `articleBody` of a page that draws its text by script; not one that is behind a paywall."""
    written = markup.article.get("articleBody")
    if not isinstance(written, str) or markup.is_behind_paywall:
        return ""
    lines = written.replace("</p>", "\n").replace("<br>", "\n").split("\n")
    return clean_paragraphs("\n".join(filter(None, map(tidy_title, lines))))
