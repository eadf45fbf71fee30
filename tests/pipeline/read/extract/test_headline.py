"""One title rule, and which rung gave the title."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.read.extract.headline import tidy_title
from tests.pipeline.read.extract.conftest import PARAGRAPHS

TITLE = "Harbour board lengthens the eastern quay"
SEARCHED = "Eastern quay of harbour grows"
"""A headline of the same article, as it is written for search engines."""


def linked(**fields: Any) -> str:
    """A JSON-LD article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    "head",
    [
        "",
        linked(headline=TITLE),
        "<meta property='og:title' content='The quay grows longer - Morning Post'>",
        "<meta property='og:title' content='Morning Post'>",
        "<title>Morning Post | Something else</title>",
        linked(headline="<b>Harbour</b> board &amp;amp; quay"),
        linked(headline="Wholly different words stand here", url="http://morning-post.example/news/1.html"),
    ],
)
def test_the_title_is_what_the_page_shows_as_its_heading(
    read: Callable[..., Any], page_of: Callable[..., str], head: str
) -> None:
    article = read(page_of(head=head))
    assert (article.title, article.title_from) == (TITLE, "h1")


@pytest.mark.parametrize(
    ("heading", "head", "title"),
    [
        # A logo, a trail, a menu; and another article's heading before the own.
        ("<h1><a href='/'>Coast and Port</a></h1>", f"<title>{TITLE}</title>", TITLE),
        ("<h1><a href='http://morning-post.example/az/'>Coast</a></h1>", f"<title>{TITLE}</title>", TITLE),
        ("<h1>Coast and Port</h1>", f"<title>{TITLE} | Coast and Port</title>", TITLE),
        ("<h1>Coast and Port</h1>", "<meta property='og:title' content='" + TITLE + "'>", TITLE),
        ("<ol class='breadcrumb'><li><h1>Quay of the harbour</h1></li></ol>", linked(headline=TITLE), TITLE),
        ("<nav><h1>The eastern quay</h1></nav>", linked(headline=TITLE), TITLE),
        (
            "<h1>A word from us</h1><h1>Board lengthens quay</h1>",
            "<meta property='og:title' content='" + TITLE + "'>",
            "Board lengthens quay",
        ),
        # A kicker in an element of its own.
        (f"<h1><span>Harbour</span> <b>{TITLE}</b></h1>", linked(headline=TITLE), TITLE),
        (
            f"<h1><span>Coast - </span><b>{TITLE}</b></h1>",
            f"<meta property='og:title' content='Port: {TITLE}'>",
            TITLE,
        ),
        (f"<h1><a href='/coast'>COAST | </a>{TITLE}</h1>", linked(headline=TITLE), TITLE),
        # The same without a blank, before the headline and behind it, and within one more element.
        (f"<h1><span>Coast</span>{TITLE}</h1>", f"<meta property='og:title' content='{TITLE}'>", TITLE),
        (f"<h1><i>Cảng biển</i><b>{TITLE}</b></h1>", f"<title>{TITLE} - Morning Post</title>", TITLE),
        (f"<h1>{TITLE}<em>ФОТО</em></h1>", linked(headline=TITLE), TITLE),
        (f"<h1><div><b>Liman</b>{TITLE}</div></h1>", linked(headline=TITLE), TITLE),
        # What another has without the kicker while a third has it: the page shows it.
        (
            f"<h1><span>Coast</span>{TITLE}</h1>",
            linked(headline=f"Coast {TITLE}") + f"<meta property='og:title' content='{TITLE}'>",
            f"Coast {TITLE}",
        ),
        # A first letter of its own.
        (f"<h1><b>H</b>{TITLE[1:]}</h1>", f"<meta property='og:title' content='{TITLE}'>", TITLE),
        # An element inside that is no kicker: others say the whole.
        (
            f"<h1>{TITLE[:14]}<span>{TITLE[14:]}</span></h1>",
            linked(headline=f"Port: {TITLE}") + f"<meta property='og:title' content='{TITLE}'>",
            TITLE,
        ),
        # A lead-in that stands elsewhere on the page, with those who share it and in JSON-LD; or with one.
        (
            f"<h1>{TITLE}</h1>",
            linked(headline=f"Port: {TITLE}") + f"<meta property='og:title' content='Port: {TITLE}'>",
            f"Port: {TITLE}",
        ),
        (f"<h1>{TITLE}</h1>", f"<meta property='og:title' content='Port: {TITLE}'>", TITLE),
        # Lines of a heading that no blank parts.
        (
            f"<h1><span>Port news</span><span>{TITLE}</span></h1>",
            f"<meta property='og:title' content='Port news / {TITLE}'>",
            f"Port news / {TITLE}",
        ),
        # The logo's name without a link; a series' heading before the own.
        (f"<h1>Coast and Port</h1><h1>{TITLE}</h1>", f"<title>{TITLE}</title>", TITLE),
        (
            f"<h1>All quays of the harbour board</h1><h1>{TITLE}</h1>",
            f"<meta property='og:title' content='{TITLE}'>",
            TITLE,
        ),
        # A section inside the heading.
        (f"<h1>Opinion | {TITLE} | Port</h1>", f"<meta property='og:title' content='{TITLE} | Port'>", TITLE),
        # The trail is the h1, the headline a lower heading; a link's heading is another article's.
        (
            f"<ol class='breadcrumb'><li><h1>Quay news</h1></li></ol><h2><i>Port</i> {TITLE}</h2>",
            linked(headline=SEARCHED) + f"<meta property='og:title' content='{TITLE}'>",
            TITLE,
        ),
        (
            f"<h2><a href='/news/2'>{TITLE}</a></h2>",
            linked(headline=SEARCHED) + f"<meta property='og:title' content='{TITLE}'>",
            SEARCHED,
        ),
        # The host as the site's name; the headline as the site's name.
        ("", f"<title>{TITLE} - News.Morning-Post.example</title>", TITLE),
        (
            "<h1><a href='/'>Coast</a></h1>",
            f"<meta property='og:site_name' content='{TITLE}'><meta property='og:title' content='{TITLE}'>",
            TITLE,
        ),
        # The site's name everywhere.
        (
            f"<h1>{TITLE}</h1>",
            "<meta property='og:site_name' content='Coast and Port News'><title>Coast and Port News</title>"
            "<meta property='og:title' content='Coast and Port News'>",
            TITLE,
        ),
        # The site's name as its logo shows it, in words or beside its picture; before the headline.
        ("<a href='/'>Tạp chí Cảng</a><h1></h1>", f"<title>{TITLE} - Tạp chí Cảng</title>", TITLE),
        (
            "<a href='/'><img src='l.gif' alt='Coast of Today'></a>",
            f"<title>{TITLE} - 8 June 2026 - Coast of Today</title>",
            TITLE,
        ),
        (f"<h2>{TITLE}</h2>", f"<title>The Coast: {TITLE}</title>", TITLE),
        (f"<h2><a href='/n/2'>{TITLE}</a></h2>", f"<title>The Coast: {TITLE}</title>", f"The Coast: {TITLE}"),
        (f"<div>{TITLE}</div>", f"<title>The Coast Online - {TITLE}</title>", TITLE),
        (f"<span>{TITLE}</span>", f"<title>{TITLE} > News of the science</title>", TITLE),
        (f"<b>{TITLE}</b>", f"<title>{TITLE} - 14 February 2014 - Society of the coast</title>", TITLE),
        # A link that leads nowhere is no logo.
        (f"<a href='#'>{TITLE}</a>", f"<title>{TITLE}</title>", TITLE),
        # The same words with two marks between them: what two agree on.
        (
            "",
            linked(headline=f"Port - {TITLE}")
            + f"<meta property='og:title' content='Port: {TITLE}'><title>Port: {TITLE}</title>",
            f"Port: {TITLE}",
        ),
        # Short headlines.
        ("<h1>Thư ngỏ</h1>", "<title>Thư ngỏ | Báo Sông</title>", "Thư ngỏ"),
        ("<h1>Итоги</h1>", linked(headline="Итоги"), "Итоги"),
        ("<h1>Elan</h1>", "<meta property='og:title' content='Elan'>", "Elan"),
        ("", "<title>Elan | Morning Post</title>", "Elan"),
        # Sections and sites between bars.
        ("", f"<title>{TITLE} | Port | Morning Post</title>", TITLE),
        ("", f"<meta property='og:title' content='Opinion | {TITLE}'>", TITLE),
        ("", f"<title>{TITLE} - Port</title>" + linked(headline=TITLE), TITLE),
        ("", linked(headline=TITLE[:20] + "…") + f"<meta property='og:title' content='{TITLE}'>", TITLE),
    ],
)
def test_the_pages_own_headline_is_told_from_what_stands_beside_it(
    read: Callable[..., Any], page_of: Callable[..., str], heading: str, head: str, title: str
) -> None:
    page = page_of(head=head).replace(f"<h1>{TITLE}</h1>", heading)
    assert read(page, url="http://news.morning-post.example/4711-harbour.html").title == title


