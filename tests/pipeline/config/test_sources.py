"""The catalogue: what is read, and how faults are named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.config.errors import ConfigError
from pipeline.config.settings import ROOT
from pipeline.config.sources import load_sources

GOOD = """
sources:
- id: caspian-wire
  name: Caspian Wire
  country: AZ
  languages: [en]
  timezone: Asia/Baku
  site: http://caspian-wire.example/
  feeds:
  - {url: http://caspian-wire.example/rss, kind: rss}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_catalogue_that_is_shipped_holds_all_outlets() -> None:
    outlets = load_sources(ROOT / "config" / "sources.yml")
    assert len(outlets) == 116
    assert sum(len(s.polled) for s in outlets.sources) == 169
    assert outlets.find_source("https://en.trend.az/business/1.html") is outlets.by_id["trend"]


def test_defaults_hold_where_a_source_says_nothing(tmp_path: Path) -> None:
    outlets = load_sources(written(tmp_path, "defaults: {every: 45m}\n" + GOOD))
    assert outlets.by_id["caspian-wire"].every == timedelta(minutes=45)


def test_search_feeds_make_their_source_a_search(tmp_path: Path) -> None:
    outlets = load_sources(written(tmp_path, GOOD.replace("kind: rss", "kind: search")))
    assert outlets.by_id["caspian-wire"].searches
    assert outlets.find_source("http://caspian-wire.example/a") is None, (
        "an article never belongs to a search engine"
    )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("country: AZ", "country: Azerbaijan", "sources.yml: caspian-wire: country:"),
        (
            "timezone: Asia/Baku",
            "timezone: Baku",
            "sources.yml: caspian-wire: timezone: is not an IANA time zone: did you mean Asia/Baku?",
        ),
        ("kind: rss", "kind: rsss", "sources.yml: caspian-wire: feeds.1.kind:"),
        ("kind: rss", "kind: listing", "sources.yml: caspian-wire: feeds.1: a listing needs `link`"),
        (
            "kind: rss",
            "kind: listing, link: '('",
            "sources.yml: caspian-wire: feeds.1.link: is not a regular expression",
        ),
        (
            "http://caspian-wire.example/rss",
            "file:///etc/passwd",
            "sources.yml: caspian-wire: feeds.1.url: is not an absolute http(s)",
        ),
        (
            "http://caspian-wire.example/rss",
            "http://me:pw@caspian-wire.example/",
            "feeds.1.url: is not an absolute http(s)",
        ),
        ("  name: Caspian Wire\n", "", "sources.yml: caspian-wire: name: is missing"),
        (
            "languages: [en]",
            "languages: [en]\n  colour: red",
            "sources.yml: caspian-wire: colour: no such field",
        ),
        ("id: caspian-wire", "id: Caspian Wire", "sources.yml: Caspian Wire: id:"),
        (
            "languages: [en]",
            "languages: [en]\n  muted: {reason: dead}",
            "sources.yml: caspian-wire: muted.until: is missing",
        ),
    ],
)
def test_a_fault_names_file_entry_and_field(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(ConfigError, match=r"sources\.yml") as caught:
        load_sources(written(tmp_path, GOOD.replace(old, new)))
    assert named in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("AZ", "az").replace("kind: rss", "kind: tape") + GOOD.removeprefix("\nsources:\n")
    with pytest.raises(ConfigError) as caught:
        load_sources(written(tmp_path, text))
    assert len(str(caught.value).splitlines()) >= 2


def test_an_id_and_an_address_stand_only_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_sources(written(tmp_path, GOOD + GOOD.removeprefix("\nsources:\n")))
    assert "caspian-wire: id: stands twice" in str(caught.value)
    assert "polled twice" in str(caught.value)


@pytest.mark.parametrize("text", ["", "sources: 3", "[1, 2]", "sources: [", "\t- x"])
def test_a_file_that_is_no_catalogue_is_told_in_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"^sources.yml: "):
        load_sources(written(tmp_path, text))
