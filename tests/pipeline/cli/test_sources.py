"""The catalogue as the commands list and check it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config.settings import PREFIX, ROOT
from tests.pipeline.cli.conftest import Run


def test_the_catalogue_is_listed_and_checked(azvn: Run) -> None:
    listed = json.loads(azvn("sources", "list", "--json")[1])
    assert len(listed) == 116
    assert {"id", "name", "country", "languages", "feeds"} <= set(listed[0])
    code, out, _ = azvn("sources", "check", "--offline")
    assert (code, "116 outlets are well described" in out) == (0, True)


def test_every_fault_of_the_catalogue_is_told_at_once(
    azvn: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "config" / "sources.yml").read_text()
    (tmp_path / "sources.yml").write_text(
        text.replace("country: AZ", "country: Azerbaijan", 1).replace(
            "timezone: Asia/Baku", "timezone: Asia/Bakuu", 1
        )
    )
    monkeypatch.setenv(PREFIX + "CONFIG", str(tmp_path))
    code, _, err = azvn("sources", "check", "--offline")
    assert code == 2
    assert "sources.yml" in err
    assert "country" in err
    assert "Asia/Bakuu" in err


def test_a_list_of_feeds_becomes_entries_of_the_file_and_the_file_a_list(
    azvn: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = "\n".join((ROOT / "config" / "sources.yml").read_text().split("\n- id: ")[:2])
    (tmp_path / "sources.yml").write_text(first.replace("\nazertag", "\n- id: azertag"))
    monkeypatch.setenv(PREFIX + "CONFIG", str(tmp_path))
    (tmp_path / "feeds.opml").write_text(
        '<opml><body><outline text="Reed" xmlUrl="https://reed.example/rss" language="az"/></body></opml>'
    )
    asked = ["sources", "import", str(tmp_path / "feeds.opml"), "--offline"]
    code, out, err = azvn(*asked)
    assert (code, err) == (1, "1 feed in the list, 1 entry for sources.yml; something is missing in 1\n")
    assert out.startswith("# country is missing: ")
    code, _, err = azvn(*asked, "--write")
    assert (code, err.splitlines()[-1]) == (2, "sources.yml: reed: country: is missing")
    code, out, err = azvn(*asked, "--country", "AZ", "--write")
    assert (code, err.splitlines()[-1]) == (0, f"reed: added to {tmp_path / 'sources.yml'}.")
    assert "- {url: 'https://reed.example/rss', kind: rss, proof: listed}" in out
    exported = json.loads(azvn("sources", "export", "--json")[1])
    assert [one["id"] for one in exported] == ["azertag", "reed"]
    assert azvn("sources", "export", "--output", str(tmp_path / "out.opml"))[0] == 0
    assert 'xmlUrl="https://reed.example/rss"' in (tmp_path / "out.opml").read_text()
    assert [one["id"] for one in json.loads(azvn("sources", "list", "--json")[1])] == ["azertag", "reed"]
