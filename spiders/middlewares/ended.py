"""Ended: a request that is over without an answer worth reading, with the word for it."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import IgnoreRequest

from pipeline.model.outcomes import Outcome


class Ended(IgnoreRequest):
    """The request ends here; `asked` tells whether its own server was asked for it, `retry_at` when it may
    be, if it said so.
    """

    def __init__(
        self, outcome: Outcome, detail: str = "", *, asked: bool = True, retry_at: datetime | None = None
    ) -> None:
        super().__init__(detail or outcome)
        self.outcome, self.detail, self.asked, self.retry_at = outcome, detail, asked, retry_at
