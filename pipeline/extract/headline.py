"""The headline: a ladder from the structured data down to the feed, and which rung gave it."""

from __future__ import annotations

import html
import re

from pipeline.extract.markup import Markup, text_of
from pipeline.extract.rung import Rung
from pipeline.text import clean, fold

SHORTEST = 8
"""Characters; less is a section's or the site's name."""

_SEPARATOR = re.compile(r"\s+[|–—•·»-]\s+|\s+::\s+")
_TAG = re.compile(r"<[^<>]{1,200}>")


def headline(markup: Markup, feed_title: str, source_names: tuple[str, ...]) -> Rung:
    """Give the headline: JSON-LD, og:title, h1, title, the feed's; without the site's name at its end."""
    rungs = (
        ("json-ld", text_of(markup.article.get("headline"))),
        ("og", markup.meta("og:title", "twitter:title")),
        ("h1", markup.first("//article//h1 | //main//h1") or markup.first("//h1")),
        ("title", markup.first("//head/title")),
        ("feed", feed_title),
    )
    for rung, value in rungs:
        title = without_site(tidy(value), (*source_names, markup.meta("og:site_name")))
        if len(title) >= SHORTEST and not _is_site(title, source_names):
            return Rung(title, rung)
    return Rung(tidy(feed_title), "feed")


def tidy(value: str) -> str:
    """Give a title without tags and entities, in one line."""
    return clean(_TAG.sub(" ", html.unescape(html.unescape(value))))[:1000]


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Take the site's name off the end (or front) of a title, where a separator sets it apart."""
    known = {fold(n) for n in names if n}
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and known:
        if any(fold(parts[-1]) == n or (n in fold(parts[-1]) and len(parts[-1]) < 40) for n in known):
            return clean(title[: title.rindex(parts[-1])].rstrip(" |–—•·»-:"))
        if fold(parts[0]) in known:
            return clean(title[title.index(parts[1], len(parts[0])) :])
    return title


def _is_site(title: str, names: tuple[str, ...]) -> bool:
    return fold(title) in {fold(n) for n in names if n}
