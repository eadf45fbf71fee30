"""One story of a mail as both its forms show it: everything worded, cut and vetted, nothing laid out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from pipeline.alert.render import links
from pipeline.alert.render.excerpt import Piece, cut_text, split_pieces
from pipeline.alert.render.wording import Wording, parse_moment
from pipeline.model.drafts import Draft, Item
from pipeline.model.drafts import Place as DraftPlace
from pipeline.text.clean import clean_line

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


def build_story(item: Item, draft: Draft, words: Wording) -> Story:
    """Word one item of a draft for its recipient."""
    tongue = words.name_language(item.language)
    limit = next(
        (chars for stories, chars in EXCERPT_LIMITS if len(draft.items) <= stories), EXCERPT_LIMITS[-1][1]
    )
    return Story(
        title=cut_headline(item, words),
        lang=item.language if _TAG.fullmatch(item.language) else "und",
        url=links.sanitize_url(item.url),
        updated=item.kind == "updated",
        source=_name_source(item.source, item.country, words),
        when=_format_published(item, words),
        found=_describe_finding(item, words),
        language=words.gettext("in %(language)s", language=tongue)
        if tongue
        else words.gettext("language unknown"),
        translate=links.link_translation(item.url, item.language, words.language),
        paragraphs=tuple(
            split_pieces(p, item.marks) for p in cut_text(item.excerpt, limit).splitlines() if p
        ),
        partial=item.partial,
        facts=_list_facts(item, words),
        also=tuple(_build_place(p, words) for p in item.also_in[:PLACES]),
        also_more=_format_rest(len(item.also_in) - PLACES, words),
        changes=tuple(_build_change(change, item, words) for change in item.changes),
        why=_explain_finding(item, words),
        kibana=_link_story(item, draft),
    )


def cut_headline(item: Item, words: Wording) -> str:
    """Give the headline of a story, cut to a length that a mail can carry."""
    return cut_text(item.title, TITLE_LIMIT) or words.gettext("(no headline)")


def quote_titles(titles: Sequence[str], words: Wording) -> str:
    """Give the titles of watches in quotation marks, one after the other."""
    shown = [words.gettext("“%(title)s”", title=cut_text(t, NAME_LIMIT)) for t in titles[:PLACES]]
    return _join_names(shown, len(titles) - PLACES, words)


def _name_source(source: str, country: str, words: Wording) -> str:
    name = cut_text(source, NAME_LIMIT)
    return f"{name} ({words.name_country(country)})" if words.name_country(country) else name


def _format_published(item: Item, words: Wording) -> str:
    if item.published_precision == "day":
        # Such a date is put at 12:00Z of its day: another zone must not move it to the next.
        return words.format_day(item.published_on or item.published_at.astimezone(UTC).date())
    return words.format_moment(item.published_at)


def _describe_finding(item: Item, words: Wording) -> str:
    late = item.first_seen_at - item.published_at > _LATE
    if item.published_precision == "instant" and not late:
        return ""
    return words.gettext("found %(moment)s", moment=words.format_moment(item.first_seen_at))


def _list_facts(item: Item, words: Wording) -> tuple[tuple[str, str], ...]:
    named = [(words.gettext("People"), item.people), (words.gettext("Organisations"), item.organisations)]
    return tuple(
        (label, _join_names([cut_text(n, NAME_LIMIT) for n in names[:NAMES]], len(names) - NAMES, words))
        for label, names in named
        if names
    )


def _join_names(names: Sequence[str], left_out: int, words: Wording) -> str:
    return " ".join(filter(None, [", ".join(names), _format_rest(left_out, words)]))


def _format_rest(left_out: int, words: Wording) -> str:
    return words.gettext("and %(num)d more", num=left_out) if left_out > 0 else ""


def _build_place(place: DraftPlace, words: Wording) -> Place:
    return Place(_name_source(place.source, place.country, words), links.sanitize_url(place.url))


def _build_change(change: tuple[str, str, str], item: Item, words: Wording) -> Change:
    field, before, after = change
    by_day = field == "published_at" and item.published_precision == "day"
    return Change(
        _label_field(field, words), _format_value(before, by_day, words), _format_value(after, by_day, words)
    )


def _label_field(field: str, words: Wording) -> str:
    labels = {
        "title": words.gettext("Headline"),
        "text": words.gettext("Text"),
        "summary": words.gettext("Summary"),
        "published_at": words.gettext("Published"),
        "withdrawn_at": words.gettext("Withdrawn"),
        "people": words.gettext("People"),
        "organisations": words.gettext("Organisations"),
    }
    return labels.get(field) or cut_text(clean_line(field), NAME_LIMIT)


def _format_value(text: str, by_day: bool, words: Wording) -> str:
    at = parse_moment(text)
    if at is None:
        return cut_text(text, CHANGE_LIMIT) or "–"
    return words.format_day(at.astimezone(UTC).date()) if by_day else words.format_moment(at)


def _explain_finding(item: Item, words: Wording) -> tuple[str, str] | None:
    if not item.watches:
        return None
    return words.ngettext("Found by the watch", "Found by the watches", len(item.watches)), quote_titles(
        item.watches, words
    )


def _link_story(item: Item, draft: Draft) -> str | None:
    if draft.kibana is None:
        return None
    first, last = sorted([item.published_at, item.first_seen_at])
    query = f"story.id:{links.quote_phrase(item.story)}"
    return links.link_discover(
        draft.kibana, draft.data_view, query, first - links.MARGIN, last + links.MARGIN
    )
