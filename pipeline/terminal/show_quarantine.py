"""How the quarantine looks in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from pipeline.terminal.screen import format_time, make_console, make_table, print_line

SHORT_ID = 8
SHOWN = ("url", "source", "cycle", "outcome", "detail", "at", "tries", "archive", "file", "bytes")

Row = Mapping[str, Any]


def show_entries(rows: Sequence[Row]) -> None:
    """Show what is in quarantine, the newest first."""
    if not rows:
        print_line("Nothing is in quarantine.")
        return
    table = make_table("id", "outcome", "since", "what")
    for row in rows:
        what = Text(f"{name_entry(row)}\n{row['detail']}, {row['tries']} tries")
        table.add_row(row["id"][:SHORT_ID], Text(row["outcome"]), format_time(row["at"]), what)
    make_console().print(table)
    print_line("`azvn quarantine retry ID` reads one once more, `drop ID` removes it.")


def show_single_entry(row: Row) -> None:
    """Show all that is known of an entry."""
    screen = make_console()
    screen.print(Text(f"{row['kind']} {row['id']}"), style="bold")
    for name in SHOWN:
        if row.get(name):
            screen.print(Text(f"  {name:8} {row[name]}"), soft_wrap=True)


def show_changed(rows: Sequence[Row]) -> None:
    """Show what became of entries."""
    for row in rows:
        word = f"{row['outcome']}, " if row["now"] == "quarantined" else ""
        why = f" ({word}{row['detail']})" if row["now"] in {"quarantined", "unread"} else ""
        print_line(f"{row['id'][:SHORT_ID]} {name_entry(row)}: {row['now']}{why}")
    if not rows:
        print_line("Nothing to do.")


def name_entry(row: Row) -> str:
    """Give what an entry is called: its address, or where its record lies."""
    return str(row["url"] or row["archive"] or row["id"])
