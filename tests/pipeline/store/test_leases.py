"""One writer at a time, and none for ever."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.model.times import parse_time
from pipeline.store.client import Store
from pipeline.store.leases import Held, hold_lease


def until(store: Store, name: str) -> Any:
    return parse_time(store.get_documents("leases", [name])[name]["_source"]["until"])


def test_a_second_owner_is_told_who_holds_it(store: Store) -> None:
    with (
        hold_lease(store, "taken", "host-a:1", 30),
        pytest.raises(Held, match="taken: host-a:1"),
        hold_lease(store, "taken", "host-b:2", 30),
    ):
        pass


def test_a_lease_is_given_back_at_the_end_of_the_block(store: Store) -> None:
    for owner in ("a", "b"):
        with hold_lease(store, "returned", owner, 30):
            assert until(store, "returned") > datetime.now(UTC)


def test_a_lease_is_given_back_when_the_block_fails(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), hold_lease(store, "failed", "a", 30):
        _ = 1 / 0
    with hold_lease(store, "failed", "b", 30):
        pass


def test_a_lease_of_an_owner_who_died_expires(store: Store) -> None:
    store.put("leases", "died", {"owner": "dead", "until": "2026-01-01T00:00:00Z"})
    with hold_lease(store, "died", "b", 30):
        assert store.get_documents("leases", ["died"])["died"]["_source"]["owner"] == "b"


def test_a_lease_is_renewed_while_its_block_runs(store: Store) -> None:
    with hold_lease(store, "renewed", "a", 0.6):
        first = until(store, "renewed")
        deadline = time.monotonic() + 10
        while until(store, "renewed") == first and time.monotonic() < deadline:
            time.sleep(0.02)
        assert until(store, "renewed") > first


def test_a_lease_that_another_has_taken_is_left_to_it(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    taken = {"owner": "b", "until": "2099-01-01T00:00:00.000Z"}
    with caplog.at_level(logging.ERROR), hold_lease(store, "lost", "a", 30):
        store.put("leases", "lost", taken)
    assert store.get_documents("leases", ["lost"])["lost"]["_source"] == taken
    assert "another run has taken it" in caplog.text
