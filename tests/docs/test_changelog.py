"""The changelog keeps its form, and its newest release is the version that is built."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from itertools import pairwise

import pytest
import yaml

from pipeline.config.settings import ROOT

RELEASE = re.compile(r"^## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.fixture(scope="module")
def changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_newest_release_is_the_version_that_is_built_and_run(changelog: str) -> None:
    newest = ".".join(RELEASE.findall(changelog)[0][:3])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    images = {s["image"] for s in compose["services"].values() if "azvn" in s.get("image", "")}
    assert newest == project["version"]
    assert images == {f"azvn/monitor:{newest}"}


def test_releases_stand_newest_first_with_days_that_exist_below_what_is_not_released(changelog: str) -> None:
    titles = re.findall(r"^## (.*)$", changelog, re.MULTILINE)
    releases = RELEASE.findall(changelog)
    assert titles[0] == "[Unreleased]"
    assert len(releases) == len(titles) - 1
    for newer, older in pairwise(releases):
        assert tuple(map(int, newer[:3])) > tuple(map(int, older[:3]))
        assert date.fromisoformat(newer[3]) >= date.fromisoformat(older[3])
    assert date.fromisoformat(releases[0][3])


def test_changes_are_sorted_by_kinds_that_readers_know(changelog: str) -> None:
    assert set(re.findall(r"^### (.*)$", changelog, re.MULTILINE)) <= KINDS
