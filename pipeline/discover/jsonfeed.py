"""JSON Feed, and the article list of GDELT's search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.discover.bounds import MOST_ENTRIES
from pipeline.discover.entries import Discovery, EntryCollector, RawEntry
from pipeline.discover.kind import DocumentKind
from pipeline.model.outcomes import Outcome


def read_json(body: bytes, entries: EntryCollector) -> Discovery:
    """Read a JSON feed; JSON that is no feed is `not_a_feed`, damaged JSON `malformed`."""
    try:
        document = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return Discovery(DocumentKind.JSON, Outcome.MALFORMED)
    items = document.get("items", document.get("articles")) if isinstance(document, dict) else None
    if not isinstance(items, list):
        # GDELT answers {} when nothing matches.
        return Discovery(DocumentKind.JSON, Outcome.EMPTY if document == {} else Outcome.NOT_A_FEED)
    entries.language = _read_text(document, "language") or None
    if len(items) > MOST_ENTRIES:
        entries.notes.append(f"more than {MOST_ENTRIES} entries: {len(items)}")
    for item in items[:MOST_ENTRIES]:
        if isinstance(item, Mapping):
            entries.add_entry(_read_item(item))
        else:
            entries.bad.append("no entry")
    return entries.build_discovery(DocumentKind.JSON)


def _read_item(item: Mapping[str, Any]) -> RawEntry:
    guid = _read_text(item, "id")
    link = _read_text(item, "url") or _read_text(item, "external_url")
    content = _read_text(item, "content_html") or _read_text(item, "content_text")
    return RawEntry(
        link or (guid if guid.startswith("http") else ""),
        title=_read_text(item, "title"),
        summary=_read_text(item, "summary") or content,
        text=content,
        published=_read_text(item, "date_published") or _read_text(item, "seendate"),
        updated=_read_text(item, "date_modified"),
        language=_read_text(item, "language"),
        publisher=_read_text(item, "domain"),
    )


def _read_text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
