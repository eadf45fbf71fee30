"""Each trouble of a status has what to do about it, in one screen."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model.mails import HELD
from pipeline.model.outcomes import FEED_GOOD, Outcome
from pipeline.model.times import describe_span
from pipeline.runs.advice import FEED_ADVICE, is_well, list_advice

CALM: dict[str, Any] = {
    "healthy": True,
    "last_cycle": {"cycle": "c", "faults": []},
    "age_seconds": 60.0,
    "feeds": {"known": 20, "in_trouble": 0},
    "trouble": [],
    "moved": [],
    "archive_waiting": 0,
    "refused": 0,
    "quarantine": [],
    "clocks": [],
    "mails_undelivered": 0,
    "mail_faults": [],
    "watch_faults": [],
}


def make_trouble(status: str, *sources: str) -> list[dict[str, str]]:
    return [{"source": source, "status": status} for source in sources]


def test_where_nothing_is_wrong_nothing_is_to_be_done() -> None:
    assert list_advice(CALM) == []


@pytest.mark.parametrize(
    "changes",
    [{"healthy": False}, {"mails_undelivered": 1}, {"mail_faults": ["554 5.7.1 Relay denied"]}],
)
def test_the_exit_code_tells_when_cycles_stand_still_or_mails_cannot_go(changes: dict[str, Any]) -> None:
    assert is_well(CALM)
    assert not is_well(CALM | changes)


@pytest.mark.parametrize(
    ("changes", "trouble", "do"),
    [
        ({"last_cycle": None}, "No cycle has run yet", "`azvn cycle` runs one"),
        (
            {"healthy": False, "age_seconds": 11_000.0},
            "The last cycle began 3 hours ago, and another is due",
            "`azvn cycle` runs one now",
        ),
        (
            {"last_cycle": {"faults": ["Elasticsearch went away."]}},
            "The last cycle did not come to its end",
            "nothing is lost",
        ),
        ({"clocks": ["The clock of x was ahead."]}, "The clock of x was ahead.", "set the clock"),
        ({"mails_undelivered": 1}, "1 mail is undelivered for more than an hour", "retry --failed"),
        ({"mail_faults": ["530 no log-in"]}, "Mails cannot go as things are", "goes by itself then"),
        ({"mail_faults": [f"Messages are {HELD}x"]}, "Mails are held by a fault of ours", "retry --failed"),
        ({"mails_undelivered": 2}, "2 mails are undelivered for more than an hour", "`azvn mail list`"),
        ({"watch_faults": ["x"]}, "Watches cannot be used", "`azvn watches check`"),
        ({"trouble": make_trouble("not_found", "trend")}, "1 feed: not_found, 404: trend", "sources.yml"),
        (
            {"trouble": make_trouble("timeout", "a", "b", "a", "c", "d", "e", "f")},
            "7 feeds: timeout, no complete answer within the limit: a, b, c, d and 2 more",
            "asked again by itself",
        ),
        (
            {"trouble": make_trouble("strange", "reed")},
            "1 feed: strange: reed",
            "`azvn sources check --source reed`",
        ),
        (
            {"trouble": make_trouble("unreachable", *map(str, range(20)))},
            "None of 20 feeds can be reached",
            "network",
        ),
        (
            {"moved": [{"source": "reed", "feed": "http://a.example", "moved_to": "http://b.example"}]},
            "reed: http://a.example has moved",
            "write http://b.example into sources.yml",
        ),
        ({"quarantine": [{}]}, "1 page is in quarantine", "`azvn quarantine list`"),
        ({"refused": 3}, "3 documents were refused by Elasticsearch", "`azvn provision`"),
        ({"archive_waiting": 1}, "1 file waits for the archive store", "AZVN_ARCHIVE_STORE"),
    ],
)
def test_each_trouble_has_what_to_do_about_it(changes: dict[str, Any], trouble: str, do: str) -> None:
    [advice] = list_advice(CALM | changes)
    assert advice.trouble == trouble
    assert do in advice.do


def test_every_way_in_which_a_request_for_a_feed_fails_has_advice() -> None:
    words = list(Outcome)
    crawled = words[words.index(Outcome.NOT_FOUND) : words.index(Outcome.BUDGET)]
    of_feeds = {Outcome.NOT_A_FEED, Outcome.MALFORMED, Outcome.UNUSABLE}
    assert (set(crawled) | of_feeds) - FEED_GOOD == set(FEED_ADVICE)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "0 minutes"), (60, "1 minute"), (7_000, "117 minutes"), (7_200, "2 hours"), (200_000, "2 days")],
)
def test_a_span_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert describe_span(seconds) == said
