"""The quarantine beside the spool: what stopped whoever read it, each with a note, until a person decides.

A page lies there as a WARC file of its own, `ID.warc.gz`, with `ID.json` beside it; any WARC tool opens it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from pipeline.model.fetches import FeedFetch, Page, PageFetch
from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome
from pipeline.model.quarantine import SetAside
from pipeline.programs.private import make_private_folder, write_private_file
from pipeline.spool.answers import Answer
from pipeline.spool.reading import GuiltyItem, read_segment
from pipeline.spool.segment_name import SUFFIX
from pipeline.spool.writing import build_item, build_warcinfo

FOLDER = "quarantine"
NOTE = ".json"
SHORT_ID = 12
"""Digits of an id: enough for a person to type the first few."""


def put_page_aside(folder: Path, page: Page, given_up: Rejected, tries: int, at: datetime) -> SetAside:
    """Keep a page that was given up and give the note; an earlier capture of its address is replaced."""
    id_ = page.fetch.candidate.id[:SHORT_ID]
    before = _read_note(folder / f"{id_}{NOTE}")
    note = SetAside(
        id=id_,
        url=page.url,
        source=page.fetch.candidate.source,
        cycle=page.fetch.cycle,
        outcome=given_up.outcome,
        detail=given_up.detail,
        at=at,
        tries=tries + (before.tries if before else 0),
        archive=page.archive,
    )
    kind = [("Content-Type", page.fetch.content_type)] if page.fetch.content_type else []
    answers = [Answer(page.url, page.fetch.status or 200, kind, page.body)] if page.body else []
    _write_entry(folder, note, build_item(page.url, page.fetch, answers, page.fetch.fetched_at))
    return note


def put_item_aside(folder: Path, path: Path, item: GuiltyItem, tries: int, at: datetime) -> SetAside:
    """Keep a record of a segment that nobody may read again, byte by byte, and give the note."""
    fetch = item.fetch
    note = SetAside(
        id=_name_place(path, item.begin),
        kind="feed" if item.is_feed else "page",
        url=item.url,
        source=_find_source(fetch),
        cycle=fetch.cycle if fetch else "",
        outcome=Outcome.CRASHED,
        detail=f"the program that took it in ended {tries} times at this record",
        at=at,
        tries=tries,
        archive=f"{path.name}:{item.begin}",
    )
    with path.open("rb") as source:
        source.seek(item.begin)
        _write_entry(folder, note, source.read(item.end - item.begin))
    return note


def put_file_aside(folder: Path, path: Path, why: str, tries: int, at: datetime) -> SetAside:
    """Move a whole segment into quarantine: it could not be said which of its records is at fault."""
    note = SetAside(
        id=_name_place(path, 0),
        kind="file",
        outcome=Outcome.CRASHED,
        detail=why,
        at=at,
        tries=tries,
        archive=path.name,
    )
    make_private_folder(folder)
    shutil.move(path, folder / f"{note.id}{SUFFIX}")
    write_private_file(folder / f"{note.id}{NOTE}", note.model_dump_json(indent=1).encode())
    return note


def list_quarantine(folder: Path) -> list[SetAside]:
    """Give what is in quarantine, the newest first."""
    notes = [note for path in folder.glob(f"*{NOTE}") if (note := _read_note(path))]
    return sorted(notes, key=lambda note: (note.at, note.id), reverse=True)


def find_in_quarantine(folder: Path, beginning: str) -> list[SetAside]:
    """Give what has an id that begins so."""
    return [note for note in list_quarantine(folder) if note.id.startswith(beginning)]


def locate_record(folder: Path, note: SetAside) -> Path:
    """Give the WARC file of an entry."""
    return folder / f"{note.id}{SUFFIX}"


def read_quarantined(folder: Path, note: SetAside, limit: int) -> Iterator[Page]:
    """Give the pages of an entry as if from the place where they lie in the archive; raise Damaged."""
    for item in read_segment(locate_record(folder, note), limit):
        if isinstance(item, Page):
            yield replace(item, archive=note.archive if note.kind == "page" else item.archive)


def drop_from_quarantine(folder: Path, note: SetAside) -> None:
    """Remove an entry for good; what the archive has of it stays there."""
    locate_record(folder, note).unlink(missing_ok=True)
    (folder / f"{note.id}{NOTE}").unlink(missing_ok=True)


def remove_old_entries(folder: Path, before: datetime) -> list[SetAside]:
    """Remove what was set aside before a moment and give it."""
    old = [note for note in list_quarantine(folder) if note.at < before]
    for note in old:
        drop_from_quarantine(folder, note)
    return old


def _write_entry(folder: Path, note: SetAside, records: bytes) -> None:
    make_private_folder(folder)
    # The record first: a note without one would name what is not there.
    write_private_file(locate_record(folder, note), build_warcinfo(f"{note.id}{SUFFIX}") + records)
    write_private_file(folder / f"{note.id}{NOTE}", note.model_dump_json(indent=1).encode())


def _find_source(fetch: FeedFetch | PageFetch | None) -> str:
    if fetch is None:
        return ""
    return fetch.source if isinstance(fetch, FeedFetch) else fetch.candidate.source


def _name_place(path: Path, offset: int) -> str:
    return sha256(f"{path.name}:{offset}".encode()).hexdigest()[:SHORT_ID]


def _read_note(path: Path) -> SetAside | None:
    try:
        return SetAside.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
