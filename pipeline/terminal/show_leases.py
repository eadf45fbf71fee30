"""How leases look in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from pipeline.terminal.screen import make_console, make_table, print_line


def show_leases(rows: Sequence[Mapping[str, Any]]) -> None:
    """Show who is at work, and until when unless they go on."""
    if not rows:
        print_line("No lease was ever taken here, or none is left to clear.")
        return
    table = make_table("lease", "state", "holder", "until (UTC)")
    for row in rows:
        until = (row["until"] or "").replace("T", " ")[:19]
        table.add_row(Text(row["name"]), Text(row["state"]), Text(row["owner"] or ""), Text(until))
    make_console().print(table)
