"""One story of a mail as both its forms show it: everything worded, cut and vetted, nothing laid out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from pipeline.alert.render import links
from pipeline.alert.render.excerpt import Piece, cut, pieces
from pipeline.alert.render.wording import Wording, parse_moment
from pipeline.model.drafts import Draft, Item
from pipeline.model.drafts import Place as DraftPlace
from pipeline.text.clean import clean

TITLE_LIMIT = 300
EXCERPT_LIMITS = ((5, 720), (15, 400), (30, 250))
"""Up to how many stories an excerpt may have how many characters; beyond the last as with it.

Gmail shows the first 102 KB of a mail's HTML, and a story takes some 3 KB.
"""

CHANGE_LIMIT = 240
NAMES, PLACES = 12, 6
"""How many people or organisations, and how many other outlets, a story names before "and N more"."""

NAME_LIMIT = 120
_LATE = timedelta(days=1)
"""An article found later than this after its date says so: else its date looks like a mistake."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Place:
    """Another outlet that carries a story, and the address of its article if that is safe."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a field said before and says now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Story:
    """What is shown of one story; addresses are safe or None, `lang` is fit for HTML, `facts` are label and
    value.
    """

    title: str
    lang: str
    url: str | None
    updated: bool
    source: str
    when: str
    found: str
    language: str
    translate: str | None
    paragraphs: tuple[tuple[Piece, ...], ...]
    partial: bool
    facts: tuple[tuple[str, str], ...]
    also: tuple[Place, ...]
    also_more: str
    changes: tuple[Change, ...]
    why: tuple[str, str] | None
    kibana: str | None


def story(item: Item, draft: Draft, words: Wording) -> Story:
    """Word one item of a draft for its recipient."""
    tongue = words.tongue(item.language)
    limit = next(
        (chars for stories, chars in EXCERPT_LIMITS if len(draft.items) <= stories), EXCERPT_LIMITS[-1][1]
    )
    return Story(
        title=headline(item, words),
        lang=item.language if _TAG.fullmatch(item.language) else "und",
        url=links.safe(item.url),
        updated=item.kind == "updated",
        source=_outlet(item.source, item.country, words),
        when=_when(item, words),
        found=_found(item, words),
        language=words.gettext("in %(language)s", language=tongue)
        if tongue
        else words.gettext("language unknown"),
        translate=links.translation(item.url, item.language, words.language),
        paragraphs=tuple(pieces(p, item.marks) for p in cut(item.excerpt, limit).splitlines() if p),
        partial=item.partial,
        facts=_facts(item, words),
        also=tuple(_place(p, words) for p in item.also_in[:PLACES]),
        also_more=_more(len(item.also_in) - PLACES, words),
        changes=tuple(_change(change, item, words) for change in item.changes),
        why=_why(item, words),
        kibana=_in_kibana(item, draft),
    )


def headline(item: Item, words: Wording) -> str:
    """Give the headline of a story, cut to a length that a mail can carry."""
    return cut(item.title, TITLE_LIMIT) or words.gettext("(no headline)")


def quoted(titles: Sequence[str], words: Wording) -> str:
    """Give the titles of watches in quotation marks, one after the other."""
    shown = [words.gettext("“%(title)s”", title=cut(t, NAME_LIMIT)) for t in titles[:PLACES]]
    return _joined(shown, len(titles) - PLACES, words)


def _outlet(source: str, country: str, words: Wording) -> str:
    name = cut(source, NAME_LIMIT)
    return f"{name} ({words.country(country)})" if words.country(country) else name


def _when(item: Item, words: Wording) -> str:
    if item.published_precision == "day":
        # Such a date is put at 12:00Z of its day: another zone must not move it to the next.
        return words.day(item.published_on or item.published_at.astimezone(UTC).date())
    return words.moment(item.published_at)


def _found(item: Item, words: Wording) -> str:
    late = item.first_seen_at - item.published_at > _LATE
    if item.published_precision == "instant" and not late:
        return ""
    return words.gettext("found %(moment)s", moment=words.moment(item.first_seen_at))


def _facts(item: Item, words: Wording) -> tuple[tuple[str, str], ...]:
    named = [(words.gettext("People"), item.people), (words.gettext("Organisations"), item.organisations)]
    return tuple(
        (label, _joined([cut(n, NAME_LIMIT) for n in names[:NAMES]], len(names) - NAMES, words))
        for label, names in named
        if names
    )


def _joined(names: Sequence[str], left_out: int, words: Wording) -> str:
    return " ".join(filter(None, [", ".join(names), _more(left_out, words)]))


def _more(left_out: int, words: Wording) -> str:
    return words.gettext("and %(num)d more", num=left_out) if left_out > 0 else ""


def _place(place: DraftPlace, words: Wording) -> Place:
    return Place(_outlet(place.source, place.country, words), links.safe(place.url))


def _change(change: tuple[str, str, str], item: Item, words: Wording) -> Change:
    field, before, after = change
    by_day = field == "published_at" and item.published_precision == "day"
    return Change(_field(field, words), _value(before, by_day, words), _value(after, by_day, words))


def _field(field: str, words: Wording) -> str:
    labels = {
        "title": words.gettext("Headline"),
        "text": words.gettext("Text"),
        "summary": words.gettext("Summary"),
        "published_at": words.gettext("Published"),
        "withdrawn_at": words.gettext("Withdrawn"),
        "people": words.gettext("People"),
        "organisations": words.gettext("Organisations"),
    }
    return labels.get(field) or cut(clean(field), NAME_LIMIT)


def _value(text: str, by_day: bool, words: Wording) -> str:
    at = parse_moment(text)
    if at is None:
        return cut(text, CHANGE_LIMIT) or "–"
    return words.day(at.astimezone(UTC).date()) if by_day else words.moment(at)


def _why(item: Item, words: Wording) -> tuple[str, str] | None:
    if not item.watches:
        return None
    return words.ngettext("Found by the watch", "Found by the watches", len(item.watches)), quoted(
        item.watches, words
    )


def _in_kibana(item: Item, draft: Draft) -> str | None:
    if draft.kibana is None:
        return None
    first, last = sorted([item.published_at, item.first_seen_at])
    query = f"story.id:{links.phrase(item.story)}"
    return links.discover(draft.kibana, draft.data_view, query, first - links.MARGIN, last + links.MARGIN)
