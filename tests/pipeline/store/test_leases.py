"""One writer at a time, and none for ever."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.model.times import format_stamp, parse_time
from pipeline.store.client import Store
from pipeline.store.leases import Held, clear_lease, hold_lease, list_leases


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


def write_lease(store: Store, name: str, owner: str, until: datetime) -> None:
    store.put("leases", name, {"owner": owner, "until": format_stamp(until)})


def test_a_lease_is_given_back_as_a_state_whatever_the_clock_of_its_holder_says(store: Store) -> None:
    with hold_lease(store, "stated", "a", 30):
        pass
    (lease,) = [lease for lease in list_leases(store) if lease.name == "stated"]
    assert (lease.owner, lease.is_held(datetime.now(UTC))) == ("", False)
    write_lease(store, "stated", "", datetime.now(UTC) + timedelta(days=400))
    with hold_lease(store, "stated", "b", 30):
        pass


def test_a_lease_of_a_clock_that_was_ahead_is_taken_when_nobody_renews_it(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    write_lease(store, "ahead", "host-a:1", datetime.now(UTC) + timedelta(days=400))
    (lease,) = [lease for lease in list_leases(store) if lease.name == "ahead"]
    assert lease.is_ahead(datetime.now(UTC))
    with hold_lease(store, "ahead", "host-b:2", 0.6):
        assert until(store, "ahead") < datetime.now(UTC) + timedelta(minutes=1)
    assert "nobody can have set" in caplog.text


def test_a_lease_of_a_clock_that_is_ahead_is_left_to_a_holder_that_lives(store: Store) -> None:
    far = datetime.now(UTC) + timedelta(days=400)
    write_lease(store, "alive", "host-a:1", far)
    over = threading.Event()

    def renew() -> None:
        while not over.wait(0.1):
            write_lease(store, "alive", "host-a:1", far)

    renewing = threading.Thread(target=renew)
    renewing.start()
    try:
        with pytest.raises(Held, match="alive: host-a:1"), hold_lease(store, "alive", "host-b:2", 6.0):
            pass
    finally:
        over.set()
        renewing.join()


def test_a_lease_whose_write_arrived_without_its_answer_is_known_as_ones_own(store: Store) -> None:
    class Cut(Store):
        """Makes each write twice, as a client does whose first answer was lost with its connection."""

        def create(self, *arguments: Any) -> Any:
            super().create(*arguments)
            return super().create(*arguments)

        def put(self, *arguments: Any) -> Any:
            super().put(*arguments)
            return super().put(*arguments)

    twice = Cut(store.client, store.prefix, store.patience, store.url)
    for _ in range(2):
        with hold_lease(twice, "twice", "host-a:1", 30), pytest.raises(Held, match="host-a:1"):
            _take(store, "twice", "host-b:2")


def _take(store: Store, name: str, owner: str) -> None:
    with hold_lease(store, name, owner, 30):
        pass


def test_a_lease_is_cleared_by_hand(store: Store) -> None:
    write_lease(store, "dead", "host-a:1", datetime.now(UTC) + timedelta(seconds=60))
    clear_lease(store, "dead")
    _take(store, "dead", "host-b:2")


@pytest.mark.parametrize("damaged", [{}, {"owner": "host-a:1"}, {"until": "2099-01-01T00:00:00.000Z"}])
def test_a_damaged_lease_is_held_by_nobody_and_hides_no_other(store: Store, damaged: dict[str, str]) -> None:
    store.put("leases", "damaged", damaged)
    _take(store, "beside", "host-a:1")
    assert {"damaged", "beside"} <= {lease.name for lease in list_leases(store)}
    _take(store, "damaged", "host-b:2")
