"""A whole mail as both its forms show it, text and HTML: subject, opening, stories, closing words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pipeline.alert.render import labels, links
from pipeline.alert.render.excerpt import cut_text
from pipeline.alert.render.grouping import SHORT, group_items
from pipeline.alert.render.opening import (
    ChartView,
    build_chart,
    capitalize_sentence,
    format_story_count,
    list_counts,
)
from pipeline.alert.render.refusal import Unrenderable
from pipeline.alert.render.story_view import (
    OtherView,
    StoryView,
    build_other_view,
    build_story_view,
    cut_headline,
    quote_titles,
)
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Draft, Item, OtherStory

SUBJECT_LIMIT = 140
"""Characters of a headline and the number of further stories; words before it come on top."""
PREVIEW_LIMIT = 140


@dataclass(frozen=True, slots=True)
class Group:
    """Stories of a theme; `label` is empty where a mail has no groups, `count` is their number in words."""

    label: str
    count: str
    stories: tuple[StoryView, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a draft a mail shows: stories told whole, and after them stories named by a headline."""

    whole: int
    named: int


@dataclass(frozen=True, slots=True)
class MailView:
    """What is shown of one mail.

    `title` and `period` are in one or two parts, `counts` are label and parts, addresses are safe or None.
    `groups` hold the stories that are told, `index` says whether they are listed at the top; `headlines` are
    those that are only named, and `unnamed` counts the rest.
    """

    subject: str
    name: str
    title: tuple[str, ...]
    period: tuple[str, ...]
    preview: str
    test: bool
    chart: ChartView | None
    counts: tuple[tuple[str, tuple[str, ...]], ...]
    nothing: str
    groups: tuple[Group, ...]
    index: bool
    more: str
    more_url: str | None
    headlines: tuple[OtherView, ...]
    unnamed: str
    health: str
    closing: tuple[str, ...]
    unsubscribe: str | None

    @property
    def stories(self) -> tuple[StoryView, ...]:
        """Give the stories that are told, in their order."""
        return tuple(story for group in self.groups for story in group.stories)


def build_mail_view(draft: Draft, wording: Wording, unsubscribe: str | None, extent: Extent) -> MailView:
    """Word a draft for its recipient, as far as `extent` goes; raise Unrenderable when it says nothing."""
    if draft.kind == "immediate" and not draft.items:
        raise Unrenderable("an immediate mail without a story")
    left_out = len(draft.items) - extent.whole + max(draft.more, 0)
    headlines = _list_headlines(draft, extent)
    unnamed = left_out - len(headlines)
    return MailView(
        subject=compose_subject(draft, wording),
        name=labels.name_product(draft.sides, wording),
        title=() if _is_single(draft) else _compose_heading(draft, wording),
        period=_format_period(draft, wording),
        preview=_compose_preview(draft),
        test=draft.test,
        chart=build_chart(draft, wording),
        counts=list_counts(draft, wording),
        nothing="" if draft.items else wording.gettext("Nothing new for your watches."),
        groups=_build_groups(draft, wording, extent.whole),
        index=extent.whole > SHORT,
        more=_count_more(left_out, wording) if left_out else "",
        more_url=_link_more(draft),
        headlines=tuple(build_other_view(one, wording) for one in headlines),
        unnamed=_count_more(unnamed, wording) if headlines and unnamed > 0 else "",
        health=_describe_health(draft, wording),
        closing=_compose_closing(draft, wording),
        unsubscribe=unsubscribe,
    )


def compose_subject(draft: Draft, wording: Wording) -> str:
    """Give the subject: the headline of the first story, and how many more there are."""
    parts = []
    if draft.test:
        parts.append(wording.gettext("Test"))
    if not draft.items:
        parts += _compose_heading(draft, wording)
        return labels.make_tag(draft.sides) + ": ".join(parts)
    if draft.kind == "digest":
        parts.append(_name_digest(draft, wording))
    item = draft.items[0]
    if item.kind == "updated":
        parts.append(wording.gettext("Updated"))
    others = len(draft.items) - 1 + max(draft.more, 0)
    rest = f", {_count_more(others, wording)}" if others else ""
    parts.append(cut_text(cut_headline(item, wording), SUBJECT_LIMIT - len(rest)) + rest)
    return labels.make_tag(draft.sides) + ": ".join(parts)


