"""Moves: the address at which a feed is read when it has moved there for good."""

from __future__ import annotations

from scrapy.http import Response

from pipeline.model.jobs import FeedTask

FOR_GOOD = frozenset({301, 308})


def find_new_address(task: FeedTask, response: Response) -> str | None:
    """Give the address that a feed has moved to for good, now or before; None where it is read at its own.

    It has moved now when every hop said 301 or 308.
    """
    reasons = response.meta.get("redirect_reasons") or ()
    if not reasons or not FOR_GOOD.issuperset(reasons):
        return task.moved_to
    return response.url if response.url != task.url else None
