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
