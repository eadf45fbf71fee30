"""The right instant, and where it came from; the time of the crawl is never passed off."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS

JSON_LD = '<script type="application/ld+json">{}</script>'


def linked(date: object) -> str:
    """A JSON-LD article with a date."""
    return JSON_LD.format(
        json.dumps({"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "datePublished": date}]})
    )


@pytest.mark.parametrize(
    ("head", "top", "at", "precision", "rung"),
    [
        (linked("2026-11-12T10:15:00+07:00"), "", "2026-11-12T03:15", "instant", "json-ld"),
        (linked("2026-11-12T10:15:00"), "", "2026-11-12T03:15", "instant", "json-ld"),
        # Two marks of one time, one of which has the offset.
        (
            "<meta property='article:published_time' content='20261112T1015'>"
            "<meta itemprop='datePublished' content='2026-11-12T10:15+0300'>",
            "",
            "2026-11-12T07:15",
            "instant",
            "meta",
        ),
        (
            linked("2026-11-12T08:15:00Z") + "<meta name='pubdate' content='2026-11-12T08:15:00+04:00'>",
            "",
            "2026-11-12T04:15",
            "instant",
            "json-ld",
        ),
        (
            linked("2026-11-12T05:15:00Z") + "<meta name='pubdate' content='2026-11-12T10:15:00+04:00'>",
            "",
            "2026-11-12T05:15",
            "instant",
            "json-ld",
        ),
        (linked(["2026-11-12T10:15:00+07:00"]), "", "2026-11-12T03:15", "instant", "json-ld"),
        (linked({"@value": "2026-11-12T10:15:00+07:00"}), "", "2026-11-12T03:15", "instant", "json-ld"),
        (linked("2026-11-12"), "", "2026-11-12T09:00", "day", "json-ld"),
        (linked("2026-11-11"), "", "2026-11-11T12:00", "day", "json-ld"),
        (
            linked("rubbish"),
            "<time datetime='2026-11-12 08:00'></time>",
            "2026-11-12T01:00",
            "instant",
            "time-tag",
        ),
        (
            linked("2026-11-13T10:15:00+07:00"),
            "<div class='date'>12.11.2026 / 10:15</div>",
            "2026-11-12T03:15",
            "instant",
            "text",
        ),
        (
            "<meta property='article:published_time' content='2026-11-12T02:00:00Z'>",
            "",
            "2026-11-12T02:00",
            "instant",
            "meta",
        ),
        (
            "<meta itemprop='datePublished' content='2026-11-12T09:00+0700'>",
            "",
            "2026-11-12T02:00",
            "instant",
            "meta",
        ),
        ("", "<p class='meta'>12 noyabr 2026</p>", "2026-11-12T09:00", "day", "text"),
        ("", "<span>10 noyabr, 2026 / 19:44</span>", "2026-11-10T12:44", "instant", "text"),
        ("", "<div>11 ноября 2026, 21:05</div>", "2026-11-11T14:05", "instant", "text"),
        ("", "<div>Thứ năm, 12 tháng 11 năm 2026 | 08:30</div>", "2026-11-12T01:30", "instant", "text"),
        ("", "<div class='ngay'>Bu gün / 12:18</div>", "2026-11-12T05:18", "instant", "text"),
        ("", "<div class='date'>Dünən / 22:30</div>", "2026-11-11T15:30", "instant", "text"),
        ("", "<div>05/11/2026</div>", "2026-11-05T12:00", "day", "text"),
        ("", "<div>November, 5/2026 - 17:25</div>", "2026-11-05T10:25", "instant", "text"),
        (
            "",
            "<time><a href='/2026/'>2026</a>-<a href='/2026/11/'>11</a>-<a href='/2026/11/05/'>05</a>"
            " 17:25</time>",
            "2026-11-05T10:25",
            "instant",
            "text",
        ),
    ],
)
def test_each_rung_gives_the_date(
    read: Callable[..., Any],
    page_of: Callable[..., str],
    head: str,
    top: str,
    at: str,
    precision: str,
    rung: str,
) -> None:
    published = read(page_of(head=head, top=top)).published
    assert (published.at, published.precision, published.rung) == (
        datetime.fromisoformat(at + "+00:00"),
        precision,
        rung,
    )


def test_a_page_without_a_date_says_first_seen(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    first = datetime(2026, 11, 12, 7, tzinfo=UTC)
    published = read(page_of(bottom="<footer>© 2026 Morning Post</footer>"), first_seen_at=first).published
    assert (published.at, published.on, published.rung) == (first, "2026-11-12", "first-seen")


@pytest.mark.parametrize(("sitemap", "rung"), [(False, "feed"), (True, "sitemap")])
def test_the_feeds_date_comes_before_what_is_printed(
    read: Callable[..., Any], page_of: Callable[..., str], sitemap: bool, rung: str
) -> None:
    listed = datetime(2026, 11, 12, 1, 30, tzinfo=UTC)
    page = page_of(top="<time datetime='2026-11-10'></time>")
    published = read(page, feed_published_at=listed, feed_from_sitemap=sitemap).published
    assert (published.at, published.on, published.rung) == (listed, "2026-11-12", rung)


def test_the_sites_clock_and_the_cards_are_not_the_articles_date(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    page = page_of(
        above="<header><div class='today-date'>12 November 2026</div></header>",
        top="<div class='info'>9 November 2026, 14:00</div>",
        bottom="<aside class='latest'><span class='date'>11.11.2026 10:00</span></aside>",
    )
    assert read(page).published.at == datetime(2026, 11, 9, 7, tzinfo=UTC)


def test_a_local_time_that_calls_itself_utc_is_put_right_by_the_feed(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    listed = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
    article = read(page_of(head=linked("2026-11-12T03:00:00Z")), feed_published_at=listed)
    assert (article.published.at, article.published.rung) == (listed, "json-ld")


def test_an_edited_page_read_days_later_keeps_dates_before_it_was_first_seen(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    first = datetime(2026, 11, 8, tzinfo=UTC)
    page = page_of(
        head=linked("2026-11-12T08:00:00+07:00"), top="<time datetime='2026-11-07T09:00:00Z'></time>"
    )
    published = read(page, first_seen_at=first).published
    assert (published.at, published.rung) == (datetime(2026, 11, 7, 9, tzinfo=UTC), "time-tag")


def test_the_page_says_when_it_was_changed(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    head = "<meta property='article:modified_time' content='2026-11-12T08:00:00+07:00'>"
    assert read(page_of(head=head)).modified_at == datetime(2026, 11, 12, 1, tzinfo=UTC)
    assert read(page_of(head=head.replace("2026", "2027"))).modified_at is None


@pytest.mark.parametrize(
    "line",
    [
        "Published in The Coast Post, November 10th, 2026",
        "Dərc olunub: 10.11.2026",
        "Опубликовано 10.11.2026",
    ],
)
def test_a_line_that_says_published_below_the_text_dates_the_page(
    read: Callable[..., Any], page_of: Callable[..., str], line: str
) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)
    assert read(page_of(text=text, bottom=f"<p class='end'>{line}</p>")).published.on == "2026-11-10"
    other = "<p class='end'>Ferry 10.11.2026</p>"
    assert read(page_of(text=text, bottom=other)).published.rung == "first-seen"