def _compose_heading(draft: Draft, wording: Wording) -> tuple[str, ...]:
    num = len(draft.items) + max(draft.more, 0)
    count = format_story_count(num, wording) if num else wording.gettext("nothing new")
    return (_name_digest(draft, wording), count) if draft.kind == "digest" else (count,)


def _compose_preview(draft: Draft) -> str:
    if _is_single(draft):
        text = draft.items[0].excerpt.replace("\n", " ")
    else:
        text = " · ".join(item.title for item in draft.items)
    return cut_text(text, PREVIEW_LIMIT)


def _name_digest(draft: Draft, wording: Wording) -> str:
    rhythm = draft.rhythm.partition(" ")[0].lower()
    names = {
        "hourly": wording.gettext("Hourly digest"),
        "daily": wording.gettext("Daily digest"),
        "weekly": wording.gettext("Weekly digest"),
    }
    return names.get(rhythm) or wording.gettext("Digest")


def _is_single(draft: Draft) -> bool:
    return draft.kind == "immediate" and len(draft.items) == 1 and draft.more <= 0


def _format_period(draft: Draft, wording: Wording) -> tuple[str, ...]:
    if draft.kind == "immediate":
        return ()
    until = draft.until or draft.created_at
    if draft.since is None:
        return (wording.format_moment(until),)
    if wording.format_offset(draft.since) == wording.format_offset(until):
        return wording.format_clock(draft.since), wording.format_moment(until)
    # Over a change of the clocks both offsets are shown.
    return wording.format_moment(draft.since), wording.format_moment(until)


def _build_groups(draft: Draft, wording: Wording, whole: int) -> tuple[Group, ...]:
    groups = []
    number = 0
    for theme, items in group_items(draft.items[:whole]):
        stories = []
        for item in items:
            number += 1
            stories.append(build_story_view(item, draft, wording, number, whole))
        label = labels.name_theme(theme, wording) if whole > SHORT else ""
        groups.append(Group(label, format_story_count(len(items), wording), tuple(stories)))
    return tuple(groups)


def _list_headlines(draft: Draft, extent: Extent) -> tuple[OtherStory, ...]:
    """Give the stories that are named: those of the draft that are not told, then those that it names."""
    untold = [_reduce_item(item) for item in draft.items[extent.whole :]]
    return (*untold, *draft.headlines)[: extent.named]


def _reduce_item(item: Item) -> OtherStory:
    return OtherStory(
        url=item.url, title=item.title, source=item.source, country=item.country, language=item.language
    )


def _count_more(num: int, wording: Wording) -> str:
    return wording.ngettext("and %(num)d more story", "and %(num)d more stories", num)


def _link_more(draft: Draft) -> str | None:
    if draft.more <= 0 or draft.kibana is None:
        return None
    until = draft.until or draft.created_at
    since = draft.since or until - timedelta(days=1)
    if draft.session:
        return links.link_session(draft.kibana, draft.session, since, until)
    seen = f'first_seen_at:["{since.isoformat()}" TO "{until.isoformat()}"]'
    query = draft.more_query or f"relevance.grade:[2 TO 3] AND {seen}"
    return links.link_discover(
        draft.kibana, draft.data_view, query, since - links.MARGIN, until + links.MARGIN
    )


def _describe_health(draft: Draft, wording: Wording) -> str:
    if draft.health is None:
        return ""
    asked = wording.ngettext("%(num)d source asked", "%(num)d sources asked", draft.health.asked)
    silent = wording.ngettext("%(num)d silent", "%(num)d silent", draft.health.silent)
    return capitalize_sentence(f"{asked}, {silent}.")


def _compose_closing(draft: Draft, wording: Wording) -> tuple[str, ...]:
    lines = []
    found_by = (title for item in draft.items for title in item.watches)
    watches = draft.watches or tuple(dict.fromkeys(found_by))
    if watches:
        because = wording.ngettext(
            "You get this mail because %(address)s is a recipient of this watch: %(watches)s.",
            "You get this mail because %(address)s is a recipient of these watches: %(watches)s.",
            len(watches),
            address=draft.recipient.address,
            watches=quote_titles(watches, wording),
        )
        lines.append(because)
    offset = wording.format_offset(draft.until or draft.created_at)
    if wording.zone == offset:
        lines.append(wording.gettext("Times are those of %(zone)s.", zone=wording.zone))
    else:
        lines.append(
            wording.gettext("Times are those of %(zone)s (%(offset)s).", zone=wording.zone, offset=offset)
        )
    return tuple(lines)
