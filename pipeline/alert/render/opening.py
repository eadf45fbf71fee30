"""The opening of a digest: the chart of four weeks, and the numbers by language and country."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.alert.render import chart as drawing
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Day, Draft

_COUNTED = 8
"""How many languages or countries are counted by name."""


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


def format_story_count(num: int, wording: Wording) -> str:
    """Give a number of stories in words."""
    return wording.ngettext("%(num)d story", "%(num)d stories", num)


def capitalize_sentence(text: str) -> str:
    """Give a text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def build_chart(draft: Draft, wording: Wording) -> ChartView | None:
    """Give the four weeks of a digest, None for a mail without them."""
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
        most=capitalize_sentence(peak),
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
        row.append((first, week.stories, format_story_count(week.stories, wording)))
        spoken.append(wording.gettext("week of %(day)s: %(num)d", day=first, num=week.stories))
    return tuple(row), "; ".join(spoken)


def _describe_peak(days: Sequence[Day], wording: Wording) -> str:
    top = drawing.find_peak(days)
    if not top.stories:
        return wording.gettext("no stories in these four weeks")
    return wording.gettext("most: %(num)d on %(day)s", num=top.stories, day=wording.format_short_day(top.on))


def list_counts(draft: Draft, wording: Wording) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the numbers of a digest by language and by country: label and parts."""
    if draft.kind != "digest":
        return ()
    unknown_language = wording.gettext("language unknown")
    unknown_country = wording.gettext("country unknown")
    languages = _format_counts(draft.languages, lambda code: wording.name_tongue(code) or unknown_language)
    countries = _format_counts(draft.countries, lambda code: wording.name_country(code) or unknown_country)
    rows = ((wording.gettext("By language"), languages), (wording.gettext("By country"), countries))
    return tuple((label, parts) for label, parts in rows if parts)


def _format_counts(numbers: Sequence[tuple[str, int]], name: Callable[[str], str]) -> tuple[str, ...]:
    ordered = sorted(numbers, key=lambda n: (-n[1], n[0]))
    return tuple(f"{name(code)} {num}" for code, num in ordered[:_COUNTED])
