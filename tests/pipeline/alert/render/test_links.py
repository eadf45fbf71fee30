"""Links lead where they say, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, unquote, urlsplit

import prison
import pytest

from pipeline.alert.render import links

SINCE = datetime(2026, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=4)))
UNTIL = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://a.example/x",
        "//a.example/x",
        "/x",
        "",
        "https://user@a.example/",
        "https://a.example/\u202etxt",
        "https://a.example/\r\nBcc: x",
        "https://a.example/a b",
        "https://a.example/\x80",
        "https://a.example/" + "x" * 3000,
        "https://[::1",
    ],
)
def test_an_address_that_is_not_plain_http_is_no_link(url: str) -> None:
    assert links.sanitize_url(url) is None
    assert links.link_translation(url, "vi", "en") is None
    assert links.link_discover(url, "v", "*", SINCE, UNTIL) is None


def test_a_page_in_the_language_of_the_reader_needs_no_translation() -> None:
    assert links.link_translation("https://a.example/x", "az-Latn", "az") is None


@pytest.mark.parametrize(
    ("language", "source"), [("vi", "vi"), ("vi-VN", "vi"), ("und", "auto"), ("", "auto")]
)
def test_the_translation_carries_the_whole_address(language: str, source: str) -> None:
    url = "https://a.example/x?id=1&b=2#c"
    query = parse_qs(urlsplit(links.link_translation(url, language, "en") or "").query)
    assert query == {"sl": [source], "tl": ["en"], "u": [url]}


def test_discover_reads_back_the_query_and_absolute_times() -> None:
    query = 'story.id:"a\'b!c(d)&#e" AND title:Việt'
    link = (
        links.link_discover("https://kibana.example/s/monitor/", "azvn-articles", query, SINCE, UNTIL) or ""
    )
    base, _, fragment = link.partition("#/?")
    assert base == "https://kibana.example/s/monitor/app/discover"
    state = {
        key: prison.loads(unquote(value))
        for key, value in (part.split("=", 1) for part in fragment.split("&"))
    }
    assert state["_g"] == {"time": {"from": "2026-11-24T04:30:00.000Z", "to": "2026-11-25T04:30:00.000Z"}}
    assert state["_a"]["query"] == {"language": "lucene", "query": query}
    assert state["_a"]["dataSource"] == {"dataViewId": "azvn-articles", "type": "dataView"}
    assert not set(link) & set("'\"<> ")


def test_a_saved_search_is_linked_between_absolute_times() -> None:
    link = links.link_session("https://kibana.example/s/monitor/", "azvn-watch-oil", SINCE, UNTIL) or ""
    base, _, times = link.partition("?_g=")
    assert base == "https://kibana.example/s/monitor/app/discover#/view/azvn-watch-oil"
    assert prison.loads(unquote(times))["time"]["from"] == "2026-11-24T04:30:00.000Z"
    assert links.link_session("javascript:x", "azvn-watch-oil", SINCE, UNTIL) is None


def test_a_phrase_is_escaped_for_lucene() -> None:
    assert links.quote_phrase('a"b\\c') == '"a\\"b\\\\c"'
