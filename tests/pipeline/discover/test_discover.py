"""Feeds, sitemaps and listings with the quirks that real ones have; the ids are those of the quirk tables."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue import Feed, Source
from pipeline.discover import Discovery, discover
from pipeline.model import FeedTask
from pipeline.outcomes import Outcome

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://a.example/rss"
SOURCE = Source(
    id="a", name="A", country="VN", languages=("vi",), timezone="Asia/Ho_Chi_Minh", site="https://a.example/", feeds=(Feed(url=URL, kind="rss"),)
)


def found(body: bytes | str, kind: str = "rss", link: str | None = None) -> Discovery:
    data = body.encode() if isinstance(body, str) else body
    return discover(data, url=URL, source=SOURCE, feed=FeedTask(source="a", url=URL, kind=kind, link=link), now=NOW)


def rss(*items: str) -> str:
    return '<?xml version="1.0"?><rss version="2.0"><channel>' + "".join(f"<item>{i}</item>" for i in items) + "</channel></rss>"


ONE = "<title>Tin</title><link>https://a.example/1</link>"


@pytest.mark.parametrize(
    ("quirk", "body"),
    [
        ("F1 no guid", rss(ONE)),
        ("F3 guid is no address", rss(ONE + '<guid isPermaLink="false">17</guid>')),
        ("F4 no date", rss(ONE)),
        ("F20 relative link", rss("<title>Tin</title><link>/1</link>")),
        ("F21 tracking", rss("<title>Tin</title><link>https://a.example/1?utm_source=x</link>")),
        ("F28 whatever type, good XML", rss(ONE)),
        ("F29 blanks and BOM", "\ufeff\n\n  " + rss(ONE)),
        ("F30 undeclared prefix", rss(ONE + "<media:x>1</media:x>")),
        ("F31 control characters", rss(ONE + "<x>\x0b\x01</x>")),
        ("F33 truncated", rss(ONE)[:-16] + "<item><tit"),
        (
            "F37 Atom",
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tin</title><link rel="self" href="/s"/><link href="/1"/></entry></feed>',
        ),
        (
            "F38 RDF",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item>' + ONE + "</item></rdf:RDF>",
        ),
        ("F39 JSON Feed", '{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://a.example/1","title":"Tin"}]}'),
        ("F41 entity bomb", '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + rss(ONE + "<x>&b;</x>").removeprefix('<?xml version="1.0"?>')),
        ("F42 external entity", '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + rss(ONE).removeprefix('<?xml version="1.0"?>')),
        ("RSS 0.91", '<rss version="0.91"><channel><item>' + ONE + "</item></channel></rss>"),
        ("UTF-16", rss(ONE).replace('version="1.0"', 'version="1.0" encoding="utf-16"', 1).encode("utf-16")),
        ("packed", gzip.compress(rss(ONE).encode())),
        (
            "S1 news sitemap",
            "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://a.example/1</loc>"
            "<n:news><n:title>Tin</n:title></n:news></url></urlset>",
        ),
    ],
)
def test_a_feed_with_a_quirk_is_read(quirk: str, body: bytes | str) -> None:
    discovery = found(body)
    assert discovery.outcome is Outcome.OK, quirk
    assert [c.url for c in discovery.candidates] == ["https://a.example/1"], quirk
    assert discovery.candidates[0].title == "Tin", quirk


@pytest.mark.parametrize(
    ("printed", "instant"),
    [
        ("Fri, 20 Nov 2026 05:55:00 +07", "2026-11-19T22:55:00+00:00"),
        ("11/20/2026 5:07:00\u202fAM", "2026-11-19T22:07:00+00:00"),
        ("Fri, 20 Nov 26 06:00:00 +0700", "2026-11-19T23:00:00+00:00"),
        ("Fri, 20 Nov 2026 05:58:22 +07:00", "2026-11-19T22:58:22+00:00"),
    ],
)
def test_dates_that_parsers_lose_are_read(printed: str, instant: str) -> None:
    candidate = found(rss(ONE + f"<pubDate>{printed}</pubDate>")).candidates[0]
    assert candidate.published_at == datetime.fromisoformat(instant)


def test_an_ampersand_in_a_link_is_not_lost() -> None:
    """F32: lxml's recovery turns ?x=1&y=2 into ?x=1=2."""
    assert found(rss("<title>T</title><link>https://a.example/?x=1&y=2</link>")).candidates[0].url == "https://a.example/?x=1&y=2"


