"""Pages as outlets make them: an article among navigation, scripts, cards and comments, which weigh more."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.prose import LANGUAGES, Prose

START = datetime(2026, 11, 12, 6, tzinfo=UTC)
KILOBYTES = (40, 100, 120, 150, 170)
"""Sizes of pages; the mean of real ones is 174 kB, Vietnamese and Azerbaijani outlets lie at 40 to 150."""
WITHOUT_LINKED_DATA = 0.1
"""Share of the pages that have no JSON-LD."""
FURNITURE = (
    '<li><a href="/tag/v">Vietnam – Việt Nam – Vyetnam</a></li>'
    '<li><a href="/tag/a">Azerbaijan – Азербайджан</a></li>'
)
"""Links that name both countries."""
NOTICE = '<div id="cookie-notice"><p>We use cookies to improve this site.</p><button>OK</button></div>'


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A generated page with what it says."""

    url: str
    language: str
    title: str
    body: bytes
    published_at: datetime


@dataclass(frozen=True, slots=True)
class _Story:
    language: str
    title: str
    paragraphs: list[str]
    at: datetime


def make_page(number: int, *, relevant: bool, furniture: bool = False) -> GeneratedPage:
    """Make page `number`; with `furniture` links around the article name both countries, and it does not."""
    prose = Prose(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    title = prose.make_title(language, relevant=relevant)
    paragraphs = prose.make_paragraphs(language, prose.chance.randint(6, 22), relevant=relevant)
    story = _Story(language, title, paragraphs, START + timedelta(minutes=number % 10_000))
    render = _SKELETONS[number // 4 % len(_SKELETONS)]
    page = _render_page(prose, story, render(story), furniture=furniture)
    return GeneratedPage(
        url=f"http://outlet-{language}.example/news/{number}.html",
        language=language,
        title=title,
        body=_pad_page(prose, page).encode(),
        published_at=story.at,
    )


def _render_page(prose: Prose, story: _Story, article: str, *, furniture: bool) -> str:
    # In the order of the page: the same chance makes the same page.
    head = _render_head(prose, story)
    cards = _render_cards(prose, story.language, 24) + (FURNITURE if furniture else "")
    linked_data = _render_linked_data(prose, story)
    top = _render_navigation(prose, story.language)
    comments = _render_comments(prose, story.language)
    bottom = _render_navigation(prose, story.language)
    return (
        f'<!DOCTYPE html><html lang="{story.language}"><head><meta charset="utf-8">{head}{linked_data}'
        f"<style>@@style@@</style></head><body>{NOTICE}{top}"
        f"{article}<section class='related-news'><ul>{cards}</ul></section>{comments}"
        f"<footer><p>© 2026 Outlet</p>{bottom}</footer>"
        "<script>window.__STATE__=@@script@@;</script></body></html>"
    )


def _render_head(prose: Prose, story: _Story) -> str:
    described = {
        "og:title": story.title,
        "og:type": "article",
        "og:image": f"http://cdn.example/{prose.chance.random()}.jpg",
    }
    tags = "".join(
        f'<meta property="{name}" content="{html.escape(value)}">' for name, value in described.items()
    )
    return f"<title>{html.escape(story.title)} | Outlet</title>{tags}"


def _render_linked_data(prose: Prose, story: _Story) -> str:
    if prose.chance.random() < WITHOUT_LINKED_DATA:
        return ""
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.at.isoformat(),
        "dateModified": (story.at + timedelta(minutes=7)).isoformat(),
        "author": {"@type": "Person", "name": prose.make_name(story.language)},
        "publisher": {"@type": "Organization", "name": "Outlet"},
    }
    data = json.dumps(article, ensure_ascii=prose.chance.random() < 0.5)
    return f'<script type="application/ld+json">{data}</script>'


def _render_plain(story: _Story) -> str:
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in story.paragraphs)
    time = f"<time datetime='{story.at.isoformat()}'>{story.at:%d.%m.%Y %H:%M}</time>"
    return f"<main><article><h1>{story.title}</h1>{time}{text}</article></main>"


def _render_nested(story: _Story) -> str:
    text = "".join(
        f'<div class="blk"><p class="t"><span>{html.escape(paragraph)}</span></p></div>'
        for paragraph in story.paragraphs
    )
    title = f'<h1 class="title">{story.title}</h1><div class="date">{story.at:%d.%m.%Y / %H:%M}</div>'
    picture = '<figure><img src="/a.jpg"><figcaption>Photo: archive</figcaption></figure>'
    news = f'<div class="news-text">{picture}{text}</div>'
    return f'<div class="container"><div class="row"><div class="col">{title}{news}</div></div></div>'


def _render_broken_lines(story: _Story) -> str:
    text = "<br><br>".join(html.escape(paragraph) for paragraph in story.paragraphs)
    title = f'<h1>{story.title}</h1><span class="time">{story.at:%H:%M, %d.%m.%Y}</span>'
    return f'<div id="content">{title}<div class="article-body">{text}</div></div>'


_SKELETONS: tuple[Callable[[_Story], str], ...] = (_render_plain, _render_nested, _render_broken_lines)


def _render_navigation(prose: Prose, language: str) -> str:
    links = "".join(
        f'<li><a href="/s/{number}" class="menu__link">{prose.make_name(language)}</a></li>'
        for number in range(60)
    )
    return f'<nav class="menu"><ul>{links}</ul></nav>'


def _render_cards(prose: Prose, language: str, number: int) -> str:
    return "".join(
        f'<li class="card"><a href="/news/{card}.html"><img src="/t/{card}.jpg" alt="">'
        f"<h3>{html.escape(prose.make_title(language))}</h3></a>"
        f'<span class="card__time">{card % 24:02}:{card % 60:02}</span></li>'
        for card in range(number)
    )


def _render_comments(prose: Prose, language: str) -> str:
    comments = "".join(_render_comment(prose, language) for _ in range(4))
    return f'<div id="comments">{comments}</div>'


def _render_comment(prose: Prose, language: str) -> str:
    name = prose.make_name(language)
    return f"<div class='comment'><b>{name}</b><p>{prose.make_paragraphs(language, 1)[0]}</p></div>"


def _pad_page(prose: Prose, page: str) -> str:
    """Fill up to the page's size, two thirds of it script: what weighs most on real pages."""
    missing = max(0, prose.chance.choice(KILOBYTES) * 1000 - len(page.encode()))
    rule = f".c{prose.chance.randint(1, 99)}-x{{margin:0 auto;padding:4px 8px;color:#1d2b3a;display:flex}}"
    widget = {
        "id": prose.chance.randint(1, 10**9),
        "kind": "widget",
        "html": "<div class='w'><a href='#'>x</a></div>",
        "n": [1, 2, 3],
    }
    state = json.dumps(widget)
    style = rule * (missing // 3 // len(rule))
    script = "[" + ",".join([state] * (missing * 2 // 3 // (len(state) + 1))) + "]"
    return page.replace("@@style@@", style).replace("@@script@@", script.replace("</", "<\\/"))
