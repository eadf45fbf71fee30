"""Grouping: articles without a story are given one, many at a time, and stories their leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.publish import Nearby, choose_lead, find_quoting_members, group_article
from pipeline.store.articles import stories
from pipeline.store.client import Store

AT_ONCE = 250
"""Articles that are asked about in one request, and held in memory."""


def group_articles(store: Store, cycle: str | None = None) -> tuple[int, int]:
    """Give every article without a story one, oldest first; return how many lead and how many are copies.

    Membership is decided once: a story's id is its first member's and never changes. Leads are chosen and
    copies counted anew for all that the cycle found: an earlier try may have died between both.
    """
    touched = stories.find_cycle_stories(store, cycle) if cycle else set()
    roles = {"lead": 0, "copy": 0}
    for some in _split_ids(stories.list_ungrouped(store)):
        part = _group_part(store, stories.load_ungrouped(store, some))
        for grouped in part.grouped.values():
            roles[grouped.role] += 1
            touched.add(grouped.story)
    settle_leads(store, sorted(touched | set(stories.find_leaderless_stories(store))))
    return roles["lead"], roles["copy"]


def settle_leads(store: Store, some: Sequence[str]) -> int:
    """Choose the leads of stories anew and count their copies; give how many articles were written."""
    return stories.settle_stories(store, some, choose_lead)


def _split_ids(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


@dataclass
class _Part:
    """Articles grouped together: where each belongs, and leads, by id, with the stories that they carry."""

    grouped: dict[str, Grouped] = field(default_factory=dict)
    quoting: dict[str, set[str]] = field(default_factory=dict)


def _group_part(store: Store, articles: Sequence[Ungrouped]) -> _Part:
    """Group some articles beside what the index shows and beside each other, and write it in one request."""
    part, fresh = _Part(), Nearby(stories.WINDOW)
    near = stories.find_similar_members(store, articles)
    for article in articles:
        members = [*near[article.id], *fresh.find_members(article, stories.MOST_COMPARED)]
        grouped = group_article(article, members)
        part.grouped[article.id] = grouped
        fresh.add_member(article, grouped)
        for lead in find_quoting_members(article, members):
            if (lead.story or lead.id) != grouped.story:
                part.quoting.setdefault(lead.id, set()).add(grouped.story)
    stories.set_stories(store, part.grouped)
    stories.add_quotes(store, part.quoting)
    # What was grouped must be findable for the next part.
    store.refresh("articles")
    return part
