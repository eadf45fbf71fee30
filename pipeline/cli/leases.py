"""`azvn leases`: who is at work, so that nobody else is; and what a dead run left, cleared."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import JsonLines, confirm_action, show_result
from pipeline.cli.whereabouts import open_indices


def show_leases(context: typer.Context, as_json: JsonLines = False) -> None:
    """Show the leases by which runs keep each other off: held, free, expired, or disbelieved where a clock
    that was ahead wrote it. `azvn leases clear` gives them back in place of their holders.
    """
    if context.invoked_subcommand:
        return
    from pipeline.runs.leases_by_hand import describe_leases
    from pipeline.terminal.show_leases import show_leases as show

    show_result(describe_leases(open_indices(progress=not as_json)), as_json, show)


def clear_leases(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]…", help="Only these; else all that are not free."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Give leases back in place of their holders: for what a dead run or a wrong clock has left. A run that
    lives notices that it has lost its lease, and another may be at work beside it.
    """
    from pipeline.runs import leases_by_hand
    from pipeline.terminal.show_leases import show_leases as show

    place = open_indices(progress=not as_json)
    held = [row["name"] for row in leases_by_hand.describe_leases(place) if row["state"] == "held"]
    chosen = [name for name in held if not names or name in names]
    if chosen and not yes:
        confirm_action(f"Somebody seems to be at work ({', '.join(chosen)}): clear all the same?")
    show_result(leases_by_hand.clear_leases(place, names or []), as_json, show)
