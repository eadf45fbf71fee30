"""`azvn backup`, `azvn restore`: all indices kept, and put back."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Json, confirm_action, show_result
from pipeline.cli.whereabouts import choose_for_command, enter_choice, open_indices


def take_backup(
    listed: Annotated[bool, typer.Option("--list", help="Only list the snapshots there are.")] = False,
    as_json: Json = False,
) -> None:
    """Take a snapshot of all indices now; upkeep takes one a day."""
    from pipeline.runs import backups
    from pipeline.terminal.show_backups import show_backups

    place = open_indices()
    found = backups.list_backups(place) if listed else [backups.take_backup(place)]
    show_result(found, as_json, show_backups)


def restore_backup(
    name: Annotated[str | None, typer.Argument(help="Name of a snapshot; the newest otherwise.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Put a snapshot in place of all that is in the indices now.

    What was written since is lost; mails that have left are not sent again.
    """
    from pipeline.runs import backups
    from pipeline.terminal.show_backups import show_restored

    place = enter_choice(choose_for_command())
    chosen = backups.find_backup(place, name)
    if not yes:
        prefix = place.settings.index_prefix
        confirm_action(f"Replace all of {prefix}… by {chosen['name']} ({chosen['taken_at']})?")
    show_result(backups.restore_backup(place, chosen["name"]), as_json, show_restored)
