"""Who wrote it: the right names or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from lxml import html

from pipeline.read.extract.block_names import get_labels
from pipeline.read.extract.byline_names import (
    LONGEST,
    LONGEST_LINE,
    cut_date,
    is_name,
    looks_named,
    split_byline,
)
from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.near_headline import is_author_label, list_named_near, list_under_label
from pipeline.read.extract.short_lines import read_short_line
from pipeline.read.extract.signed import find_place, list_signed
from pipeline.read.extract.state_article import list_state_authors
from pipeline.text.clean import clean_line, fold_text
from pipeline.text.urls import get_registrable_domain

MOST = 10
TOGETHER = 4
"""Levels above one by-line within which others are of the same article."""
MOST_PIECES = 40
"""Pieces of a by-line that elements part."""
SHORTEST_SITE = 3
"""Characters of a site's name that is looked for inside another."""

_CALLED = re.compile(
    r"(?<![a-z])(?:by-?lines?(?![a-z])|"
    r"(?:author|avtor|muellif|tac-?gia)(?:s|__name|-?(?:name|link|line|card|info|box|top))?(?![a-z]|-(?!sc-)))",
    re.IGNORECASE,
)
_ROOTS = frozenset({"html", "body", "main"})
_PICTURE = re.compile(r"media|caption|photo|image|picture|video", re.IGNORECASE)
_MAIL_HOST = re.compile(r"@([a-z0-9.-]{1,80})")
_AUTHOR_META = re.compile(r"(?:^|[._:-]|article)(?:author|byline?)$|^dc(?:terms)?\.creator$")
# By the attributes: they are fewer than the elements.
_BYLINE = "//@rel[.='author']/parent::* | //@itemprop[.='author']/parent::*"
_LABELLED = (
    "//body//@*[(name() = 'class' or name() = 'data-testid' or name() = 'data-component') and"
    " (contains(., 'yline') or contains(., 'uthor') or contains(., 'uellif')"
    " or contains(., 'vtor') or contains(., 'acgia') or contains(., 'ac-gia'))]/parent::*"
)
_UNSHOWN = frozenset({"footer", "script", "style"})


def find_authors(markup: Markup, site_names: tuple[str, ...], title: str, text: str) -> tuple[str, ...]:
    """Give the authors from JSON-LD, the by-line's markup, the meta tag or a line that only shows them.

    Never an address or the web designer's credit; another organisation beside the people, or where there are
    none, when JSON-LD names it as the author; the outlet itself only so, and where nobody else is named. A
    meta tag is believed only when the page shows the name outside its footer, or when it has a mail address
    of the outlet's own beside it: some carry who built the site.
    Where the by-line or the meta tag has all the names of the JSON-LD and more, it is the whole list.
    """
    publisher = get_value_text(_look_up(markup, markup.article.get("publisher")))
    labels = (name.partition(".")[0] for name in site_names)
    sites = {fold_text(n) for n in (*site_names, *labels, markup.find_meta("og:site_name"), publisher) if n}
    given = [one for item in (markup.article, markup.page) for one in _list_given(markup, item)]
    # An agency that is named so has written it; the outlet's name and its desk's say who published it.
    credited = [one for one in given if not _is_outlet(one, sites)]
    agencies = _list_agencies(credited)
    place = _Place(markup, title, text)
    bylines = [_read_element(element) for element in _list_bylines(markup, place)]
    named = _filter_names(_read_names(bylines, sites), sites)
    tagged = _filter_names(_read_names(list(markup.list_metas(_AUTHOR_META)), sites), sites)
    people = _filter_names(_read_names(credited, sites), sites)
    if people:
        whole = named if _has_more(named, people) else people
        if _has_more(tagged, whole) and len(_keep_shown(markup, tagged)) == len(tagged):
            whole = tagged
        return (*whole, *agencies)[:MOST]
    shown = _keep_shown(markup, tagged)
    # One word, or what JSON-LD calls an organisation, may be the outlet: a by-line that is shown tells more.
    outlets = set(map(fold_text, _list_agencies(given)))
    sure = shown if any(looks_named(one) and fold_text(one) not in outlets for one in shown) else ()
    found = named or sure or _find_beside(markup, sites, title, place) or shown
    found = found or _filter_names(list_under_label(markup.tree, place.may_hold), sites)
    found = found or _list_mailed(markup, sites)
    found = found or _filter_names(list_signed(markup.tree, title, text), sites)
    found = found or _find_in_state(markup, sites, title)
    return found or agencies or _list_agencies(given)