def test_one_bad_entry_costs_one_entry() -> None:
    discovery = found(rss(ONE, "<title>no link</title>", "<link>http://127.0.0.1/x</link>", "<link>javascript:x</link>"))
    assert len(discovery.candidates) == 1
    assert len(discovery.bad) == 3


def test_the_same_guid_on_all_items_hides_none() -> None:
    items = [f"<title>T{n}</title><link>https://a.example/{n}</link><guid>same</guid>" for n in range(5)]
    assert len(found(rss(*items)).candidates) == 5


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("A &amp;amp; B", "A & B"),
        ("&lt;b&gt;Bold&lt;/b&gt; news", "Bold news"),
        ("Việt Nam".encode().decode() and "Vie\u0323\u0302t Nam", "Việt Nam"),
        ("Tǝbrik", "Təbrik"),
        ("<![CDATA[Tin &amp; tức]]>", "Tin & tức"),
    ],
)
def test_titles_are_clean(title: str, read: str) -> None:
    assert found(rss(f"<title>{title}</title><link>https://a.example/1</link>")).candidates[0].title == read


def test_windows_1251_is_read_when_declared() -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?>' + rss("<title>Привет</title><link>https://a.example/1</link>").split("?>", 1)[1]
    assert found(body.encode("cp1251")).candidates[0].title == "Привет"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<!DOCTYPE html><html><body>hi</body></html>", Outcome.NOT_A_FEED),
        ("", Outcome.EMPTY),
        (rss(), Outcome.EMPTY),
        ("{}", Outcome.EMPTY),
        ('{"error": "busy"}', Outcome.NOT_A_FEED),
        ("{damaged", Outcome.MALFORMED),
        ("nonsense", Outcome.MALFORMED),
        (gzip.compress(b"x" * 100)[:-12], Outcome.MALFORMED),
        (gzip.compress(b"\0" * 80_000_000), Outcome.MALFORMED),
    ],
)
def test_what_is_no_feed_has_its_word(body: bytes | str, outcome: Outcome) -> None:
    assert found(body).outcome is outcome


def test_a_sitemap_index_gives_its_children_and_never_itself() -> None:
    body = "<sitemapindex><sitemap><loc>https://a.example/s1.xml</loc></sitemap><sitemap><loc>https://a.example/rss</loc></sitemap></sitemapindex>"
    assert found(body).children == ("https://a.example/s1.xml",)


def test_a_sitemap_drops_what_is_old_or_no_article() -> None:
    entries = [("1", "2026-11-24"), ("2", "2026-01-01"), ("tag/x", "2026-11-24"), ("3.jpg", "2026-11-24"), ("", "2026-11-24")]
    body = "<urlset>" + "".join(f"<url><loc>https://a.example/{p}</loc><lastmod>{d}</lastmod></url>" for p, d in entries) + "</urlset>"
    assert [c.url for c in found(body).candidates] == ["https://a.example/1"]


def test_a_sitemap_of_fifty_thousand_addresses_is_bounded() -> None:
    body = "<urlset>" + "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(50_001)) + "</urlset>"
    discovery = found(body)
    assert len(discovery.candidates) == 50_000
    assert "more than 50000 addresses" in discovery.bad[-1]


def test_a_listing_follows_its_rule() -> None:
    page = '<html><a href="/">Home</a><a href="/news/12-a-title">Pic</a><a href="/news/12-a-title">A title that is long enough</a></html>'
    discovery = found(page, "listing", r"/news/\d+-")
    assert [(c.url, c.title) for c in discovery.candidates] == [("https://a.example/news/12-a-title", "A title that is long enough")]


def test_a_search_feed_names_the_publisher_and_unwraps_its_links() -> None:
    item = "<title>Headline - The Outlet</title><link>http://www.bing.com/news/apiclick.aspx?ref=x&amp;url=https%3a%2f%2fb.example%2f1</link>"
    candidate = found(rss(item), "search").candidates[0]
    assert (candidate.url, candidate.title, candidate.publisher) == ("https://b.example/1", "Headline", "The Outlet")


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    found(body)
