"""What a page says about itself in its markup: JSON-LD, meta tags, links; read once, tolerant of damage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import html

from pipeline.text.clean import clean_line, fold_text
from pipeline.text.urls import identify_url, resolve_link

_ARTICLE_TYPES = re.compile(r"Article$|^Report$|BlogPosting$")
SHARED = 0.4
"""Share of words in common from which two headlines are of one article."""
MOST_OBJECTS = 100
"""Of one list in JSON-LD."""
MOST_LEVELS = 100
"""Levels of JSON-LD; deeper one counts as damaged."""
LONGEST_JSON = 1_000_000
"""Characters of one block of JSON-LD; a longer one counts as damaged."""
DEEPEST = 3
"""Levels of JSON-LD objects inside one another that are looked at."""

_LOOSE_COMMA = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass
class Markup:
    """The parsed page with its structured data, looked up once."""

    tree: html.HtmlElement
    url: str
    _meta: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            name = name.strip().lower()
            value = clean_line(element.get("content") or "")
            if name and value:
                self._meta.setdefault(name, []).append(value)

    def find_meta(self, *names: str) -> str:
        """Give the first value of the first of these meta tags that has one."""
        return next((self._meta[n][0] for n in names if n in self._meta), "")

    def find_metas(self, *names: str) -> Iterator[str]:
        """Give the first value of each of these meta tags that has one, in the order of the names."""
        return (self._meta[n][0] for n in names if n in self._meta)

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The JSON-LD object of this page's article; may be empty.

        Found by address, else by headline, else it is the only one and names neither.
        """
        found = [item for item in self.objects if _is_article(item)]
        mine = [item for item in found if not self._own_urls.isdisjoint(self._identify(_list_urls(item)))]
        best = max(mine or found, key=self._measure_likeness, default={})
        if mine or self._measure_likeness(best) >= SHARED:
            return best
        if len(found) != 1 or any(_list_urls(best)):
            return {}
        names_another = self._shown and get_value_text(best.get("headline"))
        return {} if names_another else best

    @cached_property
    def _own_urls(self) -> set[str]:
        canonical = [link.get("href") or "" for link in self.find_links("canonical")]
        return {identify_url(self.url), *self._identify(canonical)}

    def _identify(self, links: Iterable[str]) -> Iterator[str]:
        return (identify_url(resolve_link(self.url, link)) for link in links)

    def _measure_likeness(self, item: Mapping[str, Any]) -> float:
        """Which share of its headline's words the page shows as its own headline."""
        words = set(fold_text(get_value_text(item.get("headline"))).split())
        return max((len(words & shown) / len(words) for shown in self._shown if words), default=0.0)

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
            if "ld+json" in (script.get("type") or ""):
                found += _flatten_items(_parse_json(script.text or ""))
        return found

    def find_links(self, rel: str) -> Iterator[html.HtmlElement]:
        """Give the link elements of a relation."""
        for element in self.tree.iter("link"):
            if rel in (element.get("rel") or "").lower().split():
                yield element

    def find_text(self, path: str) -> str:
        """Give the clean text of the first element at an XPath that has any."""
        for element in self.tree.xpath(path):
            text = clean_line(element if isinstance(element, str) else element.text_content())
            if text:
                return text
        return ""

    @property
    def text_language(self) -> str:
        """The language that the page declares."""
        root = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        return root.partition("-")[0].strip().lower()


def _parse_json(text: str) -> Any:
    """Read JSON as outlets write it: with control characters, comments around it and commas too many."""
    if len(text) > LONGEST_JSON:
        return None
    text = text.strip().removeprefix("<!--").removesuffix("-->")
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for attempt in (text, _LOOSE_COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            found = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return None if _is_too_deep(found) else found
    return None


def _is_too_deep(value: Any) -> bool:
    """Whether JSON is nested deeper than anybody's structured data: what goes through it calls itself."""
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [part for node in level for part in _list_parts(node)]
        if not level:
            return False
    return True


def _list_parts(node: Any) -> Iterable[Any]:
    return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


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


def _is_article(item: Mapping[str, Any]) -> bool:
    kinds = item.get("@type") or ""
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and _ARTICLE_TYPES.search(kind):
            return True
    return False


def _list_urls(item: Mapping[str, Any]) -> Iterator[str]:
    main = item.get("mainEntityOfPage")
    for value in (item.get("url"), item.get("@id"), main.get("@id") if isinstance(main, dict) else main):
        if isinstance(value, str):
            yield value


def get_labels(element: html.HtmlElement) -> str:
    """Give class and id of an element: what its authors call it."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def get_value_text(value: Any) -> str:
    """Give the text of a JSON-LD value: a string, an object's name, or the first of a list."""
    if isinstance(value, list):
        return next((t for t in map(get_value_text, value) if t), "")
    if isinstance(value, dict):
        return get_value_text(value.get("name") or value.get("@value"))
    return clean_line(value) if isinstance(value, str) else ""
