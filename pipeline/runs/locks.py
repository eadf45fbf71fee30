"""Who keeps two runs apart: every lease by name and length, and the lock of a shard on its machine.

A lease is a document in Elasticsearch that expires unless its holder renews it, and keeps off all machines;
the lock is a file that keeps off the processes of one machine, also while Elasticsearch is away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from pipeline import spool
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.leases import Held, hold_lease

__all__ = [
    "ALERTS",
    "PLAN",
    "PUBLISH",
    "RETENTION",
    "Held",
    "Lease",
    "hold_shard",
    "lock_shard_here",
    "take_lease",
]


class Lease(NamedTuple):
    """A lease by its name, and the seconds after which a holder that renews it no more has lost it."""

    name: str
    seconds: float


PLAN = Lease("plan", 60.0)
"""Two runs that start together must end in one cycle, not in two."""
PUBLISH = Lease("publish", 120.0)
"""One writer gives articles their stories."""
ALERTS = Lease("alerts", 60.0)
"""One run finds hits and sends mails."""
RETENTION = Lease("retention", 60.0)
"""A try that lives on beside its successor must not write the same month's file."""
SHARD_SECONDS = 60.0


def take_lease(store: Store, lease: Lease, owner: str) -> AbstractContextManager[None]:
    """Take a lease and hold it while the block runs; raise Held when another owner has it."""
    return hold_lease(store, lease.name, owner, lease.seconds)


def hold_shard(store: Store, number: int, owner: str) -> AbstractContextManager[None]:
    """Hold a shard while the block runs, so that a host is asked from one place; raise Held."""
    return take_lease(store, Lease(f"shard-{number:02}", SHARD_SECONDS), owner)


@contextmanager
def lock_shard_here(place: Workplace, number: int) -> Iterator[None]:
    """Keep other processes of this machine off a shard while the block runs; raise Held when one has it."""
    with spool.lock_shard(place.settings.spool, number) as alone:
        if not alone:
            raise Held(f"Another process on this machine is at work on shard {number:02}.")
        yield
