"""Canonical addresses: believed at home only, and never where two articles would share one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.canonical import pick_canonical_url
from pipeline.text.urls import make_url_id


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        ("/a/2", "https://a.az/a/2"),
        ("https://m.a.az/a/2", "https://m.a.az/a/2"),
        ("https://a.az/", "https://a.az/a/1"),
        ("https://other.com/a/2", "https://a.az/a/1"),
        ("javascript:x", "https://a.az/a/1"),
        ("http://127.0.0.1/a/2", "https://a.az/a/1"),
        ("https://a.az/a/", "https://a.az/a/1"),
        ("https://a.az/a/1?utm_source=x", "https://a.az/a/1"),
        ("", "https://a.az/a/1"),
    ],
)
def test_a_canonical_link_is_believed_at_home_only(claimed: str, believed: str) -> None:
    assert pick_canonical_url("https://a.az/a/1", claimed) == believed


def test_a_second_page_may_name_its_article_and_an_outlet_its_other_domain() -> None:
    assert (
        pick_canonical_url("https://a.az/long-title-1/2", "https://a.az/long-title-1")
        == "https://a.az/long-title-1"
    )
    assert pick_canonical_url("https://a.az/1", "https://b.az/1", own_domains=["b.az"]) == "https://b.az/1"


@pytest.mark.parametrize(
    ("page", "claimed"),
    [
        ("https://a.az/read.php?nid=4711&from=main&page=1", "https://a.az/read.php?nid=4711"),
        ("https://a.az/read.php?nid=4711", "https://a.az/az/4711-harbour-opens"),
        ("https://a.az/read.php?nid=4711", "https://a.az/harbour-opens"),
        ("https://a.az/news.php?id=4711&cat=12", "https://a.az/news.php?id=4711"),
        ("https://a.az/news.php?id=5&t=1700000000", "https://a.az/news.php?id=5"),
        ("https://a.az/4711-harbour?page=2&from=top", "https://a.az/4711-harbour"),
        ("https://a.az/news/4711-harbour-opens?id=12", "https://a.az/news/4711-harbour-opens"),
        ("https://a.az/?p=4711", "https://a.az/2026/11/harbour-opens/"),
        ("https://a.az/ru/4711", "https://a.az/ru/news/4711"),
        ("https://m.a.az/?news=4711", "https://a.az/?news=4711"),
        ("https://a.az/p?q=x&lang=az", "https://a.az/p?lang=az"),
    ],
)
def test_a_page_is_one_with_the_address_that_names_the_same_article(page: str, claimed: str) -> None:
    believed = pick_canonical_url(page, claimed)
    assert make_url_id(believed) == make_url_id(claimed)


@pytest.mark.parametrize(
    ("page", "claimed"),
    [
        ("https://a.az/article.html?id={}", "https://a.az/article.html?id=article"),
        ("https://a.az/article.html?id={}", "https://a.az/article.html"),
        ("https://a.az/news/?id={}", "https://a.az/news/"),
        ("https://a.az/v2/?id={}", "https://a.az/v2/"),
        ("https://a.az/?p={}", "https://a.az/"),
        ("https://a.az/news.php?lang=az&id={}", "https://a.az/news.php?lang=az"),
        ("https://a.az/news.php?cat=12&id={}", "https://a.az/news.php?cat=12"),
        ("https://a.az/news.php?catid=12&id={}", "https://a.az/news.php?catid=12"),
        ("https://a.az/news.php?lang=az&id={}", "https://a.az/news.php?lang=en"),
        ("https://a.az/Default.aspx?tabid=3&itemid={}", "https://a.az/Default.aspx?tabid=3"),
        ("https://a.az/news/view/{}", "https://a.az/news/view"),
        ("https://a.az/news/{}", "https://a.az/news/undefined"),
        ("https://a.az/news/{}", "https://a.az/article"),
        ("https://a.az/read.php?id={}", "https://a.az/news/article.html"),
        ("https://a.az/tin/cang-mo-rong-{}.html", "https://a.az/tin/null"),
        ("https://a.az/az/bulvar-{}", "https://a.az/404/"),
        ("https://a.az/ru/{}-prichal", "https://a.az/ru/404.html"),
        ("https://a.az/ru/{}-prichal", "https://a.az/ru/stranica-ne-najdena/"),
        ("https://a.az/news/harbour-{}", "https://a.az/page-not-found"),
        ("https://a.az/Detail.aspx?id={}", "https://a.az/Error404.aspx?aspxerrorpath=/Detail.aspx"),
        ("https://a.az/xeber/{}", "https://a.az/sehife-tapilmadi.html"),
        ("https://a.az/tin-{}.html", "https://a.az/khong-tim-thay"),
    ],
)
def test_a_canonical_address_without_the_articles_id_merges_nothing(page: str, claimed: str) -> None:
    ids = {make_url_id(pick_canonical_url(page.format(number), claimed)) for number in (4711, 4712, 4713)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("page", "claimed"),
    [
        ("https://a.az/news.php?id=404", "https://a.az/news/404"),
        ("https://a.az/news/404?from=top", "https://a.az/news/404"),
        ("https://a.az/?p=4711", "https://a.az/flight-404-lands-safely"),
        ("https://a.az/?p=4711", "https://a.az/page-not-found-says-every-tenth-site"),
    ],
)
def test_an_article_about_errors_or_of_such_a_number_keeps_its_address(page: str, claimed: str) -> None:
    assert pick_canonical_url(page, claimed) == claimed


@given(st.text(max_size=200))
def test_no_claim_makes_it_fail(claimed: str) -> None:
    pick_canonical_url("https://a.az/x?id=1", claimed)
    pick_canonical_url("https://a.az/x?id=1", "https://a.az/" + claimed)
