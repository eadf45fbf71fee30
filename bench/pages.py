"""Pages as outlets make them: an article among navigation, scripts, styles, cards and comments; most of the
bytes are not the article.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.sentences import LANGUAGES, Writer

START = datetime(2026, 11, 12, 6, tzinfo=UTC)
KILOBYTES = (40, 100, 120, 150, 170)
"""Sizes of pages; the mean of real news pages is 174 kB, Vietnamese and Azerbaijani outlets lie at 40 to 150.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A generated page with what it says."""

    url: str
    language: str
    title: str
    body: bytes
    published_at: datetime


def make_sample(number: int, *, relevant: bool, furniture: bool = False) -> Sample:
    """Give page `number`; with `furniture` the links around the article name both countries, the article does
    not.
    """
    writer = Writer(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    title = writer.make_title(language, relevant=relevant)
    paragraphs = writer.make_paragraphs(language, writer.chance.randint(6, 22), relevant=relevant)
    at = START + timedelta(minutes=number % 10_000)
    article = _SKELETONS[number // 4 % len(_SKELETONS)](title, paragraphs, at)
    page = _render_page(writer, language, title, article, at, furniture)
    return Sample(
        f"http://outlet-{language}.example/news/{number}.html",
        language,
        title,
        _pad_page(writer, page).encode(),
        at,
    )


def _render_page(
    writer: Writer, language: str, title: str, article: str, at: datetime, furniture: bool
) -> str:
    head = "".join(
        f'<meta property="{name}" content="{html.escape(value)}">'
        for name, value in (
            ("og:title", title),
            ("og:type", "article"),
            ("og:image", f"http://cdn.example/{writer.chance.random()}.jpg"),
        )
    )
    cards = _render_cards(writer, language, 24)
    if furniture:
        cards += (
            '<li><a href="/tag/v">Vietnam – Việt Nam – Vyetnam</a></li><li><a href="/tag/a">Azerbaijan –'
            " Азербайджан</a></li>"
        )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{html.escape(title)} |'
        f" Outlet</title>{head}"
        f"{_render_linked_data(writer, language, title, at)}<style>@@style@@</style></head><body>"
        '<div id="cookie-notice"><p>We use cookies to improve this'
        f" site.</p><button>OK</button></div>{_render_navigation(writer, language)}"
        f"{article}<section class='related-news'><ul>{cards}</ul></section>{_render_comments(writer, language)}"
        "<footer><p>© 2026"
        f" Outlet</p>{_render_navigation(writer, language)}</footer><script>window.__STATE__=@@script@@;</script></body></html>"
    )


def _render_linked_data(writer: Writer, language: str, title: str, at: datetime) -> str:
    if writer.chance.random() < 0.1:
        return ""
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": at.isoformat(),
        "dateModified": (at + timedelta(minutes=7)).isoformat(),
        "author": {"@type": "Person", "name": writer.make_name(language)},
        "publisher": {"@type": "Organization", "name": "Outlet"},
    }
    return (
        "<script"
        f' type="application/ld+json">{json.dumps(found, ensure_ascii=writer.chance.random() < 0.5)}</script>'
    )


def _render_plain(title: str, paragraphs: list[str], at: datetime) -> str:
    text = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    return (
        f"<main><article><h1>{title}</h1><time"
        f" datetime='{at.isoformat()}'>{at:%d.%m.%Y %H:%M}</time>{text}</article></main>"
    )


def _render_nested(title: str, paragraphs: list[str], at: datetime) -> str:
    text = "".join(
        f'<div class="blk"><p class="t"><span>{html.escape(p)}</span></p></div>' for p in paragraphs
    )
    wrap = (
        f'<div class="row"><div class="col"><h1 class="title">{title}</h1><div'
        f' class="date">{at:%d.%m.%Y / %H:%M}</div>'
    )
    picture = '<figure><img src="/a.jpg"><figcaption>Photo: archive</figcaption></figure>'
    return f'<div class="container">{wrap}<div class="news-text">{picture}{text}</div></div></div></div>'


def _render_broken_lines(title: str, paragraphs: list[str], at: datetime) -> str:
    text = "<br><br>".join(html.escape(p) for p in paragraphs)
    return (
        f'<div id="content"><h1>{title}</h1><span class="time">{at:%H:%M, %d.%m.%Y}</span><div'
        f' class="article-body">{text}</div></div>'
    )


_SKELETONS: tuple[Callable[[str, list[str], datetime], str], ...] = (
    _render_plain,
    _render_nested,
    _render_broken_lines,
)


def _render_navigation(writer: Writer, language: str) -> str:
    links = "".join(
        f'<li><a href="/s/{i}" class="menu__link">{writer.make_name(language)}</a></li>' for i in range(60)
    )
    return f'<nav class="menu"><ul>{links}</ul></nav>'


def _render_cards(writer: Writer, language: str, number: int) -> str:
    return "".join(
        f'<li class="card"><a href="/news/{i}.html"><img src="/t/{i}.jpg"'
        f' alt=""><h3>{html.escape(writer.make_title(language))}</h3></a><span'
        f' class="card__time">{i % 24:02}:{i % 60:02}</span></li>'
        for i in range(number)
    )


def _render_comments(writer: Writer, language: str) -> str:
    said = "".join(
        f"<div class='comment'><b>{writer.make_name(language)}</b><p>{writer.make_paragraphs(language, 1)[0]}</p></div>"
        for _ in range(4)
    )
    return f'<div id="comments">{said}</div>'


def _pad_page(writer: Writer, page: str) -> str:
    """Fill style and script up to the page's size, two thirds of it script: what weighs most on real
    pages.
    """
    missing = max(0, writer.chance.choice(KILOBYTES) * 1000 - len(page.encode()))
    rule = f".c{writer.chance.randint(1, 99)}-x{{margin:0 auto;padding:4px 8px;color:#1d2b3a;display:flex}}"
    state = json.dumps(
        {
            "id": writer.chance.randint(1, 10**9),
            "kind": "widget",
            "html": "<div class='w'><a href='#'>x</a></div>",
            "n": [1, 2, 3],
        }
    )
    style = rule * (missing // 3 // len(rule))
    script = "[" + ",".join([state] * (missing * 2 // 3 // (len(state) + 1))) + "]"
    return page.replace("@@style@@", style).replace("@@script@@", script.replace("</", "<\\/"))
