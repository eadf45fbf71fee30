"""The feeds of the sample outlets, each in the form that its outlet chose, with the dates that such outlets
print.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from pipeline.config.sources import Source


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed; `at` is None where the feed gives no date."""

    url: str
    title: str
    summary: str
    at: datetime | None
    modified: datetime | None

    @property
    def updated(self) -> datetime | None:
        """When it was last edited, or else published."""
        return self.modified or self.at


def render_rss(source: Source, items: Sequence[Item], zone: str = "long") -> str:
    """RSS 2.0; `zone` chooses how dates are written: +0400, +07 as met at three Vietnamese outlets, or the
    American form without zone.
    """
    rows = "".join(
        f"<item><title>{escape(i.title)}</title><link>{escape(_add_tracking(i.url))}</link>"
        f"<description><![CDATA[<p>{escape(i.summary)}</p>]]></description>{_render_dates(i, source, zone)}</item>"
        for i in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{escape(source.name)}</title><link>{source.site}</link><language>{source.languages[0]}</language><ttl>10</ttl>{rows}</channel></rss>"
    )


def _add_tracking(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}utm_source=rss&utm_medium=feed"


def _render_dates(item: Item, source: Source, zone: str) -> str:
    if item.at is None:
        return ""
    changed = (
        f"<atom:updated>{item.updated.isoformat()}</atom:updated>" if zone == "us" and item.updated else ""
    )
    return f"<pubDate>{_format_date(item.at, source, zone)}</pubDate>{changed}"


def _format_date(at: datetime, source: Source, zone: str) -> str:
    local = at.astimezone(source.zone)
    if zone == "us":
        return local.strftime("%-m/%-d/%Y %-I:%M:%S\u202f%p")
    if zone == "short":
        return local.strftime("%a, %d %b %Y %H:%M:%S ") + local.strftime("%z")[:3]
    return local.strftime("%a, %d %b %Y %H:%M:%S %z")


def render_short_rss(source: Source, items: Sequence[Item]) -> str:
    """RSS with "+07" for a zone, which most parsers read as seven minutes or not at all."""
    return render_rss(source, items, "short")


def render_american_rss(source: Source, items: Sequence[Item]) -> str:
    """RSS with American dates without zone."""
    return render_rss(source, items, "us")


def render_broken_rss(source: Source, items: Sequence[Item]) -> str:
    """RSS with an undeclared prefix, a bare ampersand and control characters, cut off at its end."""
    text = (
        render_rss(source, items)
        .replace("<channel>", "\n<channel><media:thumb url='x'/>\x0b", 1)
        .replace("&amp;utm_medium", "&utm_medium")
    )
    return text[: text.rindex("</item>") + 7] + "<item><title>The end is miss"


def render_atom(source: Source, items: Sequence[Item]) -> str:
    """Atom, with a `self` link before the real one and `updated` apart from `published`."""
    rows = "".join(
        f'<entry><id>{escape(i.url)}</id><title>{escape(i.title)}</title><link rel="self"'
        f' href="{escape(i.url)}.atom"/>'
        '<link rel="alternate" type="text/html"'
        f' href="{escape(i.url)}"/>{_render_stamp("published", i.at)}{_render_stamp("updated", i.updated)}'
        f"<summary>{escape(i.summary)}</summary></entry>"
        for i in items
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{source.languages[0]}">'
        f"<title>{escape(source.name)}</title><id>{source.site}</id>{rows}</feed>"
    )


def _render_stamp(tag: str, at: datetime | None) -> str:
    return f"<{tag}>{at.isoformat()}</{tag}>" if at else ""


def render_rdf(source: Source, items: Sequence[Item]) -> str:
    """RSS 1.0."""
    rows = "".join(
        f'<item rdf:about="{escape(i.url)}"><title>{escape(i.title)}</title><link>{escape(i.url)}</link>'
        f"<description>{escape(i.summary)}</description>{_render_stamp('dc:date', i.at and i.at.astimezone(source.zone))}</item>"
        for i in items
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel'
        f' rdf:about="{source.site}"><title>{escape(source.name)}</title>'
        f"<link>{source.site}</link></channel>{rows}</rdf:RDF>"
    )


