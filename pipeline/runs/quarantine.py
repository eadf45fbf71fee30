"""The quarantine looked at and changed by hand: entries listed, shown, read once more, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline import spool
from pipeline.model.quarantine import SetAside
from pipeline.runs.event_step import find_events
from pipeline.runs.group_step import group_articles
from pipeline.runs.process import Processor
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.spool import quarantine


def locate_quarantine(place: Workplace) -> Path:
    """Give the folder of the quarantine: beside the spool."""
    return place.settings.archive / quarantine.FOLDER


def list_entries(place: Workplace) -> list[dict[str, Any]]:
    """Give what is in quarantine on this machine, the newest first."""
    return [note.describe() for note in quarantine.list_quarantine(locate_quarantine(place))]


def view_entry(place: Workplace, id_: str) -> dict[str, Any]:
    """Give an entry, and the file that holds its record; raise Refusal when there is none."""
    note = _find_entry(place, id_)
    file = quarantine.locate_record(locate_quarantine(place), note)
    return {**note.describe(), "file": str(file), "bytes": file.stat().st_size if file.exists() else 0}


def retry_entries(place: Workplace, ids: Sequence[str], *, everything: bool) -> list[dict[str, Any]]:
    """Read entries once more under the limits of the settings; give each with how that went (`now`).

    One that is read leaves the quarantine, and what is new is grouped; one that stops its reader again stays.
    Raise Refusal for an id that is not there.
    """
    chosen = _choose_entries(place, ids, everything)
    retried = [_retry_entry(place, note) for note in chosen]
    if chosen:
        group_articles(place.store)
        find_events(place.store)
    return retried


def drop_entries(place: Workplace, ids: Sequence[str], *, everything: bool) -> list[dict[str, Any]]:
    """Remove entries for good and give them; what the archive has of them stays."""
    chosen = _choose_entries(place, ids, everything)
    for note in chosen:
        quarantine.drop_from_quarantine(locate_quarantine(place), note)
    return [{**note.describe(), "now": "dropped"} for note in chosen]


def _retry_entry(place: Workplace, note: SetAside) -> dict[str, Any]:
    folder, settings = locate_quarantine(place), place.settings
    processor = Processor(place.store, place.catalogue, place.topic, settings=settings, set_aside=folder)
    fault = ""
    try:
        for page in quarantine.read_quarantined(folder, note, settings.max_bytes):
            processor.process_page(page)
    except spool.Damaged as error:
        fault = str(error)
    processor.flush()
    processor.close()
    report = processor.build_report(1, [], 0.0)
    if report.quarantined:
        return {**report.quarantined[0].describe(), "now": "quarantined", "items": report.items}
    if fault or not report.pages:
        why = fault or "it holds no page: what it lists is found again when its feed is asked"
        return {**note.describe(), "now": "unread", "detail": why, "items": report.items}
    quarantine.drop_from_quarantine(folder, note)
    return {**note.describe(), "now": "read", "items": report.items}


def _choose_entries(place: Workplace, ids: Sequence[str], everything: bool) -> list[SetAside]:
    if everything:
        return quarantine.list_quarantine(locate_quarantine(place))
    return [_find_entry(place, id_) for id_ in ids]


def _find_entry(place: Workplace, id_: str) -> SetAside:
    found = quarantine.find_in_quarantine(locate_quarantine(place), id_) if id_ else []
    if len(found) != 1:
        have = "Several entries have" if found else "Nothing in quarantine has"
        raise Refusal(f"{have} an id that begins with {id_!r}: `azvn quarantine list` shows them.")
    return found[0]