def _has_more(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a list has all names of another and more."""
    return set(map(fold_text, names)) > set(map(fold_text, others))


def _keep_shown(markup: Markup, names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names that the page shows, or all where scripts draw the whole page."""
    body = markup.tree.find("body") if names else None
    shown = fold_text(" ".join(_list_shown(body))) if body is not None else ""
    return tuple(n for n in names if fold_text(n) in shown or not shown.strip())


def _list_mailed(markup: Markup, sites: set[str]) -> tuple[str, ...]:
    """Give the names that a meta tag has beside a mail address of the outlet's own domain."""
    home = get_registrable_domain(markup.url)
    values = [value[:LONGEST_LINE] for value in markup.list_metas(_AUTHOR_META)]
    own = [v for v in values if any(_is_within(host, home) for host in _MAIL_HOST.findall(v.lower()))]
    return tuple(filter(looks_named, _filter_names(_read_names(own, sites), sites)))


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _list_shown(body: html.HtmlElement) -> list[str]:
    """Give the texts of a page outside its footer."""
    found: list[str | None] = []

    def walk(element: html.HtmlElement) -> None:
        found.append(element.text)
        for child in element:
            if child.tag not in _UNSHOWN and "footer" not in (child.get("class") or ""):
                walk(child)
            found.append(child.tail)

    walk(body)
    return [text for text in found if text]


class _Place:
    """Where headline and text stand, looked for when a by-line is found."""

    def __init__(self, markup: Markup, title: str, text: str) -> None:
        self._markup, self._title, self._text = markup, title, text

    def holds(self, element: html.HtmlElement) -> bool:
        """Whether an element stands in one place with headline and text, or that is not known."""
        return self._element is None or self._element in element.iterancestors()

    def is_own(self, element: html.HtmlElement) -> bool:
        """Whether it stands there and in nothing of somebody else."""
        return self.holds(element) and not self._markup.belonging.is_others(element)

    def may_hold(self, element: html.HtmlElement) -> bool:
        """Whether it stands there or in an article's element: some have the by-line below, in a box apart."""
        return next(element.iterancestors("article"), None) is not None or self.holds(element)

    @cached_property
    def _element(self) -> html.HtmlElement | None:
        return find_place(self._markup.tree, self._title, self._text)


def _find_beside(markup: Markup, sites: set[str], title: str, place: _Place) -> tuple[str, ...]:
    """Give the names of a by-line that is called so, or that stands beside the headline."""
    return _find_shown(markup, sites, place) or _filter_names(
        list_named_near(markup.tree, title, place.is_own), sites
    )


def _find_in_state(markup: Markup, sites: set[str], title: str) -> tuple[str, ...]:
    """Give the names that the state has beside the headline."""
    names = _filter_names(_read_names(list_state_authors(markup.tree, title, markup.url), sites), sites)
    return tuple(filter(looks_named, names))


def _list_bylines(markup: Markup, place: _Place) -> Iterator[html.HtmlElement]:
    """Give the first element that is marked as a by-line, and those that stand in one place with it."""
    together: set[html.HtmlElement] = set()
    for element in filter(_is_byline, markup.find_own(_BYLINE)):
        if not place.may_hold(element):
            continue
        around = {one for one in islice(element.iterancestors(), TOGETHER) if one.tag not in _ROOTS}
        together = together or around
        if not together.isdisjoint(around):
            yield element


def _is_byline(element: html.HtmlElement) -> bool:
    """Whether what is marked as an author stands in an article, or is the text of an object's microdata."""
    if next(element.iterancestors("article", "main"), None) is not None:
        return True
    is_text = element.get("itemprop") == "author" and element.tag != "meta"
    return is_text and any(around.get("itemtype") is not None for around in element.iterancestors())


def _list_given(markup: Markup, item: Mapping[str, Any]) -> list[Any]:
    """Give the authors of a JSON-LD object; those that it names by `@id` alone are looked up."""
    given = item.get("author")
    return [_look_up(markup, one) for one in (given if isinstance(given, list) else [given])[: MOST * 2]]


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


def _list_agencies(given: list[Any]) -> tuple[str, ...]:
    """Give the names of the organisations, whatever they are called, none longer than a name may be."""
    names = (get_value_text(one.get("name")) for one in given if _is_organisation(one))
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= LONGEST))


def _find_shown(markup: Markup, sites: set[str], place: _Place) -> tuple[str, ...]:
    """Give the names of the first by-line that is called so: two to five words, capitals at both ends."""
    for element in markup.find_own(_LABELLED):
        line = read_short_line(element)
        labels = get_labels(element)
        is_short = bool(line) or len(element.text_content()) <= LONGEST_LINE
        if not is_short or not _CALLED.search(labels) or _PICTURE.search(labels):
            continue
        named = _read_pieces(element, line, sites)
        if named and place.holds(element):
            return named
    return ()


def _read_pieces(element: html.HtmlElement, line: str, sites: set[str]) -> tuple[str, ...]:
    """Give the names in a by-line, whose pieces may stand without marks between them.

    Behind a name by itself stands what its bearer is, or for whom.
    """
    pieces = [clean_line(piece) for piece in islice(element.itertext(), MOST_PIECES) if piece.strip()]
    pieces = [piece for piece in pieces if not (is_author_label(piece) or piece.endswith(":"))]
    links = [clean_line(link.text_content()) for link in element.iter("a")]
    if len(links) > 1 and links == pieces and all(map(looks_named, links)):
        return _filter_names(links, sites)
    first = pieces[0] if pieces and not pieces[0].isupper() else ""
    named, alone = (
        tuple(filter(looks_named, _filter_names(_read_names(said, sites), sites)))
        for said in (cut_date(line), first)
    )
    is_more = len(named) == 1 and len(alone) == 1 and named[0].startswith(alone[0])
    return alone if is_more else named or alone


def _read_element(element: html.HtmlElement) -> str:
    """Give the name that an element of a by-line holds, without an office in an element behind it."""
    named = next((one for one in element.iter() if one.get("itemprop") == "name"), None)
    if named is not None:
        return str(named.get("content") or named.text_content())
    own = clean_line((element.text or "")[:LONGEST_LINE])
    return own if looks_named(own) else element.get("content") or read_short_line(element)


def _filter_names(names: Iterable[str], sites: set[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(name for name in filter(is_name, names) if fold_text(name) not in sites)
    return tuple(kept)[:MOST]


def _read_names(value: Any, sites: set[str]) -> Iterator[str]:
    if isinstance(value, list):
        for part in value[: MOST * 2]:
            yield from _read_names(part, sites)
    elif isinstance(value, dict):
        if not _is_organisation(value):
            both = (get_value_text(value.get(key)) for key in ("givenName", "familyName"))
            yield from _read_names(value.get("name") or " ".join(filter(None, both)), sites)
    elif isinstance(value, str):
        yield from split_byline(value, sites)
