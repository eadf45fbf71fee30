"""`azvn events`: what has happened lately, in whatever languages it was told."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Json, show_result
from pipeline.cli.whereabouts import open_indices


def list_events(
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=500, help="Most events shown.")] = 20,
    grade: Annotated[int, typer.Option(min=0, max=3, help="Grade of one of its stories at least.")] = 2,
    least: Annotated[int, typer.Option("--stories", min=1, help="Stories of an event at least.")] = 1,
    renew: Annotated[
        bool, typer.Option(help="First read the meanings that another model read, or none; events stay.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the latest events: how many stories, outlets and languages, and each story's headline."""
    from pipeline.runs.event_step import renew_meanings
    from pipeline.store.articles.event_search import describe_event, find_latest_events
    from pipeline.terminal.show_events import show_events

    place = open_indices(start=True)
    renewed = renew_meanings(place.store) if renew else 0
    found = find_latest_events(place.store, size=size, grade=grade, least=least)
    result = {
        "prefix": place.settings.index_prefix,
        "renewed": renewed,
        "events": [describe_event(stories) for stories in found],
    }
    show_result(result, as_json, show_events)
    raise typer.Exit(0 if found or renew else 1)
