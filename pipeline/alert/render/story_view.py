"""One story of a mail as both its forms show it: worded, cut and checked, nothing laid out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Literal

from pipeline.alert.render import labels, links
from pipeline.alert.render.excerpt import Piece, cut_text, split_pieces
from pipeline.alert.render.wording import Wording, find_primary_subtag, parse_moment
from pipeline.model.drafts import Copy, Draft, Item, OtherStory
from pipeline.text.clean import clean_line

TITLE_LIMIT = 300
EXCERPT_LIMITS = ((5, 720), (15, 400), (30, 250))
"""Up to how many stories an excerpt may have how many characters; beyond the last as with it.

Gmail shows the first 102 kB of a mail's HTML, and a story takes some 3 kB.
"""
INDEX_LIMIT = 110
"""Characters of a headline in the index of a long mail."""

CHANGE_LIMIT = 240
NAMES, OTHERS = 12, 6
"""How many people or organisations, and how many other outlets, a story names before "and N more"."""

NAME_LIMIT = 120
_LATE = timedelta(days=1)
"""An article found later than this after its date says so: else its date looks like a mistake."""

Rest = Literal["people", "organisations", "outlets", "watches", "stories"]
"""What a mail may have more of than it names."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class CopyView:
    """Another outlet that carries a story, and the address of its article if that is safe."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class OtherView:
    """A story that is only named: its headline, its outlet and language, and its address if safe."""

    title: str
    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What a field said before and says now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """What is shown of one story.

    `number` is its place in the mail, `short` its headline as the index has it, `grade` how much it is about
    the topic. Addresses are safe or None, `lang` is fit for HTML, `facts` are label and value.
    """

    number: int
    title: str
    short: str
    lang: str
    url: str | None
    updated: bool
    source: str
    when: str
    found: str
    language: str
    grade: str
    translate: str | None
    paragraphs: tuple[tuple[Piece, ...], ...]
    partial: bool
    facts: tuple[tuple[str, str], ...]
    also: tuple[CopyView, ...]
    also_more: str
    event: tuple[OtherView, ...]
    event_more: str
    changes: tuple[ChangeView, ...]
    why: tuple[str, str] | None
    kibana: str | None


def build_story_view(item: Item, draft: Draft, wording: Wording, number: int, whole: int) -> StoryView:
    """Word one item of a draft, the `number`th of `whole` ones, for its recipient."""
    return StoryView(
        number=number,
        title=cut_headline(item, wording),
        short=cut_text(cut_headline(item, wording), INDEX_LIMIT),
        lang=item.language if _TAG.fullmatch(item.language) else "und",
        url=links.choose_own_link(item.url),
        updated=item.kind == "updated",
        source=_describe_source(item, wording),
        when=_format_published(item, wording),
        found=_describe_finding(item, wording),
        language=_describe_language(item.language, wording),
        grade=labels.name_grade(item.grade, wording),
        translate=links.link_translation(item.url, item.language, wording.language),
        paragraphs=_split_excerpt(item, whole),
        partial=item.partial,
        facts=_list_facts(item, wording),
        also=tuple(_build_copy(copy, wording) for copy in item.also_in[:OTHERS]),
        also_more=_count_rest("outlets", len(item.also_in) - OTHERS, wording),
        event=tuple(build_other_view(other, wording) for other in item.same_event[:OTHERS]),
        event_more=_count_rest("stories", len(item.same_event) - OTHERS, wording),
        changes=tuple(_build_change(change, item, wording) for change in item.changes),
        why=_explain_finding(item, wording),
        kibana=_link_story(item, draft),
    )


def cut_headline(item: Item, wording: Wording) -> str:
    """Give the headline of a story, cut to a length that a mail can carry."""
    return cut_text(item.title, TITLE_LIMIT) or wording.gettext("(no headline)")


def quote_titles(titles: Sequence[str], wording: Wording) -> str:
    """Give the titles of watches in quotation marks, one after the other."""
    shown = [wording.gettext("“%(title)s”", title=cut_text(t, NAME_LIMIT)) for t in titles[:OTHERS]]
    return _join_names(shown, _count_rest("watches", len(titles) - OTHERS, wording))


def _name_source(source: str, country: str, wording: Wording) -> str:
    name = cut_text(source, NAME_LIMIT)
    return f"{name} ({wording.name_country(country)})" if wording.name_country(country) else name


def _describe_source(item: Item, wording: Wording) -> str:
    """Name the outlet, and say in a word what kind it is."""
    name, kind = _name_source(item.source, item.country, wording), labels.name_outlet(item.outlet, wording)
    return f"{name}, {kind}" if kind else name


def _format_published(item: Item, wording: Wording) -> str:
    if item.published_precision == "day":
        # Such a date is put at 12:00Z of its day: another zone must not move it to the next.
        return wording.format_day(item.published_on or item.published_at.astimezone(UTC).date())
    return wording.format_moment(item.published_at)


def _describe_finding(item: Item, wording: Wording) -> str:
    late = item.first_seen_at - item.published_at > _LATE
    if item.published_precision == "instant" and not late:
        return ""
    return wording.gettext("found %(moment)s", moment=wording.format_moment(item.first_seen_at))


def _describe_language(tag: str, wording: Wording) -> str:
    name = wording.name_language(tag)
    return wording.gettext("in %(language)s", language=name) if name else wording.gettext("language unknown")


def _split_excerpt(item: Item, stories: int) -> tuple[tuple[Piece, ...], ...]:
    """Give the paragraphs of an excerpt; the more stories a mail has, the shorter it is."""
    fitting = (chars for most, chars in EXCERPT_LIMITS if stories <= most)
    limit = next(fitting, EXCERPT_LIMITS[-1][1])
    return tuple(split_pieces(p, item.marks) for p in cut_text(item.excerpt, limit).splitlines() if p)


def _list_facts(item: Item, wording: Wording) -> tuple[tuple[str, str], ...]:
    facts = []
    kinds: tuple[tuple[str, Rest, Sequence[str]], ...] = (
        (wording.gettext("People"), "people", item.people),
        (wording.gettext("Organisations"), "organisations", item.organisations),
    )
    for label, kind, names in kinds:
        if names:
            shown = [cut_text(name, NAME_LIMIT) for name in names[:NAMES]]
            facts.append((label, _join_names(shown, _count_rest(kind, len(names) - NAMES, wording))))
    return tuple(facts)


def _join_names(names: Sequence[str], rest: str) -> str:
    return " ".join(filter(None, [", ".join(names), rest]))


def _count_rest(kind: Rest, num: int, wording: Wording) -> str:
    """Say how many more there are of a kind; each language has its own word for each kind."""
    if num <= 0:
        return ""
    if kind == "people":
        return wording.ngettext("and %(num)d more person", "and %(num)d more people", num)
    if kind == "organisations":
        return wording.ngettext("and %(num)d more organisation", "and %(num)d more organisations", num)
    if kind == "outlets":
        return wording.ngettext("and %(num)d more outlet", "and %(num)d more outlets", num)
    if kind == "watches":
        return wording.ngettext("and %(num)d more watch", "and %(num)d more watches", num)
    return wording.ngettext("and %(num)d more story", "and %(num)d more stories", num)


def _build_copy(copy: Copy, wording: Wording) -> CopyView:
    return CopyView(_name_source(copy.source, copy.country, wording), links.choose_side_link(copy.url))


def build_other_view(other: OtherStory, wording: Wording) -> OtherView:
    """Word a story that is only named."""
    language = find_primary_subtag(other.language)
    source = _name_source(other.source, other.country, wording)
    title = cut_text(other.title, NAME_LIMIT) or wording.gettext("(no headline)")
    return OtherView(
        title, f"{source}, {language}" if language else source, links.choose_side_link(other.url)
    )


def _build_change(change: tuple[str, str, str], item: Item, wording: Wording) -> ChangeView:
    field, before, after = change
    by_day = field == "published_at" and item.published_precision == "day"
    return ChangeView(
        _label_field(field, wording),
        _format_value(before, by_day, wording),
        _format_value(after, by_day, wording),
    )


def _label_field(field: str, wording: Wording) -> str:
    labels = {
        "title": wording.gettext("Headline"),
        "text": wording.gettext("Text"),
        "summary": wording.gettext("Summary"),
        "published_at": wording.gettext("Published"),
        "withdrawn_at": wording.gettext("Withdrawn"),
        "people": wording.gettext("People"),
        "organisations": wording.gettext("Organisations"),
    }
    return labels.get(field) or cut_text(clean_line(field), NAME_LIMIT)


def _format_value(text: str, by_day: bool, wording: Wording) -> str:
    at = parse_moment(text)
    if at is None:
        return cut_text(text, CHANGE_LIMIT) or "–"
    return wording.format_day(at.astimezone(UTC).date()) if by_day else wording.format_moment(at)


def _explain_finding(item: Item, wording: Wording) -> tuple[str, str] | None:
    if not item.watches:
        return None
    label = wording.ngettext("Found by the watch", "Found by the watches", len(item.watches))
    return label, quote_titles(item.watches, wording)


def _link_story(item: Item, draft: Draft) -> str | None:
    if draft.kibana is None:
        return None
    first, last = sorted([item.published_at, item.first_seen_at])
    query = f"story.id:{links.quote_phrase(item.story)}"
    return links.link_discover(
        draft.kibana, draft.data_view, query, first - links.MARGIN, last + links.MARGIN
    )
