"""`azvn extract`, `azvn discover`, `azvn replay`: pages and feeds that somebody kept, read again."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import File, Json, SourceId, Url, print_json, show_result
from pipeline.cli.whereabouts import choose_for_command, enter_choice

if TYPE_CHECKING:
    from pipeline.runs.bounded_files import BoundedFiles


def extract_saved_page(
    file: File = "-",
    url: Url = "",
    source: SourceId = None,
    seen_at: Annotated[str | None, typer.Option(help="When it was seen, ISO 8601; now otherwise.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"url","path" or "html","source","seen_at"}.')
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Extract off-topic pages as well.")] = False,
) -> None:
    """Read the article out of a saved page and judge it; prints JSON."""
    from pipeline.runs.bounded_files import BoundedFiles
    from pipeline.runs.refusal import Refusal

    reader = BoundedFiles(everything)
    if jsonl:
        _answer_lines(reader, file)
        return
    if not url:
        raise Refusal("azvn extract needs --url, the address the page was saved from.")
    print_json(reader.read_page({"url": url, "path": file, "source": source, "seen_at": seen_at}))


def _answer_lines(reader: BoundedFiles, file: str) -> None:
    with nullcontext(sys.stdin) if file == "-" else Path(file).open(encoding="utf-8") as lines:
        for answer in reader.read_lines(lines):
            print_json(answer)
            sys.stdout.flush()


def discover_in_file(file: File, url: Url, source: SourceId = None) -> None:
    """List the candidates in a saved feed, sitemap or section page, a JSON line each.

    Sub-sitemaps of an index and entries without a usable address are named on standard error.
    """
    from pipeline.model.outcomes import DOCUMENT_READ, OVERRUN
    from pipeline.runs.bounded_files import BoundedFiles

    found = BoundedFiles().discover(file, url, source)
    for line in found.candidates:
        print(line)
    for child in found.children:
        print(f"sub-sitemap: {child}", file=sys.stderr)
    for reason in found.bad:
        print(f"bad_entry: {reason}", file=sys.stderr)
    if found.outcome not in DOCUMENT_READ:
        # What is said of pages that are too slow is not true of a file: nothing is set aside.
        why = found.detail if found.outcome in OVERRUN else found.outcome.help
        print(f"{file}: {found.outcome}: {why}", file=sys.stderr)
        raise typer.Exit(1)


def replay_archives(
    warc: Annotated[
        list[Path], typer.Argument(help="WARC files, our own or any others.", exists=True, dir_okay=False)
    ],
    everything: Annotated[bool, typer.Option("--all", help="Index whatever the topic.")] = False,
    as_json: Json = False,
) -> None:
    """Extract and judge archived pages again; ends with grouping."""
    from local.invented import is_invented
    from pipeline.runs import provision, replay
    from pipeline.terminal import show_cycles, show_progress

    choice = choose_for_command()
    place = enter_choice(choice, progress=not as_json)
    forbidden = is_invented if choice.real else None
    if forbidden:
        replay.look_into_archives(warc, forbidden)
    provision.provision_store(place)
    with show_progress.show_progress(quiet=as_json) as tell:
        report = replay.replay_pages(place.report_to(tell), warc, everything, forbidden)
    show_result(report, as_json, show_cycles.show_replay)
    raise typer.Exit(1 if report["failed"] else 0)
