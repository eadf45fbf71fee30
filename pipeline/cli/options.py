"""Options that several commands have, and how all of them print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
JsonLines = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[str, typer.Argument(help="A saved file, or - for standard input.")]
Url = Annotated[str, typer.Option("--url", help="The address it was saved from.")]
SourceId = Annotated[
    str | None, typer.Option("--source", help="Id of its source in sources.yml; told by the host otherwise.")
]
SourceIds = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source; may be given more than once.")
]
WatchId = Annotated[str, typer.Argument(metavar="ID", help="Id of a watch in watches.yml.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", help="Write the HTML of the mail to this file, pictures inside.", dir_okay=False),
]


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False))


def confirm_action(question: str) -> None:
    """Ask before what cannot be undone; raise Abort for a no, and Refusal where nobody can be asked."""
    from pipeline.runs.refusal import Refusal

    if not sys.stdin.isatty():
        raise Refusal(f"{question} Nobody can be asked here: say --yes.")
    typer.confirm(question, abort=True)


def require_choice(ids: Sequence[str] | None, everything: bool, wanted: str) -> None:
    """Raise Refusal with what is wanted where somebody names nothing that a command is to change."""
    from pipeline.runs.refusal import Refusal

    if not ids and not everything:
        raise Refusal(wanted)


def show_result(value: Any, as_json: bool, show: Callable[[Any], None]) -> None:
    """Print a result as JSON, or let it be shown to a person."""
    if as_json:
        print_json(value)
    else:
        show(value)
