"""The feeds of the sample outlets, each in the form and with the dates that such outlets have."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from pipeline.config.sources import Source

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DATES = {
    "long": "%a, %d %b %Y %H:%M:%S %z",
    "us": "%-m/%-d/%Y %-I:%M:%S\u202f%p",
}


@dataclass(frozen=True, slots=True)
class FeedItem:
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


Render = Callable[[Source, Sequence[FeedItem]], str]


def render_rss(source: Source, items: Sequence[FeedItem], zone: str = "long") -> str:
    """Render RSS 2.0.

    `zone` chooses how dates are written: `long` +0400, `short` +07 as met at three Vietnamese outlets, `us`
    the American form without zone.
    """
    rows = "".join(_render_rss_item(item, source, zone) for item in items)
    channel = (
        f"<title>{escape(source.name)}</title><link>{source.site}</link>"
        f"<language>{source.languages[0]}</language><ttl>10</ttl>{rows}"
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"'
        f' xmlns:atom="http://www.w3.org/2005/Atom"><channel>{channel}</channel></rss>'
    )


def _render_rss_item(item: FeedItem, source: Source, zone: str) -> str:
    tracked = f"{item.url}{'&' if '?' in item.url else '?'}utm_source=rss&utm_medium=feed"
    dates = ""
    if item.at:
        dates = f"<pubDate>{_format_date(item.at, source, zone)}</pubDate>"
        if zone == "us":
            dates += _render_stamp("atom:updated", item.updated)
    return (
        f"<item><title>{escape(item.title)}</title><link>{escape(tracked)}</link>"
        f"<description><![CDATA[<p>{escape(item.summary)}</p>]]></description>{dates}</item>"
    )


def _format_date(at: datetime, source: Source, zone: str) -> str:
    local = at.astimezone(source.zone)
    if zone == "short":
        return local.strftime(DATES["long"])[:-2]
    return local.strftime(DATES[zone])


def render_short_rss(source: Source, items: Sequence[FeedItem]) -> str:
    """Render RSS with "+07" for a zone, which most parsers read as seven minutes or not at all."""
    return render_rss(source, items, "short")


def render_american_rss(source: Source, items: Sequence[FeedItem]) -> str:
    """Render RSS with American dates without zone."""
    return render_rss(source, items, "us")


def render_broken_rss(source: Source, items: Sequence[FeedItem]) -> str:
    """Render RSS with an undeclared prefix, a bare ampersand and control characters, cut off at its end."""
    text = render_rss(source, items)
    text = text.replace("<channel>", "\n<channel><media:thumb url='x'/>\x0b", 1)
    text = text.replace("&amp;utm_medium", "&utm_medium")
    return text[: text.rindex("</item>") + 7] + "<item><title>The end is miss"


def render_atom(source: Source, items: Sequence[FeedItem]) -> str:
    """Render Atom, with a `self` link before the real one and `updated` apart from `published`."""
    rows = "".join(map(_render_atom_entry, items))
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{source.languages[0]}">'
        f"<title>{escape(source.name)}</title><id>{source.site}</id>{rows}</feed>"
    )


def _render_atom_entry(item: FeedItem) -> str:
    url = escape(item.url)
    dates = _render_stamp("published", item.at) + _render_stamp("updated", item.updated)
    return (
        f'<entry><id>{url}</id><title>{escape(item.title)}</title><link rel="self" href="{url}.atom"/>'
        f'<link rel="alternate" type="text/html" href="{url}"/>{dates}'
        f"<summary>{escape(item.summary)}</summary></entry>"
    )


def _render_stamp(tag: str, at: datetime | None) -> str:
    return f"<{tag}>{at.isoformat()}</{tag}>" if at else ""


def _render_local_stamp(tag: str, item: FeedItem, source: Source) -> str:
    return _render_stamp(tag, item.at and item.at.astimezone(source.zone))


def render_rdf(source: Source, items: Sequence[FeedItem]) -> str:
    """Render RSS 1.0."""
    rows = "".join(_render_rdf_item(item, source) for item in items)
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel'
        f' rdf:about="{source.site}"><title>{escape(source.name)}</title>'
        f"<link>{source.site}</link></channel>{rows}</rdf:RDF>"
    )


def _render_rdf_item(item: FeedItem, source: Source) -> str:
    url = escape(item.url)
    return (
        f'<item rdf:about="{url}"><title>{escape(item.title)}</title><link>{url}</link>'
        f"<description>{escape(item.summary)}</description>"
        f"{_render_local_stamp('dc:date', item, source)}</item>"
    )


def render_json_feed(source: Source, items: Sequence[FeedItem]) -> str:
    """Render JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.name,
        "home_page_url": source.site,
        "language": source.languages[0],
        "items": [_build_json_item(item, source) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False)


def _build_json_item(item: FeedItem, source: Source) -> dict[str, str]:
    row = {"id": item.url, "url": item.url, "title": item.title, "summary": item.summary}
    for name, at in (("date_published", item.at), ("date_modified", item.updated)):
        if at:
            row[name] = at.astimezone(source.zone).isoformat()
    return row


def render_news_sitemap(source: Source, items: Sequence[FeedItem]) -> str:
    """Render a news sitemap, which carries titles and dates but no summaries."""
    rows = "".join(_render_news_url(item, source) for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAP}" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    )


def _render_news_url(item: FeedItem, source: Source) -> str:
    publication = (
        f"<news:name>{escape(source.name)}</news:name><news:language>{source.languages[0]}</news:language>"
    )
    return (
        f"<url><loc>{escape(item.url)}</loc><news:news>"
        f"<news:publication>{publication}</news:publication>"
        f"{_render_local_stamp('news:publication_date', item, source)}"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>"
    )


def render_sitemap(source: Source, items: Sequence[FeedItem]) -> str:
    """Render a plain sitemap, which lists more than articles."""
    section = f"<url><loc>{source.site}tag/oil/</loc></url>"
    rows = "".join(
        f"<url><loc>{escape(item.url)}</loc>{_render_stamp('lastmod', item.updated)}</url>" for item in items
    )
    return f'<urlset xmlns="{SITEMAP}">{section}{rows}</urlset>'


def render_sitemap_index(source: Source, _: Sequence[FeedItem]) -> str:
    """Render an index of one sitemap."""
    child = f"<sitemap><loc>{source.site}sitemap-articles.xml</loc></sitemap>"
    return f'<sitemapindex xmlns="{SITEMAP}">{child}</sitemapindex>'


def render_listing(source: Source, items: Sequence[FeedItem]) -> str:
    """Render a section page."""
    return (
        f'<!DOCTYPE html><html lang="{source.languages[0]}"><head><title>News - {escape(source.name)}</title>'
        '</head><body><nav><a href="/">Home</a><a href="/about">About us</a></nav>'
        f"<ul>{''.join(map(_render_teaser, items))}</ul></body></html>"
    )


def _render_teaser(item: FeedItem) -> str:
    link = f'<a href="{escape(item.url)}">{escape(item.title)}</a>'
    return f"<li><h2>{link}</h2><p>{escape(item.summary)}</p></li>"


# Path of each outlet's feed, the form it has, and the content type that its server gives it.
FEEDS: dict[str, tuple[tuple[str, Render, str], ...]] = {
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
