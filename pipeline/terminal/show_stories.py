"""The stories that a search found, numbered, each with its copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.model.words import GRADE_LABELS, NO_COUNTRY
from pipeline.terminal.screen import GRADE_STYLES, format_time, make_console
from pipeline.terminal.show_events import describe_stories


def show_stories(result: Mapping[str, Any]) -> None:
    """Show the stories that a search found."""
    screen = make_console()
    stories: Sequence[Mapping[str, Any]] = result["stories"]
    if not stories:
        screen.print(Text(f"Nothing found for {result['query']!r}."))
    for number, story in enumerate(_list_once(stories), 1):
        screen.print(_number_text(number, _describe_story(story)))


def _list_once(stories: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give one story of each event, the best: the others stand below it, by language."""
    shown: dict[str, Mapping[str, Any]] = {}
    for story in stories:
        shown.setdefault(story.get("event") or story["url"], story)
    return list(shown.values())


def _number_text(number: int, text: Text) -> Table:
    """Hang a text under its number, so that long headlines keep their edge."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row(f"{number}.", text)
    return grid


def _describe_story(story: Mapping[str, Any]) -> Text:
    published = format_time(story["published_at"], story["published_precision"])
    country = f" ({story['country']})" if story["country"] != NO_COUNTRY else ""
    grade = story["grade"]
    text = Text(story["title"], style="bold")
    text += Text(f"\n{published} · {story['source']}{country} · {story['language']} · ")
    text += Text(GRADE_LABELS[grade], style=GRADE_STYLES[grade])
    if story["partial"]:
        text += Text(" · partial", style="yellow")
    if story["copies"]:
        text += Text(f"\nalso in {', '.join(story['copied_by'])}", style="cyan")
    text += Text(f"\n{story['url']}", style="dim")
    return text + describe_stories(story.get("event_stories") or ())
