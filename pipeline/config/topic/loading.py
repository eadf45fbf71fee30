"""Reading `topic.yml`: every fault at once, each with file, entry and field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config.errors import ConfigError, describe_errors, name_place
from pipeline.config.files import read_yaml
from pipeline.config.topic.datelines import check_dateline
from pipeline.config.topic.sections import KNOWN_SIDES, Named, TopicFile
from pipeline.config.topic.spelling import check_form
from pipeline.config.topic.topic import Topic

Location = tuple[int | str, ...]
"""Where in the file something stands: keys and numbers from the top."""


def load_topic(path: Path) -> Topic:
    """Read and check the topic; raise ConfigError with every fault."""
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise ConfigError(f"{path.name}: needs a mapping of sections")
    sides = raw.get("sides")
    context = {KNOWN_SIDES: tuple(map(str, sides)) if isinstance(sides, dict) else ()}
    try:
        document = TopicFile.model_validate(raw, context=context)
    except ValidationError as error:
        raise ConfigError("\n".join(describe_errors(error, path.name, given=raw, model=TopicFile))) from None
    faults = [*_check_forms(document, raw), *_check_datelines(document), *_find_repeated(document)]
    if faults:
        raise ConfigError("\n".join(f"{path.name}: {fault}" for fault in faults))
    return Topic(document)


def _check_forms(document: TopicFile, raw: Any) -> Iterator[str]:
    for location, form in list_forms(document):
        fault = check_form(form, document.suffixes)
        if fault:
            yield f"{name_place(raw, location)}: {fault}"


def list_forms(document: TopicFile) -> Iterator[tuple[Location, str]]:
    """Give every form with its location in the file, in the file's order."""
    data = document.model_dump(exclude={"suffixes", "datelines", "agency_names", "patronymics", "offices"})
    stack: list[tuple[Location, Any]] = [((key,), data[key]) for key in reversed(data)]
    while stack:
        location, node = stack.pop()
        if isinstance(node, str):
            if _holds_forms(location):
                yield location, node
        elif isinstance(node, dict):
            stack += [((*location, key), child) for key, child in reversed(node.items())]
        elif isinstance(node, tuple | list):
            stack += [((*location, number), child) for number, child in reversed(list(enumerate(node)))]


def _holds_forms(location: Location) -> bool:
    sections = {
        "masks",
        "countries",
        "relation",
        "groups",
        "events",
        "themes",
        "third_parties",
        "comparisons",
        "digests",
        "betting",
        "namesakes",
        "seats",
    }
    return "forms" in location or location[2:3] in {("country",), ("own",)} or location[0] in sections


def _check_datelines(document: TopicFile) -> Iterator[str]:
    for number, expression in enumerate(document.datelines, 1):
        fault = check_dateline(expression)
        if fault:
            yield f"datelines.{number}: is not a regular expression: {fault}"


def _find_repeated(document: TopicFile) -> Iterator[str]:
    groups: dict[str, tuple[Named, ...]] = {
        "people": document.people,
        "organisations": document.organisations,
        "products": document.products,
        "places": document.places,
    }
    for section, entries in groups.items():
        seen: set[str] = set()
        for entry in entries:
            if entry.name in seen:
                yield f"{section}.{entry.name}.name: stands twice"
            seen.add(entry.name)
