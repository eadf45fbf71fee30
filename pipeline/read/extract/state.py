"""The text that a page keeps in its scripts, as the state from which they draw it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree, html

from pipeline.read.extract.density import Density
from pipeline.text.parsing import TooMuch, parse_html
from pipeline.text.sketch import split_words

LONGEST = 2_000_000
"""Characters of all scripts of a page that are looked at."""
SHORTEST = 400
"""Characters that a string has at least to be an article's text with its markup."""
MOST_STRINGS = 20
"""The longest strings of a page that are read as text."""
DEEPEST = 3
"""Levels of JSON written into strings of JSON."""
OWN = 0.4
"""Share of the headline's words in a text from which it is this article's: a state holds other texts too."""
LETTERS, LEAST_LETTERS = 4, 3
"""First letters by which a word is known in another form, and that a word has at least to be counted."""

_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"?', re.DOTALL)
_PARAGRAPH = re.compile(r"</p>|<br\b|\n", re.IGNORECASE)


def read_state(tree: html.HtmlElement, title: str) -> str:
    """Give the text in the strings of a page's scripts that has most of the headline's words; else nothing.

    Next.js, Nuxt and React Query write the article into the page as a string of JSON, with or without markup.
    """
    strings = sorted(_list_strings(_join_scripts(tree), 0), key=len, reverse=True)[:MOST_STRINGS]
    texts = [_read_string(string, title) for string in strings]
    own = [
        (round(share, 1), len(text), text) for text in texts if (share := _measure_share(text, title)) >= OWN
    ]
    return max(own)[-1] if own else ""


def _join_scripts(tree: html.HtmlElement) -> str:
    return "\n".join(list_written(tree))[:LONGEST]


def list_written(tree: html.HtmlElement) -> Iterator[str]:
    """Give what a page's own scripts hold."""
    return (script.text or "" for script in tree.iter("script") if not script.get("src"))


def _list_strings(written: str, depth: int) -> Iterator[str]:
    for found in _STRING.finditer(written):
        if len(found[1]) < SHORTEST:
            continue
        try:
            string = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        if '":' in string and depth < DEEPEST:
            yield from _list_strings(string, depth + 1)
        elif _PARAGRAPH.search(string):
            yield string


def _read_string(string: str, title: str) -> str:
    page = string if "<" in string else "".join(f"<p>{line}</p>" for line in string.split("\n"))
    try:
        return Density(parse_html(f"<body>{page}</body>".encode("utf-8", "replace")), title).text
    except (TooMuch, etree.ParserError, etree.XMLSyntaxError):
        return ""


def _measure_share(text: str, title: str) -> float:
    wanted = _list_beginnings(title)
    return len(wanted & _list_beginnings(text)) / max(1, len(wanted))


def _list_beginnings(text: str) -> set[str]:
    return {word[:LETTERS] for word in split_words(text) if len(word) >= LEAST_LETTERS}
