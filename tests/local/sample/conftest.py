"""The sample outlets served on loopback, and a visitor that asks them as a crawler does."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local.sample.server import Sample


@dataclass(frozen=True)
class Answer:
    """What came back, without following redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


Ask = Callable[..., Answer]


def make_visitor(addresses: Mapping[str, str]) -> Ask:
    """Make a function that asks the outlets for a URL with headers: one address, many host names."""

    def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
        parts = urlsplit(url)
        place, _, port = addresses[f"{parts.hostname}:80"].partition(":")
        connection = http.client.HTTPConnection(place, int(port), timeout=5)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"Host": parts.netloc, **(headers or {})})
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        connection.close()
        return answer

    return get


@dataclass(frozen=True)
class Served:
    """Outlets that are being served."""

    sample: Sample
    addresses: Mapping[str, str]
    ask: Ask


def serve(log: Path | None = None) -> Iterator[Served]:
    """Serve outlets in edition 1 until the test is over."""
    outlets = Sample(log=log)
    addresses = outlets.start()
    yield Served(outlets, addresses, make_visitor(addresses))
    outlets.stop()


@pytest.fixture(scope="session")
def shared_outlets() -> Iterator[Served]:
    """Outlets that stay in edition 1: for tests that only read."""
    yield from serve()


@pytest.fixture
def sample(shared_outlets: Served) -> Sample:
    """The outlets of `shared_outlets`."""
    return shared_outlets.sample


@pytest.fixture
def ask(shared_outlets: Served) -> Ask:
    """The function that asks them."""
    return shared_outlets.ask


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """Outlets of one's own, with a log: for tests that publish the next edition or look at the log."""
    yield from serve(tmp_path / "requests.jsonl")
