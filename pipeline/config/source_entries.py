"""Entries of `sources.yml` made by a command: what is missing in them, as text, and added to the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from babel.core import get_global
from pydantic import ValidationError

from pipeline.config.codes import list_countries, suggest_country
from pipeline.config.errors import ConfigError, describe_errors
from pipeline.config.files import StrictLoader, read_yaml
from pipeline.config.sources import Source, build_catalogue
from pipeline.config.yaml_entries import insert_entry
from pipeline.programs.replacing import replace_file
from pipeline.text.romanise import romanise_name

FILE = "sources.yml"
NEEDED = {
    "name": "the name of the outlet",
    "country": "the code of its country (ISO 3166-1), such as AZ: --country AZ",
    "languages": "the codes of its languages (ISO 639), such as [az, en]: --language az",
}
"""Fields that no page may tell, and what stands there."""
Entry = Mapping[str, Any]


def list_missing(entry: Entry) -> list[str]:
    """Give the fields that an entry needs and has not."""
    return [field for field in NEEDED if not entry.get(field)]


def format_entries(entries: Sequence[Entry]) -> str:
    """Give entries as they stand in the list of sources; what is missing stands above each as a remark."""
    return "\n".join(_format_entry(entry) for entry in entries)


def _format_entry(entry: Entry) -> str:
    """Give an entry, or a feed that is no entry, in the list that it is to stand in."""
    fields = _keep_fields_in_line(entry)
    given = fields if "id" in entry else _Feed(fields)
    # An address is never broken.
    text = yaml.dump([given], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    missing = list_missing(entry) if "id" in entry else []
    return "".join(f"# {field} is missing: {NEEDED[field]}\n" for field in missing) + text


class _Feed(dict[str, Any]):
    """A feed, which stands in one line of the file."""


class _Words(list[str]):
    """A list of words, which stands in one line."""


class _Dumper(yaml.SafeDumper):
    """Writes entries as the file has them."""


_Dumper.add_representer(
    _Feed, lambda dumper, feed: dumper.represent_mapping("tag:yaml.org,2002:map", feed.items(), True)
)
_Dumper.add_representer(
    _Words, lambda dumper, words: dumper.represent_sequence("tag:yaml.org,2002:seq", words, True)
)


def _keep_in_line(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    feeds = [_Feed(_keep_fields_in_line(one)) for one in value if isinstance(one, Mapping)]
    return feeds or _Words(value)


def _keep_fields_in_line(entry: Entry) -> dict[str, Any]:
    return {field: _keep_in_line(value) for field, value in entry.items() if value}


def check_entry(entry: Entry) -> list[str]:
    """Say what is wrong with an entry by the rules of the file."""
    try:
        Source.model_validate({field: value for field, value in entry.items() if value})
    except ValidationError as error:
        return describe_errors(error, FILE, str(entry.get("id")), given=dict(entry), model=Source)
    return []


def add_entries(path: Path, entries: Sequence[Entry]) -> None:
    """Add entries behind the last one of the file, whose comments and order stay.

    Raise ConfigError, and leave the file alone, when one is not whole or cannot stand beside the others.
    """
    faults = [fault for entry in entries for fault in check_entry(entry)]
    if faults:
        raise ConfigError("\n".join(faults))
    text = path.read_text(encoding="utf-8")
    build_catalogue(read_yaml(path), FILE)
    for entry in entries:
        text = insert_entry(text, "sources", format_entries([entry]), FILE)
    build_catalogue(yaml.load(text, Loader=StrictLoader), FILE)  # noqa: S506  (a safe one)
    replace_file(path, [text.encode()], path.stat().st_mode & 0o777)


def make_source_id(name: str, taken: Sequence[str]) -> str:
    """Give an id out of the name of a host: its first label, or all of it where another has that id."""
    labels = [romanise_name([label]).lower() for label in name.removeprefix("www.").split(".")]
    short, whole = labels[0], "-".join(labels)
    number, chosen = 2, short if short not in taken else whole
    while chosen in taken:
        number, chosen = number + 1, f"{whole}-{number}"
    return chosen


def find_country(*words: str) -> str:
    """Give the country of the first word that is the code or the name of one; "" for none."""
    for word in words:
        code = suggest_country(word) if word else ""
        if code in list_countries() and code != "ZZ":
            return code
    return ""


def find_zone(country: str) -> str:
    """Give the time zone of a country that has one, else UTC."""
    zones = list(get_global("territory_zones").get(country) or ())
    return str(zones[0]) if len(zones) == 1 else "UTC"
