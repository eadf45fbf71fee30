"""The daily chores by name; each takes the settings and gives the lines that it has to say, an empty list
when there is nothing.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from obstore.exceptions import BaseError

from pipeline.config import sources
from pipeline.config.settings import Settings
from pipeline.spool.condensing import Condensed, condense
from pipeline.spool.recalling import recall
from pipeline.spool.shipping import first_line
from pipeline.store import archive_places, cluster, counts
from pipeline.store.client import connect
from pipeline.store.leases import lease

SPOOLS_KEPT = timedelta(days=30)
LEASE_SECONDS = 60.0
COUNTS_KEPT = timedelta(days=90)
SNAPSHOTS_KEPT = timedelta(days=30)

Lines = list[str]


def retention(settings: Settings) -> Lines:
    """Throw away processed spool files older than 30 days; the records of articles that were kept go to a
    monthly file first.
    """
    store = connect(settings)
    # A try that lives on beside its successor must not write the same month's file.
    with lease(store, "retention", f"{socket.gethostname()}:{os.getpid()}", LEASE_SECONDS):
        return _retained(settings, archive_places.Places(store), _now() - SPOOLS_KEPT)


def _retained(settings: Settings, places: archive_places.Places, before: datetime) -> Lines:
    lines = _condensed(condense(settings.archive, places, before), "")
    if settings.archive_store:
        try:
            lines += _condensed(
                recall(settings.archive_store, settings.archive / "recalled", places, before),
                " in object storage",
            )
        except (OSError, BaseError) as error:
            lines.append(
                f"Trouble: old spool files stay in {settings.archive_store} until tomorrow:"
                f" {first_line(error)}"
            )
    return lines


def _condensed(done: Condensed, where: str) -> Lines:
    if not done.files:
        return []
    days = SPOOLS_KEPT.days
    return [
        f"{done.files} spool files older than {days} days removed{where}, {done.records} records of articles"
        f" kept in {done.into}"
    ]


def old_counts(settings: Settings) -> Lines:
    """Remove counts older than 90 days."""
    removed = counts.remove_before(connect(settings), _now() - COUNTS_KEPT)
    return [f"{removed} counts older than {COUNTS_KEPT.days} days removed"] if removed else []


def snapshot(settings: Settings) -> Lines:
    """Take today's snapshot of all indices and remove those older than 30 days, never the last."""
    store = connect(settings)
    if not cluster.repository(store):
        return [
            "Trouble: no snapshot was taken: Elasticsearch has no repository `azvn` and lets us make none"
            " (path.repo); see docs/operations.md"
        ]
    now = _now()
    name = cluster.snapshot(store, now)
    removed = cluster.remove_snapshots(store, now - SNAPSHOTS_KEPT)
    return [f"snapshot {name} taken" + (f", {removed} old ones removed" if removed else "")]


def health(settings: Settings) -> Lines:
    """Say how the cluster is when it is not green, and what share of a disk is used when it is much."""
    return cluster.complaints(connect(settings))


def mutes(settings: Settings) -> Lines:
    """Name the outlets whose mute has run out: they are asked again, and the entry is to be removed or
    renewed.
    """
    today = _now().date()
    outlets = sources.load(settings.config / "sources.yml").sources
    over = [s for s in outlets if s.muted and s.muted.until < today]
    return [
        f"Trouble: {s.id} was muted until {s.muted.until} ({s.muted.reason}): it is asked again"
        for s in over
        if s.muted
    ]


CHORES: Mapping[str, Callable[[Settings], Lines]] = {
    "retention": retention,
    "counts": old_counts,
    "snapshot": snapshot,
    "health": health,
    "mutes": mutes,
}


def _now() -> datetime:
    return datetime.now(UTC)
