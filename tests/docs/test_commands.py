"""Every command that the documentation names is one that there is, with options that it has.

Those of README and docs are typed as well: tests/pipeline/cli/test_documented.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import typer

from pipeline.cli.app import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCE = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
AZVN = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:(?:\.venv/bin/|\./)?azvn|docker compose \S+ .*?\bazvn) (.+)$")
MAKE = re.compile(r"^make ([a-z-]+)")
MODULE = re.compile(r"^(?:\S*/)?python3? -m ([\w.]+)")
TABLE: Any = typer.main.get_command(app)


def list_fenced(text: str) -> Iterator[str]:
    """Give the lines of the blocks, without what stands behind a # for people."""
    for block in FENCE.findall(text):
        for line in block.splitlines():
            yield re.sub(r"\s+# .*$", "", line).strip().removeprefix("$ ")


def list_shown(document: Path) -> list[str]:
    """Give the commands of a document: lines of blocks, and what stands in backticks in the text."""
    text = document.read_text(encoding="utf-8")
    spans = [span.strip() for span in SPAN.findall(FENCE.sub("", text))]
    return [*list_fenced(text), *spans]


def expand_forms(words: str) -> Iterator[list[str]]:
    """Give the command lines that a form stands for: `list|check` is two, what is in [ ] may be there."""
    plain = re.sub(r"[\[\]…]", " ", words).replace("\\|", "|")
    parts = [part.split("|") if re.fullmatch(r"[a-z|-]+", part) else [part] for part in plain.split()]
    for chosen in product(*parts):
        yield [part for part in chosen if part]


def find_command(words: list[str]) -> tuple[Any, list[str]]:
    """Give the command that the first words name, with the words behind it."""
    command, rest = TABLE, list(words)
    while rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        assert rest[0] in command.commands or command.invoke_without_command, rest[0]
        if rest[0] not in command.commands:
            break
        command = command.commands[rest.pop(0)]
    return command, rest


def list_faults(words: list[str]) -> list[str]:
    """Name what a command line has that the command has not."""
    try:
        command, rest = find_command(words)
    except AssertionError as error:
        return [f"no command {str(error).splitlines()[0]}"]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    asked = [word.partition("=")[0] for word in rest if re.match(r"--[a-z]|-[a-z]$", word)]
    return [f"no option {name}" for name in asked if name not in known]


SHOWN = [(document, line) for document in DOCUMENTS for line in list_shown(document)]
COMMANDS = sorted({found[1] for _, line in SHOWN if (found := AZVN.match(line))})


def test_the_documentation_shows_commands() -> None:
    assert len(COMMANDS) > 60


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_and_its_options_are_there(words: str) -> None:
    faults = [fault for form in expand_forms(words) for fault in list_faults(form)]
    assert faults == []


def test_targets_of_make_and_modules_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = {found[1] for _, line in SHOWN if (found := MAKE.match(line))}
    assert asked - targets == set()
    modules = {found[1] for _, line in SHOWN if (found := MODULE.match(line))}
    assert [module for module in sorted(modules) if find_spec(module) is None] == []
