"""What a run did, in one line, as it stands on Airflow's page."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.jobs import CrawlReport, ProcessReport
from pipeline.runs.run_words import (
    describe_alerts,
    describe_chores,
    describe_cycle,
    describe_returned,
    describe_shard,
)
from pipeline.runs.shard_report import ShardReport

CYCLE: dict[str, Any] = {
    "stories": 3,
    "copies": 2,
    "feeds": {"ok": 11, "unchanged": 1, "timeout": 1},
    "stages": {},
    "spool_waiting": 0,
    "faults": [],
}
ALERTS: dict[str, Any] = {
    "hits": 2,
    "written": 1,
    "mails": {"sent": 1},
    "waiting": 0,
    "undelivered": 0,
    "faults": [],
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "3 new stories, 2 copies; 13 feeds asked, 1 in trouble"),
        ({"stories": 1, "copies": 1}, "1 new story, 1 copy; 13 feeds asked, 1 in trouble"),
        ({"stories": 0, "copies": 0, "feeds": {"ok": 1}}, "nothing new; 1 feed asked"),
        (
            {"copies": 0, "stages": {"index": {"revised": 2}}, "feeds": {"ok": 2}},
            "3 new stories, 2 corrected; 2 feeds asked",
        ),
        (
            {"stories": 0, "copies": 0, "feeds": {}, "spool_waiting": 1, "faults": ["The disk is full."]},
            "nothing new; 0 feeds asked; 1 spool file waits; not to its end: The disk is full.",
        ),
    ],
)
def test_a_cycle_is_told_in_a_line(changes: dict[str, Any], said: str) -> None:
    assert describe_cycle(CYCLE | changes) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "2 new hits, 1 mail written, 1 sent"),
        (
            {"waiting": 1, "undelivered": 2, "faults": ["watches.yml: a: x"]},
            "2 new hits, 1 mail written, 1 sent, 1 waiting, 2 undelivered for more than an hour;"
            " watches.yml: a: x",
        ),
        ({"held": "Another run is at work."}, "Another run is at work."),
    ],
)
def test_a_run_of_the_alerts_is_told_in_a_line(changes: dict[str, Any], said: str) -> None:
    assert describe_alerts(ALERTS | changes) == said


def test_the_chores_are_told_in_a_line() -> None:
    assert describe_chores({"health": ["green"], "mutes": []}) == "health: green"
    assert describe_chores({"health": [], "mutes": []}) == "nothing to say"
    assert describe_chores({"health": None, "mutes": ["x"]}) == "failed: health"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "7 messages read, nothing new"),
        ({"messages": 1, "lines": ["of ours"]}, "1 message read; of ours"),
        (
            {"bounced": ["lan", "lan"], "held": ["lan"], "unsubscribed": ["minh"], "lines": ["one", "two"]},
            "7 messages read, 2 came back, 1 held, 1 unsubscribed; one",
        ),
    ],
)
def test_what_came_back_is_counted_and_the_first_notice_told(changes: dict[str, Any], said: str) -> None:
    report = {"messages": 7, "bounced": [], "held": [], "unsubscribed": [], "lines": []} | changes
    assert describe_returned(report) == said


def test_a_shard_says_what_it_asked_read_and_found() -> None:
    crawl = CrawlReport(
        cycle="c",
        shard=0,
        attempt=1,
        finish="finished",
        feeds={"ok": 12, "timeout": 1},
        pages={"fetched": 105},
    )
    one = ProcessReport(items={"extract": {"passed": 97, "wall": 1}, "index": {"indexed": 51}})
    report = ShardReport(number=0, crawl=crawl, processed=(one,), waiting=1, seconds=38.4)
    assert describe_shard(report) == (
        "13 feeds asked, 105 pages fetched, 97 with an article, 51 on the topic and new, in 38 s,"
        " 1 spool file waits"
    )
    assert describe_shard(ShardReport(number=0)).startswith("0 feeds asked, 0 pages fetched, ")
