"""Status: the last cycle, feeds in trouble, what waits, and how mails and watches stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline import spool
from pipeline.alert.send.replies import describe_faults
from pipeline.config.errors import ConfigError
from pipeline.config.watches import FILE
from pipeline.model.times import format_utc
from pipeline.runs.workplace import Workplace
from pipeline.spool import shipping
from pipeline.store import cycles, feeds, mails, watches
from pipeline.store.articles.reviews import count_monthly_reviews
from pipeline.store.articles.totals import count_by_grade
from pipeline.store.pages.frontier import count_waiting_pages
from pipeline.store.refused import count_refusals


def load_status(place: Workplace) -> dict[str, Any]:
    """Give the last cycle, sources in trouble and what waits; `healthy` is false when the last cycle is older
    than two intervals.
    """
    now = datetime.now(UTC)
    last = cycles.find_last_cycle(place.store)
    states = feeds.load_feed_states(place.store)
    late = timedelta(seconds=2 * place.settings.cycle_interval)
    trouble = list_broken_feeds(place)
    return {
        "healthy": bool(last and last.started_at >= now - late),
        "last_cycle": (
            dict(last.report) | {"cycle": last.id, "started_at": format_utc(last.started_at)}
            if last
            else None
        ),
        "age_seconds": (now - last.started_at).total_seconds() if last else None,
        "articles": count_by_grade(place.store),
        "feeds": {"known": len(states), "in_trouble": len(trouble)},
        "trouble": trouble,
        "pages_waiting": count_waiting_pages(place.store),
        "spool_waiting": len(spool.list_waiting_segments(place.settings.spool)),
        "archive_waiting": shipping.count_waiting_files(place.settings.archive)
        if place.settings.archive_store
        else 0,
        "refused": count_refusals(place.store),
    }


def list_broken_feeds(place: Workplace) -> list[dict[str, Any]]:
    """Give the feeds whose last answer was none that we can use."""
    states = feeds.load_feed_states(place.store).values()
    return [
        {
            "source": s.source,
            "feed": s.url,
            "status": str(s.status or ""),
            "detail": s.detail,
            "failures": s.failures,
            "last_success": format_utc(s.succeeded_at),
        }
        for s in sorted(states, key=lambda s: (-s.failures, s.source))
        if s.failures > 0
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How alerts stand, for `azvn status`."""

    mails: Mapping[str, int]
    undelivered: int
    mail_faults: Sequence[str]
    faults: Sequence[str]
    precision: Sequence[Mapping[str, Any]]

    def build_json(self) -> dict[str, Any]:
        """Give what is added to the status."""
        return {
            "mails": dict(self.mails),
            "mails_undelivered": self.undelivered,
            "mail_faults": list(self.mail_faults),
            "watch_faults": list(self.faults),
            "precision": list(self.precision),
        }


def load_standing(place: Workplace) -> Standing:
    """Give how mails and watches stand, and the precision of each month as people marked it."""
    try:
        faults = [str(fault) for fault in place.watchbook.faults]
    except ConfigError as error:
        faults = [str(error)]
    faults += [
        f"{FILE}: {state.id}: {state.error}"
        for state in watches.load_watch_states(place.store).values()
        if state.error
    ]
    months = [
        {"month": m.month, "right": m.right, "wrong": m.wrong, "precision": round(m.precision, 3)}
        for m in count_monthly_reviews(place.store)
    ]
    return Standing(
        mails.count_by_state(place.store),
        mails.count_undelivered(place.store, datetime.now(UTC)),
        describe_faults(mails.find_waiting_replies(place.store)),
        faults,
        months,
    )
