"""Pure rooms get their time given: nothing in them reads the clock, and text and model open nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT

TIMELESS = ("text", "model", "plan", "discover", "read", "publish")
CLOSED = ("text", "model", "plan", "discover", "publish")
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
DOORS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "urlopen"}


def list_calls(path: Path) -> Iterator[str]:
    """The names that a module calls on `datetime`, `date` and `time`, and what opens a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            owner = node.func.value
            clock = isinstance(owner, ast.Name) and owner.id in {"datetime", "date", "time"}
            if node.func.attr in (CLOCKS if clock else DOORS):
                yield node.func.attr
        elif isinstance(node.func, ast.Name) and node.func.id in DOORS:
            yield node.func.id


@pytest.mark.parametrize("room", TIMELESS)
def test_a_pure_room_reads_no_clock(room: str) -> None:
    for path in sorted((ROOT / "pipeline" / room).rglob("*.py")):
        assert CLOCKS.isdisjoint(list_calls(path)), path


@pytest.mark.parametrize("room", CLOSED)
def test_a_room_of_values_opens_nothing(room: str) -> None:
    for path in sorted((ROOT / "pipeline" / room).rglob("*.py")):
        assert DOORS.isdisjoint(list_calls(path)), path
