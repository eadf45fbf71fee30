"""Where articles and their earlier versions say that their originals lie: file and offset in the archive."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipeline.store.bulk import Operation
from pipeline.store.client import Store

KINDS = ("articles", "revisions")


class ArchivePlaces:
    """Reads and writes where originals lie; who names one is known by kind and id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find_offsets(self, files: Collection[str]) -> Mapping[str, Mapping[int, Sequence[str]]]:
        """Give for each of these files the offsets that are named, each with who names it.

        The field is not indexed, and few articles are kept: all are looked through.
        """
        found: dict[str, dict[int, list[str]]] = {}
        self._store.refresh(*KINDS)
        for kind in KINDS:
            for hit in self._store.stream_documents(kind, fields=["archive"]):
                file, _, offset = str(hit["_source"].get("archive") or "").rpartition(":")
                if file in files:
                    found.setdefault(file, {}).setdefault(int(offset), []).append(f"{kind}/{hit['_id']}")
        return found

    def record_moves(self, to: Mapping[str, str]) -> None:
        """Write the new places, by who names them."""
        operations = []
        for who, place in to.items():
            kind, _, id_ = who.partition("/")
            operations.append(Operation("update", kind, id_, {"archive": place}))
        self._store.send_bulk(operations)
