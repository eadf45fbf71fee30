"""`azvn sources`: the catalogue of outlets and its health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import Json, SourceIds, show_result
from pipeline.cli.whereabouts import apply_choice, choose_for_command

if TYPE_CHECKING:
    from pipeline.config.sources import Source


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
