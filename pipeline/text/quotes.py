"""Quotation marks of other languages and programs, written as the ones that a query knows."""

from __future__ import annotations

import re

# What is in a query's own marks, or is a regular expression, stays as it is.
_KEPT = r'"(?:\\.|[^"\\])*+"|/(?:\\.|[^/\\\s])++/'
_PAIRS = (
    "«([^«»]*+)»",
    "»([^«»]*+)«",
    "“([^“”]*+)”",
    "[„‟]([^„‟“”]*+)[“”]",
    "”([^“”]*+)”",
    "‹([^‹›]*+)›",
    "＂([^＂]*+)＂",
    # A single one is an apostrophe too (Bakı'da, don't): a phrase begins and ends where words do.
    r"(?<![\w'’])‘([^‘’]*+)’(?!\w)",
    r"(?<![\w'’])'([^']*+)'(?!\w)",
)
_PHRASE = re.compile(f"{_KEPT}|{'|'.join(_PAIRS)}")
_LEFT = re.compile(f"{_KEPT}|([«»“”„‟‹›＂])")


def straighten_quotes(query: str) -> str:
    """Give a query whose phrases stand in the marks that Lucene knows, whatever marks they were typed with.

    Forms of pairs: French, German, Russian, English, Swedish, and those that word processors put in.
    """
    return _PHRASE.sub(_straighten_phrase, query)


def _straighten_phrase(found: re.Match[str]) -> str:
    inner = next((group for group in found.groups() if group is not None), None)
    if inner is None:
        return found[0]
    return '"' + inner.replace("\\", " ").replace('"', " ").strip() + '"'


def find_open_quote(query: str) -> str:
    """Give the first typographic mark without its partner, or an empty string."""
    return next((found[1] for found in _LEFT.finditer(query) if found[1]), "")
