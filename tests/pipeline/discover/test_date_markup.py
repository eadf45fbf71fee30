"""Elements inside the dates of feeds and sitemaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.discover import Discovery
from pipeline.discover.date_markup import escape_date_markup

Found = Callable[..., Discovery]
AT = datetime(2026, 11, 19, 4, 30, tzinfo=UTC)
TIME = '<time datetime="2026-11-19T08:30:00+04:00" class="datetime">Thu, 19/11/2026 - 08:30</time>'
ESCAPED = TIME.replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    "date",
    [
        TIME,
        ESCAPED,
        f"<![CDATA[{TIME}\n]]>",
        f"\n  <div>{TIME}</div>\n",
        '<span property="dc:date" content="2026-11-19T08:30:00+04:00">19/11/2026</span>',
        "2026-11-19T08:30:00+04:00",
    ],
)
@pytest.mark.parametrize("field", ["pubDate", "dc:date", "published"])
def test_a_date_may_be_an_element(found: Found, date: str, field: str) -> None:
    item = f"<item><title>Tin</title><link>https://a.example/1</link><{field}>{date}</{field}></item>"
    head = '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    (candidate,) = found(f"{head}{item}</channel></rss>").candidates
    assert candidate.published_at == AT
    assert "<" not in candidate.published


def test_a_date_of_a_sitemap_may_be_an_element(found: Found) -> None:
    body = f"<urlset><url><loc>https://a.example/1</loc><lastmod>{TIME}</lastmod></url></urlset>"
    assert found(body).candidates[0].updated_at == AT


@pytest.mark.parametrize(
    "untouched",
    [
        b"<pubDate>Thu, 19 Nov 2026 08:30:00 +0400</pubDate><p>Mot</p>",
        b"<published><when>1</when></published><b>x</b>",
        b"<summary><time>1</time></summary>",
        b"<pubDate><time>" + b"x" * 3000 + b"</time></pubDate>",
        b"<pubDate><time>1</time>",
    ],
)
def test_other_markup_is_left(untouched: bytes) -> None:
    assert escape_date_markup(untouched) == untouched
