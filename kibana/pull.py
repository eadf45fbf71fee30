"""What people changed in Kibana, written back into the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kibana.door import Door
from kibana.files import HERE, KINDS, REAL_PREFIX, KibanaObject, format_object, read_objects, remove_prefix
from kibana.load import read_object, read_sessions

ADDED: Mapping[str, tuple[object, ...]] = {
    "hide_title": (False,),
    "hide_border": (False,),
    "hide_panel_titles": (False,),
    "hide_panel_borders": (False,),
    "auto_apply_filters": (True,),
    "use_margins": (True,),
    "sync_colors": (False,),
    "sync_tooltips": (False,),
    "sync_cursor": (True,),
    "sampling": (1,),
    "ignore_global_filters": (False,),
    "collapsed": (False,),
    "single_select": (False,),
    "run_past_timeout": (False,),
    "use_global_filters": (True,),
    "ignore_validations": (False,),
    "search_technique": ("wildcard",),
    "values_source": ("field",),
    "exclude": (False,),
    "exists_selected": (False,),
    "grow": (False,),
    "width": ("medium",),
    "empty_as_null": (False,),
    "include_empty_rows": (True,),
    "use_original_time_range": (False,),
    "view_mode": ("documents",),
    "filters": ([],),
    "drilldowns": ([],),
    "tags": ([],),
    "selected_options": ([],),
    "pinned_panels": ([],),
    "description": ("",),
}
"""What Kibana adds by itself where a file says nothing: not written into files that do not say it."""
VIEW_KEYS = (
    "title",
    "name",
    "timeFieldName",
    "allowNoIndex",
    "sourceFilters",
    "fieldFormats",
    "fieldAttrs",
    "runtimeFieldMap",
)
"""What a file of a data view may say; Kibana answers with more."""


def pull_objects(door: Door, prefix: str, folder: Path = HERE) -> tuple[list[str], list[str]]:
    """Write what differs in Kibana into the files; give a line for each, and one for each that could not be.

    What is not in Kibana is left as it is.
    """
    door.wait_until_ready()
    objects = read_objects(prefix, folder)
    searches = read_sessions(door, [one.id for one in objects if one.kind == "session"])
    lines, left = [], []
    for wanted in objects:
        if wanted.kind == "dashboard":
            answer = door.ask("GET", f"api/dashboards/{wanted.id}")
            found, warnings = answer.get("data") or {}, answer.get("warnings") or ()
            if warnings:
                said = "; ".join(str(one.get("message", one)) for one in warnings)
                left.append(f"{wanted.name}: not written, Kibana cannot give all of it: {said}")
                continue
        elif wanted.kind == "session":
            found = searches.get(wanted.id, {})
        else:
            found = read_object(door, "view", wanted.id)
        path = folder / KINDS[wanted.kind] / f"{wanted.stem}.json"
        content = build_content(found, wanted, prefix) if found else None
        if content and content != json.loads(path.read_text(encoding="utf-8")):
            path.write_text(format_object(content), encoding="utf-8")
            lines.append(f"kibana/{KINDS[wanted.kind]}/{path.name}: {wanted.name}")
    return lines, left


def build_content(found: Mapping[str, Any], wanted: KibanaObject, prefix: str) -> Any:
    """Give the content of a file from what Kibana has: in the file's order, without prefix and additions."""
    body = {key: found[key] for key in VIEW_KEYS if key in found} if wanted.kind == "view" else dict(found)
    content = remove_prefix(_drop_additions(body, wanted.body), prefix)
    label = "name" if wanted.kind == "view" else "title"
    if prefix != REAL_PREFIX:
        content[label] = content[label].removesuffix(f" ({prefix.rstrip('-')})")
    if wanted.kind == "view":
        content["title"] = content["title"].removeprefix(prefix)
    return content


def _drop_additions(found: Any, wanted: Any) -> Any:
    if isinstance(found, list):
        by_id = {one["id"]: one for one in wanted or () if isinstance(one, dict) and "id" in one}
        ahead = [*(wanted if isinstance(wanted, list) else ()), *[None] * len(found)]
        return [
            _drop_additions(one, by_id.get(one["id"]) if isinstance(one, dict) and "id" in one else other)
            for one, other in zip(found, ahead, strict=False)
        ]
    if not isinstance(found, dict):
        return found
    said = wanted if isinstance(wanted, dict) else {}
    order = [*(name for name in said if name in found), *(name for name in found if name not in said)]
    kept = {}
    for name in order:
        if name in said or found[name] not in ADDED.get(name, ()):
            kept[name] = _drop_additions(found[name], said.get(name))
    return kept
