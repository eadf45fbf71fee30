"""Ended: how a request is over that has no answer worth reading, or that may not be sent at all."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import IgnoreRequest

from pipeline.model.outcomes import Outcome

DETAIL = 200
"""Characters that are kept of a detail: servers choose what some of them say."""


class Ended(IgnoreRequest):
    """The request ends here; `asked` says whether its own server was asked for it.

    `retry_at` is when the server wants to be asked again, if it said so.
    """

    def __init__(
        self, outcome: Outcome, detail: str = "", *, asked: bool = True, retry_at: datetime | None = None
    ) -> None:
        super().__init__(detail or outcome)
        self.outcome = outcome
        self.detail = detail[:DETAIL]
        self.asked = asked
        self.retry_at = retry_at


class RefusedAddress(Ended):
    """An address that may not be asked; nothing was sent.

    `url` is the one that was to be asked: the page's, a hop's or that of robots.txt.
    """

    def __init__(self, detail: str, url: str = "") -> None:
        super().__init__(Outcome.REFUSED_ADDRESS, detail)
        self.url = url
