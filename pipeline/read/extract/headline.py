"""The headline: a ladder from the structured data down to the feed, and which rung gave it."""

from __future__ import annotations

import html
import re

from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.rung import Rung
from pipeline.text.clean import clean_line, fold_text

SHORTEST = 8
"""Characters; less is a section's or the site's name."""
LONGEST_SITE = 80
"""Characters that a site's name with its motto stays below."""

_SEPARATOR = re.compile(r"\s+[|–—•·»-]\s+|\s+::\s+|\s*\|\s*")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,200}>")
_CUT = ("…", "...")


def find_headline(markup: Markup, feed_title: str, source_names: tuple[str, ...]) -> Rung:
    """Give the headline: JSON-LD, og:title, h1, title, the feed's; without the site's name at its end.

    A value that another rung continues (JSON-LD is often cut after 110 characters) gives way to that one.
    """
    h1 = tidy_title(markup.find_text("//article//h1 | //main//h1") or markup.find_text("//h1"))
    rungs = (
        Rung(get_value_text(markup.article.get("headline")), "json-ld"),
        Rung(markup.find_meta("og:title", "twitter:title"), "og"),
        Rung(h1, "h1"),
        Rung(markup.find_text("//head/title"), "title"),
        Rung(feed_title, "feed"),
    )
    names = tuple(n for n in (*source_names, markup.find_meta("og:site_name")) if n)
    found: list[Rung] = []
    for value, rung in rungs:
        title = strip_site(tidy_title(value), names, h1)
        if len(title) >= SHORTEST and not _is_site(title, names):
            found.append(Rung(title, rung))
    return _choose_rung(found) if found else Rung(tidy_title(feed_title), "feed")


def _choose_rung(found: list[Rung]) -> Rung:
    """The first rung, or the one that continues it where it was cut."""
    first = found[0]
    if not first.value.endswith(_CUT):
        return first
    start = fold_text(first.value.rstrip("….").strip())
    for other in found[1:]:
        if fold_text(other.value).startswith(start) and not other.value.endswith(_CUT):
            return other
    return first


def tidy_title(value: str) -> str:
    """Give a title without tags and entities, in one line."""
    return clean_line(_TAG.sub(" ", html.unescape(html.unescape(value))))[:1000]


def strip_site(title: str, names: tuple[str, ...], h1: str = "") -> str:
    """Take the site's name off the end (or front) of a title, where a separator sets it apart.

    Whatever else follows the h1 behind a separator goes as well.
    """
    tail = title[len(h1) :] if title.startswith(h1) else ""
    if len(h1) >= SHORTEST and tail and _SEPARATOR.match(tail + " "):
        return h1
    cuts = list(_SEPARATOR.finditer(title))
    if cuts and _names_site(title[cuts[-1].end() :], names):
        return strip_site(clean_line(title[: cuts[-1].start()]), names)
    if cuts and _names_site(title[: cuts[0].start()], names):
        return clean_line(title[cuts[0].end() :])
    return title


def _names_site(part: str, names: tuple[str, ...]) -> bool:
    """Whether a part is the site's name, alone or before its motto, or its address."""
    if len(part) >= LONGEST_SITE:
        return False
    folded = fold_text(part).strip()
    for name in map(fold_text, names):
        if folded.replace(" ", "") == name.replace(" ", ""):
            return True
        if re.match(re.escape(name) + r"\s*[:.,-]", folded):
            return True
    return False


def _is_site(title: str, names: tuple[str, ...]) -> bool:
    return fold_text(title) in {fold_text(n) for n in names}
