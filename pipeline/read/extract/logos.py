"""The logo of a site: what leads to its home page, and what it calls itself there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from pipeline.text.clean import clean_line

MOST_LINKS = 200
"""Links of a page that are looked through for the one to its home page."""

_HOME = re.compile(r"(?:https?:)?(?://[^/]*)?/?(?:[a-z]{2}/?|index\.\w+|#)?")


def list_logos(tree: html.HtmlElement) -> Iterator[str]:
    """Give what the links to the home page show: the site's name, in words or beside a picture."""
    for link in islice(tree.iter("a"), MOST_LINKS):
        href = link.get("href") or "#"
        if not href.startswith("#") and _HOME.fullmatch(href):
            pictures = [one.get("alt") or "" for one in link.iter("img")]
            yield from (text for text in map(clean_line, (link.text_content(), *pictures)) if text)


def is_logo(heading: html.HtmlElement) -> bool:
    """Whether a heading is the site's name: it leads to the home page."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(_HOME.fullmatch(link.get("href") or "") for link in links)
