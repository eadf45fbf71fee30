"""What every test has: no network but loopback, no settings of the person who runs it, the same draws in
property tests each time, and a real Elasticsearch on request.
"""

from __future__ import annotations

import ast
import ipaddress
import os
import secrets
import socket
import sys
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, is_hypothesis_test, settings

from local.elasticsearch import Server, ensure_server
from pipeline.config.settings import PREFIX, get_settings
from pipeline.store.client import Store
from tests import measuring
from tests.indices import empty_indices, provision_some

# It can be read only by being set.
UMASK = os.umask(0o022)
os.umask(UMASK)
# Read before `no_settings` clears them: a server of the person's own may stand in for the one on this
# machine.
NAMED = {name: value for name, value in os.environ.items() if name.startswith(PREFIX + "ELASTICSEARCH_")}

# A machine that is busy with something else fails no property: no deadline, and slow draws are no fault.
PATIENT: dict[str, Any] = {
    "deadline": None,
    "print_blob": False,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("fixed", derandomize=True, database=None, **PATIENT)
settings.register_profile("fuzz", max_examples=2000, **PATIENT)
settings.load_profile("fixed")
# Hypothesis offers each case as a patch, made with libcst, which raises AttributeError once Twisted marks
# abc.ABC in the same process: one property that failed ended the whole run. As if libcst were missing:
sys.modules["hypothesis.extra._patching"] = None  # type: ignore[assignment]

LONGEST = (
    "local/test_stack.py",
    "runs/test_cycle.py",
    "runs/test_cycle_killed.py",
    "dags/test_runs.py",
    "compose/test_stack.py",
    "runs/test_shard_step.py",
    "cli/test_documented.py",
    "send/test_kills.py",
    "compose/test_elasticsearch.py",
    "send/test_outbox.py",
    "find/test_finding.py",
    "local/test_elasticsearch.py",
)
"""Files that take long: begun first, the short ones fill the time beside the last of them."""

NEED_SERVERS = frozenset({"elasticsearch_server", "airflow_home", "loader", "crawled", "site", "trap"})
"""Fixtures of the tests that `make quick` leaves out; a module that starts servers or programs by other ways
says so by `pytestmark`.
"""

FAILED_CASE = "failed case"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need servers, and put the longest files first."""
    for item in items:
        if NEED_SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
        if is_hypothesis_test(getattr(item, "obj", None)):
            # What a property calls is called elsewhere, and not hundreds of times.
            item.add_marker("no_cover")
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(f"{item.path.parent.name}/{item.path.name}", len(LONGEST)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note the cases with which a property failed; the report carries them to the process that prints."""
    noted = [text for name, text in item.user_properties if name == FAILED_CASE]
    for case in getattr(item, "_hypothesis_failing_examples", ()):
        if case not in noted:
            item.user_properties.append((FAILED_CASE, case))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Let every report travel between processes: half a surrogate in a log line would end the whole run."""
    return _replace_surrogates((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print each case with which a property failed as the line to add to its test."""
    found: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("failed", []):
        cases = [str(text) for name, text in report.user_properties if name == FAILED_CASE]
        found.setdefault(report.nodeid, []).extend(cases)
    if any(found.values()):
        terminalreporter.section("to add above @given")
    for nodeid, cases in found.items():
        for case in cases:
            terminalreporter.write_line(f"{nodeid}\n{format_example(case)}")


def format_example(case: str) -> str:
    """Return the decorator for a case that Hypothesis prints as a call of the test; the case itself where it
    is no Python.
    """
    try:
        call = ast.parse(case, mode="eval").body
    except SyntaxError:
        return case
    return f"@example({ast.unparse(call).partition('(')[2]}"


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
def unmeasured_programs() -> None:
    """Measure no program that a test starts, unless the test asks for it."""
    measuring.hold_back()


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


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    """Keep from a test what a program that ran in this process before, for a test or many, set for itself."""
    os.umask(UMASK)
    yield
    os.umask(UMASK)


@pytest.fixture(scope="session")
def provisioned(elasticsearch_server: Server) -> Iterator[Store]:
    """Return a door to indices with the real topic, shared; who needs them empty takes `empty_prefix`."""
    with provision_some(elasticsearch_server) as store:
        yield store


@pytest.fixture
def empty_prefix(provisioned: Store) -> str:
    """Return a prefix whose indices are there and hold nothing."""
    empty_indices(provisioned)
    return provisioned.prefix


def _replace_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_replace_surrogates(key): _replace_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replace_surrogates(inner) for inner in value]
    return value


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
