"""How far a watch has looked: nothing is lost when it changes or fails, and no history comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.alert.find.rules.watch_states import OVERLAP, advance_states, begin_state, find_start
from pipeline.config.watches import Watch
from pipeline.model.states import WatchState

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LAST, FIRST = NOW - timedelta(minutes=5), NOW - timedelta(days=30)


def watch(query: str, *people: str) -> Watch:
    recipients = [{"id": person, "address": f"{person}@desk.example"} for person in people]
    return Watch.model_validate({"id": "w", "title": "W", "query": query, "recipients": recipients})


def state(one: Watch) -> WatchState:
    people = {person.id: FIRST for person in one.recipients}
    return WatchState(id="w", query_hash=one.query_hash, since=FIRST, matched_until=LAST, recipients=people)


def test_a_new_watch_begins_now() -> None:
    begun = begin_state(None, watch("oil", "lan"), NOW)
    assert (begun.since, begun.matched_until, begun.recipients) == (NOW, NOW, {"lan": NOW})


def test_a_person_who_is_new_begins_now_and_one_who_was_taken_off_is_forgotten() -> None:
    begun = begin_state(state(watch("oil", "lan", "minh")), watch("oil", "lan", "rashad"), NOW)
    assert begun.recipients == {"lan": FIRST, "rashad": NOW}
    assert (begun.since, find_start(begun)) == (FIRST, LAST - OVERLAP)


def test_a_watch_that_looks_for_something_else_begins_where_it_last_looked() -> None:
    begun = begin_state(state(watch("oil", "lan")), watch("gas", "lan"), NOW)
    assert (begun.since, begun.matched_until) == (LAST - OVERLAP, LAST)


def test_a_watch_that_failed_keeps_its_mark_and_says_why() -> None:
    before = {id_: state(watch("oil", "lan")).model_copy(update={"id": id_}) for id_ in ("good", "bad")}
    looking = {**before, "new": begin_state(None, watch("oil", "lan"), NOW).model_copy(update={"id": "new"})}
    after = advance_states(before, looking, {"bad": "query: no", "new": "query: no"}, NOW)
    assert [(s.id, s.matched_until, s.error) for s in after] == [
        ("good", NOW, ""),
        ("bad", LAST, "query: no"),
    ]


def test_a_watch_that_looked_in_the_future_looks_back_as_far_as_anything_is_news() -> None:
    one, ahead = watch("oil", "a", "b"), NOW + timedelta(days=400)
    looked = state(one).model_copy(update={"matched_until": ahead, "recipients": {"a": FIRST, "b": ahead}})
    begun = begin_state(looked, one, NOW)
    assert begun.matched_until == NOW - timedelta(days=14)
    assert (begun.since, begun.recipients) == (FIRST, {"a": FIRST, "b": FIRST})
