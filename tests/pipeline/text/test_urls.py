"""URLs: equal in every spelling, resolved once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.urls import (
    get_registrable_domain,
    identify_url,
    make_url_id,
    resolve_link,
)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("http://a.com.vn/x", "https://a.com.vn/x"),
        ("https://www.a.az/x", "https://a.az/x"),
        ("https://m.a.az/x", "https://a.az/x"),
        ("https://amp.a.az/x", "https://a.az/x"),
        ("https://a.az/x/amp", "https://a.az/x"),
        ("https://a.az/x/", "https://a.az/x"),
        ("https://a.az:443/x", "https://a.az/x"),
        ("https://A.AZ./x#top", "https://a.az/x"),
        ("https://a.az/x?utm_source=rss&b=2&a=1", "https://a.az/x?a=1&b=2"),
        ("https://a.az/x?at_medium=RSS&at_campaign=rss", "https://a.az/x"),
        ("https://a.az/x?ref=oc-media.org", "https://a.az/x"),
        ("https://www.m.a.az/x", "https://a.az/x"),
        ("https://a.az/amp/x", "https://a.az/x"),
        ("https://a.az/x/amp/", "https://a.az/x"),
        ("https://a.az/x?amp=1&id=7", "https://a.az/x?id=7"),
        ("https://a.az/x?ref=rss", "https://a.az/x"),
        ("https://a.az/x;jsessionid=0F2A?id=1", "https://a.az/x?id=1"),
        ("https://a.az/x?PHPSESSID=1&id=1", "https://a.az/x?id=1"),
        ("https://a.az/x?b&a=", "https://a.az/x?a&b="),
        ("https://a.az/x?q=1+2", "https://a.az/x?q=1%202"),
        ("https://a.az/ayna%3A-1", "https://a.az/ayna:-1"),
        ("https://ölkə.az/x", "https://xn--lk-eka63l.az/x"),
        ("http://a.az:80/", "https://a.az"),
        ("https://a.az/x%C9%99b", "https://a.az/xəb"),
        ("https://a.az/x%c9%99b", "https://a.az/x%C9%99b"),
    ],
)
def test_two_spellings_of_an_address_are_one_article(one: str, two: str) -> None:
    assert identify_url(one) == identify_url(two)
    assert make_url_id(one) == make_url_id(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://a.az/X", "https://a.az/x"),
        ("https://a.az/x?cid=1", "https://a.az/x?cid=2"),
        ("https://a.az/x?uid=1", "https://a.az/x?uid=2"),
        ("https://a.az/x?source=1", "https://a.az/x?source=2"),
        ("https://az.a.az/x", "https://ru.a.az/x"),
        ("https://news.az/1.html", "https://az/1.html"),
        ("https://www.gov.az/x", "https://gov.az/x"),
        ("https://m.com.vn/x", "https://com.vn/x"),
        ("https://a.az/x?ref=17", "https://a.az/x?ref=18"),
        ("https://a.az/x?amp=17", "https://a.az/x?amp=18"),
        ("https://a.az/a%2Fb", "https://a.az/a/b"),
        ("https://a.az/x?q=%2525", "https://a.az/x?q=%25"),
        ("https://a.az/x?q=%E0", "https://a.az/x?q=%E1"),
        ("https://a.az:8443/x", "https://a.az/x"),
        ("https://a.az/amp", "https://a.az/"),
    ],
)
def test_different_articles_stay_apart(one: str, two: str) -> None:
    assert make_url_id(one) != make_url_id(two)


def test_id_parameters_of_an_outlet_make_a_print_page_its_article() -> None:
    page, printed = "https://a.az/nation.php?news_id=5&sort=2", "https://a.az/news_print.php?news_id=5"
    assert make_url_id(page) != make_url_id(printed)
    assert (
        make_url_id(page, ["news_id"])
        == make_url_id(printed, ["news_id"])
        != make_url_id("https://a.az/nation.php?news_id=6", ["news_id"])
    )
    assert make_url_id("https://a.az/x", ["news_id"]) == make_url_id("https://a.az/x")


@pytest.mark.parametrize(
    ("link", "resolved"),
    [
        ("/xəbər/1", "https://a.az/x%C9%99b%C9%99r/1"),
        ("/x%c9%99b", "https://a.az/x%C9%99b"),
        ("2?b=2&utm_source=x&a=1#top", "https://a.az/n/2?b=2&a=1"),
        ("//b.az/1", "https://b.az/1"),
        ("www.a.az/1", "https://www.a.az/1"),
        ("a.az/n/2?b=1", "https://a.az/n/2?b=1"),
        ("A.az/n/2", "https://a.az/n/2"),
        ("en.a.az/2", "https://en.a.az/2"),
        ("a.az:8443/2", "https://a.az:8443/2"),
        ("a.az", "https://a.az/"),
        ("b.az/2", "https://a.az/n/b.az/2"),
        ("news.html", "https://a.az/n/news.html"),
        ("index.php/2", "https://a.az/n/index.php/2"),
        ("/a.az/2", "https://a.az/a.az/2"),
        ("./a.az/2", "https://a.az/n/a.az/2"),
        ("a.az.html", "https://a.az/n/a.az.html"),
        ("/a/../b", "https://a.az/b"),
        ("https://a.az/a/../b", "https://a.az/b"),
        ("https://a.az/a/%2e%2e/%2E./b/.", "https://a.az/b/"),
        ("https://a.az/a//b/.hidden..", "https://a.az/a//b/.hidden.."),
        ("/a%2Fb", "https://a.az/a%2Fb"),
        ("/100%", "https://a.az/100%25"),
        ("/a b", "https://a.az/a%20b"),
        ("/?q=%2525&w=%E0+1", "https://a.az/?q=%2525&w=%E0+1"),
        (" https://A.AZ:443/X\u200b\n", "https://a.az/X"),
        ("http://[2606:4700::1111]:80/x", "http://[2606:4700::1111]/x"),
        ("https://a.az", "https://a.az/"),
        ("", "https://a.az/n/1"),
        ("#top", "https://a.az/n/1"),
        ("//[", ""),
        ("http://[::1/", ""),
        ("http://a.az:99999/", ""),
    ],
)
def test_a_link_becomes_an_address_that_names_the_same_page(link: str, resolved: str) -> None:
    assert resolve_link("https://a.az/n/1", link) == resolved


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.day.az/x", "day.az"),
        ("https://m.vnexpress.net/", "vnexpress.net"),
        ("https://vov.gov.vn/", "vov.gov.vn"),
        ("en.a.com.vn", "a.com.vn"),
        ("https://xəbər.ölkə.az/", "xn--lk-eka63l.az"),
        ("http://127.0.0.1:9/x", "127.0.0.1"),
        ("https://A.AZ./", "a.az"),
        ("https://www.b.example/", "b.example"),
        ("https://com.vn/", "com.vn"),
        ("http://[::1]:9/", "::1"),
        ("localhost:9200", "localhost"),
        ("", ""),
    ],
)
def test_the_registrable_domain_knows_second_level_suffixes(url: str, domain: str) -> None:
    assert get_registrable_domain(url) == domain


ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


@given(ANY_TEXT)
def test_no_text_makes_it_fail(value: str) -> None:
    once = identify_url("https://a.az/" + value)
    assert identify_url(once) == once
    get_registrable_domain(value)
    resolve_link("https://a.az/", value)
    make_url_id(value)


@example("[")
@example("/[")
@given(ANY_TEXT)
def test_an_address_resolved_again_stays_as_it_is(value: str) -> None:
    resolved = resolve_link("https://a.az/", "/" + value)
    # "No address" is no link to resolve again: an empty one names the page that it stands on.
    assert not resolved or resolve_link("https://a.az/", resolved) == resolved
