"""The text of an article by trafilatura, without furniture."""

from __future__ import annotations

import logging
import re
from copy import deepcopy

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from pipeline.text import clean_paragraphs

SHORT = 200
"""Characters under which the standard mode is tried as well."""
HALF = 0.5

_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
_CONFIG.set("DEFAULT", "MIN_OUTPUT_SIZE", "10")
# Blocks that trafilatura takes for text on one skeleton or another.
_FURNITURE = (
    "//*[contains(@class,'cookie') or contains(@id,'cookie') or contains(@class,'consent') or contains(@id,'consent')]"
    "|//*[contains(@class,'related') or contains(@class,'read-more') or contains(@class,'readmore') or contains(@class,'recommend')]"
    "|//*[contains(@class,'share') or contains(@class,'social') or contains(@class,'breadcrumb') or contains(@class,'newsletter')]"
    "|//*[contains(@class,'comments') or @id='comments' or contains(@class,'tags') or contains(@class,'most-read')]"
    "|//h1|//nav|//aside|//footer|//script|//style|//noscript|//iframe|//form"
)
_CANDIDATE = re.compile(r"</p>", re.IGNORECASE)

for _name in ("trafilatura", "trafilatura.core", "trafilatura.utils", "htmldate", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def body(tree: html.HtmlElement) -> str:
    """Give the article's text, a line a paragraph; empty when there is none.

    The precise mode is best (F1 .964) and fails now and then: under 200 characters, or under half of what the paragraphs hold, the
    standard mode's text is taken when it is twice as long.
    """
    tree = _without_furniture(tree)
    precise = _read(tree, precision=True)
    if len(precise) >= SHORT and len(precise) >= HALF * _paragraph_text(tree):
        return precise
    standard = _read(tree, precision=False)
    return standard if len(standard) * HALF > len(precise) or len(precise) < SHORT < len(standard) else precise


def _without_furniture(tree: html.HtmlElement) -> html.HtmlElement:
    copy = deepcopy(tree)
    for element in copy.xpath(_FURNITURE):
        parent = element.getparent()
        # A wrapper of the whole page may be called by such a name too: one with many paragraphs stays.
        if parent is not None and element.tag not in {"html", "body", "article", "main"} and len(element.findall(".//p")) < 6:
            element.drop_tree()
    return copy


def _paragraph_text(tree: html.HtmlElement) -> int:
    return sum(len(p.text_content()) for p in tree.iter("p"))


def _read(tree: html.HtmlElement, *, precision: bool) -> str:
    document = bare_extraction(
        deepcopy(tree),
        favor_precision=precision,
        include_comments=False,
        include_tables=True,
        deduplicate=False,  # a process-wide cache: the fourth reading of one page would return nothing
        with_metadata=False,
        config=_CONFIG,
    )
    text = getattr(document, "text", None) or ""
    return clean_paragraphs(text)
