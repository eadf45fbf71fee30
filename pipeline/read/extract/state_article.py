"""Date and authors that a page keeps in its scripts, in one object with its headline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from pipeline.read.extract.headline import tidy_title
from pipeline.read.extract.state import DEEPEST, LONGEST, list_written
from pipeline.text.clean import fold_text

TRIES = 12
"""Beginnings of a value that are tried in one script."""
MOST_VALUES = 100_000
"""Values of a page's scripts that are looked at."""
SHORTEST_END = 10
"""Characters of an address's last part that tells its article from all others."""
LONGEST_TITLE = 1000
"""Characters of a string that is compared with the headline."""

_START = re.compile(r"[\[{]")
_DATED = re.compile(r"ublish|ublication|pub_?date", re.IGNORECASE)
_TITLE_NAME = re.compile(r"title|headline|name", re.IGNORECASE)
# publishedAt, publish_date, firstPublishedOn, datePublished, pubDate; not unpublishedAt, publishedUntil.
_DATE_NAME = re.compile(
    r"(?:first|original|web|date|display)?[_-]?publi(?:sh(?:ed)?|cation)[_-]?(?:at|on|date|time)?(?:time|utc)?"
    r"|date[_-]?published|pub[_-]?date",
    re.IGNORECASE,
)
_DATE_VALUE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[T ].{0,20})?|1[0-9]{9}(?:[0-9]{3})?")
_ADDRESS_NAMES = frozenset({"slug", "url", "path", "permalink", "link", "canonical", "canonicalurl"})
_DECODER = json.JSONDecoder(strict=False)


def list_state_dates(tree: html.HtmlElement, title: str, url: str) -> Iterator[str]:
    """Give the dates of publication in the objects of a page's scripts that have its headline or address."""
    for items in _list_articles(tree, title, url):
        dates = (str(value) for name, value in items.items() if _DATE_NAME.fullmatch(name))
        yield from filter(_DATE_VALUE.fullmatch, dates)


def list_state_authors(tree: html.HtmlElement, title: str, url: str) -> list[Any]:
    """Give who such an object, which is dated too, names as its authors."""
    named = ([items.get("author"), items.get("authors")] for items in _list_articles(tree, title, url))
    return next((values for values in named if any(values)), [])


def _list_articles(tree: html.HtmlElement, title: str, url: str) -> Iterator[dict[str, Any]]:
    """Give the objects with a date of publication and the headline, or the end of the page's address.

    Next.js writes them as they are, Nuxt a list of all values, in which an object's are numbers of places.
    """
    wanted, end = fold_text(title), _find_end(url)
    for written in list_written(tree):
        if wanted and _DATED.search(written):
            for value in _list_values(written[:LONGEST], 0):
                yield from _pick_articles(value, wanted, end)


def _list_values(written: str, depth: int) -> Iterator[Any]:
    """Give the values of JSON in a script, those written into strings of JSON too."""
    place = 0
    for _ in range(TRIES):
        start = _START.search(written, place)
        if start is None:
            return
        try:
            value, place = _DECODER.raw_decode(written, start.start())
        except (ValueError, RecursionError):
            place = start.end()
            continue
        yield value
        if depth < DEEPEST:
            for string in _list_json_strings(value):
                yield from _list_values(string, depth + 1)


def _list_json_strings(value: Any) -> Iterator[str]:
    return (one for one in _walk(value) if isinstance(one, str) and '":' in one and _DATED.search(one))


def _walk(value: Any) -> Iterator[Any]:
    """Give a value and all inside it, as many as are looked at."""
    stack = [value]
    for _ in range(MOST_VALUES):
        if not stack:
            return
        one = stack.pop()
        yield one
        if isinstance(one, dict):
            stack += reversed(one.values())
        elif isinstance(one, list):
            stack += reversed(one)


def _pick_articles(value: Any, wanted: str, end: str) -> Iterator[dict[str, Any]]:
    places = value if isinstance(value, list) else []
    for one in _walk(value):
        if isinstance(one, dict) and any(_DATE_NAME.fullmatch(name) for name in one):
            items = {name: _look_up(inner, places) for name, inner in one.items()}
            if any(
                _is_title(name, inner, wanted) or _is_address(name, inner, end)
                for name, inner in items.items()
            ):
                yield items


def _look_up(value: Any, places: list[Any]) -> Any:
    """Give what stands in the place of a list of all values, or the value itself."""
    is_place = isinstance(value, int) and not isinstance(value, bool) and 0 < value < len(places)
    return places[value] if is_place else value


def _is_title(name: str, value: Any, wanted: str) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_TITLE or not _TITLE_NAME.search(name):
        return False
    return fold_text(tidy_title(value)) == wanted


def _find_end(url: str) -> str:
    """Give the last part of an address, as systems keep it with an article; nothing that is too short."""
    end = url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    return end if len(end) >= SHORTEST_END else ""


def _is_address(name: str, value: Any, end: str) -> bool:
    is_one = isinstance(value, str) and bool(end) and len(value) <= LONGEST_TITLE
    return is_one and name.lower() in _ADDRESS_NAMES and _find_end(value) == end
