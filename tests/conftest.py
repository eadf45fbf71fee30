"""What every test has: no network but loopback, no settings of the person who runs it, and a real
Elasticsearch on request.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from local.elasticsearch import Server, ensure_server
from pipeline.config.settings import PREFIX, get_settings

# Read before `no_settings` clears them: a server of the person's own may stand in for the one on this
# machine.
NAMED = {name: value for name, value in os.environ.items() if name.startswith(PREFIX + "ELASTICSEARCH_")}


LONGEST = ("test_cycle_killed.py", "test_cycle.py", "test_stack.py", "test_runs.py", "test_kills.py")
"""Files that take minutes: begun first, the short ones fill the time beside the last of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))


class NetworkRefusedError(AssertionError):
    """A test tried to talk to something that is not on this machine."""


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every AZVN_ name out of the environment."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    get_settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """Refuse every connection, and every question for a name, that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, method, _guarded(getattr(socket.socket, method)))
        patch.setattr(socket, "getaddrinfo", _local_names(socket.getaddrinfo))
        yield


@pytest.fixture(scope="session")
def elasticsearch_server() -> Server:
    """Return the shared Elasticsearch, started when it does not run; the one that the environment names when
    it does.
    """
    url = NAMED.get(PREFIX + "ELASTICSEARCH_URL")
    if not url:
        return ensure_server()
    user = NAMED.get(PREFIX + "ELASTICSEARCH_USER", "")
    return Server(
        url, user, NAMED.get(PREFIX + "ELASTICSEARCH_PASSWORD", ""), pid=0, started="", port=0, folder=""
    )


@pytest.fixture
def index_prefix(elasticsearch_server: Server) -> Iterator[str]:
    """Return a prefix that no other test has; everything under it is deleted after the test."""
    prefix = f"azvn-test-{secrets.token_hex(4)}-"
    yield prefix
    server = elasticsearch_server
    with Elasticsearch(server.url, basic_auth=(server.username, server.password)).options(
        ignore_status=404
    ) as client:
        # Names are resolved first: the server refuses to delete indices by pattern. Aliases go with their
        # indices.
        names = list(client.indices.get(index=f"{prefix}*", expand_wildcards="all"))
        # An address may have 4,096 bytes.
        for start in range(0, len(names), 20):
            client.indices.delete(index=names[start : start + 20])
        client.indices.delete_index_template(name=f"{prefix}*")
        client.cluster.delete_component_template(name=f"{prefix}*")


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(arguments[-1][0]):
            raise NetworkRefusedError(f"tests talk to loopback only, not to {arguments[-1]}")
        return method(self, *arguments)

    return guarded


def _local_names(ask: Callable[..., Any]) -> Callable[..., Any]:
    def answer(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name != "localhost" and not _is_address(name):
            raise socket.gaierror(socket.EAI_NONAME, f"tests ask no name server, not for {name} either")
        return ask(host, *arguments, **options)

    return answer


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return name in ("", "localhost") or (
        _is_address(name) and ipaddress.ip_address(name.partition("%")[0]).is_loopback
    )
