"""Addresses: refused in every disguise, equal in every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.urls import (
    explain_refusal,
    get_registrable_domain,
    identify_url,
    is_public_address,
    make_url_id,
    pick_canonical_url,
    resolve_link,
)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://metadata.google.internal/",
        "http://localhost/",
        "http://localhost./",
        "http://x.localhost/",
        "http://printer.local/",
        "http://intranet/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://127%2e0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://0X7F000001/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://127.0.0.1:80/",
        "http://4294967296/",
        "http://8.300.1/",
        "http://1.2.3.4.5/",
        "http://a.example.127.1/",
        "http://[fe80::1%25eth0]/",
        "http://[::]/",
        "http://[::127.0.0.1]/",
        "http://[fec0::1]/",
        "http://[3fff::1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[2001:0:7f00:1:0:0:80ff:fffe]/",
        "http://168.63.129.16/",
        "http://loca\u180blhost/",
        "http://loca\u00adlhost/",
        "http://LOCALHOST/",
        "http://localhost.localdomain/",
        "http://a..example/",
        "http://a.example:0/",
        "http://a.example\x00/",
        "http://a.example/\x7f",
        "http://a.example/\ud800",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://0.0.0.0/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://me:pw@a.example/",
        "http://a.example@127.0.0.1/",
        "http://a.example\\@127.0.0.1/",
        "http://a.example /",
        "http://a.example\t/",
        "file:///etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://a.example/",
        "http://",
        "http:///x",
        "//a.example/x",
        "http://a.example:99999/",
        "http://[::1/",
        "http://a.example/" + "x" * 8192,
        "",
    ],
)
def test_an_address_that_attacks_us_is_refused(url: str) -> None:
    assert explain_refusal(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/", "private address"),
        ("http://printer.local/", "local name"),
        ("http://intranet/", "no public name"),
        ("http://127%2e0.0.1/", "malformed host"),
        ("http://a.example:0/", "port"),
        ("http://a.example:99999/", "malformed"),
        ("http://me@a.example/", "user info"),
        ("file:///etc/passwd", "scheme"),
        ("http:///x", "no host"),
        ("http://a.example/a b", "odd characters"),
        ("http://a.example/" + "x" * 2048, "too long"),
    ],
)
def test_a_refusal_says_why(url: str, reason: str) -> None:
    assert explain_refusal(url) == reason


def test_sample_outlets_on_loopback_may_stand_in_a_catalogue() -> None:
    assert explain_refusal("http://127.0.0.1:8000/rss", literal=False) is None
    assert explain_refusal("http://127%2e0.0.1/rss", literal=False) == "malformed host"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "https://xeberler.az/new/details/ayna:-avtobus-1",
        "http://8.8.8.8/x",
        "http://[2606:4700::1111]/",
        "https://münchen.example/ə",
        "https://a.example:8443/x",
        "https://a_b.example./x?y=//@",
        "https://1.example/",
    ],
)
def test_an_honest_address_is_not(url: str) -> None:
    assert explain_refusal(url) is None


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


@given(st.text(st.characters(codec=None), max_size=200))
def test_no_text_makes_it_fail(value: str) -> None:
    explain_refusal(value)
    explain_refusal("http://" + value)
    once = identify_url("https://a.az/" + value)
    assert identify_url(once) == once
    get_registrable_domain(value)
    resolve_link("https://a.az/", value)
    assert resolve_link("https://a.az/", resolve_link("https://a.az/", "/" + value)) == resolve_link(
        "https://a.az/", "/" + value
    )
    make_url_id(value)
    pick_canonical_url("https://a.az/x", value)
    is_public_address(value)


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
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:808:808::f5ff:fffe", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("192.0.2.1", False),
        ("240.0.0.1", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_only_public_addresses_are_connected_to(address: str, public: bool) -> None:
    assert is_public_address(address) is public
