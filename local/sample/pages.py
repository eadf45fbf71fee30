"""The pages of the sample outlets on four skeletons, with navigation, banners and related links around the text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from html import escape

from local.sample.record import Record
from pipeline.catalogue import Source

MONTHS = {
    "az": ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"],
    "ru": ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}
WORDS = {
    "az": (
        "Ana səhifə",
        "Siyasət",
        "İqtisadiyyat",
        "Dünya",
        "Kuki faylları haqqında: davam etməklə razılıq verirsiniz.",
        "Həmçinin oxuyun",
    ),
    "vi": ("Trang chủ", "Chính trị", "Kinh tế", "Thế giới", "Trang này sử dụng cookie để cải thiện trải nghiệm.", "Tin liên quan"),
    "ru": ("Главная", "Политика", "Экономика", "Мир", "Мы используем файлы cookie на этом сайте.", "Читайте также"),
    "en": ("Home", "Politics", "Economy", "World", "We use cookies on this site to remember your choices.", "Read also"),
}
COUNTRIES = ("Azerbaijan", "Vietnam", "Georgia", "Kazakhstan", "Japan", "Thailand", "Brazil", "Kenya")


def render(record: Record, source: Source, url: str, at: datetime, modified: datetime | None, related: Sequence[tuple[str, str]]) -> str:
    """Give the page of an article, on its outlet's skeleton."""
    skeleton = SKELETONS[SKELETON_OF.get(source.id, "wire")]
    page = skeleton(record, source, url, at, modified, related)
    return unicodedata.normalize("NFD", page) if record.page == "nfd" else page


def paragraphs(record: Record, modified: datetime | None) -> list[str]:
    """Give the paragraphs as they stand now: a corrected article has other first ones."""
    text = record.paragraphs
    if modified is None or not record.correction:
        return text[:2] if record.page == "teaser" else text
    new = [p for p in record.correction.strip().split("\n") if p.strip()]
    return [*new, *text[len(new) :]]


def printed(at: datetime, source: Source, form: str = "long") -> str:
    """Give a date as the outlet prints it, in its own zone and language."""
    local, language = at.astimezone(source.zone), source.languages[0]
    if form == "numbers":
        return local.strftime("%d.%m.%Y [%H:%M]")
    if language == "vi":
        return f"{local.day} tháng {local.month} năm {local.year}"
    return f"{local.day} {MONTHS[language][local.month - 1]} {local.year}"


def _words(source: Source) -> tuple[str, ...]:
    return WORDS[source.languages[0]]


def _body(record: Record, modified: datetime | None) -> str:
    return "\n".join(f"<p>{escape(p)}</p>" for p in paragraphs(record, modified))


def _links(related: Sequence[tuple[str, str]]) -> str:
    return "".join(f'<li><a href="{escape(u)}">{escape(t)}</a></li>' for u, t in related)


def _head(record: Record, source: Source, url: str, extra: str = "") -> str:
    canonical = f"http://{url.split('/')[2]}/" if record.page == "canonical_home" else url
    alternate = f'<link rel="alternate" hreflang="{record.hreflang[:2]}" href="{record.hreflang[3:]}">' if record.hreflang else ""
    return (
        f'<meta charset="{"windows-1251" if record.page == "cp1251" else "utf-8"}"><title>{escape(record.title)} | {escape(source.name)}</title>'
        f'<meta property="og:title" content="{escape(record.title)} - {escape(source.name)}">'
        f'<meta property="og:type" content="article"><meta property="og:site_name" content="{escape(source.name)}">'
        f'<link rel="canonical" href="{escape(canonical)}">{alternate}{extra}'
    )


def _linked_data(record: Record, source: Source, url: str, at: datetime, modified: datetime | None, *, graph: bool) -> str:
    article: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": record.title,
        "url": url,
        "datePublished": at.astimezone(source.zone).isoformat(timespec="seconds"),
        "publisher": {"@type": "Organization", "name": source.name},
    }
    if record.author:
        article["author"] = [{"@type": "Person", "name": record.author}]
    if modified:
        article["dateModified"] = modified.astimezone(source.zone).isoformat(timespec="seconds")
    if record.page == "teaser":
        article["isAccessibleForFree"] = False
    site = {"@type": "WebSite", "name": source.name}
    data = {"@context": "https://schema.org", "@graph": [site, article]} if graph else {"@context": "https://schema.org", **article}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _wire(
    record: Record,
    source: Source,
    url: str,
    at: datetime,
    modified: datetime | None,
    related: Sequence[tuple[str, str]],
    graph: bool = False,
) -> str:
    home, politics, economy, world, cookies, also = _words(source)
    more = "<p class='paywall'>Subscribe to continue reading.</p>" if record.page == "teaser" else ""
    return f"""<!DOCTYPE html><html lang="{source.languages[0]}"><head>{_head(record, source, url)}
{_linked_data(record, source, url, at, modified, graph=graph)}</head><body>
<header><a href="/">{escape(source.name)}</a><nav><ul><li>{home}</li><li>{politics}</li><li>{economy}</li><li>{world}</li></ul></nav></header>
<div class="cookie-banner"><p>{cookies}</p><button>OK</button></div>
<main><article><h1>{escape(record.title)}</h1><p class="meta">{printed(at, source)}</p>
{_body(record, modified)}{more}</article></main>
<aside class="related"><h3>{also}</h3><ul>{_links(related)}</ul></aside>
<footer>© {at.year} {escape(source.name)}</footer></body></html>"""


