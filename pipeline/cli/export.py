"""`azvn export`: stories and sources for other programs."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.whereabouts import open_indices


def export_found(
    since: Annotated[str, typer.Option(help="A day, or how far back: 2026-11-28, 12h, 7d.")] = "7d",
    query: Annotated[str, typer.Option(help="Only what this finds, in Lucene as in a watch.")] = "",
    form: Annotated[
        str, typer.Option("--format", help="jsonl, csv, atom or opml-of-sources.", metavar="FORMAT")
    ] = "jsonl",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write; standard output otherwise.", dir_okay=False),
    ] = None,
) -> None:
    """Write the stories of grade 2 and 3 first seen since a time, or the sources, for other programs."""
    from pipeline.programs.replacing import replace_file
    from pipeline.runs import exports
    from pipeline.runs.typed_times import EVER, read_moment

    begin = read_moment("since", since, datetime.now(UTC)) or EVER
    pieces = exports.export_stories(open_indices(), form, begin, query=query)
    if output:
        replace_file(output, pieces, exports.READABLE)
        print(f"Written: {output}", file=sys.stderr)
        return
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
