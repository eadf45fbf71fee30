"""Publish: the one writer that gives new articles their stories, counts the cycle and closes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline import spool
from pipeline.publish import find_quoting_leads, group_article
from pipeline.runs import locks
from pipeline.runs.plan_step import adopt_cycle
from pipeline.runs.workplace import Workplace
from pipeline.store import counts, cycles
from pipeline.store.articles import stories
from pipeline.store.articles.totals import count_changed
from pipeline.store.client import Store

WINDOW = timedelta(days=14)
"""How long a lead takes in copies; without a window daily columns chain into one story."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a cycle brought: new stories, copies that joined one, and the counts written."""

    leads: int
    copies: int
    counts: int


@dataclass(frozen=True, slots=True)
class CycleEnd:
    """How a cycle was published: its stories, articles no reader has seen, segments that still wait."""

    published: Published
    changed: int
    waiting: int


def publish_cycle(
    place: Workplace,
    cycle: str,
    started: datetime,
    report: Callable[[CycleEnd], Mapping[str, object]],
    *,
    stays_open: bool = False,
) -> CycleEnd:
    """Group and count what a cycle found and close it with its report; safe to run again.

    While files of it wait in the spool, or with `stays_open`, it is not closed: the next plan goes on with it
    under the same id.
    """
    place.tell("publish", {})
    store = place.open_store()
    adopt_cycle(store, cycle, started)
    waiting = len(spool.list_waiting_segments(place.settings.spool))
    published = publish_stories(store, cycle, datetime.now(UTC), place.owner)
    ending = CycleEnd(published, count_changed(store, started), waiting)
    if not waiting and not stays_open:
        cycles.close_cycle(store, cycle, dict(report(ending)))
    return ending


def publish_stories(store: Store, cycle: str, now: datetime, owner: str) -> Published:
    """Group what has no story yet and count the cycle; safe to run again, alone by a lease."""
    with locks.take_lease(store, locks.PUBLISH, owner):
        leads, copies = group_articles(store, now, cycle)
        return Published(leads, copies, counts.recompute_counts(store, cycle))


def group_articles(store: Store, now: datetime, cycle: str | None = None) -> tuple[int, int]:
    """Give every article without a story one, oldest first; return how many lead and how many are copies.

    Membership is decided once: a story's id is its first member's and never changes. Copies are counted anew
    for all that the cycle found: an earlier try may have died between grouping and counting.
    """
    leads = copies = 0
    touched = stories.find_cycle_stories(store, cycle) if cycle else set()
    unfindable: set[str] = set()
    for article in stories.find_ungrouped(store):
        # What this run has grouped must be findable only for an article that shares passages with it.
        if not unfindable.isdisjoint(article.sketch):
            store.refresh("articles")
            unfindable.clear()
        near = stories.find_similar_members(store, article.sketch, since=now - WINDOW)
        grouped = group_article(article, near)
        stories.set_story(store, article.id, grouped)
        for lead in find_quoting_leads(article, near):
            stories.add_quote(store, lead.id, grouped.story)
        unfindable.update(article.sketch)
        touched.add(grouped.story)
        leads += grouped.role == "lead"
        copies += grouped.role == "copy"
    stories.count_copies(store, sorted(touched))
    for story in stories.find_leaderless_stories(store):
        stories.promote_lead(store, story)
    return leads, copies