def _press(record: Record, source: Source, url: str, at: datetime, modified: datetime | None, related: Sequence[tuple[str, str]]) -> str:
    return _wire(record, source, url, at, modified, related, graph=True)


def _portal(record: Record, source: Source, url: str, at: datetime, modified: datetime | None, related: Sequence[tuple[str, str]]) -> str:
    home, politics, economy, world, cookies, also = _words(source)
    local = at.astimezone(source.zone)
    stamp = "" if record.page == "text_date" else f'<time datetime="{local:%Y-%m-%d %H:%M}">{local:%H:%M}</time>'
    shown = f'<span class="news-date">{printed(at, source)}</span>' if record.page == "text_date" else stamp
    changed = f'<meta property="article:modified_time" content="{modified.isoformat()}">' if modified else ""
    countries = "".join(f"<option>{c}</option>" for c in COUNTRIES)
    return f"""<!DOCTYPE html><html lang="{source.languages[0]}"><head>{_head(record, source, url, changed)}</head><body>
<div id="top"><a href="/">{home}</a> · <a href="/p">{politics}</a> · <a href="/e">{economy}</a> · <a href="/w">{world}</a>
<select name="country">{countries}</select></div>
<div class="wrap"><div class="content"><h1 class="title">{escape(record.title)}</h1><div class="info">{shown}</div>
<div class="text">{_body(record, modified)}</div>
<div class="tags"><a href="/tag/a">Azerbaijan</a> <a href="/tag/v">Vietnam</a></div>
<div class="read-more"><b>{also}</b><ul>{_links(related)}</ul></div></div>
<div class="sidebar"><div class="banner">{cookies}</div></div></div>
<div class="comments"><p>Great news, my cousin lives there!</p></div></body></html>"""


def _board(record: Record, source: Source, url: str, at: datetime, modified: datetime | None, related: Sequence[tuple[str, str]]) -> str:
    home, politics, _, world, cookies, also = _words(source)
    rows = "".join(f"<div class='txt'><p>{escape(p)}</p></div>" for p in paragraphs(record, modified))
    return f"""<html><head>{_head(record, source, url)}</head><body><table><tr><td>{home} | {politics} | {world}</td></tr></table>
<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{escape(record.title)}</h1>
<div class="date">{printed(at, source, "numbers")}</div>
<div itemprop="articleBody">{rows}</div></div>
<div id="recommended"><p>{also}</p><ul>{_links(related)}</ul></div><div id="cookie-note">{cookies}</div></body></html>"""


Skeleton = Callable[[Record, Source, str, datetime, "datetime | None", Sequence[tuple[str, str]]], str]
SKELETONS: dict[str, Skeleton] = {"wire": _wire, "press": _press, "portal": _portal, "board": _board}
SKELETON_OF = {
    "caspian-wire": "wire",
    "lotus-desk": "press",
    "sen-hong": "press",
    "bao-song-cuu": "portal",
    "xezer-xeber": "portal",
    "turan-yolu": "board",
    "bakinskiy-vestnik": "board",
    "steppe-courier": "portal",
    "barrel-monthly": "press",
    "pacific-ledger": "wire",
    "quiet-gazette": "wire",
    "busy-herald": "wire",
}

WALL = """<!DOCTYPE html><html><head><title>Before you continue</title></head><body><div class="box"><h1>We value your privacy</h1>
<p>We and our partners use cookies to store and access information on your device. With your consent we use cookies for statistics.</p>
<p>You can change your choices at any time in our privacy policy and cookie settings.</p><button>Accept all cookies</button></div></body></html>"""
SOFT_404 = """<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>Page not found</h1>
<p>Sorry, the page does not exist any more. Try the search or go back to our home page.</p></body></html>"""
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def age(hours: float, now: datetime) -> datetime:
    """Give when an article of that age was published, to the minute."""
    return (now - timedelta(hours=hours)).replace(second=0, microsecond=0)
