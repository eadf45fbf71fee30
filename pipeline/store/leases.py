"""The alias `leases`: one writer at a time, and none for ever.

A lease expires, and its holder renews it while it lives. It is given back as a state, no owner, and not as a
time: the clock of who gives it back may be ahead of others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pipeline.model.faults import KnownFault
from pipeline.model.times import format_stamp, parse_time
from pipeline.store.client import Store
from pipeline.store.documents import Document, Fields, SequenceNumber, read_sequence
from pipeline.store.errors import StoreFault

log = logging.getLogger(__name__)

RELEASE_PATIENCE = 5.0
"""Seconds: a lease that cannot be given back expires by itself."""
FREE = ""
"""The owner of a lease that was given back."""
LONGEST = timedelta(minutes=5)
"""No lease is longer (`runs.locks` has them all): one that runs until later was written by a clock ahead."""


class Held(KnownFault):
    """Somebody else holds the lease; the message names them and until when."""


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """A lease as the index has it; nobody's when it was given back."""

    name: str
    owner: str
    until: datetime | None

    def is_ahead(self, now: datetime) -> bool:
        """Say whether it runs until later than anybody could have set it."""
        return bool(self.owner and self.until and self.until > now + LONGEST)

    def is_held(self, now: datetime) -> bool:
        """Say whether somebody is at work, as far as its time tells."""
        return bool(self.owner and self.until and self.until > now) and not self.is_ahead(now)


def list_leases(store: Store) -> list[LeaseRecord]:
    """Give all leases that were ever taken, by name."""
    store.refresh("leases")
    return sorted((_parse_lease(found) for found in store.stream_documents("leases")), key=lambda r: r.name)


def clear_lease(store: Store, name: str) -> None:
    """Give a lease back in place of its owner; one that lives and renews it notices that it has lost it."""
    store.put("leases", name, _build_lease(FREE, 0.0))


@contextmanager
def hold_lease(store: Store, name: str, owner: str, seconds: float) -> Iterator[None]:
    """Hold a lease while the block runs, renewed at a third of its length.

    Raise Held when another owner has it.
    """
    keeper = _Keeper(store, name, owner, seconds, _take_lease(store, name, owner, seconds))
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class _Keeper(threading.Thread):
    """Renews a lease until it is stopped, then gives it back; leaves it alone once another has it."""

    def __init__(self, store: Store, name: str, owner: str, seconds: float, sequence: SequenceNumber) -> None:
        super().__init__(name=f"lease {name}", daemon=True)
        self._store = store
        self._lease, self._owner, self._seconds = name, owner, seconds
        self._sequence: SequenceNumber | None = sequence
        self._done = threading.Event()

    def run(self) -> None:
        """Renew at a third of the length."""
        third = self._seconds / 3
        while self._sequence and not self._done.wait(third):
            self._sequence = self._write_lease(_build_lease(self._owner, self._seconds), third)

    def stop(self) -> None:
        """Give the lease back."""
        self._done.set()
        self.join()
        if self._sequence:
            self._write_lease(_build_lease(FREE, 0.0), RELEASE_PATIENCE)

    def _write_lease(self, lease: Fields, patience: float) -> SequenceNumber | None:
        store = replace(self._store, patience=patience)
        try:
            written = store.put("leases", self._lease, lease, self._sequence)
            if written is None:
                written = _find_own(store, self._lease, lease["owner"])
        except StoreFault as error:
            log.warning("the lease %s of %s could not be renewed: %s", self._lease, self._owner, error)
            return self._sequence
        if written is None:
            log.error("the lease %s of %s expired and another run has taken it", self._lease, self._owner)
        return written


def _take_lease(store: Store, name: str, owner: str, seconds: float) -> SequenceNumber:
    found, lease = store.get_document("leases", name), _build_lease(owner, seconds)
    if found is None:
        taken = store.create("leases", name, lease)
    else:
        _raise_if_held(store, owner, found, seconds)
        taken = store.put("leases", name, lease, read_sequence(found))
    # The connection may have been cut after the write arrived: its second try finds our own.
    taken = taken or _find_own(store, name, owner)
    if taken is None:
        raise Held(_describe_holder(name, "another process", "a moment from now"))
    return taken


def _find_own(store: Store, name: str, owner: str) -> SequenceNumber | None:
    """Give the sequence number of a lease that this owner has written; None when it is another's."""
    found = store.get_document("leases", name)
    return read_sequence(found) if found and found["_source"].get("owner") == owner else None


def _raise_if_held(store: Store, owner: str, found: Document, seconds: float) -> None:
    lease, now = _parse_lease(found), datetime.now(UTC)
    if lease.owner == owner:
        return
    if lease.is_held(now) or (lease.is_ahead(now) and _is_renewed(store, found, seconds)):
        raise Held(_describe_holder(lease.name, lease.owner, str(found["_source"]["until"])))


def _is_renewed(store: Store, found: Document, seconds: float) -> bool:
    """Whether the holder of a lease that a clock ahead wrote lives: it writes again within its third."""
    until, name = found["_source"]["until"], found["_id"]
    log.warning("the lease %s runs until %s, which nobody can have set: is its holder alive?", name, until)
    end = time.monotonic() + seconds / 2
    while time.monotonic() < end:
        time.sleep(min(1.0, seconds / 10))
        again = store.get_document("leases", name)
        if again is None or read_sequence(again) != read_sequence(found):
            return bool(again and _parse_lease(again).owner != FREE)
    log.warning("the lease %s is not renewed: it is taken from %s", name, found["_source"]["owner"])
    return False


def _build_lease(owner: str, seconds: float) -> Fields:
    return {"owner": owner, "until": format_stamp(datetime.now(UTC) + timedelta(seconds=seconds))}


def _parse_lease(found: Document) -> LeaseRecord:
    # One that lacks a field was not written by us, and is held by nobody.
    lease = found["_source"]
    return LeaseRecord(found["_id"], str(lease.get("owner") or FREE), parse_time(lease.get("until")))


def _describe_holder(name: str, owner: str, until: str) -> str:
    return (
        f"Another run is at work ({name}: {owner}, until {until} unless it goes on): wait for it to end."
        " `azvn leases` shows who it is."
    )
