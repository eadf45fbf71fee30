"""Status: the last cycle, feeds in trouble, what waits, and how mails and watches stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline import spool
from pipeline.alert.send.replies import describe_faults
from pipeline.config.errors import ConfigError
from pipeline.config.mail import list_mail_faults
from pipeline.config.watches import FILE
from pipeline.model.recipients import describe_stopped
from pipeline.model.states import CycleRecord, FeedState
from pipeline.model.times import format_utc
from pipeline.plan import describe_move, find_next_check, find_next_checks, list_moved_feeds
from pipeline.runs.quarantine import list_entries
from pipeline.runs.workplace import Workplace
from pipeline.spool import shipping
from pipeline.store import cycles, feeds, mails, watches
from pipeline.store.articles.reviews import count_monthly_reviews
from pipeline.store.articles.totals import count_by_grade
from pipeline.store.pages.frontier import count_waiting_pages
from pipeline.store.recipients import load_recipient_states
from pipeline.store.refused import count_refusals
from pipeline.store.surges import load_open_surges
from pipeline.text.meaning import find_mark
from pipeline.upkeep import describe_disbelieved


def load_status(place: Workplace) -> dict[str, Any]:
    """Give the last cycle, sources in trouble and what waits.

    `healthy` is false when the last cycle is older than two intervals.
    """
    now = datetime.now(UTC)
    last = cycles.find_last_cycle(place.store, now)
    states = feeds.load_feed_states(place.store)
    broken = list_broken_feeds(states.values(), now)
    late = timedelta(seconds=2 * place.settings.cycle_interval)
    return {
        "healthy": bool(last and last.started_at >= now - late),
        "last_cycle": _describe_cycle(last) if last else None,
        "age_seconds": (now - last.started_at).total_seconds() if last else None,
        "articles": count_by_grade(place.store),
        "feeds": {"known": len(states), "in_trouble": len(broken), **_describe_checks(place, states, now)},
        "trouble": broken,
        "moved": list_new_addresses(states.values(), now),
        "pages_waiting": count_waiting_pages(place.store),
        "spool_waiting": len(spool.list_waiting_segments(place.settings.spool)),
        "archive_waiting": _count_unshipped(place),
        "refused": count_refusals(place.store),
        "quarantine": list_entries(place),
        "clocks": describe_disbelieved(place.store, now),
        "surges": load_open_surges(place.store),
        "meaning": find_mark(),
    }


def _describe_cycle(last: CycleRecord) -> dict[str, Any]:
    return {**last.report, "cycle": last.id, "started_at": format_utc(last.started_at)}


def _count_unshipped(place: Workplace) -> int:
    """Count the processed files that wait for the object storage; none without one."""
    settings = place.settings
    return shipping.count_waiting_files(settings.archive) if settings.archive_store else 0


def _describe_checks(place: Workplace, states: Mapping[str, FeedState], now: datetime) -> dict[str, Any]:
    """Give how many sources are due, and when each of the others is asked next, the first of them first."""
    checks = find_next_checks(place.catalogue, states, now)
    later = sorted((at, source) for source, at in checks.items() if at > now)
    return {
        "sources_due": len(checks) - len(later),
        "next_check_at": format_utc(later[0][0]) if later else None,
        "next_checks": {source: format_utc(at) for at, source in later},
    }


def list_broken_feeds(states: Iterable[FeedState], now: datetime) -> list[dict[str, Any]]:
    """Give the feeds whose last answer was none that we can use, the longest in trouble first."""
    broken = [state for state in states if state.failures > 0]
    return [
        {
            "source": state.source,
            "feed": state.url,
            "status": str(state.status or ""),
            "detail": state.detail,
            "failures": math.ceil(state.failures),
            "last_success": format_utc(state.succeeded_at),
            "next_check_at": format_utc(find_next_check(state, now)),
        }
        for state in sorted(broken, key=lambda state: (-state.failures, state.source))
    ]


def list_new_addresses(states: Iterable[FeedState], now: datetime) -> list[dict[str, Any]]:
    """Give the feeds that moved for good and are read at an address that the catalogue does not name."""
    moved = list_moved_feeds(states, now)
    return [
        {
            "source": state.source,
            "feed": state.url,
            "moved_to": state.moved_to,
            "detail": describe_move(state.moved_to or ""),
        }
        for state in moved
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How alerts stand, for `azvn status`."""

    mails: Mapping[str, int]
    undelivered: int
    mail_faults: Sequence[str]
    faults: Sequence[str]
    precision: Sequence[Mapping[str, Any]]
    recipients: Sequence[str] = ()

    def build_json(self) -> dict[str, Any]:
        """Give what is added to the status."""
        return {
            "mails": dict(self.mails),
            "mails_undelivered": self.undelivered,
            "mail_faults": list(self.mail_faults),
            "watch_faults": list(self.faults),
            "precision": list(self.precision),
            "recipients": list(self.recipients),
        }


def load_standing(place: Workplace) -> Standing:
    """Give how mails and watches stand, and the precision of each month as people marked it."""
    months = [
        {"month": m.month, "right": m.right, "wrong": m.wrong, "precision": round(m.precision, 3)}
        for m in count_monthly_reviews(place.store)
    ]
    return Standing(
        mails.count_by_state(place.store),
        mails.count_undelivered(place.store, datetime.now(UTC)),
        list_mail_faults(place.settings)
        + describe_faults(mails.find_last_replies(place.store, datetime.now(UTC))),
        _list_watch_faults(place),
        months,
        describe_stopped(load_recipient_states(place.store).values()),
    )


def _list_watch_faults(place: Workplace) -> list[str]:
    """List what is wrong with the file, and why a watch could not look when it last tried."""
    try:
        faults = [str(fault) for fault in place.watchbook.faults]
    except ConfigError as error:
        faults = [str(error)]
    states = watches.load_watch_states(place.store).values()
    return faults + [f"{FILE}: {state.id}: {state.error}" for state in states if state.error]
