"""A whole mail as both its forms show it: subject, opening, stories, closing words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.alert.render import chart as drawing
from pipeline.alert.render import links
from pipeline.alert.render.excerpt import cut_text
from pipeline.alert.render.refusal import Unrenderable
from pipeline.alert.render.story import Story, build_story, cut_headline, quote_titles
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Day, Draft

TAG = "[AZ–VN]"
SUBJECT_LIMIT = 150
PREVIEW_LIMIT = 140
_COUNTED = 8
"""How many languages or countries are counted by name in the opening."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Four weeks: the picture, the same as a line of blocks, and the words beside it; `weeks` are first day,
    sum, and the sum in words.
    """

    caption: str
    weeks: tuple[tuple[str, int, str], ...]
    most: str
    blocks: str
    alt: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of one mail; `title` and `period` are in one or two parts, `counts` label and parts,
    addresses safe or None.
    """

    subject: str
    name: str
    title: tuple[str, ...]
    period: tuple[str, ...]
    preview: str
    test: bool
    chart: Chart | None
    counts: tuple[tuple[str, tuple[str, ...]], ...]
    nothing: str
    stories: tuple[Story, ...]
    more: str
    more_url: str | None
    health: str
    closing: tuple[str, ...]
    unsubscribe: str | None


def build_page(draft: Draft, words: Wording, unsubscribe: str | None) -> Page:
    """Word a draft for its recipient; raise Unrenderable when it says nothing."""
    if draft.kind == "immediate" and not draft.items:
        raise Unrenderable("an immediate mail without a story")
    stories = tuple(build_story(item, draft, words) for item in draft.items)
    return Page(
        subject=compose_subject(draft, words),
        name=words.gettext("Azerbaijan–Vietnam news monitor"),
        title=_compose_title(draft, words),
        period=_format_period(draft, words),
        preview=_compose_preview(draft),
        test=draft.test,
        chart=_build_chart(draft, words),
        counts=_list_counts(draft, words),
        nothing="" if stories else words.gettext("Nothing new for your watches."),
        stories=stories,
        more=words.ngettext("and %(num)d more story", "and %(num)d more stories", draft.more)
        if draft.more > 0
        else "",
        more_url=_link_more(draft),
        health=_describe_health(draft, words),
        closing=_compose_closing(draft, words),
        unsubscribe=unsubscribe,
    )


def compose_subject(draft: Draft, words: Wording) -> str:
    """Give the subject: the headline of a single story, else how many there are."""
    if _is_single(draft):
        item = draft.items[0]
        kind = (words.gettext("Updated"),) if item.kind == "updated" else ()
        parts: tuple[str, ...] = (*kind, cut_text(cut_headline(item, words), SUBJECT_LIMIT))
    else:
        parts = _compose_heading(draft, words)
    marks = (words.gettext("Test"),) if draft.test else ()
    return f"{TAG} " + ": ".join(marks + parts)


def _compose_heading(draft: Draft, words: Wording) -> tuple[str, ...]:
    num = len(draft.items) + max(draft.more, 0)
    count = _format_story_count(num, words) if num else words.gettext("nothing new")
    return (_name_digest(draft, words), count) if draft.kind == "digest" else (count,)


def _compose_preview(draft: Draft) -> str:
    text = (
        draft.items[0].excerpt.replace("\n", " ")
        if _is_single(draft)
        else " · ".join(item.title for item in draft.items)
    )
    return cut_text(text, PREVIEW_LIMIT)


def _format_story_count(num: int, words: Wording) -> str:
    return words.ngettext("%(num)d story", "%(num)d stories", num)


def _capitalize_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _name_digest(draft: Draft, words: Wording) -> str:
    rhythm = draft.rhythm.partition(" ")[0].lower()
    names = {
        "hourly": words.gettext("Hourly digest"),
        "daily": words.gettext("Daily digest"),
        "weekly": words.gettext("Weekly digest"),
    }
    return names.get(rhythm) or words.gettext("Digest")


def _compose_title(draft: Draft, words: Wording) -> tuple[str, ...]:
    return () if _is_single(draft) else _compose_heading(draft, words)


def _is_single(draft: Draft) -> bool:
    return draft.kind == "immediate" and len(draft.items) == 1 and draft.more <= 0


