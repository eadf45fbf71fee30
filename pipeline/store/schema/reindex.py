"""Building an index anew while others write: a next version beside the old one, caught up, verified, swapped.

Versions are copied with the documents, so that a further pass writes only what changed since the last.
Writers wait for the last pass alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.store.client import Store
from pipeline.store.errors import StoreFault
from pipeline.store.schema.filtered import build_action, list_filtered

LONGEST = 3600.0
"""Seconds that copying may take."""
FEW = 100
"""Documents that writers may wait for; while more change in a pass, there is another one."""
MOST_PASSES = 10
SAMPLE = 500
"""Documents that are compared word by word."""


def rebuild_index(store: Store, kind: str, old: str, body: dict[str, Any]) -> str:
    """Build the next version of an index and move the alias to it; give a line that says so.

    The old index stays, shut for writers, until `drop_old_indices`; it is opened again, and the alias stays,
    when anything goes wrong.
    """
    alias, indices = store.get_alias(kind), store.client.indices
    new = f"{alias}-v{int(old.rpartition('-v')[2]) + 1}"
    # What an earlier attempt left behind has no alias and may have been made otherwise.
    store.ask(store.client.options(ignore_status=404).indices.delete, index=new)
    try:
        store.ask(indices.create, index=new, **body)
        for _ in range(MOST_PASSES):
            if copy_changes(store, old, new) <= FEW:
                break
        block_writes(store, old, True)
        copy_changes(store, old, new)
        _remove_gone(store, old, new)
        number = _verify_copy(store, old, new)
        store.ask(indices.update_aliases, actions=_build_swap(store, kind, old, new))
    except BaseException:
        block_writes(store, old, False)
        raise
    return (
        f"index {new}, built from {old} ({number} documents); `azvn provision --drop-old` removes the old one"
    )


def _build_swap(store: Store, kind: str, old: str, new: str) -> list[dict[str, Any]]:
    alias = store.get_alias(kind)
    swap: list[dict[str, Any]] = [
        {"remove": {"index": old, "alias": alias}},
        {"add": {"index": new, "alias": alias}},
    ]
    for name in list_filtered(kind):
        shown = {"index": old, "alias": store.get_alias(name), "must_exist": False}
        swap += [{"remove": shown}, build_action(store, name, new)]
    return swap


def drop_old_indices(store: Store, current: Mapping[str, str]) -> list[str]:
    """Remove the versions of our indices that were built anew; give a line for each.

    `current` names the index of each kind, which stays.
    """
    names = [f"{store.get_alias(kind)}-v*" for kind in current]
    found = store.ask(store.client.indices.get, index=names)
    old = sorted(index for index, about in found.items() if not about["aliases"])
    for index in old:
        store.ask(store.client.indices.delete, index=index)
    return [f"removed {index}" for index in old]


def replace_search_analysis(store: Store, index: str, analysis: dict[str, Any]) -> None:
    """Give an index other analyzers for searches; its documents stay as they are.

    It is shut for the moment that this takes, and opened again when anything goes wrong.
    """
    indices = store.client.indices
    store.ask(indices.close, index=index)
    try:
        store.ask(indices.put_settings, index=index, settings={"analysis": analysis})
    finally:
        store.ask(indices.open, index=index, wait_for_active_shards=1)


def block_writes(store: Store, index: str, blocked: bool) -> None:
    """Shut an index for writers, who wait, or open it again."""
    settings = {"index.blocks.write": True if blocked else None}
    store.ask(store.client.indices.put_settings, index=index, settings=settings)


def copy_changes(store: Store, old: str, new: str) -> int:
    """Copy what is newer in the old index; give how many documents that were."""
    answer = _reindex(store, old, new)
    return int(answer["created"]) + int(answer["updated"])


def _reindex(store: Store, old: str, new: str) -> Mapping[str, Any]:
    # Copying reads what is findable.
    store.ask(store.client.indices.refresh, index=old)
    # 400 comes with the list of documents that the new index refuses.
    slow = store.client.options(request_timeout=LONGEST, ignore_status=400)
    destination = {"index": new, "version_type": "external"}
    answer: Mapping[str, Any] = store.ask(
        slow.reindex, source={"index": old}, dest=destination, conflicts="proceed"
    ).body
    store.ask(store.client.indices.refresh, index=new)
    if answer.get("failures"):
        before, after = _count_documents(store, old), _count_documents(store, new)
        why = answer["failures"][0].get("cause", {}).get("reason", "no reason given")
        raise StoreFault(
            f"{new} has {after} of the {before} documents of {old} ({why}); the alias still points to {old}."
        )
    return answer


def _remove_gone(store: Store, old: str, new: str) -> None:
    """Remove from the copy what was removed from the old index meanwhile."""
    gone = set(_read_versions(store, new)) - set(_read_versions(store, old))
    for id_ in gone:
        store.ask(store.client.delete, index=new, id=id_)
    if gone:
        store.ask(store.client.indices.refresh, index=new)


def _verify_copy(store: Store, old: str, new: str) -> int:
    """Give the number of documents; raise StoreFault when the copy is not the same.

    Every document must be there in the same version, and a sample must read the same.
    """
    before, after = _read_versions(store, old), _read_versions(store, new)
    if before != after:
        raise StoreFault(
            f"{new} has {len(after)} of the {len(before)} documents of {old}, or other versions of them: try"
            f" again. The alias still points to {old}."
        )
    random: dict[str, Any] = {"function_score": {"query": {"match_all": {}}, "random_score": {}}}
    sample = store.ask(store.client.search, index=old, query=random, size=SAMPLE)["hits"]["hits"]
    ids = [hit["_id"] for hit in sample]
    copies = store.ask(store.client.mget, index=new, ids=ids)["docs"] if ids else []
    for hit, copy in zip(sample, copies, strict=True):
        if hit["_source"] != copy.get("_source"):
            raise StoreFault(f"{copy['_id']} reads otherwise in {new}; the alias still points to {old}.")
    return len(after)


def _read_versions(store: Store, index: str) -> dict[str, int]:
    found = store.stream_documents(index.removeprefix(store.prefix), fields=False, version=True, size=5000)
    return {hit["_id"]: hit["_version"] for hit in found}


def _count_documents(store: Store, index: str) -> int:
    return int(store.ask(store.client.count, index=index)["count"])
