"""What came out of a demo as tables in a terminal of 80 columns, and the first of its mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.model.outcomes import GRADE_OUTCOMES, Outcome
from pipeline.terminal.screen import GRADE_STYLES, format_day, make_console, make_table

WIDTHS = (7, 37, 14, 13)
"""Columns of the table of stories: 80 with the gaps."""
MOST_LINES = 60
"""Lines of the mail that are shown: the first digest of a reader tells everything."""
QUERIES = ('"To Lam"', "Azerbaycan", '"Вьетнам визит"')

Row = Mapping[str, Any]


def show_demo(result: Row, *, command: str, mailbox: Path) -> None:
    """Show what a demo found, threw away and mailed.

    `command` is what to type to look into it, `mailbox` the folder that keeps its mails.
    """
    screen = make_console()
    screen.print()
    found = f"{len(result['stories'])} stories on the relation between Azerbaijan and Vietnam"
    screen.print(Text("Found", style="bold"), Text(found))
    _show_stories(result["stories"])
    screen.print()
    screen.print(_make_discard_table(result["thrown_away"]))
    screen.print()
    for number, (cycle, asked) in enumerate(zip(result["cycles"], result["requests"], strict=True), 1):
        _show_cycle(number, cycle, asked)
    for feed in result["feeds"]:
        meaning = Outcome(feed["status"]).help
        screen.print(Text(f"In trouble: {feed['source']}: {feed['status']}: {meaning}"), style="yellow")
    screen.print(Text(f"All of it took {result['seconds']} s. Try:\n"))
    for query in QUERIES:
        screen.print(Text(f"  {command} search {query}"), style="bold", soft_wrap=True)
    _show_mails(result["mails"], mailbox)
    again = "\nThe same under Airflow, a cycle a minute:  .venv/bin/azvn up --sample"
    screen.print(Text(again), soft_wrap=True)


def _show_stories(stories: Sequence[Row]) -> None:
    screen = make_console()
    for grade in sorted({story["grade"] for story in stories}, reverse=True):
        of_grade = [story for story in stories if story["grade"] == grade]
        title = f"\n{GRADE_OUTCOMES[grade].help} ({len(of_grade)})"
        screen.print(Text(title, style=GRADE_STYLES[grade]))
        screen.print(_make_story_table(of_grade))


def _make_story_table(stories: Sequence[Row]) -> Table:
    rows = make_table("day", "headline", "outlet", "copied by")
    for column, width in zip(rows.columns, WIDTHS, strict=True):
        column.width, column.overflow = width, "fold"
    for story in stories:
        partial = " (from its feed)" if story["text_from"] == "feed" else ""
        seed = Text("seed: ", style="dim") if story["origin"] == "seed" else Text()
        rows.add_row(
            Text(format_day(story["published_at"])),
            Text(story["title"] + partial),
            seed + Text(story["source"]),
            Text(", ".join(story["copied_by"]), style="cyan"),
        )
    return rows


def _make_discard_table(counts: Sequence[Row]) -> Table:
    rows = make_table("thrown away at", "because", ">pages")
    for count in counts:
        rows.add_row(count["stage"], Text(f"{count['outcome']}: {count['meaning']}"), str(count["count"]))
    return rows


def _show_cycle(number: int, cycle: Row, asked: int) -> None:
    index = cycle["stages"].get("index", {})
    line = f"Cycle {number}: {asked} requests, {index.get(Outcome.INDEXED, 0)} articles indexed"
    if index.get(Outcome.REVISED):
        line += f", {index[Outcome.REVISED]} corrected"
    make_console().print(Text(f"{line}, {cycle['seconds']} s"))
    for fault in cycle["faults"]:
        make_console().print(Text(f"  {fault}"), style="red")


def _show_mails(mails: Sequence[Row], mailbox: Path) -> None:
    """Show the first mail as its reader gets it, and where all of them are."""
    screen = make_console()
    if not mails:
        screen.print(Text("\nNo mail was sent."), style="red")
        return
    screen.print()
    screen.print(Rule("the mail" if len(mails) == 1 else f"the first of {len(mails)} mails", style="dim"))
    screen.print(Text(f"To: {mails[0]['to']}\nSubject: {mails[0]['subject']}\n", style="bold"))
    lines = mails[0]["text"].split("\n")
    screen.print(Text("\n".join(lines[:MOST_LINES])), soft_wrap=True)
    if len(lines) > MOST_LINES:
        screen.print(Text(f"… {len(lines) - MOST_LINES} more lines", style="dim"))
    screen.print(Rule(style="dim"))
    screen.print(Text(f"The whole, with HTML, is in {mailbox}."))
