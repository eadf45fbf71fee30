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
    health = store.ask(lambda: store.client.cluster.health())
    lines = []
    if health["status"] == "red":
        lines.append(
            f"Trouble: the cluster is red: {health['unassigned_shards']} shards are missing, part of the data"
            " cannot be read"
        )
    elif health["status"] == "yellow":
        lines.append(f"the cluster is yellow: {health['unassigned_shards']} copies have no node")
    nodes: Any = store.ask(lambda: store.client.cat.allocation(format="json", h="node,disk.percent"))
    for node in nodes:
        used = int(node.get("disk.percent") or 0)
        if used >= FULL:
            lines.append(f"Trouble: the disk of {node['node']} is {used} % full")
    return lines


def has_repository(store: Store) -> bool:
    """Say whether there is a snapshot repository `azvn`; one in the file system is made where Elasticsearch
    allows it.
    """
    snapshots = store.client.snapshot
    if store.ask(
        lambda: store.client.options(ignore_status=404).snapshot.get_repository(name=REPOSITORY)
    ).get(REPOSITORY):
        return True
    try:
        store.ask(
            lambda: snapshots.create_repository(
                name=REPOSITORY, repository={"type": "fs", "settings": {"location": REPOSITORY}}
            )
        )
    except ApiError:
        return False
    return True


def take_snapshot(store: Store, now: datetime) -> str:
    """Take a snapshot of our indices, one a day; give its name."""
    name = f"{store.prefix}{now:%Y.%m.%d}"
    client = store.client.options(request_timeout=LONGEST, ignore_status=400)  # 400: today's is there already
    store.ask(
        lambda: client.snapshot.create(
            repository=REPOSITORY,
            snapshot=name,
            indices=f"{store.prefix}*",
            include_global_state=False,
            wait_for_completion=True,
        )
    )
    return name


def remove_snapshots(store: Store, before: datetime) -> int:
    """Remove our snapshots taken before a moment, but never the last; give how many."""
    found: Any = store.ask(
        lambda: store.client.snapshot.get(
            repository=REPOSITORY, snapshot=f"{store.prefix}*", sort="start_time"
        )
    )["snapshots"]
    old = [
        s["snapshot"]
        for s in found[:-1]
        if datetime.fromtimestamp(s["start_time_in_millis"] / 1000, UTC) < before
    ]
    for name in old:
        store.ask(lambda name=name: store.client.snapshot.delete(repository=REPOSITORY, snapshot=name))  # type: ignore[misc]
    return len(old)
