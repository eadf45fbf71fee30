"""The house keeps its order: rooms at the top, small files, small functions, names that say what they do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT
from pipeline.model.outcomes import Stage

PRODUCT = ("pipeline", "spiders", "local", "kibana", "compose", "dags", "plugins", "docs", "bench")
ROOMS = {
    "alert",
    "cli",
    "config",
    "discover",
    "model",
    "plan",
    "programs",
    "publish",
    "read",
    "runs",
    "spool",
    "store",
    "terminal",
    "text",
    "upkeep",
}
MOST_LINES = 300
MOST_IN_FUNCTION = 50
GONE = {"told", "saved", "heads", "pairs", "vetted", "parent", "shipment", "recall"}
"""Names that stood for two things, or for none that a reader could guess."""


def list_files() -> list[Path]:
    return [path for room in PRODUCT for path in sorted((ROOT / room).rglob("*.py"))]


def list_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute) and node.attr != "parent":  # pathlib's and lxml's word
            yield node.attr
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


FILES = list_files()


def test_the_top_of_the_pipeline_is_its_rooms_and_three_modules_at_most() -> None:
    top = ROOT / "pipeline"
    assert {path.name for path in top.iterdir() if path.is_dir() and path.name != "__pycache__"} == ROOMS
    assert len(list(top.glob("*.py"))) <= 3


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_says_what_it_is_for(room: str) -> None:
    tree = ast.parse((ROOT / "pipeline" / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_a_folder_or_a_file(stage: Stage) -> None:
    places = [path for top in ("pipeline", "spiders") for path in (ROOT / top).rglob(f"{stage}*")]
    assert [path for path in places if path.name in {str(stage), f"{stage}.py"}]


def test_files_fit_a_few_screens() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES
    }
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_functions_fit_a_screen() -> None:
    long = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > MOST_IN_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}: {node.name}: {length}")
    assert long == []


def test_names_that_said_nothing_are_gone() -> None:
    found = {}
    for path in FILES:
        names = {name.strip("_") for name in list_names(ast.parse(path.read_text(encoding="utf-8")))}
        if names & GONE:
            found[str(path.relative_to(ROOT))] = names & GONE
    assert found == {}
