"""Who wrote it: the right names or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.read.extract.markup import Markup
from pipeline.text.clean import clean, fold

MOST = 5
LONGEST = 60

_NO_NAME = re.compile(
    r"https?:|www\.|[@<>{}]|\d|\.(?:az|vn|com|ru|net)\b|admin|редакци|redaksiya|redaktor|ban biên tập|phóng"
    r" viên|"
    r"editor(?:ial)?s?$|web ?(?:design|master)|developed|staff|newsroom|news"
    r" desk|agency|agentli|агентств|thông tấn|^by$|unknown|none|null",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[,;|]\s*|\s+(?:and|və|và|и|&)\s+")
_BYLINE = (
    "//article//*[@rel='author' or @itemprop='author']"
    "|//main//*[@rel='author' or @itemprop='author']|//*[@itemtype]//*[@itemprop='author'][not(self::meta)]"
)
_SHOWN = (
    "//body//text()[not(ancestor::footer or ancestor::script or"
    " ancestor::style)][not(ancestor::*[contains(@class,'footer')])]"
)


def authors(markup: Markup, site_names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the authors from JSON-LD, the by-line's markup or the meta tag; never the site's name, an address
    or the web designer's credit.

    A meta tag is believed only when the page shows the name outside its footer: some carry who built the
    site.
    """
    sites = {fold(n) for n in (*site_names, markup.meta("og:site_name")) if n}
    for named in (
        _names(markup.article.get("author")),
        _names([e.text_content() for e in markup.tree.xpath(_BYLINE)[:MOST]]),
    ):
        kept = _kept(named, sites)
        if kept:
            return kept
    kept = _kept(_names(markup.meta("author", "article:author", "dc.creator")), sites)
    shown = fold(" ".join(markup.tree.xpath(_SHOWN))) if kept else ""
    return tuple(n for n in kept if fold(n) in shown)


def _kept(names: Iterator[str], sites: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for n in names if _is_name(n) and fold(n) not in sites))[:MOST]


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value[: MOST * 2]:
            yield from _names(part)
    elif isinstance(value, dict):
        if "Organization" not in str(value.get("@type")):
            yield from _names(value.get("name"))
    elif isinstance(value, str):
        parts = [clean(part) for part in _SPLIT.split(clean(value)[:300])]
        # "Finch, Harold" is one person written backwards: no name rather than two wrong ones.
        if not (len(parts) == 2 and all(" " not in p for p in parts)):
            yield from (
                re.sub(r"^(?:by|müəllif|автор|tác giả)\s*:?\s+", "", p, flags=re.IGNORECASE)
                for p in parts
                if p
            )


def _is_name(name: str) -> bool:
    return 2 < len(name) <= LONGEST and not _NO_NAME.search(name)
