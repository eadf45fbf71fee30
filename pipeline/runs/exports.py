"""Exports: stories and sources for other programs, by command and after each cycle."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.faults import KnownFault
from pipeline.programs.replacing import replace_file
from pipeline.runs import export_forms
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store.articles.exporting import find_latest_stories, stream_stories

log = logging.getLogger(__name__)

FORMATS = ("jsonl", "csv", "atom", "opml-of-sources")
READABLE = 0o644
"""Others are to read what is exported, whatever else this program keeps to itself."""
LATEST = 100
"""Stories in the file that each cycle writes."""


def export_stories(
    place: Workplace, form: str, since: datetime, until: datetime | None = None, query: str = ""
) -> Iterator[bytes]:
    """Give the stories first seen in a time, or the sources, in one of FORMATS, piece by piece.

    Raise Refusal for another form.
    """
    if form not in FORMATS:
        raise Refusal(f"There is no format {form!r}: they are {', '.join(FORMATS)}.")
    if form == "opml-of-sources":
        yield export_forms.format_sources(place.catalogue.sources)
        return
    stories = stream_stories(place.store, since, until, query)
    if form == "atom":
        newest = sorted(stories, key=lambda story: str(story["first_seen_at"]), reverse=True)
        yield _make_feed(place, newest)
        return
    format_all = export_forms.format_lines if form == "jsonl" else export_forms.format_table
    for text in format_all(stories):
        yield text.encode()


def write_atom_file(place: Workplace) -> bool:
    """Write the latest stories into the file of the settings, if there is one; say whether it was written.

    A cycle is good all the same when it cannot be.
    """
    path = place.settings.atom_file
    if path is None:
        return False
    try:
        replace_file(path, [_make_feed(place, find_latest_stories(place.store, LATEST))], READABLE)
    except (OSError, KnownFault) as error:
        log.warning("AZVN_ATOM_FILE was not written: %s", error)
        return False
    return True


def _make_feed(place: Workplace, stories: Sequence[Mapping[str, Any]]) -> bytes:
    sides = "–".join(side.name for side in place.topic.document.sides.values())
    id_ = f"urn:azvn:{place.settings.index_prefix.rstrip('-')}"
    return export_forms.format_atom(stories, datetime.now(UTC), f"{sides}: the latest stories", id_)
