"""Publish: the one writer that gives new articles their stories, counts the cycle and writes its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.publish import find_quoting_leads, group_article
from pipeline.store import articles, counts, cycles
from pipeline.store.client import Store
from pipeline.store.leases import hold_lease

WINDOW = timedelta(days=14)
"""How long a lead takes in copies; without a window daily columns chain into one story."""
LEASE = "publish"
LEASE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Published:
    """What a cycle brought: new stories, copies that joined one, and the counts written."""

    leads: int
    copies: int
    counts: int


def publish_stories(store: Store, cycle: str, now: datetime, owner: str) -> Published:
    """Group what has no story yet and count the cycle; safe to run again, alone by a lease."""
    with hold_lease(store, LEASE, owner, LEASE_SECONDS):
        leads, copies = group_articles(store, now, cycle)
        return Published(leads, copies, counts.recompute_counts(store, cycle))


def group_articles(store: Store, now: datetime, cycle: str | None = None) -> tuple[int, int]:
    """Give every article without a story one, oldest first; return how many lead and how many are copies.

    Membership is decided once: a story's id is its first member's and never changes. Copies are counted anew
    for all that the cycle found: an earlier try may have died between grouping and counting.
    """
    leads = copies = 0
    touched = articles.find_cycle_stories(store, cycle) if cycle else set()
    for article in articles.find_ungrouped(store):
        near = articles.find_similar_members(store, article.sketch, since=now - WINDOW)
        grouped = group_article(article, near)
        articles.set_story(store, article.id, grouped)
        for lead in find_quoting_leads(article, near):
            articles.add_quote(store, lead.id, grouped.story)
        touched.add(grouped.story)
        leads, copies = leads + (grouped.role == "lead"), copies + (grouped.role == "copy")
    articles.count_copies(store, sorted(touched))
    for story in articles.find_leaderless_stories(store):
        articles.promote_lead(store, story)
    return leads, copies


def finish_cycle(store: Store, cycle: str, report: dict[str, object]) -> None:
    """Close a cycle with its report."""
    cycles.close_cycle(store, cycle, report)
