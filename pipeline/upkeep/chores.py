"""The daily chores by name; each takes the settings and gives the lines that it has to say, an empty list
when there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from obstore.exceptions import BaseError

from pipeline.config import sources
from pipeline.config.keys import act_as_mailer
from pipeline.config.settings import Settings
from pipeline.spool import quarantine
from pipeline.spool.condensing import Condensed, condense_archive
from pipeline.spool.condensing_stored import condense_stored_files
from pipeline.spool.shipping import take_first_line
from pipeline.store import cluster, counts
from pipeline.store.articles.archive_places import ArchivePlaces
from pipeline.store.connect import connect_store
from pipeline.upkeep.clocks import describe_disbelieved

SPOOLS_KEPT = timedelta(days=30)
COUNTS_KEPT = timedelta(days=90)
SNAPSHOTS_KEPT = timedelta(days=30)

Lines = list[str]
MOST_NAMED = 15
"""Entries of the quarantine that the report names."""
TROUBLE = "Trouble: "
"""Before a line that operators must act on."""


def remove_old_segments(settings: Settings) -> Lines:
    """Throw away processed spool files older than 30 days; the records of articles that were kept go to a
    monthly file first.
    """
    store = connect_store(settings)
    return _condense_segments(settings, ArchivePlaces(store), _read_clock() - SPOOLS_KEPT)


def _condense_segments(settings: Settings, places: ArchivePlaces, before: datetime) -> Lines:
    lines = _describe_condensed(condense_archive(settings.archive, places, before), "")
    if settings.archive_store:
        try:
            lines += _describe_condensed(
                condense_stored_files(settings.archive_store, settings.archive / "recalled", places, before),
                " in object storage",
            )
        except (OSError, BaseError) as error:
            lines.append(
                TROUBLE + f"old spool files stay in {settings.archive_store} until tomorrow:"
                f" {take_first_line(error)}"
            )
    return lines


def _describe_condensed(done: Condensed, where: str) -> Lines:
    if not done.files:
        return []
    days = SPOOLS_KEPT.days
    return [
        f"{done.files} spool files older than {days} days removed{where}, {done.records} records of articles"
        f" kept in {done.into}"
    ]


def remove_old_counts(settings: Settings) -> Lines:
    """Remove counts older than 90 days."""
    removed = counts.remove_counts(connect_store(settings), _read_clock() - COUNTS_KEPT)
    return [f"{removed} counts older than {COUNTS_KEPT.days} days removed"] if removed else []


def rotate_snapshots(settings: Settings) -> Lines:
    """Take today's snapshot of all indices and remove those older than 30 days, never the last."""
    store = connect_store(settings)
    if not cluster.has_repository(store):
        return [
            TROUBLE + "no snapshot was taken: Elasticsearch has no repository `azvn` and lets us make none"
            " (path.repo); see docs/operations.md"
        ]
    now = _read_clock()
    name = cluster.take_snapshot(store, now)
    removed = cluster.remove_snapshots(store, now - SNAPSHOTS_KEPT)
    return [f"snapshot {name} taken" + (f", {removed} old ones removed" if removed else "")]


def check_health(settings: Settings) -> Lines:
    """Say how the cluster is when it is not green, and what share of a disk is used when it is much."""
    return cluster.find_complaints(connect_store(settings))


def check_mutes(settings: Settings) -> Lines:
    """Name the outlets whose mute has run out: they are asked again, and the entry is to be removed or
    renewed.
    """
    today = _read_clock().date()
    outlets = sources.load_sources(settings.config / "sources.yml").sources
    over = [s for s in outlets if s.muted and s.muted.until < today]
    return [
        TROUBLE + f"{s.id} was muted until {s.muted.until} ({s.muted.reason}): it is asked again"
        for s in over
        if s.muted
    ]


def check_quarantine(settings: Settings) -> Lines:
    """Name what is in quarantine, each with the way to read it once more; remove old ones."""
    folder = settings.archive / quarantine.FOLDER
    old = quarantine.remove_old_entries(folder, _read_clock() - SPOOLS_KEPT)
    notes = quarantine.list_quarantine(folder)
    lines = [
        f"{TROUBLE}{note.url or note.archive} ({note.source or 'no source'}) is in quarantine:"
        f" {note.outcome}, {note.detail}; `azvn quarantine retry {note.id}` reads it once more"
        for note in notes[:MOST_NAMED]
    ]
    if len(notes) > MOST_NAMED:
        more = len(notes) - MOST_NAMED
        lines.append(f"{TROUBLE}{more} more are in quarantine: `azvn quarantine list` names them")
    removed = f"{len(old)} entries older than {SPOOLS_KEPT.days} days removed from quarantine"
    return lines + ([removed] if old else [])


def check_clocks(settings: Settings) -> Lines:
    """Say which times of ours lie further ahead than we could have set them: a clock was wrong."""
    lines = describe_disbelieved(connect_store(act_as_mailer(settings)), _read_clock())
    return [TROUBLE + line for line in lines]


CHORES: Mapping[str, Callable[[Settings], Lines]] = {
    "retention": remove_old_segments,
    "counts": remove_old_counts,
    "snapshot": rotate_snapshots,
    "health": check_health,
    "mutes": check_mutes,
    "quarantine": check_quarantine,
    "clocks": check_clocks,
}


def _read_clock() -> datetime:
    return datetime.now(UTC)
