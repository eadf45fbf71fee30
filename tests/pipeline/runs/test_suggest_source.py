"""From the address of an outlet, or a list of feeds, to entries that the catalogue takes: on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import source_entries
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings
from pipeline.config.sources import load_sources
from pipeline.discover.site_page import SitePage
from pipeline.model.outcomes import Outcome
from pipeline.runs.export_forms import format_sources
from pipeline.runs.found_feeds import FoundFeed
from pipeline.runs.import_sources import import_sources
from pipeline.runs.refusal import Refusal
from pipeline.runs.suggest_source import Hints, build_entry, read_hints, suggest_source
from pipeline.runs.suggest_source import Site as Outlet
from pipeline.runs.workplace import Workplace
from tests.spiders.conftest import NOBODY
from tests.spiders.site import Site, answer, redirect, rss, sitemap

REED = "http://www.reed.example"
LOTUS = "http://lotus.example"
KNOWN = """# Outlets of ours

sources:
- id: lotus
  name: Lotus
  country: VN
  languages: [vi]
  site: http://lotus.example/
  feeds:
  - {url: "http://lotus.example/rss", kind: rss}
# the end
"""
AZERBAIJANI = "Azərbaycan və Vyetnam prezidentləri görüşüb, neft sənayesi haqqında saziş imzalanıb"
ENGLISH = "The presidents of the two countries met in Hanoi and signed an agreement on the ferries"
NOW = datetime.now(UTC)


def feed(title: str, *links: str, age: int = 0) -> bytes:
    date = f"<pubDate>{format_datetime(NOW - timedelta(days=age, hours=1))}</pubDate>"
    return rss(*links, extra=date).replace(b"<title>Notice", f"<title>{title}".encode())


def page(*feeds: str) -> bytes:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{one}">' for one in feeds)
    head = f"<title>Reed News | all of the delta</title>{links}"
    return f'<!doctype html><html lang="az-AZ"><head>{head}</head><body><p>Reed</p></body></html>'.encode()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    site.on("http://reed.example/", redirect(f"{REED}/"))
    site.on("http://reed.example/robots.txt", redirect(f"{REED}/robots.txt"))
    site.on(f"{REED}/", answer(page("/az/rss", "/comments", "/en/rss", "/old")))
    site.on(f"{REED}/az/rss", answer(feed(AZERBAIJANI, f"{REED}/1", f"{REED}/2", f"{REED}/3")))
    site.on(f"{REED}/comments", answer(feed(AZERBAIJANI, f"{REED}/1#comment-2")))
    site.on(f"{REED}/en/rss", answer(feed(ENGLISH, f"{REED}/en/1")))
    site.on(f"{REED}/old", answer(feed(ENGLISH, f"{REED}/en/0", age=400)))
    site.on(
        f"{REED}/robots.txt", answer(b"User-agent: *\nDisallow: /hidden\nSitemap: /map.xml\nsitemap: /gone\n")
    )
    site.on(f"{REED}/map.xml", answer(sitemap(f"{REED}/1", f"{REED}/0")))
    site.on(f"{LOTUS}/", answer(b"<html lang=vi><title>Lotus</title>"))
    site.on(f"{LOTUS}/rss", answer(feed(ENGLISH, f"{LOTUS}/1")))
    site.on(f"{LOTUS}/sitemap.xml", answer(sitemap(f"{LOTUS}/1")))
    site.on("http://shut.example/robots.txt", answer(b"User-agent: *\nDisallow: /\n"))
    yield site.start()
    site.stop()


@pytest.fixture(scope="module")
def place(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    folder = tmp_path_factory.mktemp("config")
    (folder / "sources.yml").write_text(KNOWN)
    hosts = ("reed.example", "www.reed.example", "lotus.example", "silt.example", "shut.example")
    let_through = ",".join(f"{host}:80=127.0.0.1:{site.port}" for host in hosts)
    return Workplace(Settings(config=folder, let_through=let_through, delay=0, elasticsearch_url=NOBODY))


@pytest.fixture(scope="module")
def reed(place: Workplace) -> dict[str, Any]:
    """What asking an outlet found whose address was given without a scheme, and without www."""
    return suggest_source(place, "reed.example", Hints(languages=("az", "en")))


def read_left_out(found: dict[str, Any]) -> dict[str, str | None]:
    return {one["url"].partition(".example")[2]: one["left_out"] for one in found["feeds"]}


def test_an_outlet_is_asked_for_its_feeds_and_makes_an_entry(reed: dict[str, Any]) -> None:
    today = f"live {NOW:%Y-%m-%d}"
    assert reed["entry"] == {
        "id": "reed",
        "name": "Reed News",
        "country": "AZ",
        "languages": ["az", "en"],
        "timezone": "Asia/Baku",
        "site": f"{REED}/",
        "feeds": [
            {"url": f"{REED}/az/rss", "kind": "rss", "languages": ["az"], "proof": today},
            {"url": f"{REED}/en/rss", "kind": "rss", "languages": ["en"], "proof": today},
        ],
        "sitemaps": [{"url": f"{REED}/map.xml", "kind": "sitemap", "proof": today}],
    }
    assert reed["missing"] == []
    first = reed["feeds"][0]
    assert (first["kind"], first["entries"], first["language"], first["named_by"]) == (
        "rss",
        3,
        "az",
        "the page",
    )
    assert datetime.fromisoformat(first["newest"]) > NOW - timedelta(hours=2)
    assert read_left_out(reed) == {
        "/az/rss": None,
        "/comments": f"the same as {REED}/az/rss, or less",
        "/en/rss": None,
        "/old": f"its newest entry is of {NOW - timedelta(days=400, hours=1):%Y-%m-%d}",
        "/map.xml": None,
        "/gone": "not_found: 404",
    }


def test_the_entry_stands_in_the_file_as_if_written_by_hand(reed: dict[str, Any], tmp_path: Path) -> None:
    path, entry = tmp_path / "sources.yml", reed["entry"]
    path.write_text(KNOWN)
    source_entries.add_entries(path, [entry])
    assert path.read_text().startswith(KNOWN.removesuffix("# the end\n"))
    assert path.read_text().endswith("# the end\n")
    added = load_sources(path).by_id["reed"]
    assert (added.country, added.languages, len(added.polled)) == ("AZ", ("az", "en"), 3)
    with pytest.raises(ConfigError, match="reed: id: stands twice"):
        source_entries.add_entries(path, [entry])
    with pytest.raises(ConfigError, match="silt: country: is missing"):
        source_entries.add_entries(path, [{**entry, "id": "silt", "country": ""}])


def test_of_an_outlet_that_is_known_only_what_is_new_is_said(place: Workplace) -> None:
    found = suggest_source(place, LOTUS, Hints())
    assert (found["known_as"], found["entry"]) == ("lotus", None)
    assert read_left_out(found) == {"/rss": "stands in sources.yml", "/sitemap.xml": None}
    assert [one["url"] for one in found["new_feeds"]] == [f"{LOTUS}/sitemap.xml"]


def test_what_is_said_goes_before_what_is_found_and_without_a_feed_there_is_no_entry() -> None:
    bare = Outlet("http://reed.example/", SitePage("Reed", "az", "AZ"), {})
    good = FoundFeed("http://reed.example/rss", "you", Outcome.OK, "rss", frozenset("a"), language="en")
    entry = build_entry(bare, [good], Hints("Vietnam", ("vi",)), ["reed"], NOW)
    assert entry is not None
    assert (entry["id"], entry["country"], entry["languages"]) == ("reed-example", "VN", ["vi"])
    assert build_entry(bare, [replace(good, why="lists nothing")], Hints(), [], NOW) is None


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "ftp://reed.example/", "http://shut.example/news"])
def test_what_may_not_be_asked_is_not_asked(place: Workplace, site: Site, address: str) -> None:
    site.log.clear()
    with pytest.raises(Refusal, match=r"no address that may be asked|robots_denied: "):
        suggest_source(place, address, Hints())
    assert {asked.path for asked in site.log} <= {"/robots.txt"}


OPML = f"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "bomb">]><opml version="2.0"><body>
<outline text="Azerbaijan"><outline text="Reed &a; News" xmlUrl="{REED}/az/rss" htmlUrl="{REED}/" type="rss"/>
<outline text="Reed, comments" xmlUrl="{REED}/comments" htmlUrl="{REED}/"/></outline>
<outline text="Lotus" xmlUrl="{LOTUS}/rss"/><outline text="Lotus 2" xmlUrl="{LOTUS}/2"/>
<outline text="Bad" xmlUrl="http://10.0.0.1/rss"/>
<outline title="Silt" xmlUrl="http://silt.example/rss" language="en-us"/></body></opml>"""


