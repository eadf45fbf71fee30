"""The one question of the crawl: which of these addresses are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from pipeline.config.settings import Settings
from pipeline.model.times import parse_time
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.errors import StoreAway, StoreRefused
from pipeline.store.pages.page_fields import list_known_titles

PATIENCE = 3.0
"""Seconds: a crawl does not wait for Elasticsearch, it leaves the candidates in the spool."""
_GRAIN = timedelta(microseconds=999)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address.

    `found_in` are the feeds that listed it, `titles` the headlines under which they did, folded,
    `updated_at` the edit time they last gave, `relevant` whether its article is on topic. The index keeps
    milliseconds: `updated_at` is the end of its own, so that the same time is never taken for a later one.
    """

    found_in: frozenset[str]
    updated_at: datetime | None = None
    relevant: bool = False
    titles: frozenset[str] = frozenset()


def load_known_pages(settings: Settings, ids: Sequence[str]) -> dict[str, Known]:
    """Give what is known of these page ids.

    Raise StoreAway within seconds when Elasticsearch cannot be asked, whatever the reason.
    """
    try:
        found = _open_store(settings).get_documents("pages", list(ids))
    except StoreRefused as refused:
        raise StoreAway(str(refused)) from None
    return {id_: _parse_known(doc["_source"]) for id_, doc in found.items()}


@lru_cache(maxsize=1)
def _open_store(settings: Settings) -> Store:
    return connect_store(settings, patience=PATIENCE)


def _parse_known(page: Mapping[str, Any]) -> Known:
    updated = parse_time(page.get("listed_updated_at"))
    return Known(
        frozenset(page.get("found_in") or ()),
        updated + _GRAIN if updated else None,
        bool(page.get("relevant")),
        frozenset(list_known_titles(page)),
    )
