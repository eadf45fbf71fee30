"""The ground of what is shown: a console of 80 columns, lines, tables, times; plain when piped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

GRADE_STYLES = {3: "bold green", 2: "green", 1: "yellow", 0: "dim"}


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


def make_table(*columns: str) -> Table:
    """Give a table in the house look; columns that begin with > stand to the right."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", expand=False)
    for column in columns:
        side: JustifyMethod = "right" if column.startswith(">") else "left"
        made.add_column(column.lstrip(">"), justify=side, overflow="fold")
    return made


def format_time(value: str | None, precision: str = "instant") -> str:
    """Show a time of the index as day, and hour in UTC when it is known."""
    if not value:
        return "no date"
    moment = datetime.fromisoformat(value)
    return moment.strftime("%Y-%m-%d" if precision == "day" else "%Y-%m-%d %H:%M")


def format_moment(value: str | None, precision: str = "instant") -> str:
    """Show a time of the index as day, and hour with its zone when it is known."""
    shown = format_time(value, precision)
    return f"{shown} UTC" if ":" in shown else shown


def format_day(value: str) -> str:
    """Show the day of a time of the index in seven columns; in another year the month with the year."""
    moment = datetime.fromisoformat(value)
    return moment.strftime("%b %d" if moment.year == datetime.now(UTC).year else "%Y-%m")


def format_number(number: int, thing: str, things: str = "") -> str:
    """Give a number of things, in the plural where there is not one; `things` where that is no s more."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
