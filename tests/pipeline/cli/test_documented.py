"""Every command line that README and docs show is typed at a desk, and ends as it should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.config.settings import ROOT
from pipeline.store import cluster
from pipeline.store.client import Store
from tests.indices import empty_indices
from tests.pipeline.alert.post_office import PostOffice, run_office
from tests.pipeline.cli.desk import Desk
from tests.pipeline.cli.typed import Typed, list_typed, name_commands
from tests.pipeline.runs.worlds import made, sample

__all__ = ["sample"]
TYPED = list_typed()
ELSEWHERE = {
    "up": ("starts all of the stack, for good", "tests/local/test_stack.py"),
    "down": ("stops what runs on this machine", "tests/local/test_stack.py"),
    "demo": ("cycles over all of the sample outlets", "tests/local/test_demo.py"),
    "mail serve-unsubscribe": ("serves until it is stopped", "tests/pipeline/runs/test_returned_mail.py"),
    "kibana pull": ("needs Kibana, or what stands for it", "tests/pipeline/cli/test_kibana.py"),
    "watches import": ("needs Kibana, or what stands for it", "tests/pipeline/cli/test_kibana.py"),
    "restore": ("puts a snapshot in place of all indices", "tests/pipeline/cli/test_backup.py"),
    "provision --keys": ("makes roles and keys of the whole cluster", "tests/pipeline/cli/test_upkeep.py"),
}
"""Lines, by how they begin, that are not typed at the desk: why, and which test has them instead."""
ENDS = {
    "mail resume RECIPIENT": (2, "Nothing holds mails"),
    "mail retry": (2, "--failed"),
    "quarantine retry": (2, "--all"),
    "quarantine drop": (2, "--all"),
    "watches preview": (2, "ID: is missing"),
    "watches key ID": (2, "goes to no webhook"),
    "extract": (2, "needs --url"),
}
"""Lines that end otherwise than with 0, and what they say then: nothing to resume, and names of commands in
the text that need a word more.
"""
NOTHING = re.compile(r'Nothing found|"events": 0')
"""A search that finds nothing says so, and ends with 1."""


def is_elsewhere(typed: Typed) -> bool:
    line = " ".join((typed.command, *typed.rest))
    return any(line.startswith(begin) for begin in ELSEWHERE)


@pytest.fixture(scope="module")
def desk(
    sample: Any, elasticsearch_server: Any, provisioned: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    empty_indices(provisioned)
    folder = tmp_path_factory.mktemp("desk")
    world = made(sample, elasticsearch_server, provisioned.prefix, folder / "world")
    handler = PostOffice()
    with run_office(handler) as port:
        here = Desk(world.place, world.sample, handler, port, folder)
        here.open()
        yield here
    empty_indices(provisioned)
    for one in cluster.list_snapshots(provisioned):
        provisioned.client.snapshot.delete(repository=cluster.REPOSITORY, snapshot=one.name)


@pytest.mark.parametrize("typed", [one for one in TYPED if not is_elsewhere(one)], ids=str)
def test_a_command_of_the_documentation_ends_as_it_should(desk: Desk, typed: Typed) -> None:
    code, out, err = desk.run(typed)
    expected, says = ENDS.get(str(typed).partition("azvn ")[2], (0, ""))
    if typed.command == "search" and NOTHING.search(out):
        expected = 1
    assert "Traceback" not in out + err
    assert (code, says in out + err) == (expected, True), out + err


def test_every_command_is_shown_and_the_tables_name_nothing_else() -> None:
    assert name_commands() - {typed.command for typed in TYPED} == set()
    lines = [str(typed).partition("azvn ")[2] for typed in TYPED]
    assert [begin for begin in ELSEWHERE if not any(line.startswith(begin) for line in lines)] == []
    assert [line for line in ENDS if line not in lines] == []
    assert [file for _, file in ELSEWHERE.values() if not (ROOT / file).exists()] == []
