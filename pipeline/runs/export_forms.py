"""Stories and sources in the forms that other programs read: JSON lines, CSV, Atom, OPML. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from pipeline.alert.render.links import sanitize_url
from pipeline.config.sources import Source
from pipeline.model.times import format_utc
from pipeline.text.atom import AtomEntry, write_atom
from pipeline.text.clean import clean_line

Story = Mapping[str, Any]
COLUMNS = (
    "title",
    "url",
    "source",
    "country",
    "language",
    "published_at",
    "first_seen_at",
    "grade",
    "copies",
    "story",
    "event",
    "people",
    "organisations",
    "themes",
    "summary",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
FEEDS = {"rss": "rss", "atom": "rss", "rdf": "rss", "json": "rss"}
"""Types of an outline in OPML: readers of feeds know `rss` for all of them."""


def format_lines(stories: Iterable[Story]) -> Iterator[str]:
    """Give each story as a line of JSON, with its fields by the names of the index."""
    for story in stories:
        yield json.dumps(story, ensure_ascii=False) + "\n"


def format_table(stories: Iterable[Story]) -> Iterator[str]:
    """Give stories as CSV with a heading; no cell is a formula, whatever an outlet wrote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in [list(COLUMNS), *(_build_row(story) for story in stories)]:
        writer.writerow([_disarm_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _build_row(story: Story) -> list[Any]:
    group, event = story.get("story") or {}, story.get("event") or {}
    return [
        story["title"],
        story["url"],
        story["source"]["name"],
        story["source"]["country"],
        story["language"],
        story["published_at"],
        story["first_seen_at"],
        story["relevance"]["grade"],
        group.get("copies", 0),
        group.get("id", ""),
        event.get("id", ""),
        *("; ".join(story.get(name) or ()) for name in ("people", "organisations", "themes")),
        story.get("summary") or "",
    ]


def _disarm_cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def format_atom(stories: Sequence[Story], now: datetime, title: str, id_: str) -> bytes:
    """Give stories as an Atom feed; what has no address of the web has no link."""
    return write_atom(id_, title, format_utc(now) or "", map(_build_entry, stories))


def _build_entry(story: Story) -> AtomEntry:
    return AtomEntry(
        id=f"urn:azvn:{story['id']}",
        title=story["title"],
        updated=story.get("changed_at") or story["first_seen_at"],
        published=story["published_at"],
        author=story["source"]["name"],
        summary=story.get("summary") or (story.get("relevance") or {}).get("sentence") or "",
        categories=tuple(story.get("themes") or ()),
        url=sanitize_url(story["url"]) or "",
        language=story["language"],
    )


def format_sources(sources: Iterable[Source]) -> bytes:
    """Give the catalogue as OPML, a folder for each country; what is no feed is left out."""
    root = etree.Element("opml", version="2.0")
    _add(etree.SubElement(root, "head"), "title", "Sources")
    body = etree.SubElement(root, "body")
    folders: dict[str, Any] = {}
    for source in sorted(sources, key=lambda one: (one.country, one.name)):
        for feed in source.feeds:
            kind = FEEDS.get(str(feed.kind))
            if kind is None:
                continue
            if source.country not in folders:
                folders[source.country] = etree.SubElement(body, "outline", text=source.country)
            about = {"type": kind, "text": source.name, "xmlUrl": feed.url, "htmlUrl": source.site}
            languages = feed.languages or source.languages
            if len(languages) == 1:
                about["language"] = languages[0]
            etree.SubElement(folders[source.country], "outline", about)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def format_catalogue(sources: Iterable[Source]) -> bytes:
    """Give the catalogue as JSON: a list of its entries, by the names of the fields of `sources.yml`."""
    entries = [source.model_dump(mode="json", exclude_defaults=True) for source in sources]
    return json.dumps(entries, ensure_ascii=False, indent=1).encode() + b"\n"


def _add(element: Any, name: str, text: str) -> None:
    etree.SubElement(element, name).text = clean_line(text)
