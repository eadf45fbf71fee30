"""What a page says about itself in its markup: JSON-LD, meta tags, links; read once, tolerant of damage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import html

from pipeline.read.extract.belonging import SHARED, Belonging
from pipeline.read.extract.json_ld import parse_json_ld
from pipeline.text.clean import clean_line, fold_text
from pipeline.text.urls import identify_url, resolve_link

_ARTICLE_TYPES = re.compile(r"Article$|^Report$|BlogPosting$")
_TIER = re.compile(r"(?:^|[:._-])content[_-]?tier$")
_CLOSED_TIERS = frozenset({"locked", "paid", "premium", "subscriber", "subscribers"})
"""A `metered` article is shown whole to most."""
_LIST_TYPES = re.compile(r"^(?:CollectionPage|SearchResultsPage)$")
_OTHER_TYPES = re.compile(r"^(?:Collection|SearchResults|Profile|Contact)Page$")
_PRODUCT = re.compile(r"^(?:Product|Flight|Hotel|TouristTrip)$")
_PAGE_TYPES = re.compile(r"Page$")
LONGEST_META = 50_000
"""Characters of a meta tag that are looked at; some hold the whole article as its description."""
MOST_OBJECTS = 100
"""Of one list in JSON-LD."""
DEEPEST = 3
"""Levels of JSON-LD objects inside one another that are looked at."""


@dataclass
class Markup:
    """The parsed page with its structured data, looked up once."""

    tree: html.HtmlElement
    url: str
    _meta: dict[str, list[str]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        marked = []
        for element in self.tree.iter("meta"):
            if element.get("itemprop"):
                marked.append(element)
            else:
                self._keep_meta(element)
        # By the page's titles, which the others say.
        for element in marked:
            if not self.belonging.is_foreign(element):
                self._keep_meta(element)

    def _keep_meta(self, element: html.HtmlElement) -> None:
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        name = name.strip().lower()
        value = clean_line((element.get("content") or "")[:LONGEST_META])
        if name and value:
            self._meta.setdefault(name, []).append(value)

    def find_meta(self, *names: str) -> str:
        """Give the first value of the first of these meta tags that has one."""
        return next((self._meta[n][0] for n in names if n in self._meta), "")

    def find_metas(self, *names: str) -> Iterator[str]:
        """Give the first value of each of these meta tags that has one, in the order of the names."""
        return (self._meta[n][0] for n in names if n in self._meta)

    def match_metas(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Give the first value of each meta tag whose name, in lower case, has the pattern."""
        return (values[0] for name, values in self._meta.items() if pattern.search(name))

    def list_metas(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Give all values of the meta tags whose names, in lower case, have the pattern."""
        return (value for name, values in self._meta.items() if pattern.search(name) for value in values)

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The JSON-LD object of this page's article; may be empty.

        Found by address, else by headline, else it is the only one and names neither.
        """
        found = [item for item in self.objects if _is_kind(item, _ARTICLE_TYPES)]
        mine = [item for item in found if not self._own_urls.isdisjoint(self._identify(_list_urls(item)))]
        best = max(mine or found, key=self._measure_likeness, default={})
        if mine or self._measure_likeness(best) >= SHARED:
            return best
        if len(found) != 1 or any(_list_urls(best)):
            return {}
        names_another = self._shown and get_value_text(best.get("headline"))
        return {} if names_another else best

    @cached_property
    def page(self) -> Mapping[str, Any]:
        """The JSON-LD object of the page, which bears the article's dates in some graphs; may be empty.

        Found by address, whatever it is (a graph's `WebPage`, a `ClaimReview`); one that names none must be
        the only page.
        """
        dated = [
            item for item in self.objects if "datePublished" in item and not _is_kind(item, _ARTICLE_TYPES)
        ]
        for item in dated:
            if not self._own_urls.isdisjoint(self._identify(_list_urls(item))):
                return item
        found = [item for item in dated if _is_kind(item, _PAGE_TYPES)]
        return found[0] if len(found) == 1 and not any(_list_urls(found[0])) else {}

    @cached_property
    def base(self) -> str:
        """What relative addresses of the page start from."""
        element = self.tree.find(".//base[@href]")
        return self.url if element is None else resolve_link(self.url, element.get("href") or "") or self.url

    @property
    def claims_article(self) -> bool:
        """Whether the page says of itself that it is an article.

        Some systems give all pages that type for networks: one that says that it is a collection is none.
        """
        if self.article:
            return True
        is_list = any(_is_kind(item, _LIST_TYPES) for item in self.objects)
        return self.find_meta("og:type") == "article" and not is_list

    @property
    def claims_other(self) -> bool:
        """Whether the page says of itself that it is a list, a search, somebody's profile, or whom to ask."""
        if self.claims_article:
            return False
        is_said = any(_is_kind(item, _OTHER_TYPES) for item in self.objects)
        return is_said or self.find_meta("og:type") == "profile"

    @property
    def sells(self) -> bool:
        """Whether the page is no article, by its own word, and has something on offer."""
        return not self.claims_article and any(
            _is_kind(item, _PRODUCT) and item.get("offers") for item in self.objects
        )

    @property
    def is_behind_paywall(self) -> bool:
        """Whether meta tag or structured data say that the article, or a part of it, is not free to read."""
        if any(tier.lower() in _CLOSED_TIERS for tier in self.match_metas(_TIER)):
            return True
        parts = self.article.get("hasPart")
        items = [self.article, *(parts[:MOST_OBJECTS] if isinstance(parts, list) else [parts])]
        said = [str(i.get("isAccessibleForFree", "")) for i in items if isinstance(i, Mapping)]
        marked = self.find_own("//@itemprop[.='isAccessibleForFree']/parent::*")
        said += [one.get("content") or one.get("href") or clean_line(one.text or "") for one in marked]
        return any(word.lower().rpartition("/")[2] == "false" for word in said)

    def leads_home(self, link: html.HtmlElement) -> bool:
        """Whether a link leads to the page's own address: some systems link an article's own headline."""
        href = link.get("href") or ""
        return bool(href) and not self._own_urls.isdisjoint(self._identify([href]))

    @cached_property
    def _own_urls(self) -> set[str]:
        canonical = [link.get("href") or "" for link in self.find_links("canonical")]
        return {identify_url(self.url), *self._identify(canonical)}

    def _identify(self, links: Iterable[str]) -> Iterator[str]:
        return (identify_url(resolve_link(self.base, link)) for link in links)

    def _measure_likeness(self, item: Mapping[str, Any]) -> float:
        return self.belonging.measure_likeness(get_value_text(item.get("headline")))

    @cached_property
    def belonging(self) -> Belonging:
        """What tells whose a piece of mark-up is."""
        return Belonging(self.tree, self._shown)

    @cached_property
    def _shown(self) -> Sequence[set[str]]:
        titles = (
            self.find_meta("og:title", "twitter:title"),
            self.find_text("//h1"),
            self.find_text("//head/title"),
        )
        return [set(fold_text(t).split()) for t in titles if t]

    @cached_property
    def objects(self) -> Sequence[Mapping[str, Any]]:
        """Every JSON-LD object of the page, those inside @graph included."""
        found: list[Mapping[str, Any]] = []
        for script in self.tree.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                found += _flatten_items(parse_json_ld(script.text or ""))
        return found

    def find_links(self, rel: str) -> Iterator[html.HtmlElement]:
        """Give the link elements of a relation."""
        for element in self.tree.iter("link"):
            if rel in (element.get("rel") or "").lower().split():
                yield element

    def find_own(self, path: str) -> list[html.HtmlElement]:
        """Give the first elements at an XPath that are the article's, not a comment's or a list's."""
        return [
            element
            for element in self.tree.xpath(path)[:MOST_OBJECTS]
            if not self.belonging.is_foreign(element)
        ][:5]

    def find_text(self, path: str) -> str:
        """Give the clean text of the first element at an XPath that has any."""
        if path not in self._texts:
            found = self.tree.xpath(path)
            texts = (clean_line(one if isinstance(one, str) else one.text_content()) for one in found)
            self._texts[path] = next(filter(None, texts), "")
        return self._texts[path]

    @property
    def text_language(self) -> str:
        """The language that the page declares."""
        root = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        return root.strip() or self.find_meta("og:locale", "language")


def _flatten_items(value: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """Give an object and those inside it, or those of a list."""
    if isinstance(value, list):
        return [item for part in value[:MOST_OBJECTS] for item in _flatten_items(part, depth)]
    if not isinstance(value, dict) or depth > DEEPEST:
        return []
    found: list[Mapping[str, Any]] = [value]
    for name in ("@graph", "mainEntity", "hasPart"):
        found += _flatten_items(value.get(name), depth + 1)
    return found


def _is_kind(item: Mapping[str, Any], pattern: re.Pattern[str]) -> bool:
    kinds = item.get("@type") or ""
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and pattern.search(kind):
            return True
    return False


def _list_urls(item: Mapping[str, Any]) -> Iterator[str]:
    main = item.get("mainEntityOfPage")
    for value in (item.get("url"), item.get("@id"), main.get("@id") if isinstance(main, dict) else main):
        if isinstance(value, str):
            yield value


def get_value_text(value: Any) -> str:
    """Give the text of a JSON-LD value: a string, an object's name, or the first of a list."""
    if isinstance(value, list):
        return next((t for t in map(get_value_text, value) if t), "")
    if isinstance(value, dict):
        return get_value_text(value.get("name") or value.get("@value"))
    return clean_line(value) if isinstance(value, str) else ""
