"""The text form of a mail, for terminals: 72 columns, wide characters counted as two.

Long addresses stand at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs

from wcwidth import ljust, wrap

from pipeline.alert.render.excerpt import Piece
from pipeline.alert.render.mail_view import MailView
from pipeline.alert.render.opening import ChartView
from pipeline.alert.render.story_view import StoryView
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


def render_plain(view: MailView, wording: Wording) -> str:
    """Lay a mail out as text; lines end with a line feed and are at most 72 columns wide, addresses apart."""
    notes = Notes()
    parts = [_render_opening(view, wording)]
    single = len(view.stories) == 1
    for group in view.groups:
        heading = [_RULE, *_wrap_text(group.label), ""] if group.label else []
        for story in group.stories:
            before = "" if single else f"{story.number}. "
            parts.append([*(heading or [_RULE]), *_render_story(story, before, wording, notes)])
            heading = []
    parts += [_render_rest(view, wording, notes), _render_closing(view, wording)]
    if notes.format_lines():
        parts.append([wording.gettext("Links"), *notes.format_lines()])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _render_opening(view: MailView, wording: Wording) -> list[str]:
    lines = _wrap_text(view.name)
    if view.test:
        lines += _wrap_text(wording.gettext("This is a test: it shows what such a mail looks like."))
    lines += [*_wrap_text(": ".join(view.title)), *_wrap_text(" – ".join(view.period))]
    if view.chart:
        lines += ["", *_render_chart(view.chart)]
    if view.counts:
        lines.append("")
    for label, parts in view.counts:
        lines += _wrap_text(f"{label}: {' · '.join(parts)}")
    if view.nothing:
        lines += ["", *_wrap_text(view.nothing)]
    return lines + (_render_index(view, wording) if view.index else [])


def _render_index(view: MailView, wording: Wording) -> list[str]:
    lines = ["", *_wrap_text(wording.gettext("In this mail"))]
    for group in view.groups:
        lines += _wrap_text(f"{group.label} · {group.count}")
        for story in group.stories:
            number = f"{story.number}. "
            lines += _wrap_text(f"{number}{story.short}", "  ", "  " + " " * len(number))
    return lines


def _render_chart(chart: ChartView) -> list[str]:
    # Each week is seven blocks and two spaces wide: its day and its sum stand below it.
    days = "".join(ljust(day, _WEEK) for day, _, _ in chart.weeks)
    sums = "".join(ljust(str(num), _WEEK) for _, num, _ in chart.weeks)
    drawn = [f"  {line.rstrip()}" for line in (chart.blocks, days, sums)]
    return [*_wrap_text(chart.caption), *drawn, *_wrap_text(chart.most, "  ")]


def _render_story(story: StoryView, number: str, wording: Wording, notes: Notes) -> list[str]:
    indent = " " * len(number)
    badge = f"[{wording.gettext('Updated')}] " if story.updated else ""
    lines = wrap(f"{number}{badge}{story.title}", COLUMNS, subsequent_indent=indent)
    when = " · ".join(filter(None, [story.when, story.language, story.grade]))
    for text in (story.source, when, story.found):
        lines += _wrap_text(text, indent)
    for paragraph in story.paragraphs:
        lines += ["", *_wrap_text(_mark_hits(paragraph), indent)]
    lines += ["", *_render_details(story, indent, wording, notes)]
    return lines + _render_addresses(story, indent, wording, notes)


def _render_details(story: StoryView, indent: str, wording: Wording, notes: Notes) -> list[str]:
    lines = _render_changes(story, indent, wording)
    if story.partial:
        lines += _wrap_text(wording.gettext("Only a part of the text could be read."), indent)
    facts = list(story.facts)
    if story.also:
        names = [f"{one.name} {notes.number_url(one.url)}" if one.url else one.name for one in story.also]
        facts.append((wording.gettext("Also in"), f"{', '.join(names)} {story.also_more}".rstrip()))
    if story.why:
        facts.append(story.why)
    for label, text in facts:
        lines += _wrap_text(f"{label}: {text}", indent, indent + "  ")
    return lines + _render_event(story, indent, wording, notes)


def _render_event(story: StoryView, indent: str, wording: Wording, notes: Notes) -> list[str]:
    if not story.event:
        return []
    lines = _wrap_text(f"{wording.gettext('The same event')}:", indent)
    for other in story.event:
        mark = f" {notes.number_url(other.url)}" if other.url else ""
        lines += _wrap_text(f"- {other.title} ({other.source}){mark}", indent + "  ", indent + "    ")
    return lines + (_wrap_text(story.event_more, indent + "  ") if story.event_more else [])


def _render_changes(story: StoryView, indent: str, wording: Wording) -> list[str]:
    if not story.changes:
        return []
    lines = _wrap_text(wording.gettext("What changed"), indent)
    for change in story.changes:
        lines += _wrap_text(change.label, indent + "  ")
        for label, value in (
            (wording.gettext("before"), change.before),
            (wording.gettext("now"), change.after),
        ):
            lines += _wrap_text(f"{label}: {value}", indent + "    ", indent + "      ")
    return [*lines, ""]


def _render_addresses(story: StoryView, indent: str, wording: Wording, notes: Notes) -> list[str]:
    lines = ["", indent + story.url] if story.url else [""]
    marks = [
        (wording.gettext("Translate"), story.translate),
        (wording.gettext("Open in Kibana"), story.kibana),
    ]
    shown = "   ".join(f"{label} {notes.number_url(url)}" for label, url in marks if url)
    return lines + _wrap_text(shown, indent)


def _render_rest(view: MailView, wording: Wording, notes: Notes) -> list[str]:
    if not view.more:
        return []
    text = f"… {view.more}"
    if view.more_url:
        text += f" – {wording.gettext('see them in Kibana')} {notes.number_url(view.more_url)}"
    lines = [_RULE, *_wrap_text(text)]
    for one in view.headlines:
        mark = f" {notes.number_url(one.url)}" if one.url else ""
        lines += _wrap_text(f"- {one.title} ({one.source}){mark}", "", "  ")
    return lines + (_wrap_text(f"… {view.unnamed}") if view.unnamed else [])


def _render_closing(view: MailView, wording: Wording) -> list[str]:
    lines = [_RULE]
    for text in filter(None, [view.health, *view.closing]):
        lines += _wrap_text(text)
    if view.unsubscribe:
        lines += _render_unsubscribing(view.unsubscribe, wording)
    return lines


def _render_unsubscribing(address: str, wording: Wording) -> list[str]:
    """Give the address to stop the mails; of one to write to, what people write, not what machines read."""
    label = wording.gettext("Stop these mails")
    scheme, _, rest = address.partition(":")
    if scheme != "mailto":
        return [f"{label}: {address}"]
    mailbox, _, query = rest.partition("?")
    subject = "".join(parse_qs(query).get("subject", ()))
    how = wording.gettext(
        "a mail to %(address)s with the subject “%(subject)s”", address=mailbox, subject=subject
    )
    return _wrap_text(f"{label}: {how}")


def _mark_hits(paragraph: Iterable[Piece]) -> str:
    return "".join(f"*{text}*" if hit else text for hit, text in paragraph)


def _wrap_text(text: str, indent: str = "", later: str | None = None) -> list[str]:
    return wrap(text, COLUMNS, initial_indent=indent, subsequent_indent=indent if later is None else later)
