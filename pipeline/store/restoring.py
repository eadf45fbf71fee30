"""A snapshot put in place of what is there: beside it first, then swapped in one step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from elasticsearch import ApiError

from pipeline.store.client import Store
from pipeline.store.cluster import LONGEST, REPOSITORY, Snapshot
from pipeline.store.errors import StoreFault
from pipeline.store.patience import shorten_error
from pipeline.store.schema.filtered import build_action, list_filtered
from pipeline.store.schema.mappings import KINDS
from pipeline.store.schema.templates import read_indices

KEPT = frozenset({"leases"})
"""Kinds that stay as they are: who is at work now, not who was when the snapshot was taken."""
AT_ONCE = 4


def restore_snapshot(store: Store, snapshot: Snapshot) -> dict[str, int]:
    """Put what a snapshot holds in place of what is there; give the number of documents of each kind.

    Each index is restored under its next version, and all aliases are moved, and the old indices removed, in
    one step at the end. Raise StoreFault, with everything as it was, when any of it cannot be restored.
    """
    taken = _find_kinds(store, snapshot)
    versions = _find_versions(store)
    names = {kind: f"{store.get_alias(kind)}-v{versions.get(kind, 0) + 1}" for kind in taken}
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda kind: _restore_index(store, snapshot.name, taken[kind], names[kind]), taken))
        _swap_indices(store, names)
    except BaseException:
        client = store.client.options(ignore_status=404)
        store.ask(client.indices.delete, index=list(names.values()), ignore_unavailable=True)
        raise
    store.refresh(*names)
    return {kind: store.count(kind) for kind in names}


def _find_kinds(store: Store, snapshot: Snapshot) -> dict[str, str]:
    """Give the index of each kind in a snapshot; raise StoreFault when one is missing."""
    found: dict[str, str] = {}
    # Where an older version was kept after a rebuilding, the highest counts.
    for index in sorted(snapshot.indices, key=_read_version):
        kind = index.removeprefix(store.prefix).rpartition("-v")[0]
        if kind in KINDS:
            found[kind] = index
    missing = sorted(set(KINDS) - set(found) - KEPT)
    if missing or not snapshot.whole:
        raise StoreFault(f"The snapshot {snapshot.name} is not whole: {', '.join(missing) or 'it failed'}.")
    return {kind: index for kind, index in found.items() if kind not in KEPT}


def _read_version(index: str) -> int:
    number = index.rpartition("-v")[2]
    return int(number) if number.isdecimal() else 0


def _find_versions(store: Store) -> dict[str, int]:
    """Give the highest version of each kind of which there is an index."""
    names = [f"{store.get_alias(kind)}-v*" for kind in KINDS]
    versions: dict[str, int] = {}
    for index in store.ask(store.client.indices.get, index=names):
        kind = index.rpartition("-v")[0].removeprefix(store.prefix)
        versions[kind] = max(versions.get(kind, 0), _read_version(index))
    return versions


def _restore_index(store: Store, snapshot: str, index: str, name: str) -> None:
    client = store.client.options(request_timeout=LONGEST)
    try:
        answer = store.ask(
            client.snapshot.restore,
            repository=REPOSITORY,
            snapshot=snapshot,
            indices=index,
            rename_pattern=f"^{re.escape(index)}$",
            rename_replacement=name,
            include_aliases=False,
            include_global_state=False,
            wait_for_completion=True,
        )
    except ApiError as error:
        raise StoreFault(f"{index} cannot be restored from {snapshot}: {shorten_error(error)}") from None
    shards: Mapping[str, Any] = answer["snapshot"]["shards"]
    if shards["failed"] or shards["successful"] != shards["total"]:
        raise StoreFault(f"{index} cannot be restored from {snapshot}: {shards['failed']} shards failed.")


def _swap_indices(store: Store, names: Mapping[str, str]) -> None:
    there = read_indices(store)
    actions: list[dict[str, Any]] = []
    for kind, name in names.items():
        if kind in there:
            actions.append({"remove_index": {"index": there[kind]["index"]}})
        actions.append({"add": {"index": name, "alias": store.get_alias(kind)}})
        actions += [build_action(store, shown, name) for shown in list_filtered(kind)]
    store.ask(store.client.indices.update_aliases, actions=actions)
