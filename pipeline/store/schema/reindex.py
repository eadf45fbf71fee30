"""Building an index anew: a next version beside the old one, verified, then the alias swapped in one step."""

from __future__ import annotations

from typing import Any

from pipeline.store.client import Store, StoreFault

LONGEST = 3600.0
"""Seconds that copying may take."""


def rebuild_index(store: Store, kind: str, old: str, body: dict[str, Any]) -> str:
    """Build the next version of an index and drop the old one; give a line that says so.

    Writers wait meanwhile: the old index is blocked, and opened again when anything goes wrong.
    """
    new = f"{store.get_alias(kind)}-v{int(old.rpartition('-v')[2]) + 1}"
    # What an earlier attempt left behind has no alias and may have been made otherwise.
    store.ask(lambda: store.client.options(ignore_status=404).indices.delete(index=new))
    block_writes(store, old, True)
    try:
        store.ask(lambda: store.client.indices.create(index=new, **body))
        number = _copy_documents(store, old, new)
        alias = store.get_alias(kind)
        swap = [{"remove": {"index": old, "alias": alias}}, {"add": {"index": new, "alias": alias}}]
        store.ask(lambda: store.client.indices.update_aliases(actions=swap))
    except BaseException:
        block_writes(store, old, False)
        raise
    store.ask(lambda: store.client.indices.delete(index=old))
    return f"index {new}, built from {old} ({number} documents)"


def block_writes(store: Store, index: str, blocked: bool) -> None:
    """Shut an index for writers, who wait, or open it again."""
    settings = {"index.blocks.write": True if blocked else None}
    store.ask(lambda: store.client.indices.put_settings(index=index, settings=settings))


def _copy_documents(store: Store, old: str, new: str) -> int:
    # Copying reads what is findable; counting makes it so.
    before = _count_documents(store, old)
    # 400 comes with the list of documents that the new index refuses.
    slow = store.client.options(request_timeout=LONGEST, ignore_status=400)
    answer = store.ask(
        lambda: slow.reindex(
            source={"index": old}, dest={"index": new, "op_type": "create"}, conflicts="proceed", refresh=True
        )
    )
    after = _count_documents(store, new)
    if after != before:
        why = (answer.get("failures") or [{}])[0].get("cause", {}).get("reason", "no reason given")
        raise StoreFault(
            f"{new} has {after} of the {before} documents of {old} ({why}); the alias still points to {old}."
        )
    return after


def _count_documents(store: Store, index: str) -> int:
    store.ask(lambda: store.client.indices.refresh(index=index))
    return int(store.ask(lambda: store.client.count(index=index))["count"])
