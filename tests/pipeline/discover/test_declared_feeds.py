"""A page where a feed was: it says which feeds it declares."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.discover import Discovery
from pipeline.model.outcomes import Outcome

Found = Callable[..., Discovery]
RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'


@pytest.mark.parametrize(
    ("head", "detail"),
    [
        ("", ""),
        (RSS.format("/feed/"), "the page declares https://a.example/feed/"),
        (RSS.format("?feed=rss&lang=az"), "the page declares https://a.example/rss?feed=rss&lang=az"),
        ("<base href='/az/'>" + RSS.format("feed"), "the page declares https://a.example/az/feed"),
        (
            '<LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF=/atom>',
            "the page declares https://a.example/atom",
        ),
        (
            '<link rel=alternate type=application/feed+json href="/f.json">',
            "the page declares https://a.example/f.json",
        ),
        (
            RSS.format("/a") + RSS.format("/b") + RSS.format("/a"),
            "the page declares https://a.example/a, https://a.example/b",
        ),
        (
            "".join(RSS.format(f"/{n}") for n in range(7)),
            "the page declares " + ", ".join(f"https://a.example/{n}" for n in range(5)) + " and 2 more",
        ),
        (
            '<link rel=alternate hreflang=vi href="/vi"><link rel=stylesheet type=text/css href="/rss.css">',
            "",
        ),
        (RSS.format("http://127.0.0.1/feed") + RSS.format("javascript:x") + RSS.format("/rss"), ""),
    ],
)
def test_the_feeds_of_a_page_are_named(found: Found, head: str, detail: str) -> None:
    discovery = found(f"<!DOCTYPE html><html><head>{head}</head><body><p>Hello</p></body></html>")
    assert (discovery.outcome, discovery.detail) == (Outcome.NOT_A_FEED, detail)
