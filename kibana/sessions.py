"""Saved searches: the form of their files, and the line of an import that Kibana 9.5 takes in place of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from kibana.files import Body, KibanaObject, build_object
from pipeline.config.watches import Filters, Watch

TYPE = "search"
VERSION = "10.5.0"
"""The lowest version of the form whose keys are all used here: a higher one would not be taken by an older
Kibana, none would run every migration since 6.x.
"""
REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
LANGUAGES = {"kql": "kuery", "lucene": "lucene"}
FIELDS: Mapping[str, str] = {
    "grade": "relevance.grade",
    "language": "language",
    "source": "source.id",
    "country": "source.country",
    "theme": "themes",
    "people": "people",
}
"""Fields of the index by the names that the filters of a watch have."""
WATCH = "watch-"
"""Before the id of a watch in the id of its saved search."""


def build_line(session: KibanaObject) -> dict[str, Any]:
    """Give the line of an import for a saved search."""
    tab = session.body["tabs"][0]
    query = tab.get("query", {"expression": "", "language": "lucene"})
    source = {
        "query": {"query": query["expression"], "language": LANGUAGES[query["language"]]},
        "filter": [],
        "indexRefName": REFERENCE,
    }
    attributes: dict[str, Any] = {
        "title": session.body["title"],
        "description": session.body.get("description", ""),
        "columns": list(tab.get("column_order", ())),
        "sort": [[one["name"], one["direction"]] for one in tab.get("sort", ())],
        "grid": {"columns": tab["column_settings"]} if tab.get("column_settings") else {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source, ensure_ascii=False)},
    }
    for key, name in (("row_height", "rowHeight"), ("rows_per_page", "rowsPerPage")):
        if key in tab:
            attributes[name] = tab[key]
    if "time_range" in session.body:
        attributes |= {"timeRestore": True, "timeRange": session.body["time_range"]}
    return {
        "type": TYPE,
        "id": session.id,
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": VERSION,
        "attributes": attributes,
        "references": [{"name": REFERENCE, "type": "index-pattern", "id": tab["data_source"]["ref_id"]}],
    }


def read_line(line: Mapping[str, Any]) -> Body:
    """Give a saved search as a file has it, from what Kibana exports: flat, or with tabs as newer ones are.

    What is left out of it is what a file cannot say; filters come as `filters`, in Kibana's own form.
    """
    attributes = dict(line["attributes"])
    tabs = attributes.get("tabs")
    inner = dict(tabs[0]["attributes"]) if tabs else attributes
    source = json.loads((inner.get("kibanaSavedObjectMeta") or {}).get("searchSourceJSON") or "{}")
    query = source.get("query") or {}
    names = {reference["name"]: reference["id"] for reference in line.get("references", ())}
    view = names.get(source.get("indexRefName", "")) or source.get("index") or ""
    words = {ours: word for word, ours in LANGUAGES.items()}
    tab: Body = {
        "data_source": {"type": "data_view_reference", "ref_id": view},
        "query": {
            "expression": query.get("query", ""),
            "language": words.get(query.get("language", ""), "kql"),
        },
        "column_order": list(inner.get("columns") or ()),
    }
    if (inner.get("grid") or {}).get("columns"):
        tab["column_settings"] = inner["grid"]["columns"]
    tab["sort"] = [{"name": name, "direction": way} for name, way in inner.get("sort") or ()]
    for name, key in (("rowHeight", "row_height"), ("rowsPerPage", "rows_per_page")):
        if name in inner:
            tab[key] = inner[name]
    if source.get("filter"):
        tab["filters"] = source["filter"]
    body: Body = {"title": attributes["title"], "description": attributes.get("description", "")}
    if inner.get("timeRestore") and inner.get("timeRange"):
        body["time_range"] = inner["timeRange"]
    return {**body, "tabs": [tab]}


def build_watch_session(watch: Watch, prefix: str, widen: Callable[[str], str]) -> KibanaObject:
    """Give the saved search of a watch: what it finds, in Lucene's words.

    `widen` gives its query with each field in all its forms, as the watch asks it.
    """
    tab = {
        "data_source": {"type": "data_view_reference", "ref_id": "articles-found"},
        "query": {"expression": describe_watch(watch, widen), "language": "lucene"},
        "column_order": ["title", "source.name", "language", "published_at", "url"],
        "column_settings": {"title": {"width": 480}, "source.name": {"width": 160}},
        "sort": [{"name": "first_seen_at", "direction": "desc"}],
        "row_height": 2,
        "rows_per_page": 50,
    }
    body = {
        "title": f"Watch: {watch.title}",
        "description": f"What the watch {watch.id} finds: its mails link here. Made by `azvn provision`.",
        "time_range": {"from": "now-30d", "to": "now"},
        "tabs": [tab],
    }
    return build_object("session", WATCH + watch.id, body, prefix)


def describe_watch(watch: Watch, widen: Callable[[str], str]) -> str:
    """Give the Lucene query that finds what a watch finds among the news of grade 2 and 3."""
    parts = [f"({widen(watch.query)})"] if watch.query else []
    parts += describe_filters(watch.filters)
    return " AND ".join(parts) or "*"


def describe_filters(filters: Filters) -> list[str]:
    """Give the filters of a watch as Lucene's conditions."""
    conditions = []
    for name, field in FIELDS.items():
        values = getattr(filters, name)
        if values:
            either = " OR ".join(_quote_value(value) for value in values)
            conditions.append(f"{field}:({either})" if len(values) > 1 else f"{field}:{either}")
    return conditions


def _quote_value(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
