"""What people change in Kibana comes back into the files, in their order and without what Kibana adds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kibana.door import Door, open_door
from kibana.files import HERE, KINDS, format_object, read_objects
from kibana.load import find_changes, write_changes
from kibana.pull import pull_objects
from tests.kibana.standin import StandIn

BOARD = "azerbaijan-vietnam"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in KINDS.values():
        shutil.copytree(HERE / name, tmp_path / name)
    return tmp_path


def load(kibana: StandIn, prefix: str = "azvn-") -> Door:
    door = open_door(kibana.make_settings())
    write_changes(door, find_changes(door, read_objects(prefix)))
    return door


def read(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.json"))}


@pytest.mark.parametrize("prefix", ["azvn-", "desk-"])
def test_what_was_only_loaded_changes_no_file(kibana: StandIn, folder: Path, prefix: str) -> None:
    before = read(folder)
    assert pull_objects(load(kibana, prefix), prefix, folder) == ([], [])
    assert read(folder) == before


def test_files_are_kept_in_the_form_in_which_they_are_written() -> None:
    for name in KINDS.values():
        for path in (HERE / name).glob("*.json"):
            text = path.read_text(encoding="utf-8")
            assert format_object(json.loads(text)) == text, path.name


@pytest.mark.parametrize("prefix", ["azvn-", "desk-"])
def test_what_people_changed_is_all_that_changes(kibana: StandIn, folder: Path, prefix: str) -> None:
    door, before = load(kibana, prefix), read(folder)
    board = kibana.dashboards[f"{prefix}{BOARD}"]
    board["panels"][0]["config"]["title"] = "Fresh stories"
    board["panels"].append(
        {
            "type": "markdown",
            "id": "new",
            "grid": {"x": 0, "y": 90, "w": 48, "h": 4},
            "config": {"content": "Ours.", "settings": {}, "hide_border": False},
        }
    )
    kibana.views[f"{prefix}pages"]["fieldAttrs"]["source"]["customLabel"] = "Outlet"
    tab = kibana.sessions[f"{prefix}copies"]["attributes"]
    tab["columns"] = ["title"]
    lines, left = pull_objects(door, prefix, folder)
    assert (len(lines), left) == (3, [])
    after = read(folder)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {f"dashboards/{BOARD}.json", "views/pages.json", "sessions/copies.json"}
    pulled = json.loads(after[f"dashboards/{BOARD}.json"])
    assert pulled["panels"][-1]["config"] == {"content": "Ours.", "settings": {}}
    wanted = json.loads(before[f"dashboards/{BOARD}.json"])
    wanted["panels"][0]["config"]["title"] = "Fresh stories"
    assert pulled["panels"][:-1] == wanted["panels"]
    assert pulled["title"] == "Azerbaijan–Vietnam"
    assert after["views/pages.json"] == before["views/pages.json"].replace(
        '"source": {"customLabel": "Source"}', '"source": {"customLabel": "Outlet"}'
    )
    # What was pulled is what is there: nothing is left to be written.
    assert find_changes(door, read_objects(prefix, folder)) == []


def test_a_dashboard_of_which_kibana_cannot_give_all_is_told_and_not_written(
    kibana: StandIn, folder: Path
) -> None:
    door, before = load(kibana), read(folder)
    kibana.dashboards[f"azvn-{BOARD}"]["panels"].pop()
    kibana.warnings = {f"azvn-{BOARD}": [{"message": "panel of type map is left out"}]}
    lines, left = pull_objects(door, "azvn-", folder)
    assert lines == []
    why = "not written, Kibana cannot give all of it: panel of type map is left out"
    assert left == [f"dashboard Azerbaijan–Vietnam: {why}"]
    assert read(folder) == before
