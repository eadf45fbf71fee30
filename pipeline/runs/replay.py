"""Replay: archived pages are read and judged again, ours and foreign ones; ends with grouping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import spool
from pipeline.runs.process import Processor
from pipeline.runs.publish_step import group_articles
from pipeline.runs.workplace import Workplace


def replay_pages(place: Workplace, paths: Sequence[Path], everything: bool) -> dict[str, Any]:
    """Read archived pages again, ours and foreign ones, and group what is new."""
    processor = Processor(
        place.store,
        place.catalogue,
        place.topic,
        everything,
        lambda n, kept: place.tell("process", {"read": n, "kept": kept}),
    )
    failed: list[str] = []
    for path in paths:
        try:
            for page in spool.read_pages(path):
                processor.process_page(page)
        except spool.Damaged as error:
            failed.append(f"{path.name}: {error}")
        processor.flush()
    leads, copies = group_articles(place.store, datetime.now(UTC))
    report = processor.build_report(len(paths) - len(failed), failed, 0.0)
    return {**report.model_dump(mode="json", exclude={"seconds"}), "stories": leads, "copies": copies}
