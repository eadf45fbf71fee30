"""What goes wrong with Elasticsearch; each message is the sentence that says why and what to do."""

from __future__ import annotations

from pipeline.model.faults import KnownFault


class StoreFault(KnownFault):
    """Elasticsearch cannot be used."""


class StoreAway(StoreFault):
    """It does not answer, or is too busy, for longer than our patience."""


class StoreRefused(StoreFault):
    """It answers with a plain no: wrong log-in, missing right or index, too old, not Elasticsearch."""


class QueryRefused(StoreFault):
    """It does not take one query; the next one may do."""