def test_without_any_heading_the_title_is_the_title_element_and_then_the_feeds(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    page = page_of(head=f"<title>{TITLE} :: Morning Post</title>").replace("h1>", "div>")
    assert (read(page).title, read(page).title_from) == (TITLE, "title")
    bare = page_of().replace(f"<h1>{TITLE}</h1>", "")
    assert (
        read(bare, feed_title="What the feed says").title,
        read(bare, feed_title="What the feed says").title_from,
    ) == (
        "What the feed says",
        "feed",
    )


def test_a_title_never_holds_markup_or_decomposed_letters() -> None:
    assert (
        tidy_title("<script>alert(1)</script>Vie\u0323\u0302t &lt;i&gt;Nam&lt;/i&gt; \u202eabc")
        == "alert(1) Việt Nam abc"
    )
    assert tidy_title("Growth < 5 per cent") == "Growth < 5 per cent"


@pytest.mark.parametrize(
    ("heading", "shared"),
    [
        ("Limanın genişləndirilməsi: balıqçılar nə deyir", "Liman genişləndirilir, balıqçılara söz verilmir"),
        ("Как рыбаки встретили новую гавань", "Новой гаванью недовольны: рыбаков не спросили"),
    ],
)
def test_an_h1_is_the_pages_own_where_it_says_the_words_of_another_rung_in_other_forms(
    read: Callable[..., Any], page_of: Callable[..., str], heading: str, shared: str
) -> None:
    head = linked(headline="Wholly different words stand in this one") + (
        f"<meta property='og:title' content='{shared}'>"
    )
    article = read(page_of(title=heading, head=head))
    assert (article.title, article.title_from) == (heading, "h1")


@pytest.mark.parametrize(
    ("link", "title"),
    [("/news/4711-harbour.html", TITLE), ("/news/4712-ferry.html", f"{TITLE} - Diary of the coast")],
)
def test_a_headline_that_is_a_link_to_its_own_page_is_the_pages(
    read: Callable[..., Any], link: str, title: str
) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    body = f"<div class='post'><h2><a href='{link}'>{TITLE}</a></h2><div>9 Nov 2026</div>{text}</div>"
    page = f"<html><head><title>{TITLE} - Diary of the coast</title></head><body>{body}</body></html>"
    assert read(page).title == title


@pytest.mark.parametrize("mark", [" - FOTO", " – ВИДЕО", " | ẢNH"])
def test_a_mark_behind_the_headline_goes_where_the_page_shows_it_without(
    read: Callable[..., Any], page_of: Callable[..., str], mark: str
) -> None:
    head = f"<title>{TITLE}{mark}</title><meta property='og:title' content='{TITLE}{mark}'>"
    assert read(page_of(head=head).replace("h1>", "h2>")).title == TITLE
    led = f"<title>Port: {TITLE}</title><meta property='og:title' content='Port: {TITLE}'>"
    assert read(page_of(head=led).replace("h1>", "h2>")).title == f"Port: {TITLE}"


@pytest.mark.parametrize(
    "boxes", [("Other news", "Calendar"), ("Digər xəbərlər", "Qaynar xətt"), ("Events today", "Hot line")]
)
def test_headings_of_boxes_beside_the_text_are_no_headline(
    read: Callable[..., Any], boxes: tuple[str, str]
) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    menu = "<p><a href='/'>Home</a> / <a href='/x'>News of the house</a></p>"
    main = f"<div><p><b>{TITLE}</b></p><p><i>9.11.2026 [15:40]</i></p><div>{text}</div></div>"
    sides = "".join(f"<div><h1>{box}</h1><ul><li><a href='/n/1'>Ferry</a></li></ul></div>" for box in boxes)
    page = f"<html><head><title>News of the house</title></head><body>{menu}{main}{sides}</body></html>"
    assert read(page).title == TITLE
