"""The cluster itself: its health, the disk under it, and snapshots of our indices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from elasticsearch import ApiError

from pipeline.store.client import Store

REPOSITORY = "azvn"
LONGEST = 900.0
"""Seconds for a snapshot: a first one of some gigabytes."""
FULL = 85
"""Percent of a disk from which Elasticsearch puts no more shards on it."""


def find_complaints(store: Store) -> list[str]:
    """Say what is wrong with the cluster: not green, or a disk that fills up."""
    health = store.ask(store.client.cluster.health)
    shards = health["unassigned_shards"]
    lines = []
    if health["status"] == "red":
        lines.append(
            f"Trouble: the cluster is red: {shards} shards are missing, part of the data cannot be read"
        )
    elif health["status"] == "yellow":
        lines.append(f"the cluster is yellow: {shards} copies have no node")
    nodes: Any = store.ask(store.client.cat.allocation, format="json", h="node,disk.percent")
    for node in nodes:
        used = int(node.get("disk.percent") or 0)
        if used >= FULL:
            lines.append(f"Trouble: the disk of {node['node']} is {used} % full")
    return lines


def has_repository(store: Store) -> bool:
    """Say whether there is a snapshot repository `azvn`; one of files is made where that is allowed."""
    get_repository = store.client.options(ignore_status=404).snapshot.get_repository
    if REPOSITORY in store.ask(get_repository, name=REPOSITORY):
        return True
    repository = {"type": "fs", "settings": {"location": REPOSITORY}}
    try:
        store.ask(store.client.snapshot.create_repository, name=REPOSITORY, repository=repository)
    except ApiError:
        return False
    return True


def take_snapshot(store: Store, now: datetime) -> str:
    """Take a snapshot of our indices, one a day; give its name."""
    name = f"{store.prefix}{now:%Y.%m.%d}"
    # 400: today's is there already.
    client = store.client.options(request_timeout=LONGEST, ignore_status=400)
    store.ask(
        client.snapshot.create,
        repository=REPOSITORY,
        snapshot=name,
        indices=f"{store.prefix}*",
        include_global_state=False,
        wait_for_completion=True,
    )
    return name


def remove_snapshots(store: Store, before: datetime) -> int:
    """Remove our snapshots taken before a moment, but never the last; give how many."""
    snapshots = store.client.snapshot
    found: Any = store.ask(
        snapshots.get, repository=REPOSITORY, snapshot=f"{store.prefix}*", sort="start_time"
    )["snapshots"]
    removed = 0
    for snapshot in found[:-1]:
        taken_at = datetime.fromtimestamp(snapshot["start_time_in_millis"] / 1000, UTC)
        if taken_at < before:
            store.ask(snapshots.delete, repository=REPOSITORY, snapshot=snapshot["snapshot"])
            removed += 1
    return removed
