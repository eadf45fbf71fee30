"""Every regular expression that strangers' text can meet, found in the code itself: for a table and a test.

Found are the patterns that modules of the product hold, alone or in tuples, dicts and sets, those that the
topic is compiled to, and the expressions that functions write out where they use them.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic
from pipeline.read.scanner import Scanner

_FUNCTIONS = frozenset(
    {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
)


TRUSTED = (
    "pipeline.config.query.",
    "pipeline.alert.render.envelope",
    "pipeline.cli.",
    "pipeline.config.errors",
    "pipeline.config.files",
    "pipeline.config.mail",
    "pipeline.config.settings",
    "pipeline.config.sources",
    "pipeline.config.topic.spelling",
    "pipeline.config.watches",
    "pipeline.runs.typed_times",
    "pipeline.spool.segment_name",
    "pipeline.text.quotes",
)
"""Modules whose rules only meet what people of ours write: the catalogue, watches, names of our files."""
BOUNDED = {
    "pipeline.model.date_forms": 200,
    "pipeline.model.dates": 200,
    "pipeline.model.zones": 200,
    "pipeline.read.extract.headline": 1_000,
    "pipeline.read.extract.byline_names": 300,
    "pipeline.read.judge.sentences._LAST_WORD": 24,
    "pipeline.text.urls._REFERRER": 8_192,
    "topic.datelines": 120,
    "topic.prescan": 1_000,
}
"""Characters that these rules are given at most: dates, titles, by-lines, values in addresses, the head of a
paragraph, what stands around a word or before the end of a sentence.
"""
AT_START = (
    "pipeline.discover.kind._PROLOGUE",
    "pipeline.model.zones",
    "pipeline.read.judge.edges._CREDIT_LINE",
    "pipeline.text.urls._REFERRER",
    "topic.datelines",
)
"""Rules that are only tried where a text begins, or where they left off."""


class Rule(NamedTuple):
    """A pattern and where it stands: `pipeline.text.clean._SPACE`."""

    name: str
    pattern: re.Pattern[Any]


def get_bound(name: str) -> int | None:
    """Give the characters that a rule is given at most; None where only the page or feed is bounded."""
    return next((most for beginning, most in BOUNDED.items() if name.startswith(beginning)), None)


@lru_cache(maxsize=1)
def find_rules() -> tuple[Rule, ...]:
    """Give every rule of the product once, by name."""
    found: dict[str, Rule] = {}
    for module in _list_modules():
        for rule in (*_list_held(module), *_list_written(module)):
            found.setdefault(rule.name, rule)
    for rule in _list_compiled():
        found.setdefault(rule.name, rule)
    return tuple(found[name] for name in sorted(found))


def _list_modules() -> Iterator[ModuleType]:
    """Give the modules that name `re` at all: importing the others takes seconds."""
    for package in ("pipeline", "spiders"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.name != "__main__.py" and "re." in path.read_text(encoding="utf-8"):
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                if any(map(_uses_re, ast.walk(_parse_file(path)))):
                    yield importlib.import_module(name)


def _uses_re(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def _list_held(module: ModuleType) -> Iterator[Rule]:
    """Give the patterns among a module's own names; one that it imports stands where it was made."""
    own = {target for node in ast.walk(_parse_module(module)) for target in _list_targets(node)}
    for name, value in vars(module).items():
        if name in own:
            yield from _list_patterns(f"{module.__name__}.{name}", value)


def _list_targets(node: ast.AST) -> Iterator[str]:
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                yield part.id


def _list_patterns(name: str, value: Any) -> Iterator[Rule]:
    if isinstance(value, re.Pattern):
        yield Rule(name, value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _list_patterns(f"{name}[{key}]", part)
    elif isinstance(value, list | tuple | set | frozenset):
        for number, part in enumerate(value):
            yield from _list_patterns(f"{name}[{number}]", part)


def _list_written(module: ModuleType) -> Iterator[Rule]:
    """Give the expressions that are written out inside functions; `{…}` in them stands for a plain word."""
    for function in ast.walk(_parse_module(module)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            number = 0
            for call in ast.walk(function):
                text = _read_expression(call)
                if text is not None:
                    yield Rule(f"{module.__name__}.{function.name}:{number}", re.compile(text))
                    number += 1


def _read_expression(call: ast.AST) -> Any:
    """Give the expression of a call to a function of `re`, None for any other call and for a variable."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
        return None
    owner = call.func.value
    if not (isinstance(owner, ast.Name) and owner.id == "re" and call.func.attr in _FUNCTIONS):
        return None
    return _join_expression(call.args[0])


def _join_expression(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "word" for part in node.values]
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp):
        left, right = _join_expression(node.left), _join_expression(node.right)
        return (left or "word") + (right or "word")
    return None


def _parse_module(module: ModuleType) -> ast.Module:
    return _parse_file(Path(str(module.__file__)))


@lru_cache(maxsize=512)
def _parse_file(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _list_compiled() -> Iterator[Rule]:
    """Give what the topic is compiled to."""
    topic = load_topic(ROOT / "config" / "topic.yml")
    yield Rule("topic.datelines.bare", topic.datelines.bare.compile_whole())
    for number, form in enumerate(topic.datelines.forms):
        yield Rule(f"topic.datelines.forms[{number}]", form.compile_whole())
    for side in topic.sides:
        for number, rule in enumerate(Scanner(topic, side).list_rules()):
            yield Rule(f"topic.prescan.{side}[{number}]", rule)


def render_rules() -> str:
    """Give the modules whose rules meet strangers' text as a Markdown table."""
    rows: dict[tuple[str, int | None], list[str]] = {}
    for rule in find_rules():
        if not rule.name.startswith(TRUSTED):
            module, _, name = re.sub(r"\[.*|:\d+$", "", rule.name).rpartition(".")
            names = rows.setdefault((module, get_bound(rule.name)), [])
            names += [] if name in names else [name]
    lines = [
        f"| `{m}` | {', '.join(f'`{n}`' for n in names)} | {b or ''} |" for (m, b), names in rows.items()
    ]
    return "\n".join(["| module | rules | characters at most |", "|---|---|---|", *lines])
