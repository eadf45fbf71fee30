"""The delays of the catalogue, host by host; that of robots.txt is tried with the middlewares' crawl."""

from __future__ import annotations

from pipeline.config.sources import Source
from spiders.extensions.crawl_delay import build_delay_settings
from tests.spiders.conftest import source

FEED = {"url": "http://rss.fen.example/", "kind": "rss"}
SLOW = Source.model_validate(source(id="slow", site="http://www.fen.example/", delay=3.0))
SLOWER = Source.model_validate(source(id="slower", site="http://fen.example/", delay=5.0, feeds=[FEED]))
USUAL = Source.model_validate(source())


def test_a_source_without_a_delay_has_the_usual_one() -> None:
    settings = build_delay_settings(1.0, [USUAL])
    assert (settings["DOWNLOAD_DELAY"], settings["DOWNLOAD_SLOTS"]) == (1.0, {})
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1


def test_its_own_delay_counts_with_and_without_www_and_at_its_feeds() -> None:
    slots = build_delay_settings(1.0, [SLOWER])["DOWNLOAD_SLOTS"]
    hosts = {"fen.example", "www.fen.example", "rss.fen.example", "www.rss.fen.example"}
    assert slots == {host: {"delay": 5.0, "concurrency": 1} for host in hosts}


def test_of_two_sources_on_one_host_the_slower_one_counts() -> None:
    for sources in ([SLOW, SLOWER], [SLOWER, SLOW]):
        slots = build_delay_settings(1.0, sources)["DOWNLOAD_SLOTS"]
        assert slots["fen.example"]["delay"] == slots["www.fen.example"]["delay"] == 5.0
