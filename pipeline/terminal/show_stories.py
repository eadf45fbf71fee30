"""The events that a search found, numbered, each with the best of its stories and with its copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.model.words import GRADE_LABELS, NO_COUNTRY
from pipeline.terminal.screen import GRADE_STYLES, format_moment, format_number, make_console
from pipeline.terminal.show_events import describe_stories

Row = Mapping[str, Any]


def show_stories(result: Row, *, copies: bool = False) -> None:
    """Show what a search found, with `copies` each copy with its address."""
    screen = make_console()
    events = _list_once(result["stories"])
    for note in result.get("notes") or ():
        screen.print(Text(note, style="yellow"))
    if not events:
        screen.print(Text(_say_nothing(result)))
    first = (result.get("page", 1) - 1) * result.get("size", 0) + 1
    for number, story in enumerate(events, first):
        screen.print(_number_text(number, _describe_story(story, copies=copies)), soft_wrap=False)
    if result.get("did_you_mean"):
        screen.print(Text(f"Did you mean: {result['did_you_mean']}", style="bold"))
    if events and result.get("found"):
        screen.print(Text(_count_found(result), style="dim"))


def _say_nothing(result: Row) -> str:
    about = f"Nothing found for {result['query']!r}" if result["query"] else "Nothing found"
    narrowed = [
        *(f"--{name} {_join(values)}" for name, values in (result.get("filters") or {}).items()),
        *(f"--{name} {result[name][:10]}" for name in ("since", "until") if result.get(name)),
    ]
    if result.get("page", 1) > 1:
        narrowed.append(f"--page {result['page']}")
    return f"{about} with {', '.join(narrowed)}." if narrowed else f"{about}."


def _join(values: Any) -> str:
    return " or ".join(map(str, values)) if isinstance(values, list) else str(values)


def _count_found(result: Row) -> str:
    found, page, size = result["found"], result["page"], result["size"]
    if result.get("meaning"):
        return f"By meaning, the nearest of {format_number(found['events'], 'event')} first."
    articles = format_number(found["articles"], "article")
    counts = f"{format_number(found['events'], 'event')} in {articles}"
    if not found["exact"]:
        counts = f"More than {articles}"
    pages = -(-found["events"] // size)
    if pages <= 1:
        return f"{counts}."
    more = f": --page {page + 1}" if page < pages else ""
    return f"{counts}; page {page} of {pages}{more}."


def _list_once(stories: Sequence[Row]) -> list[Row]:
    """Give one story of each event, the best: the others stand below it, by language."""
    shown: dict[str, Row] = {}
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


def _describe_story(story: Row, *, copies: bool) -> Text:
    published = format_moment(story["published_at"], story["published_precision"])
    country = f" ({story['country']})" if story["country"] != NO_COUNTRY else ""
    grade = story["grade"]
    text = Text(story["title"], style="bold")
    text += Text(f"\n{published} · {story['source']}{country} · {story['language']} · ")
    text += Text(GRADE_LABELS[grade], style=GRADE_STYLES[grade])
    if story["partial"]:
        text += Text(" · partial", style="yellow")
    if story["copies"] and not copies:
        text += Text(f"\nalso in {', '.join(story['copied_by'])}", style="cyan")
    text += Text(f"\n{story['url']}", style="dim")
    if copies:
        text += _list_copies(story)
    return text + describe_stories(story.get("event_stories") or ())


def _list_copies(story: Row) -> Text:
    text = Text()
    for source, url in zip(story["copied_by"], story["copy_urls"], strict=True):
        text += Text(f"\nalso in {source}", style="cyan")
        text += Text(f"\n{url}", style="dim")
    return text
