"""What a page says about itself in its markup: JSON-LD, meta tags, links; read once and tolerant of damage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree, html

from pipeline.text import clean
from pipeline.urls import identity

MOST_ELEMENTS = 20_000
"""trafilatura's time grows with the square: 20,000 elements take 11 s, 40,000 take 36 s; real pages have 1,600 at most."""
DEEPEST = 400

_ARTICLE_TYPES = re.compile(r"Article|NewsArticle|Report|BlogPosting|LiveBlogPosting|AnalysisNewsArticle|ReportageNewsArticle")
_LOOSE_COMMA = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]")


class TooComplex(ValueError):
    """A page with more elements, or nested deeper, than can be read in reasonable time."""


def parse(text: str) -> html.HtmlElement | None:
    """Parse a page; None when there is nothing; raise TooComplex before the time is spent."""
    if text.count("<") > 4 * MOST_ELEMENTS:
        raise TooComplex(f"about {text.count('<')} tags")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise TooComplex(f"more than {MOST_ELEMENTS} elements")
    if _depth(tree) > DEEPEST:
        raise TooComplex(f"nested deeper than {DEEPEST}")
    return tree


def _depth(tree: html.HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


@dataclass
class Markup:
    """The parsed page with its structured data, looked up once."""

    tree: html.HtmlElement
    url: str
    _meta: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.tree.iter("meta"):
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
            value = clean(element.get("content") or "")
            if name and value:
                self._meta.setdefault(name, []).append(value)

    def meta(self, *names: str) -> str:
        """Give the first value of the first of these meta tags that has one."""
        return next((self._meta[n][0] for n in names if n in self._meta), "")

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The JSON-LD object of the article: the one that names this page, else the first."""
        found = [item for item in self.objects if _is_article(item)]
        here = identity(self.url)
        mine = [item for item in found if here in {identity(u) for u in _urls(item)}]
        return (mine or found or [{}])[0]

    @cached_property
    def objects(self) -> Sequence[Mapping[str, Any]]:
        """Every JSON-LD object of the page, those inside @graph included."""
        found: list[Mapping[str, Any]] = []
        for script in self.tree.iter("script"):
            if "ld+json" in (script.get("type") or ""):
                found += _flatten(_loads(script.text or ""))
        return found

    def links(self, rel: str) -> Iterator[html.HtmlElement]:
        """Give the link elements of a relation."""
        for element in self.tree.iter("link"):
            if rel in (element.get("rel") or "").lower().split():
                yield element

    def first(self, path: str) -> str:
        """Give the clean text of the first element at an XPath that has any."""
        for element in self.tree.xpath(path):
            text = clean(element if isinstance(element, str) else element.text_content())
            if text:
                return text
        return ""

    @property
    def text_language(self) -> str:
        """The language that the page declares."""
        root = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        return root.partition("-")[0].strip().lower()


def _loads(text: str) -> Any:
    """Read JSON as outlets write it: with control characters, comments around it and commas too many."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for attempt in (text, _LOOSE_COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    if isinstance(value, list):
        return [item for part in value[:100] for item in _flatten(part, depth)]
    if not isinstance(value, dict) or depth > 3:
        return []
    inner = [item for name in ("@graph", "mainEntity", "hasPart") for item in _flatten(value.get(name), depth + 1)]
    return [value, *inner]


def _is_article(item: Mapping[str, Any]) -> bool:
    kinds = item.get("@type") or ""
    return any(isinstance(k, str) and _ARTICLE_TYPES.search(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def _urls(item: Mapping[str, Any]) -> Iterator[str]:
    main = item.get("mainEntityOfPage")
    for value in (item.get("url"), item.get("@id"), main.get("@id") if isinstance(main, dict) else main):
        if isinstance(value, str):
            yield value


def text_of(value: Any) -> str:
    """Give the text of a JSON-LD value: a string, an object's name, or the first of a list."""
    if isinstance(value, list):
        return next((t for t in map(text_of, value) if t), "")
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value"))
    return clean(value) if isinstance(value, str) else ""
