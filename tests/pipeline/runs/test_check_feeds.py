"""Each feed of a catalogue asked once: what is said of it, and what is to be changed in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT, Settings
from pipeline.runs.check_feeds import check_sources
from pipeline.runs.workplace import Workplace
from tests.spiders.conftest import NOBODY
from tests.spiders.site import Site, answer, redirect, rss, sitemap

FEEDS = """
sources:
- id: reed
  name: Reed
  country: AZ
  languages: [az]
  site: http://reed.example/
  feeds:
  - {url: "http://reed.example/rss", kind: rss}
  - {url: "http://reed.example/old", kind: rss}
  - {url: "http://reed.example/", kind: rss}
  - {url: "http://reed.example/map", kind: rss}
  - {url: "http://reed.example/refused", kind: rss}
  - {url: "http://reed.example/news-map", kind: news-sitemap}
"""
RSS = rss("http://reed.example/1")
SAID = {
    "rss": ("ok", ""),
    "old": ("ok", "moved to http://reed.example/new; change sources.yml"),
    "": ("not_a_feed", "the page declares http://reed.example/rss"),
    "map": ("ok", "its bytes are of the kind sitemap, not rss; change sources.yml"),
    "refused": ("unusable", "private address: http://10.0.0.1/1"),
    "news-map": ("ok", ""),
}


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.on("http://reed.example/rss", answer(RSS))
    site.on("http://reed.example/new", answer(RSS))
    site.on("http://reed.example/old", redirect("/new", 301))
    site.on(
        "http://reed.example/",
        answer(b'<html><link rel=alternate type="application/rss+xml" href=/rss></html>'),
    )
    site.on("http://reed.example/map", answer(sitemap("http://reed.example/1")))
    site.on("http://reed.example/refused", answer(rss("http://10.0.0.1/1")))
    site.on("http://reed.example/news-map", answer(sitemap("http://reed.example/1")))
    yield site.start()
    site.stop()


def test_what_is_wrong_with_a_feed_or_its_entry_is_said(site: Site, tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text(FEEDS)
    (tmp_path / "topic.yml").write_bytes((ROOT / "config" / "topic.yml").read_bytes())
    let_through = f"reed.example:80=127.0.0.1:{site.port}"
    settings = Settings(config=tmp_path, let_through=let_through, delay=0, elasticsearch_url=NOBODY)
    found = check_sources(Workplace(settings), [], offline=False)
    said = {
        f["url"].removeprefix("http://reed.example/"): (f["outcome"], f["detail"]) for f in found["feeds"]
    }
    assert said == SAID
    assert found["trouble"] == 2
