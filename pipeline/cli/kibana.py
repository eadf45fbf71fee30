"""`azvn kibana`, and Kibana's part of `azvn provision`: what it shows, as files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from pipeline.cli.options import Json, show_result
from pipeline.cli.whereabouts import open_elasticsearch

if TYPE_CHECKING:
    from kibana.files import KibanaObject
    from pipeline.runs.workplace import Workplace


def pull_changes(as_json: Json = False) -> None:
    """Write what people changed in Kibana back into the files of kibana/.

    Exit code 1 when some of it could not be.
    """
    from kibana.door import open_door
    from kibana.pull import pull_objects
    from pipeline.terminal.screen import print_lines

    settings = open_elasticsearch().settings
    lines, left = pull_objects(open_door(settings), settings.index_prefix)
    show_result(lines, as_json, print_lines)
    if left:
        print("\n".join(left), file=sys.stderr)
    raise typer.Exit(1 if left else 0)


def preview_objects(place: Workplace) -> list[str]:
    """Give the difference for each object that would be written; nothing is."""
    from kibana.door import SKIPPED, open_door
    from kibana.load import find_changes

    if not place.settings.kibana_url:
        print(SKIPPED, file=sys.stderr)
        return []
    lines = []
    for change in find_changes(open_door(place.settings), _list_objects(place)):
        lines += [change.line, *change.describe()]
    return lines


def provision_objects(place: Workplace) -> list[str]:
    """Write what Kibana lacks of ours and give a line for each; nothing without a Kibana."""
    from kibana.door import SKIPPED, open_door
    from kibana.load import choose_default, find_changes, write_changes
    from pipeline.runs.provision import mark_sessions

    if not place.settings.kibana_url:
        print(SKIPPED, file=sys.stderr)
        return []
    door = open_door(place.settings)
    lines = write_changes(door, find_changes(door, _list_objects(place)))
    choose_default(door, place.settings.index_prefix)
    mark_sessions(place)
    return lines


def _list_objects(place: Workplace) -> list[KibanaObject]:
    from kibana.files import read_objects
    from kibana.sessions import build_watch_session
    from pipeline.store.articles.watch_queries import widen_fields

    prefix = place.settings.index_prefix
    watches = place.watchbook.watches
    return [*read_objects(prefix), *(build_watch_session(one, prefix, widen_fields) for one in watches)]
