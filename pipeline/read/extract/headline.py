"""The headline: a ladder from the structured data down to the feed, and which rung gave it."""

from __future__ import annotations

import html
import re

from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.rung import Rung
from pipeline.text.clean import clean_line, fold_text

SHORTEST = 8
"""Characters; less is a section's or the site's name."""

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
    found = [Rung(strip_site(tidy_title(r.value), names, h1), r.rung) for r in rungs]
    found = [r for r in found if len(r.value) >= SHORTEST and not _is_site(r.value, names)]
    if not found:
        return Rung(tidy_title(feed_title), "feed")
    return _choose_rung(found)


def _choose_rung(found: list[Rung]) -> Rung:
    """The first rung, or the one that continues it where it was cut."""
    first = found[0]
    if not first.value.endswith(_CUT):
        return first
    start = fold_text(first.value.rstrip("….").strip())
    return next(
        (r for r in found[1:] if fold_text(r.value).startswith(start) and not r.value.endswith(_CUT)), first
    )


def tidy_title(value: str) -> str:
    """Give a title without tags and entities, in one line."""
    return clean_line(_TAG.sub(" ", html.unescape(html.unescape(value))))[:1000]


def strip_site(title: str, names: tuple[str, ...], h1: str = "") -> str:
    """Take the site's name off the end (or front) of a title, where a separator sets it apart, and whatever
    else follows the h1 there.
    """
    if (
        len(h1) >= SHORTEST
        and title != h1
        and title.startswith(h1)
        and _SEPARATOR.match(title[len(h1) :] + " ")
    ):
        return h1
    cuts = list(_SEPARATOR.finditer(title))
    if cuts and _names_site(title[cuts[-1].end() :], names):
        return strip_site(clean_line(title[: cuts[-1].start()]), names)
    if cuts and _names_site(title[: cuts[0].start()], names):
        return clean_line(title[cuts[0].end() :])
    return title


def _names_site(part: str, names: tuple[str, ...]) -> bool:
    """Whether a part is the site's name, alone or before its motto, or its address."""
    folded = fold_text(part).strip()
    known = [fold_text(n) for n in names]
    return len(part) < 80 and any(
        folded == n
        or folded.replace(" ", "") == n.replace(" ", "")
        or re.match(re.escape(n) + r"\s*[:.,-]", folded)
        for n in known
    )


def _is_site(title: str, names: tuple[str, ...]) -> bool:
    return fold_text(title) in {fold_text(n) for n in names}
