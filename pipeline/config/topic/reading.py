"""Reading `topic.yml`: every fault at once, each with file, entry and field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config.errors import ConfigError
from pipeline.config.files import read_yaml
from pipeline.config.topic.entries import Document, Named
from pipeline.config.topic.spelling import parse_form
from pipeline.config.topic.vocabulary import Topic


def load_topic(path: Path) -> Topic:
    """Read and check the vocabulary; raise ConfigError with every fault."""
    raw = read_yaml(path, ConfigError)
    if not isinstance(raw, dict):
        raise ConfigError(f"{path.name}: needs a mapping of sections")
    try:
        document = Document.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(
            "\n".join(
                f"{path.name}: {_describe_place(raw, e['loc'])}: {_describe_error(e)}" for e in error.errors()
            )
        ) from None
    faults = [*_check_forms(document, raw), *_check_datelines(document), *_find_repeated(document)]
    if faults:
        raise ConfigError("\n".join(f"{path.name}: {fault}" for fault in faults))
    return Topic(document)


def _describe_place(raw: Any, location: tuple[int | str, ...]) -> str:
    """Give entry and field; an entry of a list by its name or stem when it has one, else by its number."""
    parts: list[str] = []
    node = raw
    for step in location:
        node = (
            node[step]
            if isinstance(node, list) and isinstance(step, int) and step < len(node)
            else (node.get(step) if isinstance(node, dict) else None)
        )
        name = (
            (node.get("name") or node.get("stem"))
            if isinstance(node, dict) and isinstance(step, int)
            else None
        )
        parts.append(str(name or (step + 1 if isinstance(step, int) else step)))
    return ": ".join(parts) or "document"


def _describe_error(error: Any) -> str:
    value = error.get("input")
    shown = f" (found {value!r})" if isinstance(value, str | int | float) else ""
    return f"{error['msg'].removeprefix('Value error, ')}{shown}"


def _check_forms(document: Document, raw: Any) -> Iterator[str]:
    for location, form in _list_forms(document):
        try:
            parse_form(form, document.suffixes)
        except ValueError as error:
            yield f"{_describe_place(raw, location)}: {error}"


def _list_forms(document: Document) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Give every form with its place in the file."""
    data = document.model_dump(exclude={"suffixes", "datelines", "agency_names"})
    stack: list[tuple[tuple[int | str, ...], Any]] = [((key,), data[key]) for key in reversed(data)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, str):
            if place[-2:-1] != ("needles",) and _holds_forms(place):
                yield place, node
        elif isinstance(node, dict):
            stack += [((*place, k), v) for k, v in reversed(node.items())]
        elif isinstance(node, tuple | list):
            stack += [((*place, i), v) for i, v in reversed(list(enumerate(node)))]


def _holds_forms(place: tuple[int | str, ...]) -> bool:
    sections = {"masks", "countries", "relation", "groups", "events", "themes"}
    return "forms" in place or "country" in place[2:3] or place[0] in sections


def _check_datelines(document: Document) -> Iterator[str]:
    for number, expression in enumerate(document.datelines, 1):
        try:
            re.compile(expression.replace("{place}", "x").replace("{day}", "x").replace("{agency}", "x"))
        except re.error as error:
            yield f"datelines: {number}: is not a regular expression: {error}"


def _find_repeated(document: Document) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    groups: dict[str, tuple[Named, ...]] = {
        "people": document.people,
        "organisations": document.organisations,
        "places": document.places,
    }
    for section, entries in groups.items():
        for entry in entries:
            if (section, entry.name) in seen:
                yield f"{section}: {entry.name}: name: stands twice"
            seen.add((section, entry.name))
