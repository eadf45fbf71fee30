"""What Kibana lacks of ours, written into it with fixed ids; what is the same already is left alone.

A data view is made on a 404 alone and changed by its id: Kibana's own `override` would delete whatever view
has the same name, of another prefix or of a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kibana.compare import describe_difference, has_all
from kibana.door import Door, KibanaFault, KibanaRefused
from kibana.files import KINDS, KibanaObject
from kibana.sessions import TYPE, build_line, read_line
from pipeline.text.kibana_ids import make_kibana_id

DEFAULT = "articles-found"
"""The view with which Discover opens, unless somebody chose another."""
VIEWS = "api/data_views/data_view"
TRIES = 2
"""Times that an object is written when somebody else writes it at the same moment."""
_PANEL = re.compile(r"panels[.\[](\d+)")


@dataclass(frozen=True, slots=True)
class Change:
    """An object that Kibana lacks or has otherwise; `found` is what it has, empty when it has none."""

    wanted: KibanaObject
    found: Mapping[str, Any]

    @property
    def line(self) -> str:
        """Say what is done, in one line."""
        return f"Kibana: {self.wanted.name}"

    def describe(self) -> list[str]:
        """Give the difference, as lines of `diff -u`."""
        return describe_difference(self.found, self.wanted.body, self.wanted.id)


def find_changes(door: Door, objects: Sequence[KibanaObject]) -> list[Change]:
    """Wait for Kibana and give what it lacks or has otherwise, in the order in which it is to be written."""
    door.wait_until_ready()
    searches = read_sessions(door, [one.id for one in objects if one.kind == "session"])
    changes = []
    for one in objects:
        found = searches.get(one.id, {}) if one.kind == "session" else read_object(door, one.kind, one.id)
        if not has_all(found, one.body):
            changes.append(Change(one, found))
    return changes


def read_object(door: Door, kind: str, id_: str) -> dict[str, Any]:
    """Give a data view or a dashboard as Kibana has it, {} when there is none."""
    if kind == "view":
        return dict(door.ask("GET", f"{VIEWS}/{id_}").get("data_view") or {})
    return dict(door.ask("GET", f"api/dashboards/{id_}").get("data") or {})


def read_sessions(door: Door, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give saved searches by id, in the form of files; those that are not there are left out."""
    found = {}
    for id_ in ids:
        line = read_session_line(door, id_)
        if line:
            found[id_] = read_line(line)
    return found


def read_session_line(door: Door, id_: str) -> dict[str, Any] | None:
    """Give a saved search as Kibana exports it, or None."""
    asked = {"objects": [{"type": TYPE, "id": id_}], "excludeExportDetails": True}
    try:
        lines = door.ask_lines("api/saved_objects/_export", asked)
    except KibanaRefused as refused:
        # An export of what is not there is a bad request.
        if refused.status == 400:
            return None
        raise
    return next((line for line in lines if line.get("id") == id_ and line.get("type") == TYPE), None)


def write_changes(door: Door, changes: Sequence[Change]) -> list[str]:
    """Write changes and give a line for each; raise KibanaFault at the first that is refused."""
    for change in (one for one in changes if one.wanted.kind == "view"):
        _write_view(door, change)
    door.import_lines([build_line(one.wanted) for one in changes if one.wanted.kind == "session"])
    for change in (one for one in changes if one.wanted.kind == "dashboard"):
        _write_dashboard(door, change.wanted)
    return [change.line for change in changes]


def choose_default(door: Door, prefix: str) -> None:
    """Let Discover open with our view of the news, unless somebody chose another."""
    door.ask(
        "POST", "api/data_views/default", {"data_view_id": make_kibana_id(prefix, DEFAULT), "force": False}
    )


def _write_view(door: Door, change: Change) -> None:
    wanted = change.wanted
    try:
        if not change.found:
            door.ask("POST", VIEWS, {"data_view": wanted.body})
            return
        body = {name: value for name, value in wanted.body.items() if name != "id"}
        door.ask("POST", f"{VIEWS}/{wanted.id}", {"data_view": body})
    except KibanaRefused as refused:
        raise KibanaFault(
            f"{refused} (the {wanted.name}, {_name_file(wanted)}; a view of that name with another id has to"
            " be renamed or removed in Kibana first)"
            if refused.status == 400 and not change.found
            else f"{refused} (the {wanted.name}, {_name_file(wanted)})"
        ) from None


def _write_dashboard(door: Door, wanted: KibanaObject) -> None:
    for left in reversed(range(TRIES)):
        try:
            door.ask("PUT", f"api/dashboards/{wanted.id}", wanted.body)
            return
        except KibanaRefused as refused:
            if refused.status == 409 and left:
                continue
            raise KibanaFault(_explain_refusal(wanted, refused)) from None


def _explain_refusal(wanted: KibanaObject, refused: KibanaRefused) -> str:
    """Say which panel Kibana does not take, where it stands and why, as far as the answer tells."""
    panels = wanted.body.get("panels", [])
    wrong = [
        f"{_find_panel(panels, error)}: {error.get('message')}"
        for error in refused.answer.get("panelErrors") or ()
    ]
    named = _PANEL.search(str(refused))
    if not wrong and named and int(named[1]) < len(panels):
        wrong = [f"{_name_panel(panels, int(named[1]))}: {refused}"]
    return f"{_name_file(wanted)}: the {wanted.name} is refused: {'; '.join(wrong) or refused}"


def _find_panel(panels: Sequence[Mapping[str, Any]], error: Mapping[str, Any]) -> str:
    config = error.get("panel_config") or {}
    for number, panel in enumerate(panels):
        same = panel["config"] == config or panel["config"].get("title") == config.get("title")
        if panel["type"] == error.get("panel_type") and same:
            return _name_panel(panels, number)
    return f"a panel of the type {error.get('panel_type')}"


def _name_panel(panels: Sequence[Mapping[str, Any]], number: int) -> str:
    panel = panels[number]
    return f"panel {panel.get('id')} ({panel['config'].get('title', panel['type'])}), panels[{number}]"


def _name_file(wanted: KibanaObject) -> str:
    return f"kibana/{KINDS[wanted.kind]}/{wanted.stem}.json" if wanted.stem else wanted.id
