"""`azvn sources`: the catalogue of outlets and its health."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import Json, SourceIds, print_json, show_result
from pipeline.cli.whereabouts import apply_choice, choose_for_command

if TYPE_CHECKING:
    from pipeline.config.sources import Source
    from pipeline.runs.workplace import Workplace

CountryOption = Annotated[
    str, typer.Option("--country", help="Its country, such as AZ, where neither address nor page tells it.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", help="Its language, in place of what feeds tell; repeatable."),
]
WriteOption = Annotated[bool, typer.Option("--write", help="Add it to sources.yml.")]


def list_catalogue(as_json: Json = False) -> None:
    """List the outlets of the catalogue."""
    from pipeline.terminal.show_sources import show_sources

    place = apply_choice(choose_for_command())
    outlets = [_describe_source(source) for source in place.catalogue.sources]
    show_result(outlets, as_json, show_sources)


def check_catalogue(
    offline: Annotated[bool, typer.Option(help="Check the file only, ask nobody.")] = False,
    source: SourceIds = None,
    as_json: Json = False,
) -> None:
    """Check the catalogue and ask every feed once, without keeping anything; exit code 1 when one is in
    trouble.
    """
    from pipeline.runs.check_feeds import check_sources
    from pipeline.terminal.show_progress import show_progress
    from pipeline.terminal.show_sources import show_check

    place = apply_choice(choose_for_command(asks_sources=True))
    with show_progress(quiet=as_json) as tell:
        found = check_sources(place.report_to(tell), source or [], offline)
    show_result(found, as_json, show_check)
    raise typer.Exit(1 if found["trouble"] else 0)


def suggest_outlet(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Its page, or one of its feeds.")],
    country: CountryOption = "",
    language: LanguageOption = None,
    write: WriteOption = False,
    as_json: Json = False,
) -> None:
    """Ask an outlet for its feeds and sitemaps, politely, and print the entry for sources.yml that they make.

    The table of what was found goes to standard error; exit code 1 where nothing was found or something is
    missing in the entry.
    """
    from pipeline.config.source_entries import format_entries
    from pipeline.runs.suggest_source import read_hints, suggest_source
    from pipeline.terminal import show_suggestion
    from pipeline.terminal.show_progress import show_progress

    place = apply_choice(choose_for_command(asks_sources=True))
    with show_progress(quiet=as_json) as tell:
        found = suggest_source(place.report_to(tell), address, read_hints(country, language))
    entries = [found["entry"]] if found["entry"] else []
    if as_json:
        print_json(found)
    else:
        show_suggestion.show_found(found)
        if entries or found["new_feeds"]:
            show_suggestion.show_entries(format_entries(entries or found["new_feeds"]))
    if write and entries:
        _write_entries(place, entries)
    raise typer.Exit(1 if found["missing"] or not (entries or found["known_as"]) else 0)


def import_outlets(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An OPML file, or - for standard input.")],
    offline: Annotated[bool, typer.Option(help="Ask no feed: each is taken for RSS.")] = False,
    country: CountryOption = "",
    language: LanguageOption = None,
    write: WriteOption = False,
    as_json: Json = False,
) -> None:
    """Make entries for sources.yml of a list of feeds (OPML), one for each outlet, and print them.

    What is left out is said on standard error; exit code 1 where something is missing in an entry.
    """
    from pipeline.config.source_entries import format_entries
    from pipeline.runs.import_sources import import_sources
    from pipeline.runs.read_files import read_bytes
    from pipeline.runs.suggest_source import read_hints
    from pipeline.terminal import show_suggestion
    from pipeline.terminal.show_progress import show_progress

    place = apply_choice(choose_for_command(asks_sources=True))
    limit = place.settings.max_bytes
    body = sys.stdin.buffer.read(limit + 1) if file == "-" else read_bytes(file, limit)
    with show_progress(quiet=as_json) as tell:
        hints = read_hints(country, language)
        found = import_sources(place.report_to(tell), body, hints, offline=offline)
    if as_json:
        print_json(found)
    else:
        show_suggestion.show_import(found)
        if found["entries"]:
            show_suggestion.show_entries(format_entries(found["entries"]))
    if write and found["entries"]:
        _write_entries(place, found["entries"])
    raise typer.Exit(1 if found["missing"] else 0)


def export_catalogue(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write; standard output otherwise.", dir_okay=False),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="All that is known of the outlets, as JSON, in place of OPML.")
    ] = False,
) -> None:
    """Write the outlets with their feeds as OPML, for readers of feeds, or all of the catalogue as JSON."""
    from pipeline.programs.replacing import replace_file
    from pipeline.runs.export_forms import format_catalogue, format_sources
    from pipeline.runs.exports import READABLE

    sources = apply_choice(choose_for_command()).catalogue.sources
    data = format_catalogue(sources) if as_json else format_sources(sources)
    if output:
        replace_file(output, [data], READABLE)
        print(f"Written: {output}", file=sys.stderr)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _write_entries(place: Workplace, entries: Sequence[Mapping[str, Any]]) -> None:
    from pipeline.config.source_entries import add_entries

    path = place.settings.config / "sources.yml"
    add_entries(path, entries)
    print(f"{', '.join(str(entry['id']) for entry in entries)}: added to {path}.", file=sys.stderr)


def _describe_source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "country": source.country,
        "languages": list(source.languages),
        "feeds": len(source.polled),
        "muted": str(source.muted.until) if source.muted else None,
        "site": source.site,
    }
