"""Search feeds: links of other outlets behind redirectors, titles with the publisher behind them."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from pipeline.discover import Discovery

Found = Callable[..., Discovery]
FEED = "<rss version='2.0'><channel><item>{}</item></channel></rss>"


def coded(text: str) -> str:
    data = (
        b'\x08\x13"'
        + bytes([len(text)] if len(text) < 128 else [len(text) % 128 + 128, len(text) // 128])
        + text.encode()
    )
    return base64.urlsafe_b64encode(data + b"\xd2\x01\x00").decode().rstrip("=")


@pytest.mark.parametrize(
    ("quirk", "link", "url"),
    [
        (
            "F22 Bing",
            "http://www.bing.com/news/apiclick.aspx?ref=x&amp;url=https%3a%2f%2fb.example%2f1&amp;c=2",
            "https://b.example/1",
        ),
        (
            "F22 Google, older",
            f"https://news.google.com/rss/articles/{coded('https://b.example/1')}?oc=5",
            "https://b.example/1",
        ),
        (
            "F22 Google, long",
            f"https://news.google.com/rss/articles/{coded('https://b.example/' + 'y' * 200)}",
            "https://b.example/" + "y" * 200,
        ),
        ("F22 Google, newer", f"https://news.google.com/rss/articles/{coded('AU_yqLNx')}?oc=5", None),
        ("F22 Bing, without target", "http://www.bing.com/news/apiclick.aspx?ref=x", None),
        ("a private address inside", f"https://news.google.com/articles/{coded('http://10.0.0.1/')}", None),
    ],
)
def test_redirectors_are_unwrapped_or_left_out(found: Found, quirk: str, link: str, url: str | None) -> None:
    discovery = found(FEED.format(f"<title>H</title><link>{link}</link>"), "search")
    assert [c.url for c in discovery.candidates] == ([url] if url else [])
    assert [b.partition(":")[0] for b in discovery.bad] == (
        [] if url else ["private address" if "inside" in quirk else "redirector"]
    )


@pytest.mark.parametrize(
    ("item", "title", "publisher"),
    [
        ("<title>Headline - The Outlet</title>", "Headline", "The Outlet"),
        (
            '<title>A - B - The Outlet</title><source url="https://b.example">The Outlet</source>',
            "A - B",
            "The Outlet",
        ),
        (
            '<title>Baku - Hanoi</title><source url="https://b.example">The Outlet</source>',
            "Baku - Hanoi",
            "The Outlet",
        ),
        (
            '<title>Baku - Hanoi</title><News:Source xmlns:News="https://b.example/ns">B</News:Source>',
            "Baku - Hanoi",
            "B",
        ),
        (
            "<title>Baku - " + "a long clause " * 6 + "</title>",
            "Baku - " + ("a long clause " * 6).strip(),
            "",
        ),
    ],
)
def test_f23_a_search_feed_names_the_publisher(found: Found, item: str, title: str, publisher: str) -> None:
    candidate = found(FEED.format(item + "<link>https://b.example/1</link>"), "search").candidates[0]
    assert (candidate.title, candidate.publisher) == (title, publisher)
