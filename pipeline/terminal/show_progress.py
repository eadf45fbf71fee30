"""What a cycle is doing while it runs: one moving line in a terminal, a line for each step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.model.progress import StepProgress, describe_step, stay_silent
from pipeline.terminal.screen import make_console


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
