"""The feeds over HTTP: every form parses and lists what its outlet published; broken ones are as promised."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from local.sample.server import Sample
from local.sample.truth import load_sample_sources
from pipeline.config.sources import Feed, Source
from pipeline.discover import discover_candidates
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.text.urls import identify_url

Ask = Callable[..., Any]
SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
POLLED = [(s, f) for s in load_sample_sources().values() for f in s.polled]
BY_FEEDPARSER = [
    "caspian-wire",
    "xezer-xeber",
    "bakinskiy-vestnik",
    "sen-hong",
    "steppe-courier",
    "turan-yolu",
    "pacific-ledger",
]


def follow(ask: Ask, url: str) -> tuple[str, Any]:
    """Ask for an address and go where it moved; give the last address and the answer."""
    answer = ask(url)
    if answer.status == 301:
        url = answer.headers["Location"]
        answer = ask(url)
    return url, answer


@pytest.mark.parametrize("outlet", BY_FEEDPARSER)
def test_feedparser_reads_every_entry(sample: Sample, ask: Ask, outlet: str) -> None:
    source = sample.catalogue.by_id[outlet]
    _, answer = follow(ask, source.feeds[0].url)
    parsed = feedparser.parse(answer.body)
    entries = [e for e in parsed.entries if e.get("link")]
    assert [e["title"] for e in entries] == [a.title for a in sample.list_articles(source)]
    assert {"rss20": "rss", "atom10": "atom", "rss10": "rdf"}[parsed.version] == source.feeds[0].kind
    assert bool(parsed.bozo) == (outlet == "turan-yolu")


def test_the_broken_feed_is_no_xml(sample: Sample, ask: Ask) -> None:
    body = ask("http://turanyolu.example/rss").body
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(body)
    assert not body.rstrip().endswith(b"</rss>")


def test_the_json_feed_is_one(sample: Sample, ask: Ask) -> None:
    feed = json.loads(ask("http://lotus-desk.example/feed.json").body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [i["title"] for i in feed["items"]] == [
        a.title for a in sample.list_articles(load_sample_sources()["lotus-desk"])
    ]
    assert all(datetime.fromisoformat(i["date_published"]).utcoffset() for i in feed["items"])


def test_the_news_sitemap_has_titles_and_dates(sample: Sample, ask: Ask) -> None:
    tree = etree.fromstring(ask("http://songcuu.example/news-sitemap.xml").body)
    titles = [t.text for t in tree.iterfind(".//n:title", SITEMAP)]
    assert titles == [a.title for a in sample.list_articles(load_sample_sources()["bao-song-cuu"])]
    assert all(d.text and d.text.endswith("+07:00") for d in tree.iterfind(".//n:publication_date", SITEMAP))


def test_the_sitemap_index_leads_to_a_sitemap(sample: Sample, ask: Ask) -> None:
    index = etree.fromstring(ask("http://harbour-record.example/sitemap.xml").body)
    child = index.findtext(".//s:loc", namespaces=SITEMAP)
    listed = [e.text for e in etree.fromstring(ask(child).body).iterfind(".//s:loc", SITEMAP)]
    assert set(listed) >= {
        sample.build_listed_url(a) for a in sample.list_articles(load_sample_sources()["harbour-record"])
    }


def test_the_section_page_links_articles_by_the_rule_of_its_source(sample: Sample, ask: Ask) -> None:
    source = load_sample_sources()["barrel-monthly"]
    links = html.fromstring(ask(source.listings[0].url).body).xpath("//h2/a/@href")
    assert links == [sample.build_url(a) for a in sample.list_articles(source)]


def test_a_feed_moved_for_good(ask: Ask) -> None:
    answer = ask("http://pacific-ledger.example/old-feed")
    assert (answer.status, answer.headers["Location"]) == (301, "http://pacific-ledger.example/new-feed")
    assert "\u202f" in ask(answer.headers["Location"]).text, "American dates with a narrow space"


def test_a_feed_became_a_web_page_and_a_server_is_busy(ask: Ask) -> None:
    page, busy = ask("http://quiet-gazette.example/rss"), ask("http://busy-herald.example/rss")
    assert page.status == 200
    assert page.body.startswith(b"<!DOCTYPE html>")
    assert (busy.status, busy.headers["Retry-After"]) == (503, "1800")


@pytest.mark.parametrize(("source", "feed"), POLLED, ids=[f.url for _, f in POLLED])
def test_discovery_finds_what_was_published(sample: Sample, ask: Ask, source: Source, feed: Feed) -> None:
    url, answer = follow(ask, feed.url)
    if answer.status == 503 or source.id == "quiet-gazette":
        return
    task = FeedTask(source=source.id, url=feed.url, kind=feed.kind, link=feed.link)
    found = discover_candidates(answer.body, url=url, source=source, feed=task, now=datetime.now(UTC))
    if feed.kind == "sitemap":
        found = discover_candidates(
            ask(found.children[0]).body,
            url=found.children[0],
            source=source,
            feed=task,
            now=datetime.now(UTC),
        )
    assert found.outcome is Outcome.OK
    published = set()
    for article in sample.list_articles(source):
        twin = article.page == "amp"
        url = sample.build_url(article) if twin else sample.build_listed_url(article)
        published.add(identify_url(url))
    assert {identify_url(c.url) for c in found.candidates} == published


@pytest.mark.parametrize("outlet", [*BY_FEEDPARSER, "lotus-desk", "bao-song-cuu"])
def test_discovery_reads_every_date(sample: Sample, ask: Ask, outlet: str) -> None:
    source = sample.catalogue.by_id[outlet]
    url, answer = follow(ask, source.polled[0].url)
    found = discover_candidates(answer.body, url=url, source=source, feed=None, now=datetime.now(UTC))
    dates = {c.title: c.published_at for c in found.candidates}
    for article in sample.list_articles(source):
        assert dates[article.title] == (None if article.undated else article.published_at), article.id
