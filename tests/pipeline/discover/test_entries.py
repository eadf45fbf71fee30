"""What an entry becomes: dates in the outlet's zone, clean titles, plain summaries; quirks by their ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from pipeline.discover import Discovery

Found = Callable[..., Discovery]
LINK = "<link>https://a.example/1</link>"
ONE = f"<title>Tin</title>{LINK}"


def rss(item: str) -> str:
    return f"<rss version='2.0'><channel><item>{item}</item></channel></rss>"


@pytest.mark.parametrize(
    ("printed", "instant"),
    [
        ("Fri, 20 Nov 2026 05:55:00 +07", "2026-11-19T22:55:00+00:00"),
        ("11/20/2026 5:07:00\u202fAM", "2026-11-19T22:07:00+00:00"),
        ("Fri, 20 Nov 26 06:00:00 +0700", "2026-11-19T23:00:00+00:00"),
        ("Fri, 20 Nov 2026 05:58:22 +07:00", "2026-11-19T22:58:22+00:00"),
        ("Fri, 20 Nov 2026 14:48:43 GMT", "2026-11-20T14:48:43+00:00"),
        ("20.11.2026", "2026-11-20T12:00:00+00:00"),
        ("Wed, 25 Nov 2026 12:40:00 GMT", "2026-11-25T12:40:00+00:00"),
    ],
)
def test_f5_to_f10_dates_that_parsers_lose_are_read(found: Found, printed: str, instant: str) -> None:
    candidate = found(rss(ONE + f"<pubDate>{printed}</pubDate>")).candidates[0]
    assert candidate.published_at == datetime.fromisoformat(instant)
    assert candidate.published == printed.replace("\u202f", " ")


def test_f11_a_date_seven_hours_ahead_is_kept_as_printed_only(found: Found) -> None:
    candidate = found(rss(ONE + "<pubDate>Wed, 25 Nov 2026 19:00:00 GMT</pubDate>")).candidates[0]
    assert candidate.published_at is None
    assert candidate.published == "Wed, 25 Nov 2026 19:00:00 GMT"


def test_a_feed_may_have_another_zone_than_its_outlet(found: Found) -> None:
    body = rss(ONE + "<pubDate>2026-11-20 10:00:00</pubDate>")
    assert found(body).candidates[0].published_at == datetime.fromisoformat("2026-11-20T03:00:00+00:00")
    (local,) = found(body, url="https://a.example/local-time").candidates
    assert local.published_at == datetime.fromisoformat("2026-11-20T06:00:00+00:00")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("A &amp;amp; B", "A & B"),
        ("&lt;b&gt;Bold&lt;/b&gt; news", "Bold news"),
        ("Vie\u0323\u0302t Nam", "Việt Nam"),
        ("Tǝbrik", "Təbrik"),
        ("<![CDATA[Tin &amp; tức]]>", "Tin & tức"),
        ("&lt;![CDATA[Tin]]&gt;", "Tin"),
        ("TÉ™ÅŸÉ™kkÃ¼r", "Təşəkkür"),
        ("Ba\u200bku\u202e &#8211; Hanoi", "Baku – Hanoi"),
        ("“Khá” – ông nói", "“Khá” – ông nói"),
        ("A&nbsp;B", "A B"),
        ("5 &lt; 6", "5 < 6"),
        ("Headline - Outlet", "Headline - Outlet"),
    ],
)
def test_f12_to_f19_titles_are_clean(found: Found, title: str, read: str) -> None:
    assert found(rss(f"<title>{title}</title>{LINK}")).candidates[0].title == read


def test_f14_f16_a_summary_is_plain_bounded_text(found: Found) -> None:
    full = "<content:encoded><![CDATA[<p>Cả bài</p>]]></content:encoded>"
    head = "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item>"
    assert found(f"{head}{ONE}{full}</item></channel></rss>").candidates[0].summary == "Cả bài"
    html = (
        "<description>&lt;p&gt;Một&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;hai"
        + " ba" * 2000
        + "</description>"
    )
    summary = found(rss(ONE + html)).candidates[0].summary
    assert summary.startswith("Một\nhai ba")
    assert 1990 < len(summary) <= 2000