def render_json_feed(source: Source, items: Sequence[Item]) -> str:
    """JSON Feed 1.1."""
    rows = []
    for item in items:
        row = {"id": item.url, "url": item.url, "title": item.title, "summary": item.summary}
        dates = {"date_published": item.at, "date_modified": item.updated}
        rows.append(row | {k: at.astimezone(source.zone).isoformat() for k, at in dates.items() if at})
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.name,
        "home_page_url": source.site,
        "language": source.languages[0],
    }
    return json.dumps({**head, "items": rows}, ensure_ascii=False)


def render_news_sitemap(source: Source, items: Sequence[Item]) -> str:
    """A news sitemap, which carries titles and dates but no summaries."""
    rows = "".join(
        f"<url><loc>{escape(i.url)}</loc><news:news><news:publication><news:name>{escape(source.name)}</news:name>"
        f"<news:language>{source.languages[0]}</news:language></news:publication>"
        f"{_render_stamp('news:publication_date', i.at and i.at.astimezone(source.zone))}<news:title>{escape(i.title)}</news:title>"
        "</news:news></url>"
        for i in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    )


def render_sitemap(source: Source, items: Sequence[Item]) -> str:
    """A plain sitemap, which lists more than articles."""
    rows = "".join(
        f"<url><loc>{escape(i.url)}</loc>{_render_stamp('lastmod', i.updated)}</url>" for i in items
    )
    return (
        "<urlset"
        f' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{source.site}tag/oil/</loc></url>{rows}</urlset>'
    )


def render_sitemap_index(source: Source, _: Sequence[Item]) -> str:
    """An index of one sitemap."""
    place = f"<sitemap><loc>{source.site}sitemap-articles.xml</loc></sitemap>"
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{place}</sitemapindex>'


def render_listing(source: Source, items: Sequence[Item]) -> str:
    """A section page."""
    rows = "".join(
        f'<li><h2><a href="{escape(i.url)}">{escape(i.title)}</a></h2><p>{escape(i.summary)}</p></li>'
        for i in items
    )
    return (
        f'<!DOCTYPE html><html lang="{source.languages[0]}"><head><title>News -'
        f' {escape(source.name)}</title></head><body><nav><a href="/">Home</a><a href="/about">About'
        f" us</a></nav><ul>{rows}</ul></body></html>"
    )


Form = Callable[[Source, Sequence[Item]], str]
# Path of each outlet's feed, the form it has, and the content type that its server gives it.
FEEDS: dict[str, tuple[tuple[str, Form, str], ...]] = {
    "caspian-wire": (("/rss.xml", render_rss, "application/rss+xml"),),
    "xezer-xeber": (("/feed.atom", render_atom, "application/atom+xml"),),
    "bakinskiy-vestnik": (("/rss/", render_rss, "text/html; charset=utf-8"),),
    "sen-hong": (("/rss/home.rss", render_short_rss, "text/xml"),),
    "lotus-desk": (("/feed.json", render_json_feed, "application/json"),),
    "bao-song-cuu": (("/news-sitemap.xml", render_news_sitemap, "application/xml"),),
    "steppe-courier": (("/index.rdf", render_rdf, "application/xml"),),
    "barrel-monthly": (("/news/", render_listing, "text/html; charset=utf-8"),),
    "turan-yolu": (("/rss", render_broken_rss, "application/rss+xml"),),
    "pacific-ledger": (("/new-feed", render_american_rss, "application/rss+xml"),),
    "harbour-record": (
        ("/sitemap.xml", render_sitemap_index, "application/xml"),
        ("/sitemap-articles.xml", render_sitemap, "application/xml"),
    ),
}
