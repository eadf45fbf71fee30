"""Who wrote it: the right names or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.read.extract.markup import Markup
from pipeline.text.clean import clean_line, fold_text

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
_CREDIT = re.compile(r"^(?:by|müəllif|автор|tác giả)\s*:?\s+", re.IGNORECASE)
_BYLINE = (
    "//article//*[@rel='author' or @itemprop='author']"
    "|//main//*[@rel='author' or @itemprop='author']|//*[@itemtype]//*[@itemprop='author'][not(self::meta)]"
)
_SHOWN = (
    "//body//text()[not(ancestor::footer or ancestor::script or"
    " ancestor::style)][not(ancestor::*[contains(@class,'footer')])]"
)


def find_authors(markup: Markup, site_names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the authors from JSON-LD, the by-line's markup or the meta tag.

    Never the site's name, an address or the web designer's credit. A meta tag is believed only when the page
    shows the name outside its footer: some carry who built the site.
    """
    sites = {fold_text(n) for n in (*site_names, markup.find_meta("og:site_name")) if n}
    for named in (
        _read_names(markup.article.get("author")),
        _read_names([e.text_content() for e in markup.tree.xpath(_BYLINE)[:MOST]]),
    ):
        believed = _filter_names(named, sites)
        if believed:
            return believed
    kept = _filter_names(_read_names(markup.find_meta("author", "article:author", "dc.creator")), sites)
    shown = fold_text(" ".join(markup.tree.xpath(_SHOWN))) if kept else ""
    return tuple(n for n in kept if fold_text(n) in shown)


def _filter_names(names: Iterator[str], sites: set[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(name for name in filter(_is_name, names) if fold_text(name) not in sites)
    return tuple(kept)[:MOST]


def _read_names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value[: MOST * 2]:
            yield from _read_names(part)
    elif isinstance(value, dict):
        if "Organization" not in str(value.get("@type")):
            yield from _read_names(value.get("name"))
    elif isinstance(value, str):
        parts = [clean_line(part) for part in _SPLIT.split(clean_line(value)[:300])]
        # "Finch, Harold" is one person written backwards: no name rather than two wrong ones.
        if len(parts) == 2 and not any(" " in part for part in parts):
            return
        yield from (_CREDIT.sub("", part) for part in parts if part)


def _is_name(name: str) -> bool:
    return 2 < len(name) <= LONGEST and not _NO_NAME.search(name)
