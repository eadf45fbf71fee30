"""JSON Feed, and the article list of GDELT's search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.discover.entries import Discovery, Reader
from pipeline.discover.kind import Kind
from pipeline.model.outcomes import Outcome


def read_json(body: bytes, reader: Reader) -> Discovery:
    """Read a JSON feed; JSON that is no feed is `not_a_feed`, damaged JSON `malformed`."""
    try:
        document = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return Discovery(Kind.JSON, Outcome.MALFORMED)
    items = document.get("items", document.get("articles")) if isinstance(document, dict) else None
    if not isinstance(items, list):
        # GDELT answers {} when nothing matches.
        return Discovery(Kind.JSON, Outcome.EMPTY if document == {} else Outcome.NOT_A_FEED)
    reader.language = _text(document, "language") or None
    for item in items:
        if isinstance(item, Mapping):
            _add(item, reader)
        else:
            reader.bad.append("no entry")
    return reader.done(Kind.JSON)


def _add(item: Mapping[str, Any], reader: Reader) -> None:
    guid = _text(item, "id")
    reader.add(
        _text(item, "url") or _text(item, "external_url") or (guid if guid.startswith("http") else ""),
        title=_text(item, "title"),
        summary=_text(item, "summary") or _text(item, "content_text") or _text(item, "content_html"),
        published=_text(item, "date_published") or _text(item, "seendate"),
        updated=_text(item, "date_modified"),
        language=_text(item, "language"),
        publisher=_text(item, "domain"),
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
