"""What is known already: the one question that a crawl has for the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from pipeline.store.errors import StoreAway
from pipeline.store.pages.known_pages import Known

log = logging.getLogger(__name__)

LoadKnown = Callable[[list[str]], Mapping[str, Known]]
"""Ids of addresses in, what is known of them out; raises StoreAway when the store does not answer."""


class KnownPages:
    """Asks which addresses are known; once the store did not answer it is `away`, and is not asked again."""

    def __init__(self, load: LoadKnown, *, away: bool) -> None:
        self.away = away
        self._load = load

    async def find(self, ids: list[str]) -> Mapping[str, Known]:
        """Give what is known of these ids: nothing while the store is away."""
        if self.away or not ids:
            return {}
        try:
            return await asyncio.to_thread(self._load, ids)
        except StoreAway as away:
            # Several feeds may ask at once: one line is enough.
            if not self.away:
                log.warning("%s Candidates wait in the spool.", away)
            self.away = True
            return {}
