"""What a cycle and a replay brought, a line for each stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from pipeline.model.outcomes import Stage
from pipeline.terminal.screen import format_number, make_console, print_line
from pipeline.terminal.show_quarantine import SHORT_ID, name_entry


def show_cycle(report: Mapping[str, Any]) -> None:
    """Show what a cycle did: a line a stage."""
    screen = make_console()
    again = " (went on after an interruption)" if report["resumed"] else ""
    screen.print(Text(f"Cycle {report['cycle']}{again}"), style="bold")
    _show_counts("feeds", report["feeds"])
    for stage in Stage:
        _show_counts(stage, report["stages"].get(stage))
    copies = format_number(report["copies"], "copy", "copies")
    ended = f"{report['stories']} new, {copies} · {report['seconds']} s"
    screen.print(Text(f"  {'stories':9} {ended}"))
    for entry in report.get("quarantined") or ():
        named = f"  quarantine: {name_entry(entry)}: {entry['outcome']}, {entry['detail']}"
        screen.print(Text(f"{named} (azvn quarantine retry {entry['id'][:SHORT_ID]})"), style="red")
    for fault in report["faults"]:
        screen.print(Text(f"  fault: {fault}"), style="red")
    waiting = report["spool_waiting"]
    if waiting:
        files = format_number(waiting, "spool file waits", "spool files wait")
        screen.print(Text(f"  {files}; run `azvn cycle` again."), style="yellow")


def show_replay(report: Mapping[str, Any]) -> None:
    """Show what reading archived pages again brought."""
    pages, copies = format_number(report["pages"], "page"), format_number(report["copies"], "copy", "copies")
    print_line(f"{pages} read; {format_number(report['stories'], 'new story', 'new stories')}, {copies}")
    for stage, counts in report["items"].items():
        _show_counts(stage, counts)
    for entry in report.get("quarantined") or ():
        print_line(f"  quarantine: {name_entry(entry)}: {entry['outcome']}, {entry['detail']}")
    for failed in report["failed"]:
        print_line(f"  not read: {failed}")


def _show_counts(stage: str, counts: Mapping[str, int] | None) -> None:
    """Show how often a stage ended with each of its words, the most frequent first."""
    if counts:
        ordered = sorted(counts.items(), key=lambda count: -count[1])
        numbers = " · ".join(f"{word} {number}" for word, number in ordered)
        make_console().print(Text(f"  {stage:9} {numbers}"))
