"""What a page may do to the reader: nothing but end in an outcome word."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model.items import Article, Rejected
from pipeline.model.outcomes import Outcome, Stage

LINKED = "<p><a href='/a'>word</a> and more</p>"
BOMB = (
    "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(12))
    + "]>"
)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + LINKED * 13_500 + "</body></html>",
        "<html><body>" + "<p>a</p>" * 40_000 + "</body></html>",
        "<div>" * 20_000 + "x",
        "<div>" * 20_000 + "x" + "</div>" * 20_000,
        "<b><i>" * 10_000 + "x",
        "<table><tr><td>" * 5_000 + "x",
        "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
        "<p " + " ".join(f'a{i}=">"' for i in range(100_000)) + ">",
    ],
)
def test_a_page_too_complex_is_turned_away_at_once(read: Callable[..., Any], page: str) -> None:
    started = time.process_time()
    found = read(page)
    assert isinstance(found, Rejected)
    assert (found.stage, found.outcome) == (Stage.EXTRACT, Outcome.TOO_COMPLEX)
    assert time.process_time() - started < 2


def test_entities_are_not_multiplied(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    article = read(BOMB + page_of(top="<p>&l; &xxe;</p>").removeprefix("<!DOCTYPE html>"))
    assert isinstance(article, Article)
    assert len(article.text) < 2_000


def test_local_files_are_not_read(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    page = "<!DOCTYPE html [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>" + page_of(text="<p>&xxe;</p>" * 9)
    assert "root:" not in str(read(page))


@pytest.mark.parametrize(
    "page",
    [
        b"\x00" * 5_000,
        b"<\x00h\x00t\x00m\x00l\x00>\x00",
        b"<html>\x00\x00<p>\x00</p>",
        b"<",
        b"<>",
        b"&#0;&#xFFFFFFFF;<p>",
    ],
)
def test_odd_bytes_end_in_an_outcome(read: Callable[..., Any], page: bytes) -> None:
    assert isinstance(read(page), Rejected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), content_type=st.text(max_size=40))
def test_no_bytes_raise(read: Callable[..., Any], body: bytes, content_type: str) -> None:
    assert isinstance(read(body, content_type=content_type), Article | Rejected)


TAGS = (
    "p",
    "/p",
    "h1",
    "/h1",
    "article",
    "/article",
    "/div",
    "/a",
    "table",
    "td",
    "form",
    "/script",
    "br",
    "svg",
    "math",
    "body",
)
PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *("\x00", "\ud7ff", "Vyetnam", "&#x110000;"),
        "<div class='related'>",
        "<a href='//['>",
        "<script type='application/ld+json'>",
        '{"@type":"NewsArticle","headline":',
        '"x"}',
        "<time datetime='99.99.9999'>",
        "<meta property='og:image' content='http://[::1'>",
        "<link rel='canonical' href='http://a:b:c/'>",
        "12.11.2026 25:61 ",
        "<meta name='date' content='0000-00-00T99:99'>",
        "<html lang='x'>",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=40))
def test_no_markup_raises(read: Callable[..., Any], pieces: list[str]) -> None:
    assert isinstance(read("".join(pieces), feed_title="A title from the feed"), Article | Rejected)
    assert isinstance(
        read("".join(pieces) + "<p>" + "Long enough to be read as text. " * 20), Article | Rejected
    )


def test_the_article_knows_where_it_was_met(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    article = read(
        page_of(),
        hops=("http://m.morning-post.example/4711",),
        feed_found_in=("f1",),
        feed_summary="A summary.",
    )
    assert article.urls == (
        "http://m.morning-post.example/4711",
        "http://morning-post.example/news/4711-harbour.html",
    )
    assert (article.found_in, article.summary, article.source, article.domain) == (
        ("f1",),
        "A summary.",
        "morning-post",
        "morning-post.example",
    )
