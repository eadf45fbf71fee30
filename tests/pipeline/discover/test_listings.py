"""Section pages and the rule for their links."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.discover import Discovery
from pipeline.model.outcomes import Outcome

Found = Callable[..., Discovery]
RULE = r"/news/\d+-"
LONG = "A title that is long enough"


def test_a_listing_follows_its_rule_and_takes_the_longest_words(found: Found) -> None:
    links = (
        '<a href="/">Home</a><a href="/news/12-a">Pic</a><a href="/news/12-a#top"><b>A title</b> that'
        " is\nlong enough</a>"
    )
    page = f'<html lang="en">{links}</html>'
    discovery = found(page, "listing", link=RULE)
    assert [(c.url, c.title, c.language) for c in discovery.candidates] == [
        ("https://a.example/news/12-a", LONG, "en")
    ]


@pytest.mark.parametrize(
    ("page", "urls"),
    [
        ('<base href="https://a.example/news/"><a href="12-a">x</a>', ["https://a.example/news/12-a"]),
        (
            '<a href="/news/12-a?utm_source=x">x</a><a href="/news/12-a">x</a>',
            ["https://a.example/news/12-a"],
        ),
        ('<a href="/news/12-a/tag/x">x</a><a href="/news/13-a.jpg">x</a>', []),
        ('<a href="http://10.0.0.1/news/12-a">x</a><a href="javascript:\'/news/12-a\'">x</a><a>x</a>', []),
        ("<div><p>no closing <a href=/news/12-a>x", ["https://a.example/news/12-a"]),
    ],
)
def test_links_are_resolved_and_vetted(found: Found, page: str, urls: list[str]) -> None:
    assert [c.url for c in found(page, "listing", link=RULE).candidates] == urls


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_title_survives_its_encoding(found: Found, encoding: str) -> None:
    page = (
        f'<html><meta charset="{encoding.replace("cp", "windows-")}"><a href="/news/12-a">Заголовок'
        " достаточно длинный</a></html>"
    )
    assert (
        found(page.encode(encoding), "listing", link=RULE).candidates[0].title
        == "Заголовок достаточно длинный"
    )


def test_short_words_are_no_title(found: Found) -> None:
    assert (
        found('<html><a href="/news/12-a">Read more</a></html>', "listing", link=RULE).candidates[0].title
        == ""
    )


def test_a_page_without_matching_links_is_empty(found: Found) -> None:
    assert found('<html><a href="/x">x</a></html>', "listing", link=RULE).outcome is Outcome.EMPTY


def test_a_feed_at_the_address_of_a_listing_is_read_as_a_feed(found: Found) -> None:
    feed = "<rss><channel><item><link>https://a.example/1</link></item></channel></rss>"
    assert found(feed, "listing", link=RULE).kind == "rss"


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/json">{{"items": [{{"url": "{0}"}}, {{"url": "{1}"}}]}}</script>',
        "<script>window.__LIST__ = (function(a){{return [{{url: '{0}'}}, {{url: '{1}'}}]}})(1)</script>",
        '<script>self.push([1, "{0}", "/img/news/9-a.jpg", "{1}"])</script>',
    ],
)
@pytest.mark.parametrize("slash", ["/", r"\/", r"\u002F"])
def test_a_list_that_scripts_draw_is_read_from_them(found: Found, script: str, slash: str) -> None:
    addresses = [one.replace("/", slash) for one in ("/news/12-a", "https://a.example/news/13-a")]
    page = f"<nav><a href='/news/'>News</a></nav>{script.format(*addresses)}"
    urls = ["https://a.example/news/12-a", "https://a.example/news/13-a"]
    assert [c.url for c in found(page, "listing", link=RULE).candidates] == urls
    shown = f"{page}<a href='/news/14-a'>{LONG}</a>"
    assert [c.url for c in found(shown, "listing", link=RULE).candidates] == ["https://a.example/news/14-a"]


def test_an_empty_link_over_a_card_is_called_by_its_label(found: Found) -> None:
    page = f'<div><a href="/news/12-a" aria-label="{LONG}"></a><h3>{LONG}</h3></div>'
    assert found(page, "listing", link=RULE).candidates[0].title == LONG
