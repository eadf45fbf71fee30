"""Articles wait for a story, and members of stories are found by what they share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipeline.model.stories import Grouped
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.lookup import load_article
from pipeline.store.articles.stories import count_copies, find_similar_members, find_ungrouped, set_story
from pipeline.store.client import Store

HOUR = timedelta(hours=1)


def ids(writes: list[Any]) -> list[str]:
    return [write.article.id for write in writes]


def test_ungrouped_articles_come_by_first_seen_then_id(store: Store, make: Any) -> None:
    writes = [make.write(first_seen_at=make.now + n * HOUR) for n in (2, 0, 1, 0)]
    write_articles(store, writes)
    mine = [u.id for u in find_ungrouped(store) if u.id in ids(writes)]
    assert mine == [
        w.article.id for w in sorted(writes, key=lambda w: (w.article.first_seen_at, w.article.id))
    ]
    set_story(store, mine[0], Grouped(mine[0], "lead"))
    assert mine[0] not in [u.id for u in find_ungrouped(store)]


LEADS = [
    # origin, days before, shared terms, role, found
    ("a lead of last week", "web", 7, 6, "lead", True),
    ("a lead of last month", "web", 30, 6, "lead", False),
    ("a seed of last year", "seed", 365, 6, "lead", True),
    ("a lead that shares too little", "web", 7, 4, "lead", False),
    ("a copy", "web", 7, 6, "copy", True),
]


@pytest.mark.parametrize(
    ("origin", "days", "shared", "role", "found"), [row[1:] for row in LEADS], ids=[row[0] for row in LEADS]
)
def test_members_of_stories_are_found_by_shared_terms(
    store: Store, make: Any, origin: str, days: int, shared: int, role: str, found: bool
) -> None:
    own = make.url()
    terms = tuple(f"{own}{n}" for n in range(6))
    write = make.write(
        origin=origin, sketch=(*terms[:shared], "z"), first_seen_at=make.now - timedelta(days=days)
    )
    write_articles(store, [write])
    set_story(store, write.article.id, Grouped(write.article.id, role))
    store.refresh("articles")
    near = find_similar_members(store, terms, since=make.now - timedelta(days=14))
    assert [(member.id, member.leads) for member in near] == (
        [(write.article.id, role == "lead")] if found else []
    )


def test_copies_are_counted_and_written_only_when_they_differ(store: Store, make: Any) -> None:
    writes = [make.write() for _ in range(3)]
    write_articles(store, writes)
    lead, *copies = ids(writes)
    set_story(store, lead, Grouped(lead, "lead"))
    for copy in copies:
        set_story(store, copy, Grouped(lead, "copy"))
    assert count_copies(store, [lead]) == 1
    assert (load_article(store, lead) or {})["story"]["copies"] == 2
    assert count_copies(store, [lead]) == 0
