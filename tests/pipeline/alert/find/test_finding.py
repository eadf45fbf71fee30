"""What is news, what is history, and that no watch loses or doubles anything, against a real
Elasticsearch.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipeline.alert.find import finding
from pipeline.model.items import Moment
from pipeline.store import watches
from tests.pipeline.alert.conftest import Newsroom

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def titles(room: Newsroom, to: str = "lan@desk.example") -> list[str]:
    return [str(message["Subject"]).removeprefix("[AZ–VN] ") for message in room.office.to(to)]


def test_the_default_is_grade_2_and_3_and_never_1(room: Newsroom) -> None:
    room.acquainted({})
    for grade in (1, 2, 3):
        room.article(grade, title=f"Grade {grade}")
    room.run()
    assert sorted(titles(room)) == ["Grade 2", "Grade 3"]


@pytest.mark.parametrize(
    ("watch", "found"),
    [
        ({"query": "Петровьетнам"}, True),
        ({"query": '"Viet Nam" AND petrovietnam'}, True),
        ({"query": "football"}, False),
        ({"query": "title:SOCAR"}, False),
        ({"filters": {"grade": 3}}, True),
        ({"filters": {"grade": 2}}, False),
        ({"filters": {"language": ["az", "en"], "theme": "energy"}}, True),
        ({"filters": {"language": "az"}}, False),
        ({"filters": {"source": "unlisted", "people": "Ilham Aliyev"}}, True),
        ({"filters": {"country": "VN"}}, False),
        ({"query": "SOCAR", "filters": {"theme": "trade"}}, False),
    ],
)
def test_query_and_filters_choose(room: Newsroom, watch: dict[str, Any], found: bool) -> None:
    room.started(watch)
    room.article(title="An agreement", themes=("energy",), people=("Ilham Aliyev",))
    room.run()
    assert titles(room) == (["An agreement"] if found else [])


def test_a_new_watch_mails_no_history(room: Newsroom) -> None:
    room.article(at=room.now - 2 * MINUTE)
    room.watches({})
    room.run()
    room.article(at=room.now - HOUR, times={"changed_at": room.now})
    room.run()
    assert room.office.taken == []


def test_somebody_who_is_new_on_a_watch_gets_no_history_either(room: Newsroom) -> None:
    room.started({})
    room.article(title="Before")
    room.watches({"recipients": ["lan", "minh"]}, minh={})
    room.run()
    room.article(title="After", at=room.now)
    room.run()
    assert (titles(room), titles(room, "minh@desk.example")) == (["Before", "After"], ["After"])


def test_a_watch_that_looks_for_something_else_misses_nothing_and_mails_no_history(room: Newsroom) -> None:
    room.started({"query": "football"})
    room.article(title="Long ago", at=room.now - 2 * HOUR)
    room.run()
    room.article(title="Not looked at yet")
    room.watches({"query": "SOCAR"})
    room.run()
    assert titles(room) == ["Not looked at yet"]


def test_an_article_that_rises_to_2_is_news(room: Newsroom) -> None:
    room.started({})
    url, seen = "https://outlet.example/rises", room.now - HOUR
    room.article(1, url=url, at=seen, title="A walled page")
    room.run()
    room.article(
        3,
        url=url,
        at=seen,
        times={"fetched_at": room.now, "changed_at": room.now},
        title="The whole page",
        text="SOCAR and more.",
    )
    room.run()
    assert titles(room) == ["The whole page"]


def test_seeds_and_withdrawn_articles_are_no_news(room: Newsroom) -> None:
    room.started({})
    room.article(fields={"origin": "seed"})
    room.article(fields={"withdrawn_at": "2026-11-25T00:00:00Z"})
    room.run()
    assert room.office.taken == []


def test_a_backfill_of_old_articles_mails_nothing(room: Newsroom) -> None:
    room.started({})
    old = room.now - 30 * DAY
    room.article(title="Old", published=Moment(at=old, on=f"{old:%Y-%m-%d}", rung="json-ld"))
    room.article(title="No date", published=Moment(at=old, on=f"{old:%Y-%m-%d}", rung="first-seen"))
    room.run()
    assert titles(room) == ["No date"]


def test_what_was_first_seen_long_ago_is_no_news_whatever_changes(room: Newsroom) -> None:
    room.watches({})
    room.run(room.now - 20 * DAY)
    room.now += 20 * DAY
    room.article(at=room.now - 15 * DAY, times={"changed_at": room.now, "fetched_at": room.now})
    assert room.run().found.new == 0


def test_a_replay_of_what_a_watch_has_looked_at_mails_nothing(room: Newsroom) -> None:
    """Another topic.yml, over pages of a cycle that ended before the watch last looked."""
    room.watches({})
    room.run(room.now - 3 * HOUR)
    began = room.now
    room.cycle("c1", began + MINUTE, began + 10 * MINUTE)
    room.run(began + 20 * MINUTE)
    now = began + HOUR
    room.article(
        cycle="c1",
        at=began + MINUTE,
        times={"fetched_at": began + 2 * MINUTE, "indexed_at": now, "changed_at": now},
    )
    room.run(now + MINUTE)
    assert room.office.taken == []


def test_a_replay_of_a_foreign_archive_mails_nothing(room: Newsroom) -> None:
    room.started({})
    captured = room.now - 3 * DAY
    room.article(times={"fetched_at": captured})
    room.run()
    assert room.office.taken == []


def test_what_lay_in_the_spool_while_elasticsearch_was_away_is_news(room: Newsroom) -> None:
    room.watches({})
    room.run(room.now - 10 * HOUR)
    began = room.now
    now = began + 9 * HOUR
    room.article(
        title="From the spool", cycle="c1", at=began + HOUR, times={"indexed_at": now, "changed_at": now}
    )
    room.run(now + MINUTE)
    assert titles(room) == ["From the spool"]


def test_a_story_is_mailed_once_whatever_finds_it_and_names_all_watches(room: Newsroom) -> None:
    room.started({"id": "a", "title": "First"}, {"id": "b", "title": "Second", "query": "SOCAR"})
    room.article()
    room.run()
    (message,) = room.office.to("lan@desk.example")
    text = message.get_body(("plain",))
    assert text is not None
    assert "First" in text.get_content()
    assert "Second" in text.get_content()


def test_copies_are_no_news_and_are_told_as_such(room: Newsroom) -> None:
    room.started({})
    lead = room.article(title="The lead")
    room.article(
        title="A copy",
        story=lead,
        fields={
            "source": {"id": "x", "name": "Copy Press", "kind": "agency", "country": "VN", "domain": "x"}
        },
    )
    room.run()
    (message,) = room.office.to("lan@desk.example")
    text = message.get_body(("plain",))
    assert message["Subject"] == "[AZ–VN] The lead"
    assert text is not None
    assert "Copy Press" in text.get_content()
    room.article(title="A late copy", story=lead)
    room.run()
    assert len(room.office.taken) == 1


def test_a_copy_of_a_story_from_before_the_watch_is_no_news(room: Newsroom) -> None:
    lead = room.article(at=room.now - 5 * HOUR)
    room.started({})
    room.article(story=lead)
    room.run()
    assert room.office.taken == []


def test_runs_that_overlap_find_nothing_twice(room: Newsroom) -> None:
    room.started({})
    room.article()
    assert [room.run().found.new for _ in range(3)] == [1, 0, 0]
    assert len(room.office.taken) == 1


def test_a_watch_with_a_wrong_query_is_told_by_name_and_the_others_go_on(room: Newsroom) -> None:
    room.started(
        {"id": "wrong", "query": "title:(oil"}, {"id": "kql", "query": "oil and gas"}, {"id": "right"}
    )
    room.article()
    report = room.run()
    assert len(room.office.taken) == 1
    assert [f.partition(": ")[2].partition(":")[0] for f in report.faults] == ["wrong", "kql"]
    assert "oil AND gas" in report.faults[1]
    assert report.watches == 1


def test_a_watch_that_fails_catches_up_when_it_works_again(room: Newsroom) -> None:
    room.started({"id": "other"}, {"id": "all", "query": "SOCAR"})
    room.watches({"id": "other", "query": "nothing"}, {"id": "all", "query": "SOCAR and oil"})
    room.run()
    assert watches.load_watch_states(room.store)["all"].error
    room.article(title="While it failed")
    room.run()
    room.run(room.now + 5 * HOUR)
    room.watches({"id": "other", "query": "nothing"}, {"id": "all", "query": "SOCAR"})
    room.run()
    assert titles(room) == ["While it failed"]
    assert watches.load_watch_states(room.store)["all"].error == ""


def test_a_story_found_again_by_another_watch_goes_with_the_sooner_of_both(room: Newsroom) -> None:
    room.started(
        {"id": "daily", "rhythm": "daily at 08:30", "query": "SOCAR"}, {"id": "now", "filters": {"grade": 3}}
    )
    id_ = room.article(2, title="Rises")
    room.run()
    assert room.office.taken == []
    room.store.update("articles", id_, {"relevance": {"grade": 3}, "changed_at": room.now.isoformat()})
    room.run()
    assert titles(room) == ["Rises"]
    (hit,) = room.all("hits")
    assert (hit["watches"], hit["state"]) == (["daily", "now"], "frozen")


def test_registering_before_a_cycle_makes_what_it_finds_news(room: Newsroom) -> None:
    room.watches({})
    finding.register_watches(room.store, room.book, room.now - 5 * MINUTE)
    finding.register_watches(room.store, room.book, room.now)
    room.article(title="Of this cycle")
    room.run()
    assert titles(room) == ["Of this cycle"]


def test_every_article_is_seen_beyond_what_one_search_gives(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.store.articles.watch_queries.MOST_IDS", 2)
    monkeypatch.setattr("pipeline.store.articles.watch_queries.MOST_SEARCHES", 2)
    room.started({"id": "a"}, {"id": "b", "recipients": ["minh"], "rhythm": "hourly"}, minh={})
    for _ in range(5):
        room.article()
    assert room.run().found.new == 10
