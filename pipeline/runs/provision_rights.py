"""Provision: roles for people and keys for programs; a key is shown once, or kept in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.programs.private import make_private_folder, write_private_file
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store.rights import (
    KEYS,
    build_rights,
    find_space,
    is_valid_key,
    provision_keys,
    provision_roles,
)

ONCE = "shown this once; AZVN_ELASTICSEARCH_API_KEY takes it"


def make_roles(place: Workplace) -> list[str]:
    """Make the roles of people, or change those that differ; nothing where we may not."""
    settings = place.settings
    return provision_roles(place.store, build_rights(settings.index_prefix, find_space(settings.kibana_url)))


def make_keys(
    place: Workplace, folder: Path | None, *, only: Sequence[str] = (), renew: bool = False
) -> list[str]:
    """Make the keys that there are not; give a line for each, with its secret unless it goes into `folder`.

    In a folder, a key whose file is gone or whose key is no longer known is made anew, and so are all with
    `renew`. With `only` the others are left alone. Raise StoreRefused when we may make no keys, Refusal for a
    name that no key has.
    """
    names = only or KEYS
    for name in set(names) - set(KEYS):
        raise Refusal(f"There is no key {name!r}: they are {', '.join(KEYS)}.")
    rights = build_rights(place.settings.index_prefix, find_space(place.settings.kibana_url))
    lost = [name for name in names if folder and not _has_valid_file(place, folder / name)]
    lines, made = provision_keys(place.store, rights, names, again=names if renew else lost)
    for key in made:
        if folder is None:
            lines.append(f"{key.name}: {key.secret} ({ONCE})")
        else:
            write_private_file(make_private_folder(folder) / key.name, f"{key.secret}\n".encode("ascii"))
    return lines


def _has_valid_file(place: Workplace, path: Path) -> bool:
    try:
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False
    return bool(secret) and is_valid_key(place.store, secret)
