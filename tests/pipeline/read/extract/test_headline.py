"""One title rule, and which rung gave the title."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.read.extract.headline import strip_site, tidy_title

TITLE = "Harbour board lengthens the eastern quay"


def linked(**fields: Any) -> str:
    """A JSON-LD article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("head", "title", "rung"),
    [
        (
            linked(headline=TITLE) + "<meta property='og:title' content='Quay lengthened | Morning Post'>",
            TITLE,
            "json-ld",
        ),
        (
            "<meta property='og:title' content='The quay grows longer - Morning Post'>",
            "The quay grows longer",
            "og",
        ),
        ("<meta property='og:title' content='Morning Post'>", TITLE, "h1"),
        ("<title>Morning Post | Something else</title>", TITLE, "h1"),
        (linked(headline=TITLE[:20] + "…") + f"<meta property='og:title' content='{TITLE}'>", TITLE, "og"),
        (
            linked(
                headline="Wholly different words stand here", url="http://morning-post.example/news/1.html"
            ),
            TITLE,
            "h1",
        ),
        (linked(headline="<b>Harbour</b> board &amp;amp; quay"), "Harbour board & quay", "json-ld"),
    ],
)
def test_the_title_comes_from_the_first_rung_that_has_one(
    read: Callable[..., Any], page_of: Callable[..., str], head: str, title: str, rung: str
) -> None:
    article = read(page_of(head=head))
    assert (article.title, article.title_from) == (title, rung)


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


@pytest.mark.parametrize(
    ("title", "names", "kept"),
    [
        ("Bakıda yeni körpü – Xəzər Xəbər", ("Xəzər Xəbər",), "Bakıda yeni körpü"),
        ("Новый мост — Политика | Вестник", ("Вестник",), "Новый мост — Политика"),
        ("Sông Cửu: cầu mới | Báo Sông Cửu", ("Báo Sông Cửu",), "Sông Cửu: cầu mới"),
        ("News.example | A bridge opens", ("news.example",), "A bridge opens"),
        ("The company presents its annual report", ("Report",), "The company presents its annual report"),
        ("Profits rise - annual report", ("Report",), "Profits rise - annual report"),
        ("A bridge opens - The Wire: news from the coast", ("The Wire",), "A bridge opens"),
        ("Baku – Hanoi flights begin", ("Morning Post",), "Baku – Hanoi flights begin"),
    ],
)
def test_only_the_sites_name_is_taken_off(title: str, names: tuple[str, ...], kept: str) -> None:
    assert strip_site(title, names) == kept


def test_a_title_never_holds_markup_or_decomposed_letters() -> None:
    assert (
        tidy_title("<script>alert(1)</script>Vie\u0323\u0302t &lt;i&gt;Nam&lt;/i&gt; \u202eabc")
        == "alert(1) Việt Nam abc"
    )
    assert tidy_title("Growth < 5 per cent") == "Growth < 5 per cent"
