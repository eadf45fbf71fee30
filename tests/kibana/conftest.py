"""A stand-in for Kibana, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kibana.standin import StandIn, run_standin


@pytest.fixture
def kibana() -> Iterator[StandIn]:
    with run_standin() as server:
        yield server