def _format_period(draft: Draft, words: Wording) -> tuple[str, ...]:
    if draft.kind == "immediate":
        return ()
    until = draft.until or draft.created_at
    if draft.since is None:
        return (words.format_moment(until),)
    # Over a change of the clocks both offsets are told.
    since = (
        words.format_clock(draft.since)
        if words.format_offset(draft.since) == words.format_offset(until)
        else words.format_moment(draft.since)
    )
    return since, words.format_moment(until)


def _build_chart(draft: Draft, words: Wording) -> Chart | None:
    days = drawing.fill_days(draft.days)
    if not days or draft.kind == "immediate":
        return None
    first, last = words.format_short_day(days[0].on), words.format_short_day(days[-1].on)
    caption = words.gettext("Stories a day, %(first)s – %(last)s", first=first, last=last)
    weeks = drawing.sum_weeks(days)
    spoken = [
        words.gettext("week of %(day)s: %(num)d", day=words.format_short_day(w.on), num=w.stories)
        for w in weeks
    ]
    most = _describe_peak(days, words)
    return Chart(
        caption=caption,
        weeks=tuple(
            (words.format_short_day(w.on), w.stories, _format_story_count(w.stories, words)) for w in weeks
        ),
        most=_capitalize_sentence(most),
        blocks=drawing.draw_blocks(days),
        alt=f"{caption}: {'; '.join(spoken)}; {most}",
        png=drawing.draw_png(days, _find_first_day(draft, words)),
    )


def _describe_peak(days: Sequence[Day], words: Wording) -> str:
    top = drawing.find_peak(days)
    if not top.stories:
        return words.gettext("no stories in these four weeks")
    return words.gettext("most: %(num)d on %(day)s", num=top.stories, day=words.format_short_day(top.on))


def _find_first_day(draft: Draft, words: Wording) -> date | None:
    return words.localize_day(draft.since) if draft.since else None


def _list_counts(draft: Draft, words: Wording) -> tuple[tuple[str, tuple[str, ...]], ...]:
    no_tongue, no_country = words.gettext("language unknown"), words.gettext("country unknown")
    rows = [
        (
            words.gettext("By language"),
            _format_counts(draft.languages, lambda code: words.name_language(code) or no_tongue),
        ),
        (
            words.gettext("By country"),
            _format_counts(draft.countries, lambda code: words.name_country(code) or no_country),
        ),
    ]
    return tuple((label, parts) for label, parts in rows if parts) if draft.kind == "digest" else ()


def _format_counts(numbers: Sequence[tuple[str, int]], name: Callable[[str], str]) -> tuple[str, ...]:
    ordered = sorted(numbers, key=lambda n: (-n[1], n[0]))
    return tuple(f"{name(code)} {num}" for code, num in ordered[:_COUNTED])


def _link_more(draft: Draft) -> str | None:
    if draft.more <= 0 or draft.kibana is None:
        return None
    until = draft.until or draft.created_at
    since = draft.since or until - timedelta(days=1)
    seen = f'first_seen_at:["{since.isoformat()}" TO "{until.isoformat()}"]'
    query = draft.more_query or f"relevance.grade:[2 TO 3] AND {seen}"
    return links.link_discover(
        draft.kibana, draft.data_view, query, since - links.MARGIN, until + links.MARGIN
    )


def _describe_health(draft: Draft, words: Wording) -> str:
    if draft.health is None:
        return ""
    asked = words.ngettext("%(num)d source asked", "%(num)d sources asked", draft.health.asked)
    silent = words.ngettext("%(num)d silent", "%(num)d silent", draft.health.silent)
    return _capitalize_sentence(f"{asked}, {silent}.")


def _compose_closing(draft: Draft, words: Wording) -> tuple[str, ...]:
    found_by = (title for item in draft.items for title in item.watches)
    watches = draft.watches or tuple(dict.fromkeys(found_by))
    at = draft.until or draft.created_at
    lines = [
        words.gettext(
            "Times are those of %(zone)s (%(offset)s).", zone=words.zone, offset=words.format_offset(at)
        )
    ]
    if watches:
        because = words.ngettext(
            "You get this mail because %(address)s is a recipient of this watch: %(watches)s.",
            "You get this mail because %(address)s is a recipient of these watches: %(watches)s.",
            len(watches),
            address=draft.recipient.address,
            watches=quote_titles(watches, words),
        )
        lines.insert(0, because)
    return tuple(lines)
