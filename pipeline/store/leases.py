"""The alias `leases`: one writer at a time, and none for ever.

A lease expires, and its holder renews it while it lives.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.model.faults import KnownFault
from pipeline.model.times import format_stamp, parse_time
from pipeline.store.client import Store
from pipeline.store.documents import Fields, SequenceNumber, read_sequence
from pipeline.store.errors import StoreFault

log = logging.getLogger(__name__)

RELEASE_PATIENCE = 5.0
"""Seconds: a lease that cannot be given back expires by itself."""


class Held(KnownFault):
    """Somebody else holds the lease; the message names them and until when."""


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
            self._sequence = self._write_lease(self._sequence, self._seconds, patience=third)

    def stop(self) -> None:
        """Give the lease back."""
        self._done.set()
        self.join()
        if self._sequence:
            self._write_lease(self._sequence, 0.0, patience=RELEASE_PATIENCE)

    def _write_lease(
        self, sequence: SequenceNumber, seconds: float, *, patience: float
    ) -> SequenceNumber | None:
        store = replace(self._store, patience=patience)
        try:
            written = store.put("leases", self._lease, _build_lease(self._owner, seconds), sequence)
        except StoreFault as error:
            log.warning("the lease %s of %s could not be renewed: %s", self._lease, self._owner, error)
            return sequence
        if written is None:
            log.error("the lease %s of %s expired and another run has taken it", self._lease, self._owner)
        return written


def _take_lease(store: Store, name: str, owner: str, seconds: float) -> SequenceNumber:
    found, lease = store.get_document("leases", name), _build_lease(owner, seconds)
    if found is None:
        taken = store.create("leases", name, lease)
    else:
        _raise_if_held(name, owner, found["_source"])
        taken = store.put("leases", name, lease, read_sequence(found))
    if taken is None:
        raise Held(_describe_holder(name, "another process", "a moment from now"))
    return taken


def _build_lease(owner: str, seconds: float) -> Fields:
    return {"owner": owner, "until": format_stamp(datetime.now(UTC) + timedelta(seconds=seconds))}


def _raise_if_held(name: str, owner: str, lease: Fields) -> None:
    until = parse_time(lease["until"])
    if lease["owner"] != owner and until and until > datetime.now(UTC):
        raise Held(_describe_holder(name, lease["owner"], lease["until"]))


def _describe_holder(name: str, owner: str, until: str) -> str:
    return f"Another run is at work ({name}: {owner}, until {until} unless it goes on): wait for it to end."
