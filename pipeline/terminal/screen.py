"""How results look in a terminal of 80 columns; plain lines when the output is not a terminal."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipeline.model.outcomes import FEED_GOOD, Stage
from pipeline.model.progress import StepProgress, stay_silent
from pipeline.model.words import GRADE_LABELS, NO_COUNTRY

STYLES = {3: "bold green", 2: "green", 1: "yellow", 0: "dim"}


def make_console(stderr: bool = False) -> Console:
    """Give the console: never wider than 100 columns, 80 when the width is not known."""
    made = Console(stderr=stderr, highlight=False)
    made.width = min(made.width if made.is_terminal else 80, 100)
    return made


def print_line(text: str) -> None:
    """Print a line; what came from outside is not read as markup."""
    make_console().print(Text(text), soft_wrap=True)


def print_lines(texts: Sequence[str]) -> None:
    """Print a line each, or that there was nothing to do."""
    for text in texts or ["Everything is in place."]:
        print_line(text)


@contextmanager
def show_progress(quiet: bool = False) -> Iterator[StepProgress]:
    """Show what a cycle is doing while it runs: one moving line in a terminal, a line per step elsewhere."""
    screen = make_console(stderr=True)
    if quiet:
        yield stay_silent
    elif screen.is_terminal:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=screen, transient=True) as bar:
            task = bar.add_task("starting")
            yield lambda step, numbers: bar.update(task, description=describe_step(step, numbers))
    else:
        yield _Steps()


class _Steps:
    """Prints each step once, for logs and pipes."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, step: str, numbers: Mapping[str, Any]) -> None:
        if step != self._last:
            self._last = step
            print(describe_step(step, numbers), file=sys.stderr, flush=True)


def describe_step(step: str, numbers: Mapping[str, Any]) -> str:
    """Say in words what a step is doing."""
    if step == "plan":
        return f"plan: {numbers['feeds']} feeds are due, {numbers['pages']} pages wait"
    if step == "crawl":
        found = (
            f"crawl: feeds {numbers.get('feeds', 0)} of {numbers.get('of_feeds', 0)}, pages"
            f" {numbers.get('pages', 0)}"
        )
        return f"{found}, {numbers.get('waiting', 0)} to go"
    if step == "process":
        if "files" in numbers:
            return f"process: {numbers['files']} spool file{'s' * (numbers['files'] != 1)}"
        return f"process: {numbers.get('read', 0)} pages read, {numbers.get('kept', 0)} on the topic"
    if step == "check":
        return f"check: {numbers.get('feeds', 0)} of {numbers.get('of_feeds', 0)} feeds asked"
    return step


def show_cycle(report: Mapping[str, Any]) -> None:
    """Show what a cycle did: a line a stage."""
    screen = make_console()
    screen.print(
        Text(f"Cycle {report['cycle']}{' (went on after an interruption)' if report['resumed'] else ''}"),
        style="bold",
    )
    for label, counts in (
        ("feeds", report["feeds"]),
        *((stage, report["stages"].get(stage)) for stage in Stage),
    ):
        if counts:
            screen.print(Text(f"  {label:9} {_format_counts(counts)}"))
    screen.print(
        Text(f"  {'stories':9} {report['stories']} new, {report['copies']} copies · {report['seconds']} s")
    )
    for fault in report["faults"]:
        screen.print(Text(f"  fault: {fault}"), style="red")
    if report["spool_waiting"]:
        screen.print(
            Text(f"  {report['spool_waiting']} spool files wait; run `azvn cycle` again."), style="yellow"
        )


