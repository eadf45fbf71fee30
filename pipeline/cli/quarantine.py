"""`azvn quarantine`: pages that were set aside because reading them stops who reads them."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import JsonLines, require_choice, show_result
from pipeline.cli.whereabouts import apply_choice, choose_for_command, open_indices

EntryIds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID]…", help="Ids of entries, or their first letters, as `azvn quarantine list` shows them."
    ),
]
WANTED = "Name entries by their ids, or --all: `azvn quarantine list` shows them."
Everything = Annotated[bool, typer.Option("--all", help="All that is in quarantine.")]


def list_quarantine(as_json: JsonLines = False) -> None:
    """List what is in quarantine on this machine, the newest first: a page each, with what was too much."""
    from pipeline.runs.quarantine import list_entries
    from pipeline.terminal.show_quarantine import show_entries

    show_result(list_entries(apply_choice(choose_for_command())), as_json, show_entries)


def show_entry(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of an entry, or its first letters.")],
    as_json: JsonLines = False,
) -> None:
    """Show an entry: address, source, cycle, outcome, number, tries, and the WARC file with its record."""
    from pipeline.runs.quarantine import view_entry
    from pipeline.terminal.show_quarantine import show_single_entry

    show_result(view_entry(apply_choice(choose_for_command()), id_), as_json, show_single_entry)


def retry_entries(ids: EntryIds = None, everything: Everything = False, as_json: JsonLines = False) -> None:
    """Read entries once more: a new release, or higher limits (AZVN_PAGE_SECONDS, AZVN_PAGE_MEGABYTES), may
    have made them readable. What can be read goes into the index and out of quarantine.

    Exit code 1 when one of them could not be read.
    """
    from pipeline.runs import quarantine
    from pipeline.terminal.show_quarantine import show_changed

    require_choice(ids, everything, WANTED)
    changed = quarantine.retry_entries(open_indices(progress=not as_json), ids or [], everything=everything)
    show_result(changed, as_json, show_changed)
    raise typer.Exit(0 if all(entry["now"] == "read" for entry in changed) else 1)


def drop_entries(ids: EntryIds = None, everything: Everything = False, as_json: JsonLines = False) -> None:
    """Remove entries for good; the archive keeps the record with the rest of its file."""
    from pipeline.runs import quarantine
    from pipeline.terminal.show_quarantine import show_changed

    require_choice(ids, everything, WANTED)
    place = apply_choice(choose_for_command())
    show_result(quarantine.drop_entries(place, ids or [], everything=everything), as_json, show_changed)
