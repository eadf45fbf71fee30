"""The article's own text, all of it, and nothing of what stands around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

TEXT = "\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
STRANGER = (
    "Vietnam stranger sentence that belongs to something else on the page and never to the article itself."
)


@pytest.mark.parametrize(
    "furniture",
    [
        f"<div id='cookie-notice'><p>We use cookies. {STRANGER}</p><button>OK</button></div>",
        (
            "<section class='related-news'><h3>Related</h3>"
            f"<ul>{f'<li><a href=/n/1>{STRANGER}</a></li>' * 30}</ul></section>"
        ),
        f"<div class='tags'><a href='/tag/vietnam'>{STRANGER}</a></div>",
        f"<div id='comments'><h4>Comments</h4><div class='comment'><p>{STRANGER}</p></div></div>",
        f"<div class='xem-them'><a href='/n/2'>{STRANGER}</a></div>",
        f"<aside><p>{STRANGER}</p></aside>",
        f"<footer><p>{STRANGER}</p></footer>",
        f"<noscript><p>{STRANGER}</p></noscript>",
        f"<template><p>{STRANGER}</p></template>",
        f"<script>var a = '<p>{STRANGER}</p>';</script><style>p::after {{ content: '{STRANGER}' }}</style>",
        f"<iframe srcdoc='<p>{STRANGER}</p>'>{STRANGER}</iframe>",
        f"<!-- <p>{STRANGER}</p> -->",
        f"<nav><ul>{f'<li><a href=/s>{STRANGER}</a></li>' * 20}</ul></nav>",
    ],
)
def test_furniture_is_not_in_the_text(
    read: Callable[..., Any], page_of: Callable[..., str], furniture: str
) -> None:
    assert read(page_of(bottom=furniture)).text == TEXT
    assert read(page_of(text=BODY + furniture)).text == TEXT


def test_a_link_between_the_paragraphs_goes_and_a_link_in_a_sentence_stays(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    linked = PARAGRAPHS[0].replace("eastern quay", "<a href='/quay'>eastern quay</a>")
    text = (
        f"<p>{linked}</p><p><a href='/n/9'><b>Read also: a Vietnam story of last week</b></a></p>"
        + "".join(f"<p>{p}</p>" for p in PARAGRAPHS[1:])
    )
    assert read(page_of(text=text)).text == TEXT


def test_an_appended_article_between_its_buttons_is_left_out(read: Callable[..., Any]) -> None:
    share = "<div class='share'>Share this story</div>"
    posts = (
        f"<article>{share}<h1>{title}</h1>{body}{share}</article>"
        for title, body in ((TITLE, BODY), ("Another story", f"<p>{STRANGER}</p>" * 8))
    )
    assert read(f"<html><body><main><article>{''.join(posts)}</article></main></body></html>").text == TEXT


def test_the_whole_text_once_more_in_one_line_is_left_out(read: Callable[..., Any]) -> None:
    long = [f"{p} Item {n}: {STRANGER}" for n, p in enumerate(PARAGRAPHS * 2)]
    values = (
        f"<div>2026-11-12T05:00:00+07:00</div><div>http://x.example/a.png</div><div>{' '.join(long)}</div>"
    )
    body = "".join(f"<p>{p}</p>" for p in long)
    again = f"{values}<div>{' '.join(long)}</div>"
    page = f"<html><body><div><h1>{TITLE}</h1><div>{body}</div><div>{again}</div></div></body></html>"
    assert read(page).text == "\n".join(long)


def test_a_slide_with_its_picture_heading_and_paragraph_is_text(read: Callable[..., Any]) -> None:
    text = f"{PARAGRAPHS[0]} {PARAGRAPHS[1]}"
    slides = f"<div><h4>The cranes</h4><img src='/c.jpg'><p>{text}</p></div>"
    page = f"<html><body><article><h1>{TITLE}</h1>{BODY}{slides}<p>{STRANGER}</p></article></body></html>"
    assert read(page).text == f"{TEXT}\nThe cranes\n{text}\n{STRANGER}"
    few = page.replace(text, "Follow us for more of this.")
    assert read(few).text == f"{TEXT}\n{STRANGER}"


@pytest.mark.parametrize("tag", ["article", "div"])
def test_articles_appended_for_scrolling_are_left_out(read: Callable[..., Any], tag: str) -> None:
    first = f"<{tag}><h1>Harbour board lengthens the eastern quay</h1>{BODY}</{tag}>"
    second = f"<{tag}><h1>Another story about the capital</h1>{f'<p>{STRANGER}</p>' * 8}</{tag}>"
    assert read(f"<html><body><main>{first}{second}</main></body></html>").text == TEXT


@pytest.mark.parametrize(
    "wrap",
    [
        "<form id='aspnetForm' method='post'>{}</form>",
        "<div class='content share-block'>{}</div>",
        "<div class='post tag-energy category-latest'>{}</div>",
        "<div id='comments-and-text'>{}</div>",
        "<table><tr><td>{}</td></tr></table>",
        "<div class='sidebar-left'><div class='related-layout'>{}</div></div>",
    ],
)
def test_a_wrapper_with_an_odd_name_keeps_the_article(read: Callable[..., Any], wrap: str) -> None:
    inner = f"<h1>Harbour board lengthens the eastern quay</h1><div>{BODY}</div>"
    assert read(f"<html><body>{wrap.format(inner)}<p>© Post</p></body></html>").text.startswith(TEXT)


def test_lines_parted_by_breaks_are_paragraphs(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    assert read(page_of(text="<br><br>".join(PARAGRAPHS))).text == TEXT


def test_text_that_only_the_structured_data_holds_is_read_from_there(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    data = {"@type": "NewsArticle", "articleBody": "<p>" + "</p><p>".join(PARAGRAPHS) + "</p>"}
    escaped = json.dumps(data).replace("</", "<\\/")
    head = f'<script type="application/ld+json">{escaped}</script>'
    assert read(page_of(head=head, text="<div id='root'></div>")).text == TEXT


def test_the_same_page_read_five_times_gives_the_same_text(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    assert {read(page_of()).text for _ in range(5)} == {TEXT}


def test_hostile_text_is_clean(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    nasty = (
        f"<p onclick='x()'>{PARAGRAPHS[0]}\u202e\u200b\u0000 Vie\u0323\u0302t <img src=x"
        " onerror=alert(1)></p>"
    )
    text = read(page_of(text=nasty + BODY)).text
    assert "Việt" in text
    assert not set("\u202e\u200b\u0000<>") & set(text)


def test_dateline_and_credit_stay(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    text = (
        "<p>HANOI, November 12."
        f" {PARAGRAPHS[0]}</p>{''.join(f'<p>{escape(p)}</p>' for p in PARAGRAPHS[1:])}<p>— Coast Agency</p>"
    )
    found = read(page_of(text=text)).text
    assert found.startswith("HANOI, November 12.")
    assert found.endswith("Coast Agency")
