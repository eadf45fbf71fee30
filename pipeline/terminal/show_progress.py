"""What a cycle is doing while it runs: one moving line in a terminal, a line for each step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.model.progress import StepProgress, stay_silent
from pipeline.terminal.screen import format_number, make_console

SENTENCES = {
    "plan": "plan: {feeds} feeds are due, {pages} pages wait",
    "crawl": "crawl: feeds {feeds} of {of_feeds}, pages {pages}, {waiting} to go",
    "process": "process: {read} pages read, {kept} on the topic",
    "check": "check: {feeds} of {of_feeds} feeds asked",
}
"""What a step tells, with its numbers."""


@contextmanager
def show_progress(quiet: bool = False) -> Iterator[StepProgress]:
    """Show the steps that the block tells of, on standard error; nothing when `quiet`."""
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
    known = {"files": 0, "feeds": 0, "of_feeds": 0, "pages": 0, "waiting": 0, "read": 0, "kept": 0, **numbers}
    if step == "process" and "files" in numbers:
        return f"process: {format_number(known['files'], 'spool file')}"
    return SENTENCES.get(step, step).format_map(known)
