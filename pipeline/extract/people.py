"""Who wrote it: the right names or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.extract.markup import Markup
from pipeline.text import clean, fold

MOST = 5
LONGEST = 60

_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|\.(?:az|vn|com|ru)\b|admin|редакци|redaksiya|editor(?:ial)?s?$|web ?design|developed|staff|^by$", re.IGNORECASE
)


def authors(markup: Markup, site_names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the authors from JSON-LD, else from the meta tag; never the site's name, an address or the web designer's credit."""
    named = list(_names(markup.article.get("author"))) or list(_names(markup.meta("author", "article:author", "dc.creator")))
    sites = {fold(n) for n in (*site_names, markup.meta("og:site_name")) if n}
    kept = dict.fromkeys(n for n in named if _is_name(n) and fold(n) not in sites)
    return tuple(kept)[:MOST]


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value[: MOST * 2]:
            yield from _names(part)
    elif isinstance(value, dict):
        if "Organization" not in str(value.get("@type")):
            yield from _names(value.get("name"))
    elif isinstance(value, str):
        yield from (clean(part) for part in re.split(r"\s*[,;]\s*|\s+(?:and|və|và|и)\s+", value) if clean(part))


def _is_name(name: str) -> bool:
    return 2 < len(name) <= LONGEST and not _NO_NAME.search(name)
