"""The pages of the sample outlets on five skeletons, with navigation, banners and links around the text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from local.sample.page_words import APPENDED, COUNTRIES, WORDS
from local.sample.printed import format_long_date
from local.sample.truth import SampleArticle
from pipeline.config.sources import Source

SKELETON_OF = {
    "caspian-wire": "wire",
    "lotus-desk": "press",
    "sen-hong": "press",
    "bao-song-cuu": "portal",
    "xezer-xeber": "portal",
    "turan-yolu": "board",
    "bakinskiy-vestnik": "board",
    "steppe-courier": "portal",
    "barrel-monthly": "magazine",
    "pacific-ledger": "wire",
    "harbour-record": "magazine",
}
AFTER = {"teaser": "<p class='paywall'>Subscribe to continue reading.</p>", "appended": APPENDED}
"""What stands after the text, by what the page does out of the ordinary."""
_LINKED = {"wire", "press", "magazine"}
_NO_MARKUP = {"og_only", "text_date"}
_CONTEXT = {"@context": "https://schema.org"}


@dataclass(frozen=True, slots=True)
class Setting:
    """An article with what its page needs to know: its source, its own address, the time of a correction.

    `related` are addresses and titles, `alternates` languages and addresses of translations.
    """

    article: SampleArticle
    source: Source
    url: str
    modified: datetime | None = None
    related: Sequence[tuple[str, str]] = ()
    alternates: Sequence[tuple[str, str]] = ()

    @property
    def local(self) -> datetime:
        """When it was published, in the source's zone."""
        return self.article.published_at.astimezone(self.source.zone)

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.source.languages[0]

    @property
    def skeleton(self) -> str:
        """Name of the page's template."""
        return SKELETON_OF[self.source.id]


def render_page(setting: Setting) -> str:
    """Render the page of an article, on its outlet's skeleton."""
    fields = {
        **WORDS[setting.language],
        **_build_article_fields(setting),
        **_build_surroundings(setting),
        "language": setting.language,
        "head": _render_head(setting),
        "linked_data": _render_linked_data(setting),
        "time": _render_time(setting),
    }
    page = _load_template(setting.skeleton).substitute(fields)
    return unicodedata.normalize("NFD", page) if setting.article.page == "nfd" else page


@lru_cache
def _load_template(name: str) -> Template:
    return Template((Path(__file__).parent / "templates" / f"{name}.html").read_text(encoding="utf-8"))


def list_paragraphs(article: SampleArticle, modified: datetime | None) -> list[str]:
    """List the paragraphs as they stand now: a corrected article has other first ones."""
    text = article.paragraphs
    if modified and article.correction:
        new = [line for line in article.correction.strip().split("\n") if line.strip()]
        return [*new, *text[len(new) :]]
    return text[:2] if article.page == "teaser" else text


def _build_article_fields(setting: Setting) -> dict[str, str]:
    article, local = setting.article, setting.local
    text = [escape(paragraph, quote=False) for paragraph in list_paragraphs(article, setting.modified)]
    return {
        "name": escape(setting.source.name),
        "headline": escape(article.title, quote=False),
        "byline": f'<span class="author">{escape(article.author)}</span> ' if article.author else "",
        "date": "" if article.page == "og_only" else format_long_date(local, setting.language),
        "printed": f"{format_long_date(local, setting.language)} " if article.page == "text_date" else "",
        "stamp": local.strftime("%d.%m.%Y [%H:%M]"),
        "year": str(local.year),
        "body": "\n".join(f"<p>{paragraph}</p>" for paragraph in text),
        "blocks": "\n".join(f"<div class='txt'><p>{paragraph}</p></div>" for paragraph in text),
        "after": AFTER.get(article.page, ""),
    }


def _build_surroundings(setting: Setting) -> dict[str, str]:
    related: list[str] = []
    cards: list[str] = []
    for url, title in setting.related:
        related.append(f'<li><a href="{escape(url)}">{escape(title)}</a></li>')
        cards.append(f'<div class="card"><a href="{escape(url)}"><h4>{escape(title)}</h4></a></div>')
    return {
        "related": "".join(related),
        "cards": "".join(cards),
        "countries": "".join(f"<option>{country}</option>" for country in COUNTRIES),
    }


def _render_time(setting: Setting) -> str:
    """Render the date of a portal: a time tag without zone, or only words."""
    local = setting.local
    if setting.article.page == "text_date":
        return f'<span class="news-date">{format_long_date(local, setting.language)}</span>'
    return f'<time datetime="{local:%Y-%m-%d %H:%M}">{local:%H:%M}</time>'


def _render_head(setting: Setting) -> str:
    article, name = setting.article, escape(setting.source.name)
    title = escape(article.title)
    charset = "windows-1251" if article.page == "cp1251" else "utf-8"
    canonical = setting.source.site if article.page == "canonical_home" else setting.url
    lines = [
        f'<meta charset="{charset}"><title>{title} | {name}</title>',
        f'<meta property="og:title" content="{title} - {name}"><meta property="og:type" content="article">',
        f'<meta property="og:site_name" content="{name}"><link rel="canonical" href="{escape(canonical)}">',
    ]
    for language, url in setting.alternates:
        lines.append(f'<link rel="alternate" hreflang="{language}" href="{escape(url)}">')
    if article.page == "og_only":
        lines.append(f'<meta property="article:published_time" content="{setting.local.isoformat()}">')
    if setting.modified and setting.skeleton not in _LINKED:
        lines.append(f'<meta property="article:modified_time" content="{setting.modified.isoformat()}">')
    return "\n".join(lines)


def _render_linked_data(setting: Setting) -> str:
    """Render the article as JSON-LD: plain, in a graph or in a list; "" where the page has none."""
    if setting.skeleton not in _LINKED or setting.article.page in _NO_MARKUP:
        return ""
    article = _build_article(setting)
    data: object = {**_CONTEXT, **article}
    if setting.skeleton == "press":
        home = {"@type": "WebSite", "name": setting.source.name, "url": setting.source.site}
        data = {**_CONTEXT, "@graph": [home, article]}
    elif setting.skeleton == "magazine":
        crumbs = [{"@type": "ListItem", "position": 1, "name": "News"}]
        data = [{**_CONTEXT, "@type": "BreadcrumbList", "itemListElement": crumbs}, data]
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _build_article(setting: Setting) -> dict[str, object]:
    article = setting.article
    data: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": setting.url,
        "datePublished": setting.local.isoformat(timespec="seconds"),
        "publisher": {"@type": "Organization", "name": setting.source.name},
    }
    if article.author:
        data["author"] = [{"@type": "Person", "name": article.author}]
    if setting.modified:
        data["dateModified"] = setting.modified.astimezone(setting.source.zone).isoformat(timespec="seconds")
    if article.page == "teaser":
        data["isAccessibleForFree"] = False
    return data
