"""Events, each with the stories that tell of it, by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.model.words import GRADE_LABELS
from pipeline.terminal.screen import GRADE_STYLES, format_moment, format_number, make_console

Row = Mapping[str, Any]


def show_events(result: Row) -> None:
    """Show the latest events."""
    screen = make_console()
    events: Sequence[Row] = result["events"]
    if result["renewed"]:
        screen.print(Text(f"Meanings read anew: {result['renewed']}"))
    if not events:
        screen.print(Text("No event yet: `azvn cycle` looks for news."))
    for event in events:
        screen.print(Text(event["told_by"][0]["title"], style="bold"))
        screen.print(Padding(_describe_event(event), (0, 0, 0, 3)))
        if len(event["told_by"]) > 1:
            screen.print(_make_grid(event["told_by"][1:]))


def _describe_event(event: Row) -> Text:
    first, grade = event["told_by"][0], event["grade"]
    counts = ", ".join(
        [
            "1 story" if event["stories"] == 1 else f"{event['stories']} stories",
            format_number(event["articles"], "article"),
            format_number(event["outlets"], "outlet"),
        ]
    )
    when = format_moment(first["published_at"], first["published_precision"])
    text = Text(f"{when} · {counts} · {', '.join(event['languages'])} · ")
    return text + Text(GRADE_LABELS[grade], style=GRADE_STYLES[grade])


def _make_grid(stories: Iterable[Row]) -> Table:
    """Give the stories of an event in two columns, so that a long headline goes on under itself."""
    grid = Table.grid(padding=(0, 1))
    for story in _sort_stories(stories):
        grid.add_row(
            Text(f"   {story['language']}:", style="cyan"), Text(f"{story['title']} – {story['source']}")
        )
    return grid


def _sort_stories(stories: Iterable[Row]) -> Sequence[Row]:
    return sorted(stories, key=lambda one: (one["language"], one["published_at"]))


def describe_stories(stories: Iterable[Row]) -> Text:
    """Give a line for each story of an event: language, headline, outlet."""
    text = Text()
    for story in _sort_stories(stories):
        text += Text(f"\n   {story['language']}: ", style="cyan")
        text += Text(f"{story['title']} – {story['source']}")
    return text
