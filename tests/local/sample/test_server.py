"""The server: one port for all hosts, robots.txt, conditional requests, editions, and the log of what was
asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from protego import Protego

from local.sample.feed_forms import FEEDS
from local.sample.server import Sample
from local.sample.truth import load_sample_sources, load_truth
from pipeline.config.settings import ROOT
from tests.local.sample.conftest import Served

Ask = Callable[..., Any]
FEED_URLS = [
    f"{load_sample_sources()[o].site.rstrip('/')}{path}" for o, forms in FEEDS.items() for path, _, _ in forms
]


def test_every_outlet_has_an_address_on_one_port(shared_outlets: Served) -> None:
    addresses = shared_outlets.addresses
    assert set(addresses) == {f"{urlsplit(s.site).hostname}:80" for s in load_sample_sources().values()}
    assert len(set(addresses.values())) == 1
    assert next(iter(addresses.values())).startswith("127.0.0.1:")
    assert shared_outlets.sample.format_let_through(addresses).count("=") == len(addresses)


def test_a_host_that_is_not_an_outlet_gets_nothing(sample: Sample, ask: Ask) -> None:
    assert ask("http://caspian-wire.example/rss.xml", {"Host": "elsewhere.example"}).status == 421


@pytest.mark.parametrize("url", FEED_URLS)
def test_an_unchanged_feed_is_answered_with_304(ask: Ask, url: str) -> None:
    first = ask(url)
    given = {
        "If-None-Match": first.headers.get("ETag", ""),
        "If-Modified-Since": first.headers.get("Last-Modified", ""),
    }
    given = {k: v for k, v in given.items() if v}
    assert given, "no feed comes without something to ask again with"
    for name, value in given.items():
        again = ask(url, {name: value})
        assert (again.status, again.body) == (304, b"")
        assert "Content-Length" not in again.headers
    assert ask(url, {"If-None-Match": '"other"'}).status == 200
    assert ask(url, {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}).status == 200


def test_validators_differ_between_servers(ask: Ask) -> None:
    paths = ("caspian-wire.example/rss.xml", "senhong.example/rss/home.rss", "lotus-desk.example/feed.json")
    weak, date, both = (ask(f"http://{path}").headers for path in paths)
    assert weak["ETag"].startswith("W/")
    assert "ETag" not in date
    assert {"ETag", "Last-Modified"} <= set(both)


def test_a_page_is_answered_with_304_too(sample: Sample, ask: Ask) -> None:
    url = sample.build_url(next(a for a in load_truth() if a.id == "roadmap-light-crude"))
    assert ask(url, {"If-None-Match": ask(url).headers["ETag"]}).status == 304


def test_robots_txt_forbids_a_section_with_a_listed_article(sample: Sample, ask: Ask) -> None:
    closed = next(a for a in load_truth() if a.page == "closed")
    rules = Protego.parse(ask("http://steppe-courier.example/robots.txt").text)
    listed = [
        sample.build_listed_url(a) for a in sample.list_articles(load_sample_sources()["steppe-courier"])
    ]
    assert [u for u in listed if not rules.can_fetch(u, "azvn")] == [sample.build_url(closed)]


@pytest.mark.parametrize("source", load_sample_sources().values(), ids=lambda s: s.id)
def test_every_other_listed_article_may_be_fetched(sample: Sample, ask: Ask, source: Any) -> None:
    answer = ask(f"{source.site}robots.txt")
    assert answer.status in {200, 404}
    rules = Protego.parse(answer.text if answer.status == 200 else "")
    allowed = [
        rules.can_fetch(sample.build_listed_url(a), "azvn")
        for a in sample.list_articles(source)
        if a.page != "closed"
    ]
    assert all(allowed)
    assert all(rules.can_fetch(f.url, "azvn") for f in source.polled)


def test_edition_two_brings_two_articles_and_a_correction_and_nothing_else(fresh: Served) -> None:
    sample, ask = fresh.sample, fresh.ask
    before = {url: ask(url) for url in (*FEED_URLS, *map(sample.build_url, sample.truth))}
    sample.advance(2)
    changed = {url for url, answer in before.items() if ask(url).body != answer.body}
    new = [a for a in sample.truth if a.edition == 2]
    corrected = next(a for a in sample.truth if a.correction)
    feeds = {
        "http://caspian-wire.example/rss.xml",
        "http://xezer-xeber.example/feed.atom",
        "http://pacific-ledger.example/new-feed",
    }
    assert len(new) == 2
    assert all(before[sample.build_url(a)].status == 404 for a in new)
    assert changed == {*feeds, *map(sample.build_url, [*new, corrected])}


def test_unchanged_feeds_answer_304_in_edition_two(fresh: Served) -> None:
    sample, ask = fresh.sample, fresh.ask
    given = {}
    for url in FEED_URLS:
        headers = ask(url).headers
        given[url] = (
            {"If-None-Match": headers["ETag"]}
            if "ETag" in headers
            else {"If-Modified-Since": headers["Last-Modified"]}
        )
    sample.advance(2)
    changed = {url for url in FEED_URLS if ask(url, given[url]).status == 200}
    assert {urlsplit(u).hostname for u in changed} == {
        "caspian-wire.example",
        "xezer-xeber.example",
        "pacific-ledger.example",
    }


def test_the_correction_has_another_figure_and_a_date_of_change(fresh: Served) -> None:
    sample, ask = fresh.sample, fresh.ask
    article = next(a for a in sample.truth if a.correction)
    feed = "http://pacific-ledger.example/new-feed"
    page, listing = ask(sample.build_url(article)).text, ask(feed).text
    assert "512 million dollars" in page
    assert "dateModified" not in page
    sample.advance(2)
    modified = sample.compute_modified_at(article)
    assert modified
    assert modified.isoformat() not in listing
    page, listing = ask(sample.build_url(article)).text, ask(feed).text
    assert "reached 531 million dollars" in page
    zone = load_sample_sources()[article.source].zone
    assert f'"dateModified": "{modified.astimezone(zone).isoformat()}"' in page
    assert f"<atom:updated>{modified.isoformat()}</atom:updated>" in listing


def test_the_log_keeps_what_was_asked(fresh: Served, tmp_path: Path) -> None:
    sample, ask = fresh.sample, fresh.ask
    ask("http://caspian-wire.example/rss.xml")
    ask("http://senhong.example/nowhere?x=1")
    assert sample.requests == [
        ("caspian-wire.example", "/rss.xml", 200),
        ("senhong.example", "/nowhere?x=1", 404),
    ]
    lines = [json.loads(line) for line in (tmp_path / "requests.jsonl").read_text().splitlines()]
    assert [(x["host"], x["path"], x["status"]) for x in lines] == sample.requests
    assert all(x["at"].endswith("+00:00") for x in lines)


def test_the_server_runs_by_itself(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "local.sample.server",
        "--port",
        "0",
        "--edition",
        "2",
        "--log",
        str(tmp_path / "log.jsonl"),
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert child.stdout
        lines: list[str] = []
        while not lines or not lines[-1].startswith("AZVN_CONFIG="):
            line = child.stdout.readline()
            assert line, "it ended before it served"
            lines.append(line)
        addresses = json.loads("".join(lines[:-1]))
        assert "caspian-wire.example:80" in addresses
        assert (Path(lines[-1].strip().partition("=")[2]) / "sources.yml").is_file()
    finally:
        child.terminate()
        child.wait(5)
        if child.stdout:
            child.stdout.close()