def test_a_list_of_feeds_makes_an_entry_for_each_outlet(place: Workplace) -> None:
    found = import_sources(place, OPML.encode(), Hints(), offline=False)
    (entry,) = found["entries"]
    assert (entry["id"], entry["country"], entry["languages"]) == ("reed", "AZ", ["az"])
    assert [one["url"] for one in entry["feeds"]] == [f"{REED}/az/rss"]
    assert {one["url"].partition("//")[2]: one["why"].partition(":")[0] for one in found["left_out"]} == {
        "10.0.0.1/rss": "may not be asked",
        "lotus.example/rss": "lotus has it already",
        "lotus.example/2": "not_found",
        "silt.example/rss": "not_found",
        "www.reed.example/comments": f"the same as {REED}/az/rss, or less".partition(":")[0],
    }


def test_offline_all_are_taken_for_rss_and_what_is_missing_is_said(place: Workplace, site: Site) -> None:
    site.log.clear()
    found = import_sources(place, OPML.encode(), Hints(), offline=True)
    assert site.log == []
    assert {entry["id"]: len(entry["feeds"]) for entry in found["entries"]} == {"reed": 2, "silt": 1}
    assert found["missing"] == {"reed": ["languages"], "silt": ["country"]}
    text = source_entries.format_entries(found["entries"])
    assert (
        "# country is missing: the code of its country (ISO 3166-1), such as AZ: --country AZ\n- id: silt"
        in text
    )


def test_what_was_exported_is_imported_again(place: Workplace, tmp_path: Path) -> None:
    data = format_sources(place.catalogue.sources)
    (tmp_path / "sources.yml").write_text("sources: []\n")
    found = import_sources(place.change_settings(config=tmp_path), data, Hints(), offline=True)
    (entry,) = found["entries"]
    assert {name: entry[name] for name in ("name", "country", "languages", "site")} == {
        "name": "Lotus",
        "country": "VN",
        "languages": ["vi"],
        "site": f"{LOTUS}/",
    }


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "no OPML"), (b"<rss></rss>", "no OPML"), (b"<opml><body/></opml>", "names no feed")],
)
def test_what_is_no_list_of_feeds_is_refused(place: Workplace, body: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        import_sources(place, body, Hints(), offline=True)


def test_a_country_or_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refusal, match="'Atlantis' is no code of a country"):
        read_hints("Atlantis", [])
    with pytest.raises(Refusal, match="'vn' is no code of a language: did you mean vi"):
        read_hints("Vietnam", ["vn"])
