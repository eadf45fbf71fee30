"""What other programs are given: the same stories in each form, and no harm by what an outlet wrote."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from local.sample.truth import load_sample_sources
from pipeline.config.settings import Settings
from pipeline.runs import export_forms, exports
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.errors import QueryRefused
from pipeline.text.atom import NAMESPACE
from tests.indices import empty_indices

NOW = datetime.now(UTC).replace(microsecond=0)
HOSTILE = '=HYPERLINK("https://evil.example","x") </title><script>alert(1)</script> & ]]>'


def story(id_: str, days: float, **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(days=days)).isoformat()
    return {
        "url": f"https://outlet.example/{id_}",
        "title": f"Headline {id_}",
        "summary": "",
        "text": "Azerbaijan and Vietnam.",
        "language": "en",
        "source": {
            "id": "outlet",
            "name": "Outlet",
            "country": "AZ",
            "kind": "agency",
            "domain": "outlet.example",
        },
        "published_at": at,
        "first_seen_at": at,
        "changed_at": at,
        "relevance": {"grade": 3, "label": "core", "reasons": [], "sentence": "They met."},
        "story": {"id": id_, "role": "lead", "copies": 2},
        "event": {"id": id_, "stories": 1, "languages": ["en"]},
        "people": ["Tô Lâm", "Ilham Aliyev"],
        "themes": ["energy"],
        "origin": "web",
        "sketch": ["a1"],
        "archive": "x.warc.gz:1",
        **more,
    }


STORIES = {
    "one": story("one", 1),
    "two": story("two", 2, title=HOSTILE, url="javascript:alert(1)"),
    "old": story("old", 20, title="Ferries"),
    "copy": story("copy", 1, story={"id": "one", "role": "copy", "copies": 0}),
    "mention": story("mention", 1, relevance={"grade": 1, "label": "mention"}),
    "seed": story("seed", 1, url="seed:x", origin="seed"),
}


@pytest.fixture(scope="module")
def place(provisioned: Store) -> Iterator[Workplace]:
    empty_indices(provisioned)
    for id_, fields in STORIES.items():
        provisioned.put("articles", id_, fields)
    here = Workplace(Settings(index_prefix=provisioned.prefix))
    here.__dict__["store"] = provisioned
    yield here
    empty_indices(provisioned)


def export(place: Workplace, form: str, **more: Any) -> bytes:
    return b"".join(exports.export_stories(place, form, NOW - timedelta(days=7), **more))


def test_lines_hold_the_leads_of_the_news_with_the_fields_of_the_index(place: Workplace) -> None:
    found = {one["id"]: one for one in map(json.loads, export(place, "jsonl").splitlines())}
    assert set(found) == {"one", "two", "seed"}
    assert found["one"]["people"] == ["Tô Lâm", "Ilham Aliyev"]
    assert not {"sketch", "archive"} & set(found["one"])


def test_time_and_query_choose(place: Workplace) -> None:
    whole = b"".join(exports.export_stories(place, "jsonl", NOW - timedelta(days=90)))
    assert len(whole.splitlines()) == 4
    until = NOW - timedelta(days=1.5)
    early = b"".join(exports.export_stories(place, "jsonl", NOW - timedelta(days=7), until))
    assert [json.loads(line)["id"] for line in early.splitlines()] == ["two"]
    asked = b"".join(exports.export_stories(place, "jsonl", NOW - timedelta(days=90), query="title:ferry"))
    assert [json.loads(line)["id"] for line in asked.splitlines()] == ["old"]
    with pytest.raises(QueryRefused):
        export(place, "jsonl", query="title:(")


def test_a_table_opens_in_a_spreadsheet_and_no_cell_is_a_formula(place: Workplace) -> None:
    rows = list(csv.DictReader(io.StringIO(export(place, "csv").decode())))
    assert {row["url"] for row in rows} == {STORIES[id_]["url"] for id_ in ("one", "two", "seed")}
    assert {row["title"] for row in rows} >= {f"'{HOSTILE}", "Headline one"}
    (one,) = [row for row in rows if row["title"] == "Headline one"]
    assert (one["people"], one["copies"], one["grade"]) == ("Tô Lâm; Ilham Aliyev", "2", "3")
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(export_forms.FORMULA)]


def test_readers_of_feeds_read_the_feed_and_no_link_leads_to_a_script(place: Workplace) -> None:
    raw = export(place, "atom")
    read = feedparser.parse(raw)
    assert (read.bozo, read.version) == (False, "atom10")
    assert [entry.id for entry in read.entries][-1] == "urn:azvn:two"
    titles = {etree.fromstring(raw)[n].findtext(f"{{{NAMESPACE}}}title") for n in range(3, 6)}
    assert titles == {"Headline one", "Headline seed", HOSTILE}
    links = [link.get("href") for link in etree.fromstring(raw).iter(f"{{{NAMESPACE}}}link")]
    assert links == ["https://outlet.example/one"]
    assert b"javascript:" not in raw and b"<script" not in raw


def test_sources_become_folders_of_feeds(place: Workplace) -> None:
    root = etree.fromstring(export_forms.format_sources(load_sample_sources().values()))
    folders = {folder.get("text"): len(folder) for folder in root.findall("body/outline")}
    feeds = [feed for source in load_sample_sources().values() for feed in source.feeds]
    assert set(folders) == {source.country for source in load_sample_sources().values() if source.feeds}
    assert sum(folders.values()) == len([feed for feed in feeds if str(feed.kind) in export_forms.FEEDS])
    assert export(place, "opml-of-sources").startswith(b"<?xml")


def test_another_form_is_refused_with_those_there_are(place: Workplace) -> None:
    with pytest.raises(Refusal, match=r"no format 'xls': they are jsonl, csv, atom, opml-of-sources"):
        export(place, "xls")


def test_a_cycle_writes_the_latest_into_the_file_of_the_settings_and_outlives_a_full_disk(
    place: Workplace, tmp_path: Path
) -> None:
    assert not exports.write_atom_file(place)
    path = tmp_path / "latest.atom"

    def at(path: Path) -> Workplace:
        here = place.change_settings(atom_file=path)
        here.__dict__["store"] = place.store
        return here

    assert exports.write_atom_file(at(path))
    assert [entry.id for entry in feedparser.parse(path.read_bytes()).entries] == [
        "urn:azvn:one",
        "urn:azvn:two",
        "urn:azvn:old",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert not exports.write_atom_file(at(tmp_path / "nowhere" / "latest.atom"))
