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
from pipeline.config.yaml_entries import insert_entry
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
    faults = [str(fault) for fault in book.faults if entry["id"] in {fault.watch, *fault.stops}]
    if faults:
        raise ConfigError("\n".join(faults))
    if write:
        text = insert_entry(path.read_text(encoding="utf-8"), "watches", format_entry(entry), FILE)
        replace_file(path, [text.encode()], path.stat().st_mode & 0o777)
    return dict(entry)


def format_entry(entry: Mapping[str, Any]) -> str:
    """Give an entry as it stands in the list of watches."""
    return yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=100)