def _format_number(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _format_counts(counts: Mapping[str, int]) -> str:
    return " · ".join(f"{word} {number}" for word, number in sorted(counts.items(), key=lambda c: -c[1]))


def show_replay(report: Mapping[str, Any]) -> None:
    """Show what reading archived pages again brought."""
    print_line(f"{report['pages']} pages read; {report['stories']} new stories, {report['copies']} copies")
    for stage, counts in report["items"].items():
        print_line(f"  {stage:9} {_format_counts(counts)}")
    for failed in report["failed"]:
        print_line(f"  not read: {failed}")


def show_found(result: Mapping[str, Any]) -> None:
    """Show the stories that a search found."""
    screen = make_console()
    stories: Sequence[Mapping[str, Any]] = result["stories"]
    if not stories:
        screen.print(Text(f"Nothing found for {result['query']!r}."))
    for number, story in enumerate(stories, 1):
        screen.print(_number_text(number, _format_story(story)))


def _number_text(number: int, text: Text) -> Table:
    """Hang a text under its number, so that long headlines keep their edge."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row(f"{number}.", text)
    return grid


def _format_story(story: Mapping[str, Any]) -> Text:
    grade = story["grade"]
    text = Text(story["title"], style="bold")
    country = f" ({story['country']})" if story["country"] != NO_COUNTRY else ""
    text += Text(
        f"\n{format_time(story['published_at'], story['published_precision'])} · {story['source']}{country}"
    )
    text += Text(f" · {story['language']} · ") + Text(GRADE_LABELS[grade], style=STYLES[grade])
    if story["partial"]:
        text += Text(" · partial", style="yellow")
    if story["copies"]:
        text += Text(f"\nalso in {', '.join(story['copied_by'])}", style="cyan")
    return text + Text(f"\n{story['url']}", style="dim")


def format_time(value: str | None, precision: str = "instant") -> str:
    """Show a time of the index as day, and hour in UTC when it is known."""
    if not value:
        return "no date"
    moment = datetime.fromisoformat(value)
    return moment.strftime("%Y-%m-%d" if precision == "day" else "%Y-%m-%d %H:%M")


def format_day(value: str) -> str:
    """Show the day of a time of the index in six columns; the year in its place when it is another than this
    one.
    """
    moment = datetime.fromisoformat(value)
    return moment.strftime("%b %d" if moment.year == datetime.now(UTC).year else "%b %y")


def make_table(*columns: str) -> Table:
    """Give a table in the house look."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", expand=False)
    for column in columns:
        made.add_column(
            column.lstrip(">"), justify="right" if column.startswith(">") else "left", overflow="fold"
        )
    return made


def show_sources(outlets: Sequence[Mapping[str, Any]]) -> None:
    """Show the catalogue."""
    rows = make_table("id", "name", "land", "languages", ">feeds")
    for outlet in outlets:
        muted = " (muted)" if outlet["muted"] else ""
        rows.add_row(
            Text(outlet["id"]),
            Text(outlet["name"] + muted),
            outlet["country"],
            " ".join(outlet["languages"]),
            str(outlet["feeds"] or "–"),
        )
    make_console().print(rows)
    print_line(
        f"{len(outlets)} outlets, {sum(o['feeds'] for o in outlets)} feeds, sitemaps and section pages"
    )


def show_check(result: Mapping[str, Any]) -> None:
    """Show what checking the catalogue found."""
    rows = make_table("source", "feed", "outcome", ">entries")
    for feed in result["feeds"]:
        good = feed["outcome"] in FEED_GOOD
        rows.add_row(
            Text(feed["source"]),
            Text(feed["url"].partition("://")[2]),
            Text(feed["outcome"], style="green" if good else "red"),
            str(feed["entries"]),
        )
    if result["feeds"]:
        make_console().print(rows)
    print_line(
        f"{result['sources']} outlets are well described; {len(result['feeds'])} feeds asked,"
        f" {result['trouble']} in trouble"
    )


def show_status(state: Mapping[str, Any]) -> None:
    """Show how the monitor is doing."""
    screen = make_console()
    last = state["last_cycle"]
    if last is None:
        screen.print("No cycle has run yet: `azvn cycle` runs one.", style="yellow")
    else:
        age = round(state["age_seconds"] / 60)
        style = "green" if state["healthy"] else "red"
        screen.print(Text(f"Last cycle {last['cycle']}, {age} minutes ago", style=style))
        for fault in last.get("faults") or ():
            screen.print(Text(f"  fault: {fault}"), style="red")
    grades = " · ".join(
        f"{GRADE_LABELS[int(g)]} {n}" for g, n in sorted(state["articles"].items(), reverse=True)
    )
    screen.print(Text(f"Articles: {grades or 'none'}"))
    screen.print(
        Text(
            f"Waiting: {_format_number(state['pages_waiting'], 'page')},"
            f" {_format_number(state['spool_waiting'], 'spool file')}"
        )
    )
    if state["archive_waiting"]:
        screen.print(
            Text(f"Not yet in the archive store: {state['archive_waiting']} processed files"), style="yellow"
        )
    if state["refused"]:
        screen.print(Text(f"Refused by Elasticsearch: {state['refused']} documents"), style="red")
    if state["trouble"]:
        rows = make_table("source", "status", "last success", ">failures")
        for feed in state["trouble"]:
            last_success = format_time(feed["last_success"]) if feed["last_success"] else "never"
            rows.add_row(
                Text(feed["source"]), Text(feed["status"]), last_success, str(math.ceil(feed["failures"]))
            )
        screen.print(rows)
    screen.print(
        Text(f"Feeds: {state['feeds']['known']} asked so far, {state['feeds']['in_trouble']} in trouble")
    )
