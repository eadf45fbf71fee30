"""Cycles are opened, closed, and found again when they died."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.store import cycles
from pipeline.store.client import Store


def test_a_cycle_is_unfinished_until_it_is_closed_with_its_report(store: Store, make: Any) -> None:
    for hours, id_ in ((1, "open-2"), (0, "open-1")):
        cycles.open_cycle(store, id_, make.now + timedelta(hours=hours))
    assert [c.id for c in cycles.find_unfinished_cycles(store)] == ["open-1", "open-2"]
    assert cycles.find_unfinished_cycles(store)[0].started_at == make.now
    cycles.close_cycle(store, "open-2", {"feeds": {"ok": 3}, "seconds": 1.5})
    cycles.interrupt_cycle(store, "open-1")
    assert cycles.find_unfinished_cycles(store) == []
    last = cycles.find_last_cycle(store)
    assert last is not None
    assert (last.id, last.state, last.report) == ("open-2", "finished", {"feeds": {"ok": 3}, "seconds": 1.5})


def test_before_the_first_cycle_there_is_no_last_one(empty: Store) -> None:
    assert cycles.find_last_cycle(empty) is None
