"""Who wrote it: the right names or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from pipeline.read.extract.dateline import read_short_line
from pipeline.read.extract.headline import tidy_title
from pipeline.read.extract.markup import Markup, get_labels, get_value_text
from pipeline.text.clean import clean_line, fold_text

MOST = 10
LONGEST = 60
SHORTEST_SITE = 3
"""Characters of a site's name that is looked for inside another."""

_NO_NAME = re.compile(
    r"https?:|www\.|[@<>{}]|\d|\.(?:az|vn|com|ru|net)\b|admin|редакци|redaksiya|redaktor|ban biên tập|phóng"
    r" viên|"
    r"editor(?:ial)?s?$|web ?(?:design|master)|developed|staff|newsroom|news"
    r" desk|agency|agentli|агентств|thông tấn|^by$|unknown|none|null",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[,;|•·]\s*|\s+(?:and|with|və|ve|và|и|&|und|et|y)\s+")
_CREDIT = re.compile(
    r"^(?:(?:written |reported |story )?by|from|text|words|von|par|por|müəllif|yazan|mətn|автор|текст|"
    r"tác giả|bài)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
# Who took the picture or made the film is no author.
_OTHER_CREDIT = re.compile(
    r"^\W*(?:photos?|pictures?|images?|video|graphics?|illustrations?|foto|şəkil|fotolar|ảnh|hình|đồ họa|"
    r"фото|видео|иллюстрац\w*|bild|fotos)\b\W",
    re.IGNORECASE,
)
# A name of two characters is whole in Chinese, Japanese and Korean.
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
_BRACKETS = re.compile(r"\s*\([^()]{0,60}\)")
_CALLED = re.compile(
    r"(?<![a-z])(?:by-?line|author)(?:s|__name|-?(?:name|link|line))?(?![a-z-])", re.IGNORECASE
)
_NAME_WORDS = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")
_BYLINE = (
    "//article//*[@rel='author' or @itemprop='author']"
    "|//main//*[@rel='author' or @itemprop='author']|//*[@itemtype]//*[@itemprop='author'][not(self::meta)]"
)
_LABELLED = "//body//*[contains(@class, 'yline') or contains(@class, 'uthor')]"
_SHOWN = (
    "//body//text()[not(ancestor::footer or ancestor::script or"
    " ancestor::style)][not(ancestor::*[contains(@class,'footer')])]"
)


def find_authors(markup: Markup, site_names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the authors from JSON-LD, the by-line's markup or the meta tag.

    Never the site's name, an address or the web designer's credit; another organisation beside the people, or
    where there are none, when JSON-LD names it as the author. A meta tag is believed only when the page
    shows the name outside its footer: some carry who built the site.
    """
    publisher = get_value_text(_look_up(markup, markup.article.get("publisher")))
    labels = (name.partition(".")[0] for name in site_names)
    sites = {fold_text(n) for n in (*site_names, *labels, markup.find_meta("og:site_name"), publisher) if n}
    credited = _list_credited(markup, sites)
    agencies = _list_agencies(credited)
    people = _filter_names(_read_names(credited), sites)
    if people:
        return (*people, *agencies)[:MOST]
    named = _read_names([_read_element(e) for e in markup.find_own(_BYLINE)])
    return _filter_names(named, sites) or _find_beside(markup, sites) or agencies


def _find_beside(markup: Markup, sites: set[str]) -> tuple[str, ...]:
    """Give the meta tag's names that the page shows, or those of a by-line that is called so."""
    kept = _filter_names(_read_names(markup.find_meta("author", "article:author", "dc.creator")), sites)
    shown = fold_text(" ".join(markup.tree.xpath(_SHOWN))) if kept else ""
    return tuple(n for n in kept if fold_text(n) in shown) or _find_shown(markup, sites)


def _list_credited(markup: Markup, sites: set[str]) -> list[Any]:
    """Give the authors of the JSON-LD, those looked up that it names by `@id` alone, without the site's own.

    An agency that is named so has written it; the outlet's name and its desk's say who published it.
    """
    given = markup.article.get("author")
    found = [_look_up(markup, one) for one in (given if isinstance(given, list) else [given])[: MOST * 2]]
    return [one for one in found if not _is_outlet(one, sites)]


def _look_up(markup: Markup, value: Any) -> Any:
    name = value.get("@id") if isinstance(value, dict) and "name" not in value else None
    if not isinstance(name, str):
        return value
    return next((one for one in markup.objects if one.get("@id") == name and "name" in one), value)


def _is_outlet(value: Any, sites: set[str]) -> bool:
    """Whether a value is an organisation that has the site's name in its own, or the other way round."""
    if not _is_organisation(value):
        return False
    name = fold_text(get_value_text(value.get("name")))
    return any(name in site or (len(site) >= SHORTEST_SITE and site in name) for site in sites)


def _is_organisation(value: Any) -> bool:
    return isinstance(value, dict) and "Organization" in str(value.get("@type"))


def _list_agencies(credited: list[Any]) -> tuple[str, ...]:
    """Give the names of the organisations, whatever they are called, none longer than a name may be."""
    names = (get_value_text(one.get("name")) for one in credited if _is_organisation(one))
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= LONGEST))


def _find_shown(markup: Markup, sites: set[str]) -> tuple[str, ...]:
    """Give the names of the first by-line that is called so: two to five words, capitals at both ends."""
    for element in markup.find_own(_LABELLED):
        line = read_short_line(element)
        if not line or not _CALLED.search(get_labels(element)):
            continue
        named = [n for n in _filter_names(_read_names(line), sites) if _looks_named(n)]
        if named:
            return tuple(named)
    return ()


def _looks_named(name: str) -> bool:
    return bool(_NAME_WORDS.fullmatch(name)) and name[0].isupper() and name.split()[-1][0].isupper()


def _read_element(element: html.HtmlElement) -> str:
    """Give the name that an element of a by-line holds, without an office in an element behind it."""
    named = next((one for one in element.iter() if one.get("itemprop") == "name"), None)
    if named is not None:
        return str(named.get("content") or named.text_content())
    own = clean_line(element.text or "")
    return own if _looks_named(own) else element.get("content") or read_short_line(element)


def _filter_names(names: Iterator[str], sites: set[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(name for name in filter(_is_name, names) if fold_text(name) not in sites)
    return tuple(kept)[:MOST]


def _read_names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value[: MOST * 2]:
            yield from _read_names(part)
    elif isinstance(value, dict):
        if not _is_organisation(value):
            both = (get_value_text(value.get(key)) for key in ("givenName", "familyName"))
            yield from _read_names(value.get("name") or " ".join(filter(None, both)))
    elif isinstance(value, str):
        line = _BRACKETS.sub("", tidy_title(value)[:300])
        parts = [clean_line(part) for part in _SPLIT.split(line) if not _OTHER_CREDIT.match(part)]
        # "Finch, Harold" is one person written backwards: no name rather than two wrong ones.
        if len(parts) == 2 and not any(" " in part for part in parts):
            return
        yield from (_CREDIT.sub("", part) for part in parts if part)


def _is_name(name: str) -> bool:
    shortest = 2 if _IDEOGRAPHS.match(name) else 3
    return shortest <= len(name) <= LONGEST and not _NO_NAME.search(name)
