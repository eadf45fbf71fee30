"""The headline: a ladder from the structured data down to the feed, and which rung gave it."""

from __future__ import annotations

import html
import re

from pipeline.read.extract.markup import Markup, text_of
from pipeline.read.extract.rung import Rung
from pipeline.text.clean import clean, fold

SHORTEST = 8
"""Characters; less is a section's or the site's name."""

_SEPARATOR = re.compile(r"\s+[|–—•·»-]\s+|\s+::\s+|\s*\|\s*")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,200}>")
_CUT = ("…", "...")


def headline(markup: Markup, feed_title: str, source_names: tuple[str, ...]) -> Rung:
    """Give the headline: JSON-LD, og:title, h1, title, the feed's; without the site's name at its end.

    A value that another rung continues (JSON-LD is often cut after 110 characters) gives way to that one.
    """
    h1 = tidy(markup.first("//article//h1 | //main//h1") or markup.first("//h1"))
    rungs = (
        Rung(text_of(markup.article.get("headline")), "json-ld"),
        Rung(markup.meta("og:title", "twitter:title"), "og"),
        Rung(h1, "h1"),
        Rung(markup.first("//head/title"), "title"),
        Rung(feed_title, "feed"),
    )
    names = tuple(n for n in (*source_names, markup.meta("og:site_name")) if n)
    found = [Rung(without_site(tidy(r.value), names, h1), r.rung) for r in rungs]
    found = [r for r in found if len(r.value) >= SHORTEST and not _is_site(r.value, names)]
    if not found:
        return Rung(tidy(feed_title), "feed")
    return _whole(found)


def _whole(found: list[Rung]) -> Rung:
    """The first rung, or the one that continues it where it was cut."""
    first = found[0]
    if not first.value.endswith(_CUT):
        return first
    start = fold(first.value.rstrip("….").strip())
    return next(
        (r for r in found[1:] if fold(r.value).startswith(start) and not r.value.endswith(_CUT)), first
    )


def tidy(value: str) -> str:
    """Give a title without tags and entities, in one line."""
    return clean(_TAG.sub(" ", html.unescape(html.unescape(value))))[:1000]


def without_site(title: str, names: tuple[str, ...], h1: str = "") -> str:
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
        return without_site(clean(title[: cuts[-1].start()]), names)
    if cuts and _names_site(title[: cuts[0].start()], names):
        return clean(title[cuts[0].end() :])
    return title


def _names_site(part: str, names: tuple[str, ...]) -> bool:
    """Whether a part is the site's name, alone or before its motto, or its address."""
    folded = fold(part).strip()
    known = [fold(n) for n in names]
    return len(part) < 80 and any(
        folded == n
        or folded.replace(" ", "") == n.replace(" ", "")
        or re.match(re.escape(n) + r"\s*[:.,-]", folded)
        for n in known
    )


def _is_site(title: str, names: tuple[str, ...]) -> bool:
    return fold(title) in {fold(n) for n in names}
