"""A whole mail as both its forms show it, text and HTML: subject, opening, stories, closing words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.alert.render import chart as drawing
from pipeline.alert.render import links
from pipeline.alert.render.excerpt import cut_text
from pipeline.alert.render.refusal import Unrenderable
from pipeline.alert.render.story_view import StoryView, build_story_view, cut_headline, quote_titles
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Day, Draft

TAG = "[AZ–VN]"
SUBJECT_LIMIT = 140
"""Characters of a headline and the number of further stories; words before it come on top."""
PREVIEW_LIMIT = 140
_COUNTED = 8
"""How many languages or countries are counted by name in the opening."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """Four weeks: the picture, the same as a line of blocks, and the words beside it.

    `weeks` are first day, sum, and the sum in words.
    """

    caption: str
    weeks: tuple[tuple[str, int, str], ...]
    most: str
    blocks: str
    alt: str
    png: bytes


@dataclass(frozen=True, slots=True)
class MailView:
    """What is shown of one mail.

    `title` and `period` are in one or two parts, `counts` are label and parts, addresses are safe or None.
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
    stories: tuple[StoryView, ...]
    more: str
    more_url: str | None
    health: str
    closing: tuple[str, ...]
    unsubscribe: str | None


def build_mail_view(draft: Draft, wording: Wording, unsubscribe: str | None) -> MailView:
    """Word a draft for its recipient; raise Unrenderable when it says nothing."""
    if draft.kind == "immediate" and not draft.items:
        raise Unrenderable("an immediate mail without a story")
    stories = tuple(build_story_view(item, draft, wording) for item in draft.items)
    return MailView(
        subject=compose_subject(draft, wording),
        name=wording.gettext("Azerbaijan–Vietnam news monitor"),
        title=() if _is_single(draft) else _compose_heading(draft, wording),
        period=_format_period(draft, wording),
        preview=_compose_preview(draft),
        test=draft.test,
        chart=_build_chart(draft, wording),
        counts=_list_counts(draft, wording),
        nothing="" if stories else wording.gettext("Nothing new for your watches."),
        stories=stories,
        more=_count_left_out(draft, wording),
        more_url=_link_more(draft),
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
        return f"{TAG} {': '.join(parts)}"
    if draft.kind == "digest":
        parts.append(_name_digest(draft, wording))
    item = draft.items[0]
    if item.kind == "updated":
        parts.append(wording.gettext("Updated"))
    others = len(draft.items) - 1 + max(draft.more, 0)
    rest = f", {_count_more(others, wording)}" if others else ""
    parts.append(cut_text(cut_headline(item, wording), SUBJECT_LIMIT - len(rest)) + rest)
    return f"{TAG} {': '.join(parts)}"


def _compose_heading(draft: Draft, wording: Wording) -> tuple[str, ...]:
    num = len(draft.items) + max(draft.more, 0)
    count = _format_story_count(num, wording) if num else wording.gettext("nothing new")
    return (_name_digest(draft, wording), count) if draft.kind == "digest" else (count,)


def _compose_preview(draft: Draft) -> str:
    if _is_single(draft):
        text = draft.items[0].excerpt.replace("\n", " ")
    else:
        text = " · ".join(item.title for item in draft.items)
    return cut_text(text, PREVIEW_LIMIT)


def _format_story_count(num: int, wording: Wording) -> str:
    return wording.ngettext("%(num)d story", "%(num)d stories", num)


def _capitalize_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


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


def _build_chart(draft: Draft, wording: Wording) -> ChartView | None:
    days = drawing.fill_days(draft.days)
    if not days or draft.kind == "immediate":
        return None
    first = wording.format_short_day(days[0].on)
    last = wording.format_short_day(days[-1].on)
    caption = wording.gettext("Stories a day, %(first)s – %(last)s", first=first, last=last)
    weeks, spoken = _describe_weeks(days, wording)
    peak = _describe_peak(days, wording)
    return ChartView(
        caption=caption,
        weeks=weeks,
        most=_capitalize_sentence(peak),
        blocks=drawing.draw_blocks(days),
        alt=f"{caption}: {spoken}; {peak}",
        png=drawing.draw_png(days, wording.localize_day(draft.since) if draft.since else None),
    )


def _describe_weeks(days: Sequence[Day], wording: Wording) -> tuple[tuple[tuple[str, int, str], ...], str]:
    """Give each week for the row below the picture, and all of them in words for those who do not see it."""
    row = []
    spoken = []
    for week in drawing.sum_weeks(days):
        first = wording.format_short_day(week.on)
        row.append((first, week.stories, _format_story_count(week.stories, wording)))
        spoken.append(wording.gettext("week of %(day)s: %(num)d", day=first, num=week.stories))
    return tuple(row), "; ".join(spoken)


def _describe_peak(days: Sequence[Day], wording: Wording) -> str:
    top = drawing.find_peak(days)
    if not top.stories:
        return wording.gettext("no stories in these four weeks")
    return wording.gettext("most: %(num)d on %(day)s", num=top.stories, day=wording.format_short_day(top.on))


def _list_counts(draft: Draft, wording: Wording) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if draft.kind != "digest":
        return ()
    unknown_language = wording.gettext("language unknown")
    unknown_country = wording.gettext("country unknown")
    languages = _format_counts(draft.languages, lambda code: wording.name_language(code) or unknown_language)
    countries = _format_counts(draft.countries, lambda code: wording.name_country(code) or unknown_country)
    rows = ((wording.gettext("By language"), languages), (wording.gettext("By country"), countries))
    return tuple((label, parts) for label, parts in rows if parts)


def _format_counts(numbers: Sequence[tuple[str, int]], name: Callable[[str], str]) -> tuple[str, ...]:
    ordered = sorted(numbers, key=lambda n: (-n[1], n[0]))
    return tuple(f"{name(code)} {num}" for code, num in ordered[:_COUNTED])


def _count_left_out(draft: Draft, wording: Wording) -> str:
    if draft.more <= 0:
        return ""
    return _count_more(draft.more, wording)


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
    return _capitalize_sentence(f"{asked}, {silent}.")


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
    lines.append(
        wording.gettext("Times are those of %(zone)s (%(offset)s).", zone=wording.zone, offset=offset)
    )
    return tuple(lines)
