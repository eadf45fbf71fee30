"""Leases: one writer at a time, and none for ever: a lease expires, and its holder renews it while it
lives.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import ApiError, ConflictError, NotFoundError

from pipeline.model.times import format_stamp, parse_time
from pipeline.store.client import Store, StoreFault

log = logging.getLogger(__name__)

RELEASE_PATIENCE = 5.0
"""Seconds: a lease that cannot be given back expires by itself."""

Guard = Mapping[str, Any]


class Held(Exception):
    """Somebody else holds the lease; the message names them and until when."""


@contextmanager
def hold_lease(store: Store, name: str, owner: str, seconds: float) -> Iterator[None]:
    """Hold a lease while the block runs, renewed at a third of its length; raise Held when another owner has
    it.
    """
    keeper = _Keeper(store, name, owner, seconds, _take_lease(store, name, owner, seconds))
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class _Keeper(threading.Thread):
    """Renews a lease until it is stopped, then gives it back; leaves it alone once another has it."""

    def __init__(self, store: Store, name: str, owner: str, seconds: float, guard: Guard) -> None:
        super().__init__(name=f"lease {name}", daemon=True)
        self._stores = replace(store, patience=seconds / 3), replace(store, patience=RELEASE_PATIENCE)
        self._lease, self._owner, self._seconds = name, owner, seconds
        self._guard: Guard | None = guard
        self._done = threading.Event()

    def run(self) -> None:
        """Renew at a third of the length."""
        while self._guard and not self._done.wait(self._seconds / 3):
            self._guard = self._write_lease(self._stores[0], self._seconds, self._guard)

    def stop(self) -> None:
        """Give the lease back."""
        self._done.set()
        self.join()
        if self._guard:
            self._write_lease(self._stores[1], 0.0, self._guard)

    def _write_lease(self, store: Store, seconds: float, guard: Guard) -> Guard | None:
        try:
            return _put_lease(store, self._lease, self._owner, seconds, guard)
        except ConflictError:
            log.error("the lease %s of %s expired and another run has taken it", self._lease, self._owner)
            return None
        except (StoreFault, ApiError) as error:
            log.warning("the lease %s of %s could not be renewed: %s", self._lease, self._owner, error)
            return guard


def _take_lease(store: Store, name: str, owner: str, seconds: float) -> Guard:
    try:
        found = store.ask(lambda: store.client.get(index=store.get_alias("leases"), id=name))
    except NotFoundError:
        guard: Guard = {"op_type": "create"}
    else:
        _raise_if_held(name, owner, found["_source"])
        guard = _read_guard(found)
    try:
        return _put_lease(store, name, owner, seconds, guard)
    except ConflictError:
        raise Held(_describe_holder(name, "another process", "a moment from now")) from None


def _raise_if_held(name: str, owner: str, held: Mapping[str, Any]) -> None:
    until = parse_time(held["until"])
    if held["owner"] != owner and until and until > datetime.now(UTC):
        raise Held(_describe_holder(name, held["owner"], held["until"]))


def _put_lease(store: Store, name: str, owner: str, seconds: float, guard: Guard) -> Guard:
    body = {"owner": owner, "until": format_stamp(datetime.now(UTC) + timedelta(seconds=seconds))}
    index = store.get_alias("leases")
    return _read_guard(
        store.ask(
            lambda: store.client.index(
                index=index, id=name, document=body, refresh=True, require_alias=True, **guard
            )
        )
    )


def _read_guard(answer: Any) -> Guard:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _describe_holder(name: str, owner: str, until: str) -> str:
    return f"Another run is at work ({name}: {owner}, until {until} unless it goes on): wait for it to end."
