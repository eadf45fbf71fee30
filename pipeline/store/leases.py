"""Leases: one writer at a time, and none for ever: a lease expires, and its holder renews it while it lives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from elasticsearch import ApiError, ConflictError, NotFoundError

from pipeline.store.client import Store, StoreFault
from pipeline.store.times import moment, now, stamp

log = logging.getLogger(__name__)


class Held(Exception):
    """Somebody else holds the lease; the message names them and until when."""


@contextmanager
def lease(store: Store, name: str, owner: str, seconds: float) -> Iterator[None]:
    """Hold a lease while the block runs, renewed at a third of its length; raise Held when another owner has it."""
    _take(store, name, owner, seconds)
    done = threading.Event()
    keeper = threading.Thread(target=_renew, args=(store, name, owner, seconds, done), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
        _release(store, name, owner)


def _take(store: Store, name: str, owner: str, seconds: float) -> None:
    index = store.alias("leases")
    body = {"owner": owner, "until": stamp(now() + timedelta(seconds=seconds))}
    try:
        found = store.ask(lambda: store.client.get(index=index, id=name))
    except NotFoundError:
        found = None
    guard = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]} if found else {"op_type": "create"}
    if found:
        until = moment(found["_source"]["until"])
        if found["_source"]["owner"] != owner and until and until > now():
            raise Held(_sentence(name, found["_source"]["owner"], str(found["_source"]["until"])))
    try:
        store.ask(lambda: store.client.index(index=index, id=name, document=body, refresh=True, require_alias=True, **guard))  # type: ignore[arg-type]
    except ConflictError:
        raise Held(_sentence(name, "another process", "a moment ago")) from None


def _sentence(name: str, owner: str, until: str) -> str:
    return f"Another run is at work ({name}: {owner}, until {until} unless it goes on): wait for it to end."


def _renew(store: Store, name: str, owner: str, seconds: float, done: threading.Event) -> None:
    while not done.wait(seconds / 3):
        try:
            body = {"until": stamp(now() + timedelta(seconds=seconds))}
            store.ask(lambda body=body: store.client.update(index=store.alias("leases"), id=name, doc=body))  # type: ignore[misc]
        except (StoreFault, ApiError) as error:
            log.warning("the lease %s of %s could not be renewed: %s", name, owner, error)


def _release(store: Store, name: str, owner: str) -> None:
    """Give a lease back; when that cannot be said now it expires by itself."""
    try:
        store.ask(
            lambda: store.client.index(index=store.alias("leases"), id=name, document={"owner": owner, "until": stamp(now())}, refresh=True)
        )
    except (StoreFault, ApiError) as error:
        log.warning("the lease %s of %s could not be given back: %s", name, owner, error)
