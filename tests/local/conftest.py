"""A folder that every account may look into, as the server's account must when root runs the tests."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Program = Callable[[str, str], Path]


@pytest.fixture
def place() -> Iterator[Path]:
    """Return an empty folder that others may read; the folders of pytest are closed to them."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="azvn-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def program(place: Path) -> Program:
    """Return a function that puts a shell script as a program below the folder."""

    def write(name: str, script: str) -> Path:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return write
