"""The one question that the crawl asks: which of these addresses are known?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from elasticsearch import NotFoundError

from pipeline.settings import Settings
from pipeline.store.client import StoreAway, StoreFault, StoreRefused, connect

__all__ = ["Known", "StoreAway", "known"]

PATIENCE = 3.0
"""Seconds: a crawl does not wait for Elasticsearch, it leaves the candidates in the spool."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger has about an address: feeds that listed it, the edit time they last gave, whether its article is on topic."""

    found_in: frozenset[str]
    updated_at: datetime | None = None
    relevant: bool = False


def known(settings: Settings, ids: Sequence[str]) -> dict[str, Known]:
    """Give what is known of these page ids; raise StoreAway when Elasticsearch cannot be asked now, whatever the reason."""
    try:
        found = connect(settings, patience=PATIENCE).get("pages", list(ids))
    except NotFoundError:
        return {}
    except StoreRefused as refused:
        raise StoreAway(str(refused)) from None
    except StoreFault:
        raise
    return {id_: _known(doc["_source"]) for id_, doc in found.items()}


def _known(source: dict[str, object]) -> Known:
    updated = source.get("listed_updated_at")
    return Known(
        found_in=frozenset(map(str, source.get("found_in") or ())),  # type: ignore[call-overload]
        updated_at=datetime.fromisoformat(str(updated)) if updated else None,
        relevant=bool(source.get("relevant")),
    )
