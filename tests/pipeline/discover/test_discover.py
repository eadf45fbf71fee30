"""What a document at a feed's address is, and that none of them does harm."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.discover import Discovery
from pipeline.discover.moments import MOST_UNREAD
from pipeline.model.outcomes import Outcome

Found = Callable[..., Discovery]
RSS = b"<rss><channel>"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<!DOCTYPE html><html><body>hi</body></html>", Outcome.NOT_A_FEED),  # F27
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html/>", Outcome.NOT_A_FEED),
        ("<script>document.cookie='D1N=1'</script>", Outcome.NOT_A_FEED),
        ("", Outcome.EMPTY),
        (" \n\t", Outcome.EMPTY),
        ("\ufeff", Outcome.EMPTY),
        ("<rss><channel/></rss>", Outcome.EMPTY),  # F26
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", Outcome.EMPTY),
        ("<urlset/>", Outcome.EMPTY),
        ("<sitemapindex/>", Outcome.EMPTY),
        ('{"items":[]}', Outcome.EMPTY),
        ("{}", Outcome.EMPTY),
        ('{"error": "busy"}', Outcome.NOT_A_FEED),
        ("[1, 2]", Outcome.NOT_A_FEED),
        ("{damaged", Outcome.MALFORMED),
        ("[" * 100_000, Outcome.MALFORMED),
        ("nonsense", Outcome.MALFORMED),
        ("<?xml version='1.0'?>", Outcome.MALFORMED),
        ("<rss><chan", Outcome.MALFORMED),
        ("<!DOCTYPE r [<!ENTITY", Outcome.MALFORMED),
        (gzip.compress(b"x" * 100, mtime=0)[:-12], Outcome.MALFORMED),
        (b"\x1f\x8bnonsense", Outcome.MALFORMED),
        (gzip.compress(b"\0" * 80_000_000, mtime=0), Outcome.TOO_LARGE),
        (b" " * 5_300_000, Outcome.TOO_LARGE),
    ],
)
def test_what_is_no_feed_has_its_word(found: Found, body: bytes | str, outcome: Outcome) -> None:
    assert found(body).outcome is outcome


def test_a_damaged_feed_that_still_gives_entries_says_so(found: Found) -> None:
    discovery = found("<rss><channel><item><link>https://a.example/1</link></item><item><ti")
    assert discovery.outcome is Outcome.OK
    assert discovery.detail == "damaged, read as far as possible"


def test_a_feed_of_more_entries_than_anybody_lists_is_bounded(found: Found) -> None:
    discovery = found(
        RSS + b"".join(b"<item><link>https://a.example/%d</link></item>" % n for n in range(5_010))
    )
    assert len(discovery.candidates) == 5_000
    assert "more than 5000 entries" in discovery.detail


@pytest.mark.parametrize(
    "body",
    [
        RSS + b"<" * 100_000,
        RSS + b"<item>" * 100_000,
        RSS + b"<item><title>" + b"&" * 100_000,
        RSS + b"<item><description>" + b"<a>" * 10_000,
        RSS + b"<item " + b'a="' * 50_000,
        RSS + b"<item><title>" + b"<![CDATA[" * 50_000,
        RSS + b"<!--" * 100_000,
        RSS
        + b"<item><link>https://a.example/1</link><description>"
        + b"&lt;script" * 50_000
        + b"</description></item>",
        RSS
        + b"<item><link>https://a.example/1</link><description>"
        + b"&lt;!--" * 50_000
        + b"</description></item>",
        RSS
        + b"".join(
            b"<item><link>/%d</link><pubDate>%d odd words of 2026</pubDate></item>" % (n, n)
            for n in range(1_000)
        ),
        b"<!DOCTYPE a [" + b"] " * 100_000 + b"<rss>",
        b"<!-- -->" * 50_000 + b"<rss/>",
        b"<urlset>" + b"<url>" * 50_000,
        b'{"a":' * 50_000,
    ],
    ids=range(14),
)
def test_no_document_costs_more_than_its_length(found: Found, body: bytes) -> None:
    """Each of these takes minutes where the time is quadratic: it would be seen here as a test that does not
    end.
    """
    assert found(body).outcome in {Outcome.OK, Outcome.EMPTY, Outcome.MALFORMED, Outcome.NOT_A_FEED}


def test_dates_beyond_the_bound_are_told_and_common_ones_read_all_the_same(found: Found) -> None:
    odd = b"".join(
        b"<item><link>/%d</link><pubDate>%d odd words</pubDate></item>" % (n, n) for n in range(130)
    )
    last = b"<item><link>/last</link><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate></item>"
    discovery = found(RSS + odd + last)
    assert f"{130 - MOST_UNREAD} dates in odd forms not read" in discovery.detail
    assert discovery.candidates[-1].published_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_the_name_of_a_file_is_not_opened(found: Found, tmp_path: object) -> None:
    assert found(f"{tmp_path}/x").candidates == ()
    assert found("https://b.example/feed.xml\n").kind == "text"


_PIECES = """
<rss> <channel> <item> </item> <title> </title> <link> </link> https://a.example/1 /1 <feed> <entry>
<urlset> <url> <loc> </loc> </url> <!DOCTYPE <![CDATA[ ]]> <!-- --> &amp; &#0; &x; <?xml ?> { } [ ] "
items : , <pubDate> 2026-11-20 <html> <a <base href= xml:base='http://[' xml:lang='' rel='alternate'
<content:encoded> <guid> \xff \x00 ə
"""
_DOCUMENTS = st.lists(st.sampled_from(_PIECES.split()), max_size=30).map(
    lambda p: " ".join(p).encode("latin-1", "replace")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | _DOCUMENTS)
def test_no_bytes_make_it_fail(found: Found, body: bytes) -> None:
    found(body)
    found(b"<rss>" + body, link="x")
    found(b"<urlset>" + body)
    found(body, "listing", link=".")
