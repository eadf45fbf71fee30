"""A watch added to `watches.yml` as people write it: their comments and order stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pipeline.config.errors import ConfigError
from pipeline.config.files import read_yaml
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.config.watches import FILE, build_watchbook, check_watches
from pipeline.programs.replacing import replace_file


def add_entry(
    path: Path, entry: Mapping[str, Any], outlets: Catalogue, topic: Topic, *, write: bool
) -> dict[str, Any]:
    """Give the entry once it is checked beside those of the file, and add it to the file when `write`.

    Raise ConfigError, and leave the file alone, when there is none, when a watch has this id already, or when
    the entry cannot be used.
    """
    if not path.exists():
        raise ConfigError(f"{path} is missing: copy watches.example.yml, which names the recipients as well.")
    document = read_yaml(path)
    if not isinstance(document, dict) or not isinstance(document.get("watches"), list):
        raise ConfigError(f"{FILE}: needs a list `watches`")
    if any(isinstance(one, dict) and one.get("id") == entry["id"] for one in document["watches"]):
        raise ConfigError(f"{FILE}: there is a watch {entry['id']} already: give another id.")
    book = check_watches(build_watchbook([entry], document.get("recipients") or []), outlets, topic)
    faults = [str(fault) for fault in book.faults if fault.watch == entry["id"]]
    if faults:
        raise ConfigError("\n".join(faults))
    if write:
        text = _insert_entry(path.read_text(encoding="utf-8"), entry)
        replace_file(path, [text.encode()], path.stat().st_mode & 0o777)
    return dict(entry)


def format_entry(entry: Mapping[str, Any]) -> str:
    """Give an entry as it stands in the list of watches."""
    return yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=100)


def _insert_entry(text: str, entry: Mapping[str, Any]) -> str:
    """Give the text of the file with the entry behind the last one, indented as those are."""
    root: Any = yaml.compose(text)
    (watches,) = (value for key, value in root.value if key.value == "watches")
    if watches.flow_style or not watches.value:
        raise ConfigError(f"{FILE}: `watches` has no entry in a line of its own: write the first by hand.")
    lines = text.splitlines(keepends=True)
    # The mark of the end stands behind comments and blank lines that belong to what follows.
    end = watches.value[-1].end_mark.line + (1 if watches.value[-1].end_mark.column else 0)
    while end > 1 and _is_remark(lines[end - 1]):
        end -= 1
    indent = " " * watches.start_mark.column
    added = "".join(indent + line for line in format_entry(entry).splitlines(keepends=True))
    before = "".join(lines[:end])
    return before + ("" if before.endswith("\n") else "\n") + "\n" + added + "".join(lines[end:])


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
