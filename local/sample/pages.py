"""The pages of the sample outlets on five skeletons, with navigation, banners and related links around the
text.
"""

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

from local.sample.printed import format_long_date
from local.sample.record import Record
from local.sample.wording import APPENDED, COUNTRIES, WORDS
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
_LINKED = {"wire", "press", "magazine"}
_NO_MARKUP = {"og_only", "text_date"}


@dataclass(frozen=True, slots=True)
class Setting:
    """An article with what its page needs to know: outlet, own address, time of a correction, related links
    and translations.
    """

    record: Record
    source: Source
    url: str
    modified: datetime | None = None
    related: Sequence[tuple[str, str]] = ()
    alternates: Sequence[tuple[str, str]] = ()

    @property
    def local(self) -> datetime:
        """When it was published, in the outlet's zone."""
        return self.record.published_at.astimezone(self.source.zone)

    @property
    def skeleton(self) -> str:
        """Name of the page's template."""
        return SKELETON_OF[self.source.id]


def render_page(setting: Setting) -> str:
    """Give the page of an article, on its outlet's skeleton."""
    page = _load_template(setting.skeleton).substitute(_build_fields(setting))
    return unicodedata.normalize("NFD", page) if setting.record.page == "nfd" else page


@lru_cache
def _load_template(name: str) -> Template:
    return Template((Path(__file__).parent / "templates" / f"{name}.html").read_text(encoding="utf-8"))


def list_paragraphs(record: Record, modified: datetime | None) -> list[str]:
    """Give the paragraphs as they stand now: a corrected article has other first ones."""
    text = record.paragraphs
    if modified is None or not record.correction:
        return text[:2] if record.page == "teaser" else text
    new = [p for p in record.correction.strip().split("\n") if p.strip()]
    return [*new, *text[len(new) :]]


def _build_fields(setting: Setting) -> dict[str, str]:
    record, source, local = setting.record, setting.source, setting.local
    text = [escape(p, quote=False) for p in list_paragraphs(record, setting.modified)]
    language = source.languages[0]
    return {
        **WORDS[language],
        "language": language,
        "head": _render_head(setting),
        "linked_data": (
            _render_linked_data(setting)
            if setting.skeleton in _LINKED and record.page not in _NO_MARKUP
            else ""
        ),
        "name": escape(source.name),
        "headline": escape(record.title, quote=False),
        "byline": f'<span class="author">{escape(record.author)}</span> ' if record.author else "",
        "date": "" if record.page == "og_only" else format_long_date(local, language),
        "time": _render_time(setting),
        "stamp": local.strftime("%d.%m.%Y [%H:%M]"),
        "year": str(local.year),
        "body": "\n".join(f"<p>{p}</p>" for p in text),
        "blocks": "\n".join(f"<div class='txt'><p>{p}</p></div>" for p in text),
        "after": (
            {
                "teaser": "<p class='paywall'>Subscribe to continue reading.</p>",
                "appended": APPENDED,
            }.get(record.page, "")
        ),
        "related": "".join(f'<li><a href="{escape(u)}">{escape(t)}</a></li>' for u, t in setting.related),
        "cards": "".join(
            f'<div class="card"><a href="{escape(u)}"><h4>{escape(t)}</h4></a></div>'
            for u, t in setting.related
        ),
        "countries": "".join(f"<option>{c}</option>" for c in COUNTRIES),
    }


def _render_time(setting: Setting) -> str:
    """The date of a portal: a time tag without zone, or only words."""
    local = setting.local
    if setting.record.page == "text_date":
        return f'<span class="news-date">{format_long_date(local, setting.source.languages[0])}</span>'
    return f'<time datetime="{local:%Y-%m-%d %H:%M}">{local:%H:%M}</time>'


def _render_head(setting: Setting) -> str:
    record, name = setting.record, escape(setting.source.name)
    title = escape(record.title)
    canonical = setting.source.site if record.page == "canonical_home" else setting.url
    lines = [
        (
            f'<meta charset="{"windows-1251" if record.page == "cp1251" else "utf-8"}"><title>{title} |'
            f" {name}</title>"
        ),
        f'<meta property="og:title" content="{title} - {name}"><meta property="og:type" content="article">',
        f'<meta property="og:site_name" content="{name}"><link rel="canonical" href="{escape(canonical)}">',
        *(
            f'<link rel="alternate" hreflang="{code}" href="{escape(url)}">'
            for code, url in setting.alternates
        ),
    ]
    if record.page == "og_only":
        lines.append(f'<meta property="article:published_time" content="{setting.local.isoformat()}">')
    if setting.modified and setting.skeleton not in _LINKED:
        lines.append(f'<meta property="article:modified_time" content="{setting.modified.isoformat()}">')
    return "\n".join(lines)


def _render_linked_data(setting: Setting) -> str:
    article = _build_article(setting)
    home = {"@type": "WebSite", "name": setting.source.name, "url": setting.source.site}
    if setting.skeleton == "press":
        data: object = {"@context": "https://schema.org", "@graph": [home, article]}
    elif setting.skeleton == "magazine":
        crumbs = {
            "@type": "BreadcrumbList",
            "itemListElement": [{"@type": "ListItem", "position": 1, "name": "News"}],
        }
        data = [{"@context": "https://schema.org", **crumbs}, {"@context": "https://schema.org", **article}]
    else:
        data = {"@context": "https://schema.org", **article}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _build_article(setting: Setting) -> dict[str, object]:
    record, zone = setting.record, setting.source.zone
    article: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": record.title,
        "url": setting.url,
        "datePublished": setting.local.isoformat(timespec="seconds"),
        "publisher": {"@type": "Organization", "name": setting.source.name},
    }
    if record.author:
        article["author"] = [{"@type": "Person", "name": record.author}]
    if setting.modified:
        article["dateModified"] = setting.modified.astimezone(zone).isoformat(timespec="seconds")
    if record.page == "teaser":
        article["isAccessibleForFree"] = False
    return article
