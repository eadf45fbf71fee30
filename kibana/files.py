"""What Kibana shows, as files: views, dashboards and saved searches, one object a file, ids without prefix.

A dashboard is the body that Kibana's Dashboards API takes, a view that of its data views API. A saved search
is a table of such a dashboard with a title: Kibana 9.5 has no API of its own for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.text.kibana_ids import make_kibana_id

HERE = Path(__file__).resolve().parent
REAL_PREFIX = "azvn-"
"""Under this prefix names are as the files have them; under another they say so: Kibana wants them to differ.
"""
WIDTH = 110
KINDS: Mapping[str, str] = {"view": "views", "dashboard": "dashboards", "session": "sessions"}
"""The folder of each kind of object."""
_REFERENCES = ("ref_id", "data_view_id", "dashboard_id", "destination")
"""Keys whose value is the id of another object, whatever they stand in."""

Kind = Literal["view", "session", "dashboard"]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KibanaObject:
    """One object as Kibana is told of it.

    `id` and `body` have the prefix; `stem` is the name of its file, empty for what has none.
    """

    kind: Kind
    id: str
    body: Body
    stem: str = ""

    @property
    def name(self) -> str:
        """What people call it: its kind and title."""
        words = {"view": "data view", "dashboard": "dashboard", "session": "saved search"}
        return f"{words[self.kind]} {self.body['name' if self.kind == 'view' else 'title']}"


def read_objects(prefix: str, folder: Path = HERE) -> list[KibanaObject]:
    """Read all files, with `prefix` before ids and indices, in the order in which Kibana needs them."""
    found = []
    for kind in get_args(Kind):
        for path in sorted((folder / KINDS[kind]).glob("*.json")):
            body = json.loads(path.read_text(encoding="utf-8"))
            found.append(build_object(kind, path.stem, body, prefix))
    return found


def build_object(kind: Kind, stem: str, body: Body, prefix: str) -> KibanaObject:
    """Give the object of a file's content under a prefix."""
    full: Body = add_prefix(body, prefix)
    label = "name" if kind == "view" else "title"
    if prefix != REAL_PREFIX:
        full[label] = f"{full[label]} ({prefix.rstrip('-')})"
    if kind == "view":
        full = {"id": make_kibana_id(prefix, stem), **full, "title": prefix + body["title"]}
    return KibanaObject(kind, make_kibana_id(prefix, stem), full, stem)


def add_prefix(value: Any, prefix: str) -> Any:
    """Give a value with the prefix before the ids that it refers to."""
    return _change_references(value, lambda id_: make_kibana_id(prefix, id_))


def remove_prefix(value: Any, prefix: str) -> Any:
    """Give a value as files have it: without the prefix before ids of ours."""
    return _change_references(value, lambda id_: id_.removeprefix(make_kibana_id(prefix, "")))


def _change_references(value: Any, change: Any) -> Any:
    if isinstance(value, list):
        return [_change_references(one, change) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {}
    for key, inner in value.items():
        is_ours = key in _REFERENCES and isinstance(inner, str) and "://" not in inner
        changed[key] = change(inner) if is_ours else _change_references(inner, change)
    return changed


def format_object(value: Any) -> str:
    """Give an object as a file holds it: what fits into a line stands in one."""
    return _format_value(value, "") + "\n"


def _format_value(value: Any, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, list):
        rows = [f"{inner}{_format_value(one, inner)}" for one in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    rows = [f"{inner}{json.dumps(key)}: {_format_value(one, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
