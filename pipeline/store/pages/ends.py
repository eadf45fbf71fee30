"""How fetches ended: each written to its page, and never undone by an older one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.states import PageEnd
from pipeline.model.times import format_stamp
from pipeline.store.articles.merging import derive_outcome
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, read_sequence
from pipeline.store.errors import StoreAway
from pipeline.store.pages.page_fields import build_address_page, merge_page
from pipeline.store.refused import send_operations
from pipeline.text.urls import make_url_id

TRIES = 5
"""Times a page is merged again after somebody else wrote it in between."""


def record_ends(store: Store, ends: Sequence[PageEnd]) -> None:
    """Write how fetches ended; nothing is written when nothing differs.

    An older fetch never undoes what a newer one found out. Raise StoreAway when another run writes the same
    pages again and again.
    """
    waiting = list(ends)
    tries = 0
    while waiting:
        conflicts, later = _record_round(store, waiting)
        tries = tries + 1 if conflicts else 0
        if tries >= TRIES:
            alias = store.get_alias("pages")
            raise StoreAway(f"{alias} is being written by another run: wait for it to end.")
        waiting = conflicts + later


def _record_round(store: Store, ends: Sequence[PageEnd]) -> tuple[list[PageEnd], list[PageEnd]]:
    """Write the first end of each address.

    Give those that somebody else was faster with, and the further ones.
    """
    first: dict[str, PageEnd] = {}
    later = []
    for end in ends:
        id_ = end.fetch.candidate.id
        if id_ in first:
            later.append(end)
        else:
            first[id_] = end
    others = _collect_other_addresses(first)
    pages = store.get_documents("pages", list(first.keys() | others.keys()))
    first = _restore_index_outcomes(store, first, pages)
    operations = _list_merges(first, pages)
    answers = send_operations(store, operations)
    send_operations(store, _list_other_pages(others, known=first.keys() | pages.keys()))
    conflicts = []
    for operation, answer in zip(operations, answers, strict=True):
        if answer["status"] == 409:
            conflicts.append(first[operation.id])
    return conflicts, later


def _collect_other_addresses(ends: Mapping[str, PageEnd]) -> dict[str, tuple[str, PageEnd]]:
    """Give every further address of what was fetched, by id."""
    others = {}
    for end in ends.values():
        for url in end.list_addresses():
            others[make_url_id(url)] = (url, end)
    return others


def _list_other_pages(
    others: Mapping[str, tuple[str, PageEnd]], *, known: Collection[str]
) -> list[Operation]:
    operations = []
    for id_, (url, end) in others.items():
        if id_ not in known:
            operations.append(Operation("create", "pages", id_, build_address_page(url, end)))
    return operations


def _list_merges(ends: Mapping[str, PageEnd], pages: Mapping[str, Document]) -> list[Operation]:
    operations = []
    for id_, end in ends.items():
        page = pages.get(id_)
        fields = merge_page(page["_source"] if page else None, end, datetime.now(UTC))
        if fields is None:
            continue
        if page:
            operations.append(Operation("index", "pages", id_, fields, read_sequence(page)))
        else:
            operations.append(Operation("create", "pages", id_, fields))
    return operations


def _restore_index_outcomes(
    store: Store, ends: Mapping[str, PageEnd], pages: Mapping[str, Document]
) -> dict[str, PageEnd]:
    """Give the ends with the word under which their articles entered the index.

    It is lost where a run died after it wrote an article and before it wrote the page.
    """
    doubtful = {}
    for id_, end in ends.items():
        if end.article and end.outcomes.get(Stage.INDEX) is Outcome.UNCHANGED and not _is_known(end, pages):
            doubtful[id_] = end.article
    documents = store.get_documents("articles", sorted(set(doubtful.values())))
    restored = dict(ends)
    for id_, article in doubtful.items():
        if article in documents:
            end = ends[id_]
            word = derive_outcome(documents[article]["_source"], end.fetch.fetched_at)
            restored[id_] = replace(end, outcomes={**end.outcomes, Stage.INDEX: word})
    return restored


def _is_known(end: PageEnd, pages: Mapping[str, Document]) -> bool:
    """Whether this very capture has been written to its page."""
    page = pages.get(end.fetch.candidate.id)
    return page is not None and page["_source"].get("tried_at") == format_stamp(end.fetch.fetched_at)
