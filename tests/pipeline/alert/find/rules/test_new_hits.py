"""From found articles to hits: one for each person and story, mailed with the first watch that may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.alert.find.rules.new_hits import join_hits, make_hits, merge_hits, pick_leads
from pipeline.alert.find.rules.news import Background
from pipeline.config.watches import Watch
from pipeline.model.states import WatchState
from tests.pipeline.alert.find.rules.test_news import ARTICLE, NOW

HOUR, LONG_AGO = timedelta(hours=1), NOW - timedelta(days=30)
NOTHING = Background({}, {})


def watch(id_: str, rhythm: str, *people: str) -> Watch:
    recipients = [{"id": person, "address": f"{person}@desk.example"} for person in people]
    return Watch.model_validate({"id": id_, "title": id_, "recipients": recipients, "rhythm": rhythm})


def state(one: Watch, **since: datetime) -> WatchState:
    people = {person.id: LONG_AGO for person in one.recipients} | since
    return WatchState(id=one.id, query_hash="h", since=LONG_AGO, matched_until=NOW - HOUR, recipients=people)


def test_a_story_is_one_hit_for_a_person_whatever_finds_it() -> None:
    daily, now = watch("daily", "daily at 18:00", "lan", "minh"), watch("now", "immediate", "lan")
    states = {"daily": state(daily), "now": state(now)}
    found = {"daily": [ARTICLE], "now": [ARTICLE]}
    lan, minh = make_hits([daily, now], states, found, NOTHING, NOW)
    assert (lan.recipient, lan.watches, lan.rhythm, lan.due_at) == ("lan", ("daily", "now"), "immediate", NOW)
    assert (minh.recipient, minh.watches, minh.rhythm) == ("minh", ("daily",), "daily at 18:00")
    assert minh.due_at == datetime(2026, 11, 25, 18, tzinfo=UTC)


def test_who_came_later_gets_only_what_came_later() -> None:
    one = watch("now", "immediate", "lan", "minh")
    older = replace(ARTICLE, id="b", story="t", first_seen_at=NOW - 2 * HOUR)
    states = {"now": state(one, minh=NOW - HOUR)}
    hits = make_hits([one], states, {"now": [ARTICLE, older]}, NOTHING, NOW)
    assert {(hit.recipient, hit.story) for hit in hits} == {("lan", "s"), ("lan", "t"), ("minh", "s")}


def test_a_story_is_shown_by_its_lead_or_by_the_copy_seen_first() -> None:
    copy, earlier = (
        replace(ARTICLE, id=id_, leads=False, first_seen_at=NOW - hours * HOUR)
        for id_, hours in (("copy", 1), ("earlier", 2))
    )
    assert [a.id for a in pick_leads([copy, ARTICLE, earlier])] == ["a"]
    assert [a.id for a in pick_leads([copy, earlier])] == ["earlier"]


def test_only_an_open_hit_that_more_watches_found_is_written_again() -> None:
    daily, now = watch("daily", "daily at 18:00", "lan"), watch("now", "immediate", "lan")
    (old,) = make_hits([daily], {"daily": state(daily)}, {"daily": [ARTICLE]}, NOTHING, NOW)
    (new,) = make_hits([now], {"now": state(now)}, {"now": [ARTICLE]}, NOTHING, NOW)
    both = join_hits(old, new)
    assert both.watches == ("daily", "now")
    assert merge_hits({old.id: new}, {old.id: old}) == [both]
    assert merge_hits({old.id: old}, {old.id: both}) == []
    assert merge_hits({old.id: new}, {old.id: old.model_copy(update={"state": "frozen"})}) == []
