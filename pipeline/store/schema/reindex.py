"""Building an index anew: a next version beside the old one, verified, then the alias swapped in one step."""

from __future__ import annotations

from typing import Any

from pipeline.store.client import Store
from pipeline.store.errors import StoreFault
from pipeline.store.schema.filtered import build_action, list_filtered

LONGEST = 3600.0
"""Seconds that copying may take."""


def rebuild_index(store: Store, kind: str, old: str, body: dict[str, Any]) -> str:
    """Build the next version of an index and drop the old one; give a line that says so.

    Writers wait meanwhile: the old index is blocked, and opened again when anything goes wrong.
    """
    alias, indices = store.get_alias(kind), store.client.indices
    new = f"{alias}-v{int(old.rpartition('-v')[2]) + 1}"
    # What an earlier attempt left behind has no alias and may have been made otherwise.
    store.ask(store.client.options(ignore_status=404).indices.delete, index=new)
    block_writes(store, old, True)
    try:
        store.ask(indices.create, index=new, **body)
        number = _copy_documents(store, old, new)
        swap: list[dict[str, Any]] = [
            {"remove": {"index": old, "alias": alias}},
            {"add": {"index": new, "alias": alias}},
        ]
        for name in list_filtered(kind):
            shown = {"index": old, "alias": store.get_alias(name), "must_exist": False}
            swap += [{"remove": shown}, build_action(store, name, new)]
        store.ask(indices.update_aliases, actions=swap)
    except BaseException:
        block_writes(store, old, False)
        raise
    store.ask(indices.delete, index=old)
    return f"index {new}, built from {old} ({number} documents)"


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


def _copy_documents(store: Store, old: str, new: str) -> int:
    # Copying reads what is findable; counting makes it so.
    before = _count_documents(store, old)
    # 400 comes with the list of documents that the new index refuses.
    slow = store.client.options(request_timeout=LONGEST, ignore_status=400)
    destination = {"index": new, "op_type": "create"}
    answer = store.ask(slow.reindex, source={"index": old}, dest=destination, conflicts="proceed")
    after = _count_documents(store, new)
    if after != before:
        why = (answer.get("failures") or [{}])[0].get("cause", {}).get("reason", "no reason given")
        raise StoreFault(
            f"{new} has {after} of the {before} documents of {old} ({why}); the alias still points to {old}."
        )
    return after


def _count_documents(store: Store, index: str) -> int:
    store.ask(store.client.indices.refresh, index=index)
    return int(store.ask(store.client.count, index=index)["count"])
