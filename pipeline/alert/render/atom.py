"""A feed of a watch: its stories as Atom, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pipeline.alert.render import labels, links
from pipeline.alert.render.wording import Wording, find_primary_subtag
from pipeline.model.drafts import Draft, Item
from pipeline.text.atom import AtomEntry, write_atom

MOST_ENTRIES = 100


def render_feed(drafts: Sequence[Draft]) -> bytes:
    """Give the feed of what was written for one recipient; `drafts` in the order in which they were written.

    The same drafts give the same bytes. A story stands once, a correction in an entry of its own.
    """
    last = drafts[-1]
    wording = Wording(last.recipient.language, last.recipient.zone)
    product = labels.name_product(last.sides, wording)
    return write_atom(
        f"urn:azvn:watch:{last.recipient.id}",
        last.recipient.name or product,
        _format_instant(last.created_at),
        _list_entries(drafts, wording),
        author=product,
    )


def _list_entries(drafts: Sequence[Draft], wording: Wording) -> Iterator[AtomEntry]:
    named: set[str] = set()
    for draft in reversed(drafts):
        for item in draft.items:
            id_ = _name_entry(item, draft)
            if id_ not in named and len(named) < MOST_ENTRIES:
                named.add(id_)
                yield _build_entry(id_, item, draft, wording)


def _name_entry(item: Item, draft: Draft) -> str:
    story = f"urn:azvn:story:{item.story}"
    return f"{story}:{draft.message_id}" if item.kind == "updated" else story


def _build_entry(id_: str, item: Item, draft: Draft, wording: Wording) -> AtomEntry:
    updated = f"{wording.gettext('Updated')}: " if item.kind == "updated" else ""
    country = wording.name_country(item.country)
    return AtomEntry(
        id=id_,
        title=updated + (item.title or wording.gettext("(no headline)")),
        updated=_format_instant(draft.created_at),
        published=_format_instant(item.published_at),
        author=f"{item.source} ({country})" if country else item.source,
        summary=item.excerpt,
        categories=tuple(item.themes),
        url=links.choose_own_link(item.url) or "",
        language=find_primary_subtag(item.language) or "",
    )


def _format_instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
