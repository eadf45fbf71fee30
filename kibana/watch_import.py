"""A saved search of Kibana as a watch: what somebody keeps in Discover can send mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from kibana.door import Door, KibanaFault, KibanaRefused
from kibana.load import read_session_line
from kibana.sessions import FIELDS, TYPE, read_line
from pipeline.text.romanise import romanise_name

_WIDENED = re.compile(r"(?<![\w.*\\])(title|summary|text)\\\*:")
_VIEW = re.compile(r"/view/([^/?&#]+)")
_NO_ID = re.compile(r"[^a-z0-9]+")
LONGEST_ID = 40


def find_session(door: Door, named: str) -> dict[str, Any]:
    """Give a saved search by its id, its title or its address in the browser, in the form of files.

    Raise KibanaFault when there is none, or more than one of that title.
    """
    door.wait_until_ready()
    id_ = _read_address(named) if "://" in named else named
    line = read_session_line(door, id_)
    if line is None and "://" not in named:
        line = _find_by_title(door, named)
    if line is None:
        raise KibanaFault(f"Kibana at {door.url} has no saved search {named!r}.")
    return read_line(line)


def _read_address(address: str) -> str:
    parts = urlsplit(address)
    found = _VIEW.search(parts.fragment) or _VIEW.search(parts.path)
    if found is None:
        raise KibanaFault(f"{address} is no address of a saved search: save it in Discover first.")
    return unquote(found[1])


def _find_by_title(door: Door, title: str) -> dict[str, Any] | None:
    try:
        lines = door.ask_lines("api/saved_objects/_export", {"type": [TYPE], "excludeExportDetails": True})
    except KibanaRefused as refused:
        # An export of nothing is a bad request.
        if refused.status == 400:
            return None
        raise
    found = [line for line in lines if (line.get("attributes") or {}).get("title") == title]
    if len(found) > 1:
        ids = ", ".join(str(line["id"]) for line in found)
        raise KibanaFault(f"Several saved searches are called {title!r}: name one by its id ({ids}).")
    return found[0] if found else None


def build_watch_entry(session: Mapping[str, Any]) -> dict[str, Any]:
    """Give the entry of watches.yml that finds what a saved search finds, without its recipients.

    Raise KibanaFault, in a sentence, for what a watch cannot say.
    """
    (tab,) = session["tabs"]
    query = tab["query"]
    expression = _WIDENED.sub(r"\1:", query["expression"].strip())
    if query["language"] != "lucene" and expression:
        raise KibanaFault(
            f"{session['title']!r} is written in KQL: switch the search bar of Discover to Lucene, save it"
            " again, and import that."
        )
    filters: dict[str, Any] = {}
    for one in tab.get("filters") or ():
        if not (one.get("meta") or {}).get("disabled"):
            name, values = _read_filter(one, session["title"])
            filters[name] = [*filters.get(name, ()), *values]
    entry: dict[str, Any] = {"id": make_watch_id(session["title"]), "title": session["title"]}
    if expression and expression != "*":
        entry["query"] = expression
    if filters:
        entry["filters"] = filters
    return entry


def _read_filter(one: Mapping[str, Any], title: str) -> tuple[str, list[Any]]:
    meta = one.get("meta") or {}
    names = {field: name for name, field in FIELDS.items()}
    name, params = names.get(str(meta.get("key"))), meta.get("params")
    values: Any = params.get("query") if isinstance(params, dict) else params
    kind = meta.get("type")
    if name is None or meta.get("negate") or kind not in ("phrase", "phrases") or values is None:
        known = ", ".join(FIELDS.values())
        raise KibanaFault(
            f"{title!r} has a filter on {meta.get('key') or 'more than one field'} that a watch cannot have:"
            f" it takes values of {known}. Say the rest in the search bar, in Lucene."
        )
    listed = values if isinstance(values, list) else [values]
    return name, [int(value) if name == "grade" else str(value) for value in listed]


def make_watch_id(title: str) -> str:
    """Give an id for a watch of this title: small Latin letters, digits and hyphens."""
    return _NO_ID.sub("-", romanise_name(title.split()).lower()).strip("-")[:LONGEST_ID].strip("-") or "watch"
