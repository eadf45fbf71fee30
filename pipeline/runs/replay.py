"""Replay: archived pages are read and judged again, ours and foreign ones; ends with grouping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline import spool
from pipeline.model.fetches import Page
from pipeline.runs.event_step import find_events
from pipeline.runs.group_step import group_articles
from pipeline.runs.process import Processor
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.spool import quarantine

IsForbidden = Callable[[str], bool]
"""Says of an address whether its pages must not be written where a replay writes."""


def replay_pages(
    place: Workplace, paths: Sequence[Path], everything: bool, is_forbidden: IsForbidden | None = None
) -> dict[str, Any]:
    """Read archived pages again, ours and foreign ones, and group what is new.

    Raise Refusal at a page that is forbidden.
    """
    processor = Processor(
        place.store,
        place.catalogue,
        place.topic,
        everything,
        lambda n, kept: place.tell("process", {"read": n, "kept": kept}),
        settings=place.settings,
        set_aside=place.settings.archive / quarantine.FOLDER,
    )
    failed: list[str] = []
    for path in paths:
        try:
            for page in _read_allowed(path, is_forbidden):
                processor.process_page(page)
        except spool.Damaged as error:
            failed.append(f"{path.name}: {error}")
        processor.flush()
    processor.close()
    leads, copies = group_articles(place.store)
    find_events(place.store)
    report = processor.build_report(len(paths) - len(failed), failed, 0.0)
    return {**report.model_dump(mode="json", exclude={"seconds"}), "stories": leads, "copies": copies}


def look_into_archives(paths: Sequence[Path], is_forbidden: IsForbidden) -> None:
    """Raise Refusal when the first page of a file is forbidden: before anything is made for it."""
    for path in paths:
        with suppress(spool.Damaged):
            next(_read_allowed(path, is_forbidden), None)


def _read_allowed(path: Path, is_forbidden: IsForbidden | None) -> Iterator[Page]:
    for page in spool.read_pages(path):
        if is_forbidden and is_forbidden(page.fetch.url):
            raise Refusal(
                f"{path.name} holds pages of the sample outlets ({page.fetch.url}): nothing invented is"
                " written into the real indices; name others with AZVN_INDEX_PREFIX."
            )
        yield page
