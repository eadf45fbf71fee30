"""How the monitor is doing: the last cycle, what is in the index, what waits, which feeds are in trouble."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.model.times import describe_span
from pipeline.model.words import GRADE_LABELS
from pipeline.terminal.screen import format_number, format_time, make_console, make_table
from pipeline.terminal.show_quarantine import name_entry

Row = Mapping[str, Any]
MOST_NAMED = 5
"""Entries of the quarantine, and feeds in trouble, that the status names."""
MOST_SURGES = 3


def show_status(state: Row) -> None:
    """Show how the monitor is doing."""
    screen = make_console()
    _show_last_cycle(state)
    screen.print(Text(f"Articles: {_format_grades(state['articles']) or 'none'}"))
    pages, files = state["pages_waiting"], state["spool_waiting"]
    screen.print(Text(f"Waiting: {format_number(pages, 'page')}, {format_number(files, 'spool file')}"))
    if state["archive_waiting"]:
        files = format_number(state["archive_waiting"], "processed file")
        screen.print(Text(f"Not yet in the archive store: {files}"), style="yellow")
    if state["refused"]:
        refused = format_number(state["refused"], "document")
        screen.print(Text(f"Refused by Elasticsearch: {refused}"), style="red")
    _show_set_aside(state.get("quarantine") or ())
    for line in state.get("clocks") or ():
        screen.print(Text(line), style="red")
    _show_surges(state.get("surges") or ())
    if not state.get("meaning", True):
        screen.print(Text("Events by names and numbers alone: the extra `meaning` is not installed."))
    if state["trouble"]:
        screen.print(_make_trouble_table(state["trouble"][:MOST_NAMED]))
    known, broken = state["feeds"]["known"], state["feeds"]["in_trouble"]
    rest = f" ({broken - MOST_NAMED} more than these: `azvn status --json`)" if broken > MOST_NAMED else ""
    screen.print(Text(f"Feeds: {known} asked so far, {broken} in trouble{rest}"))
    screen.print(Text(_describe_checks(state["feeds"])))


def show_advice(todo: Sequence[Row]) -> None:
    """Show what to do about each trouble, below all figures."""
    screen = make_console()
    if todo:
        screen.print(Text("\nTo do", style="bold"))
    for advice in todo:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=1)
        grid.add_column(overflow="fold")
        grid.add_row("•", Text(advice["trouble"], style="yellow"))
        grid.add_row("", Text(advice["do"]))
        screen.print(grid)


def _show_surges(surges: Sequence[Row]) -> None:
    """Show the surges with the most stories: all of one visit make a page."""
    screen = make_console()
    for surge in sorted(surges, key=lambda one: -one["stories"])[:MOST_SURGES]:
        screen.print(Text(_describe_surge(surge), style="bold yellow"))
    more = len(surges) - MOST_SURGES
    if more > 0:
        screen.print(Text(f"{format_number(more, 'more surge')}: `azvn status --json`", style="yellow"))


def _show_set_aside(entries: Sequence[Row]) -> None:
    screen = make_console()
    for entry in entries[:MOST_NAMED]:
        screen.print(Text(f"Quarantine: {entry['outcome']} {name_entry(entry)}"), style="red")
    if entries:
        number = format_number(len(entries), "entry", "entries")
        screen.print(Text(f"{number} in quarantine: azvn quarantine list"), style="red")


def _show_last_cycle(state: Row) -> None:
    screen, last = make_console(), state["last_cycle"]
    if last is None:
        screen.print("No cycle has run yet: `azvn cycle` runs one.", style="yellow")
        return
    style = "green" if state["healthy"] else "red"
    span = describe_span(state["age_seconds"])
    screen.print(Text(f"Last cycle {last['cycle']}, {span} ago", style=style))
    for fault in last.get("faults") or ():
        screen.print(Text(f"  fault: {fault}"), style="red")


def _describe_checks(feeds: Row) -> str:
    due, names = feeds["sources_due"], list(feeds["next_checks"])
    parts = [f"{format_number(due, 'outlet')} now"] if due else []
    if names:
        parts.append(f"{'then ' if due else ''}{names[0]} {_format_wait(feeds['next_check_at'])}")
    return f"Next check: {', '.join(parts) or 'none, every outlet is muted'}"


def _format_wait(at: str) -> str:
    """Say how long it is until a time: in 12 minutes, or now."""
    seconds = (datetime.fromisoformat(at) - datetime.now(UTC)).total_seconds()
    return f"in {describe_span(max(seconds, 60))}" if seconds > 0 else "now"


def _format_grades(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), reverse=True)
    return " · ".join(f"{GRADE_LABELS[int(grade)]} {number}" for grade, number in ordered)


def _describe_surge(surge: Row) -> str:
    subjects = {"relation": "the relation", "theme": "theme", "person": "person", "event": "event"}
    subject = surge["subject"] if surge["kind"] in ("theme", "person") else ""
    what = f"{subjects[surge['kind']]} {subject}".rstrip()
    first = next(iter(surge["titles"].values()), "")
    return (
        f"Surge: {what}, {format_number(surge['outlets'], 'outlet')}, {surge['stories']} stories since"
        f" {format_time(surge['began_at'])} ({surge['expected']:.1f} expected): {first}"
    )


def _make_trouble_table(feeds: Sequence[Row]) -> Table:
    rows = make_table("source", "status", "last success", ">failures", "next check")
    for feed in feeds:
        success = format_time(feed["last_success"]) if feed["last_success"] else "never"
        failures, wait = str(math.ceil(feed["failures"])), _format_wait(feed["next_check_at"])
        rows.add_row(Text(feed["source"]), Text(feed["status"]), success, failures, wait)
    return rows
