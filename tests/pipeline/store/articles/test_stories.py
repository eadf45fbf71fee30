"""Articles wait for a story, and members of stories are found by what they share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipeline.model.items import Moment
from pipeline.model.stories import Grouped, Ungrouped
from pipeline.publish import choose_lead
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.lookup import load_article
from pipeline.store.articles.stories import (
    find_similar_members,
    list_ungrouped,
    load_ungrouped,
    set_story,
    settle_stories,
)
from pipeline.store.client import Store

HOUR = timedelta(hours=1)


def ids(writes: list[Any]) -> list[str]:
    return [write.article.id for write in writes]


def test_ungrouped_articles_come_by_first_seen_then_id(store: Store, make: Any) -> None:
    writes = [make.write(first_seen_at=make.now + n * HOUR) for n in (2, 0, 1, 0)]
    write_articles(store, writes)
    mine = [id_ for id_ in list_ungrouped(store) if id_ in ids(writes)]
    assert mine == [
        w.article.id for w in sorted(writes, key=lambda w: (w.article.first_seen_at, w.article.id))
    ]
    set_story(store, mine[0], Grouped(mine[0], "lead"))
    assert mine[0] not in list_ungrouped(store)


DAY = timedelta(days=1)
MEMBERS = [
    # origin, days of publication and of first sight from ours, shared terms, role, found
    ("a lead of last week", "web", -7, -7, 6, "lead", True),
    ("a lead of next week, when an archive is read late", "web", 7, 7, 6, "lead", True),
    ("a lead of last month", "web", -30, -30, 6, "lead", False),
    ("a lead of next month", "web", 30, 30, 6, "lead", False),
    ("published then and seen a month later", "web", -1, 30, 6, "lead", True),
    ("published a year ago and seen now", "web", -365, 0, 6, "lead", True),
    ("a seed of last year", "seed", -365, -365, 6, "lead", True),
    ("a lead that shares too little", "web", -7, -7, 4, "lead", False),
    ("a copy", "web", -7, -7, 6, "copy", True),
]


@pytest.mark.parametrize(
    ("origin", "published", "seen", "shared", "role", "found"),
    [row[1:] for row in MEMBERS],
    ids=[row[0] for row in MEMBERS],
)
def test_members_of_stories_are_found_by_shared_terms(
    store: Store, make: Any, origin: str, published: int, seen: int, shared: int, role: str, found: bool
) -> None:
    own = make.url()
    terms = tuple(f"{own}{n:02}" for n in range(20))
    at = Moment(at=make.now + published * DAY, on="2026-05-07", rung="json-ld")
    write = make.write(
        origin=origin, sketch=(*terms[:shared], "z"), published=at, first_seen_at=make.now + seen * DAY
    )
    write_articles(store, [write])
    set_story(store, write.article.id, Grouped(write.article.id, role))
    store.refresh("articles")
    asked = Ungrouped("new", "A text.", terms, 2, published_at=make.now, first_seen_at=make.now)
    near = find_similar_members(store, [asked])["new"]
    assert [(member.id, member.leads) for member in near] == (
        [(write.article.id, role == "lead")] if found else []
    )


def test_the_lead_is_the_earliest_published_whole_member(store: Store, make: Any) -> None:
    text = " ".join(f"word{n}" for n in range(100))
    times = {"partial": -3, "cut": -2, "original": -1, "copy": 1}
    writes = {}
    for name, hours in times.items():
        at = Moment(at=make.now + hours * HOUR, on="2026-05-07", rung="json-ld")
        body = text[:200] if name == "cut" else text
        writes[name] = make.write(text=body, partial=name == "partial", published=at)
    write_articles(store, list(writes.values()))
    first = writes["copy"].article.id
    for write in writes.values():
        lead = write.article.id == first
        set_story(store, write.article.id, Grouped(first, "lead" if lead else "copy"))
    assert settle_stories(store, [first], choose_lead) == 2
    found = {name: (load_article(store, w.article.id) or {})["story"] for name, w in writes.items()}
    assert {name for name, story in found.items() if story["role"] == "lead"} == {"original"}
    assert {story["id"] for story in found.values()} == {first}
    assert found["original"]["copies"] == 3
    assert settle_stories(store, [first], choose_lead) == 0


def test_an_article_that_is_gone_is_not_compared(store: Store, make: Any) -> None:
    write = make.write()
    write_articles(store, [write])
    assert [u.id for u in load_ungrouped(store, [write.article.id, "gone"])] == [write.article.id]
