"""The text form of a mail, for terminals: 72 columns, wide characters counted as two, long addresses at the
end.
"""

from __future__ import annotations

from collections.abc import Iterable

from wcwidth import ljust, wrap

from pipeline.alert.render.excerpt import Piece
from pipeline.alert.render.page import Chart, Page
from pipeline.alert.render.story import Story
from pipeline.alert.render.wording import Wording

COLUMNS = 72
_RULE = "-" * COLUMNS
_WEEK = 9


class Notes:
    """Addresses too long for a line, numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number_url(self, url: str) -> str:
        """Give the mark of an address: `[3]`."""
        return f"[{self._numbers.setdefault(url, len(self._numbers) + 1)}]"

    def format_lines(self) -> list[str]:
        """Give the list of addresses for the end of the mail."""
        return [f"[{number}] {url}" for url, number in self._numbers.items()]


def render_plain(page: Page, words: Wording) -> str:
    """Lay a mail out as text; lines end with a line feed and are at most 72 columns wide, addresses apart."""
    notes = Notes()
    parts = [_render_opening(page, words)]
    for number, story in enumerate(page.stories, 1):
        parts.append(
            [_RULE, *_render_story(story, f"{number}. " if len(page.stories) > 1 else "", words, notes)]
        )
    parts += [_render_rest(page, words, notes), _render_closing(page, words)]
    if notes.format_lines():
        parts.append([words.gettext("Links"), *notes.format_lines()])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _render_opening(page: Page, words: Wording) -> list[str]:
    lines = _wrap_text(page.name)
    if page.test:
        lines += _wrap_text(words.gettext("This is a test: it shows what such a mail looks like."))
    lines += [*_wrap_text(": ".join(page.title)), *_wrap_text(" – ".join(page.period))]
    if page.chart:
        lines += ["", *_render_chart(page.chart)]
    if page.counts:
        lines.append("")
    for label, parts in page.counts:
        lines += _wrap_text(f"{label}: {' · '.join(parts)}")
    if page.nothing:
        lines += ["", *_wrap_text(page.nothing)]
    return lines


def _render_chart(chart: Chart) -> list[str]:
    # Each week is seven blocks and two spaces wide: its day and its sum stand below it.
    rows = [
        "".join(ljust(cell, _WEEK) for cell in row).rstrip()
        for row in zip(*((day, str(num)) for day, num, _ in chart.weeks), strict=True)
    ]
    return [
        *_wrap_text(chart.caption),
        *(f"  {line}" for line in [chart.blocks, *rows]),
        *_wrap_text(chart.most, "  "),
    ]


def _render_story(story: Story, number: str, words: Wording, notes: Notes) -> list[str]:
    indent = " " * len(number)
    badge = f"[{words.gettext('Updated')}] " if story.updated else ""
    lines = wrap(f"{number}{badge}{story.title}", COLUMNS, subsequent_indent=indent)
    for text in (story.source, f"{story.when} · {story.language}", story.found):
        lines += _wrap_text(text, indent)
    for paragraph in story.paragraphs:
        lines += ["", *_wrap_text(_mark_hits(paragraph), indent)]
    lines += ["", *_render_details(story, indent, words, notes)]
    return lines + _render_addresses(story, indent, words, notes)


def _render_details(story: Story, indent: str, words: Wording, notes: Notes) -> list[str]:
    lines = _render_changes(story, indent, words)
    if story.partial:
        lines += _wrap_text(words.gettext("Only a part of the text could be read."), indent)
    facts = list(story.facts)
    if story.also:
        places = ", ".join(f"{p.name} {notes.number_url(p.url)}" if p.url else p.name for p in story.also)
        facts.append((words.gettext("Also in"), f"{places} {story.also_more}".rstrip()))
    for label, text in [*facts, *filter(None, [story.why])]:
        lines += _wrap_text(f"{label}: {text}", indent, indent + "  ")
    return lines


def _render_changes(story: Story, indent: str, words: Wording) -> list[str]:
    if not story.changes:
        return []
    lines = _wrap_text(words.gettext("What changed"), indent)
    for change in story.changes:
        lines += _wrap_text(change.label, indent + "  ")
        for label, value in ((words.gettext("before"), change.before), (words.gettext("now"), change.after)):
            lines += _wrap_text(f"{label}: {value}", indent + "    ", indent + "      ")
    return [*lines, ""]


def _render_addresses(story: Story, indent: str, words: Wording, notes: Notes) -> list[str]:
    lines = ["", indent + story.url] if story.url else [""]
    marks = [(words.gettext("Translate"), story.translate), (words.gettext("Open in Kibana"), story.kibana)]
    shown = "   ".join(f"{label} {notes.number_url(url)}" for label, url in marks if url)
    return lines + _wrap_text(shown, indent)


def _render_rest(page: Page, words: Wording, notes: Notes) -> list[str]:
    if not page.more:
        return []
    link = (
        f" – {words.gettext('see them in Kibana')} {notes.number_url(page.more_url)}" if page.more_url else ""
    )
    return [_RULE, *_wrap_text(f"… {page.more}{link}")]


def _render_closing(page: Page, words: Wording) -> list[str]:
    lines = [_RULE]
    for text in filter(None, [page.health, *page.closing]):
        lines += _wrap_text(text)
    if page.unsubscribe:
        lines.append(f"{words.gettext('Stop these mails')}: {page.unsubscribe}")
    return lines


def _mark_hits(paragraph: Iterable[Piece]) -> str:
    return "".join(f"*{text}*" if hit else text for hit, text in paragraph)


def _wrap_text(text: str, indent: str = "", later: str | None = None) -> list[str]:
    return wrap(text, COLUMNS, initial_indent=indent, subsequent_indent=indent if later is None else later)
