"""`azvn demo`, `azvn up`, `azvn down`: everything on this machine, started and stopped."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from pipeline.cli.options import Json, show_result
from pipeline.cli.whereabouts import open_elasticsearch, turn_to_real_indices


def run_sample_demo(
    as_json: Json = False,
    keep: Annotated[bool, typer.Option(help="Keep the indices of earlier demos.")] = False,
) -> None:
    """Run the whole flow on invented sample outlets, no network needed, and show what came out."""
    from local import demo, demo_mail, demo_screen

    result = demo.run_demo(open_elasticsearch(progress=not as_json), quiet=as_json, keep=keep)
    command, mailbox = name_search(result["prefix"]), demo_mail.locate_mails()
    show_result(result, as_json, lambda r: demo_screen.show_demo(r, command=command, mailbox=mailbox))
    raise typer.Exit(1 if any(cycle["faults"] for cycle in result["cycles"]) else 0)


def name_search(prefix: str) -> str:
    """Give the command that looks into a demo, which must be named while something else comes first."""
    from local import notes

    first = notes.read_running_stack() is not None or os.environ.get("AZVN_INDEX_PREFIX")
    return f"{f'AZVN_INDEX_PREFIX={prefix} ' if first else ''}.venv/bin/azvn"


def start_everything(
    sample: Annotated[
        bool,
        typer.Option(
            "--sample", help="Watch the invented sample outlets, a cycle a minute; no network needed."
        ),
    ] = False,
    follow: Annotated[bool, typer.Option(help="Follow the first cycle until it is over.")] = True,
) -> None:
    """Start Elasticsearch, a mailbox and Airflow on this machine, and show where they are.

    Kibana is started as well where KIBANA_HOME names an unpacked one.
    """
    from local import stack, stack_screen
    from pipeline.cli import kibana

    since = datetime.now(UTC)
    place = stack.start_stack(open_elasticsearch(), sample=sample, show=kibana.provision_objects)
    if not sample:
        turn_to_real_indices(place)
    stack_screen.show_stack(place)
    if follow:
        stack_screen.follow_first_cycle(place, since)


def stop_everything() -> None:
    """Stop what `azvn up`, `azvn demo` or any other command started."""
    from local import stack
    from pipeline.terminal.screen import print_line

    stopped = stack.stop_stack()
    print_line(f"Stopped: {', '.join(stopped)}. The data stay." if stopped else "Nothing was running.")
