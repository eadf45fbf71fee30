"""Addresses: refused in every disguise, equal in every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls import canonical, identity, public_address, refusal, registrable_domain, resolve, url_id


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
    assert refusal(url)


@pytest.mark.parametrize(
    "url", ["http://a.example/", "https://xeberler.az/new/details/ayna:-avtobus-1", "http://8.8.8.8/x", "https://münchen.example/ə"]
)
def test_an_honest_address_is_not(url: str) -> None:
    assert refusal(url) is None


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
        ("https://a.az/x%C9%99b", "https://a.az/xəb"),
        ("https://a.az/x%c9%99b", "https://a.az/x%C9%99b"),
    ],
)
def test_two_spellings_of_an_address_are_one_article(one: str, two: str) -> None:
    assert identity(one) == identity(two)
    assert url_id(one) == url_id(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://a.az/X", "https://a.az/x"),
        ("https://a.az/x?cid=1", "https://a.az/x?cid=2"),
        ("https://a.az/x?uid=1", "https://a.az/x?uid=2"),
        ("https://a.az/x?source=1", "https://a.az/x?source=2"),
        ("https://az.a.az/x", "https://ru.a.az/x"),
        ("https://news.az/1.html", "https://az/1.html"),
    ],
)
def test_different_articles_stay_apart(one: str, two: str) -> None:
    assert url_id(one) != url_id(two)


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(value: str) -> None:
    refusal(value)
    refusal("http://" + value)
    once = identity("https://a.az/" + value)
    assert identity(once) == once
    registrable_domain(value)
    resolve("https://a.az/", value)


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        ("/a/2", "https://a.az/a/2"),
        ("https://m.a.az/a/2", "https://m.a.az/a/2"),
        ("https://a.az/", "https://a.az/a/1"),
        ("https://other.com/a/2", "https://a.az/a/1"),
        ("javascript:x", "https://a.az/a/1"),
        ("", "https://a.az/a/1"),
    ],
)
def test_a_canonical_link_is_believed_at_home_only(claimed: str, believed: str) -> None:
    assert canonical("https://a.az/a/1", claimed) == believed


@pytest.mark.parametrize(("address", "public"), [("8.8.8.8", True), ("2001:4860:4860::8888", True), ("::ffff:10.0.0.1", False), ("nonsense", False)])
def test_only_public_addresses_are_connected_to(address: str, public: bool) -> None:
    assert public_address(address) is public
