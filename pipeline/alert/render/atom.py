"""A feed of a watch: its stories as Atom (RFC 4287), the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from pipeline.alert.render import labels, links
from pipeline.alert.render.wording import Wording, find_primary_subtag
from pipeline.model.drafts import Draft, Item

MOST_ENTRIES = 100
NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_Element = etree._Element


def render_feed(drafts: Sequence[Draft]) -> bytes:
    """Give the feed of what was written for one recipient; `drafts` in the order in which they were written.

    The same drafts give the same bytes. A story stands once, a correction in an entry of its own.
    """
    last = drafts[-1]
    wording = Wording(last.recipient.language, last.recipient.zone)
    product = labels.name_product(last.sides, wording)
    feed = etree.fromstring(f'<feed xmlns="{NAMESPACE}"/>')
    _add(feed, "id", f"urn:azvn:watch:{last.recipient.id}")
    _add(feed, "title", last.recipient.name or product)
    _add(feed, "updated", _format_instant(last.created_at))
    _add(_add(feed, "author"), "name", product)
    named: set[str] = set()
    for draft in reversed(drafts):
        for item in draft.items:
            id_ = _name_entry(item, draft)
            if id_ not in named and len(named) < MOST_ENTRIES:
                named.add(id_)
                _add_entry(feed, id_, item, draft, wording)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add(above: _Element, name: str, text: str | None = None, **attributes: str) -> _Element:
    made = etree.SubElement(above, f"{{{NAMESPACE}}}{name}", attributes)
    made.text = text
    return made


def _name_entry(item: Item, draft: Draft) -> str:
    story = f"urn:azvn:story:{item.story}"
    return f"{story}:{draft.message_id}" if item.kind == "updated" else story


def _add_entry(feed: _Element, id_: str, item: Item, draft: Draft, wording: Wording) -> None:
    updated = f"{wording.gettext('Updated')}: " if item.kind == "updated" else ""
    country = wording.name_country(item.country)
    source = f"{item.source} ({country})" if country else item.source
    entry = _add(feed, "entry")
    _add(entry, "id", id_)
    _add(entry, "title", updated + (item.title or wording.gettext("(no headline)")))
    _add(entry, "updated", _format_instant(draft.created_at))
    _add(entry, "published", _format_instant(item.published_at))
    _add(_add(entry, "author"), "name", source)
    _add(entry, "summary", item.excerpt)
    for theme in item.themes:
        _add(entry, "category", term=theme)
    if find_primary_subtag(item.language):
        entry.set(_LANGUAGE, find_primary_subtag(item.language))
    url = links.choose_own_link(item.url)
    if url:
        _add(entry, "link", href=url, rel="alternate")


def _format_instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
