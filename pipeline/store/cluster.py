"""The cluster itself: its health, the disk under it, and snapshots of our indices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import ApiError

from pipeline.store.client import Store
from pipeline.store.errors import StoreFault
from pipeline.store.schema.mappings import KINDS

REPOSITORY = "azvn"
LONGEST = 900.0
"""Seconds for a snapshot: a first one of some gigabytes."""
FULL = 85
"""Percent of a disk from which Elasticsearch puts no more shards on it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of ours: when it was taken, whether it is whole, and the indices in it."""

    name: str
    taken_at: datetime
    whole: bool
    indices: tuple[str, ...]


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


def take_snapshot(store: Store, now: datetime, *, by_hand: bool = False) -> str:
    """Take a snapshot of our indices and give its name: one a day, or one more when taken `by_hand`.

    Raise StoreFault when a part of it could not be read.
    """
    name = f"{store.prefix}{now:%Y.%m.%d-%H.%M.%S}" if by_hand else f"{store.prefix}{now:%Y.%m.%d}"
    # 400: today's is there already.
    client = store.client.options(request_timeout=LONGEST, ignore_status=400)
    answer = store.ask(
        client.snapshot.create,
        repository=REPOSITORY,
        snapshot=name,
        # Not all that begins with the prefix: azvn-demo-… begins with azvn-.
        indices=[f"{store.get_alias(kind)}-v*" for kind in KINDS],
        include_global_state=False,
        wait_for_completion=True,
    )
    taken = answer.get("snapshot")
    if taken and taken["state"] != "SUCCESS":
        raise StoreFault(f"The snapshot {name} is not whole: {taken['state']}, {taken.get('failures')}")
    return name


def list_snapshots(store: Store) -> list[Snapshot]:
    """Give our snapshots, the oldest first."""
    found: Any = store.ask(
        store.client.snapshot.get, repository=REPOSITORY, snapshot=f"{store.prefix}*", sort="start_time"
    )["snapshots"]
    return [
        Snapshot(
            one["snapshot"],
            datetime.fromtimestamp(one["start_time_in_millis"] / 1000, UTC),
            one["state"] == "SUCCESS",
            tuple(one["indices"]),
        )
        for one in found
        # A date follows: azvn-demo-2026… begins with azvn- as well.
        if one["snapshot"].removeprefix(store.prefix)[:4].isdecimal()
    ]


def remove_snapshots(store: Store, before: datetime) -> int:
    """Remove our snapshots taken before a moment, but never the last; give how many."""
    removed = 0
    for snapshot in list_snapshots(store)[:-1]:
        if snapshot.taken_at < before:
            store.ask(store.client.snapshot.delete, repository=REPOSITORY, snapshot=snapshot.name)
            removed += 1
    return removed
