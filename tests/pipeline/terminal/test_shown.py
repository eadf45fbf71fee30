"""How results look: lines of 80 columns that say what is wrong; nothing from outside is read as markup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.model.progress import describe_step
from pipeline.terminal import (
    screen,
    show_cycles,
    show_events,
    show_mail,
    show_sources,
    show_status,
    show_stories,
    show_suggestion,
)
from pipeline.terminal.show_progress import show_progress

CYCLE = {
    "cycle": "20261128T214743050",
    "resumed": True,
    "feeds": {"ok": 11, "rate_limited": 1},
    "stages": {"judge": {"core": 2, "off_topic": 40}},
    "stories": 2,
    "copies": 1,
    "seconds": 12.5,
    "faults": ["Elasticsearch went away."],
    "spool_waiting": 3,
}
STORY = {
    "title": "Azerbaijan [bold]and[/bold] Vietnam sign ferry agreement",
    "url": "https://outlet.example/a",
    "source": "Caspian Wire",
    "country": "AZ",
    "language": "en",
    "published_at": "2026-11-24T04:30:00.000Z",
    "published_precision": "instant",
    "grade": 3,
    "partial": True,
    "copies": 1,
    "copied_by": ["Sen Hồng"],
}
OTHER = {
    **STORY,
    "title": "Ký hiệp định phà",
    "language": "vi",
    "source": "Sen Hồng",
    "url": "https://other.example",
}
EVENT = {
    "told_by": [STORY, OTHER],
    "stories": 2,
    "articles": 3,
    "outlets": 2,
    "languages": ["en", "vi"],
    "grade": 3,
}
SURGE = {
    "kind": "person",
    "subject": "Tô Lâm",
    "stories": 5,
    "outlets": 4,
    "expected": 0.12,
    "began_at": "2026-11-24T04:30:00.000Z",
    "titles": {"a": "Arrival in Baku"},
}
IN_A_WHILE = (datetime.now(UTC) + timedelta(hours=5, minutes=30)).isoformat()
STATUS: dict[str, Any] = {
    "healthy": True,
    "last_cycle": {"cycle": "20261128T214743050", "faults": ["One fault."]},
    "age_seconds": 180.0,
    "articles": {"3": 4, "1": 2},
    "feeds": {
        "known": 13,
        "in_trouble": 1,
        "sources_due": 1,
        "next_check_at": IN_A_WHILE,
        "next_checks": {"reed": IN_A_WHILE},
    },
    "trouble": [
        {
            "source": "quiet-gazette",
            "status": "not_a_feed",
            "last_success": None,
            "failures": 0.5,
            "next_check_at": "2026-01-01T00:00:00Z",
        }
    ],
    "moved": [
        {
            "source": "reed",
            "feed": "https://reed.example/",
            "moved_to": "x",
            "detail": "moved to x; change sources.yml",
        }
    ],
    "pages_waiting": 1,
    "spool_waiting": 0,
    "archive_waiting": 2,
    "refused": 1,
}
MAIL = {
    "id": "03c5d74d11",
    "state": "refused",
    "to": "reader@desk.example",
    "kind": "digest",
    "stories": 3,
    "titles": ["One", "Two", "Three"],
    "attempts": 2,
    "uncertain": 1,
    "queued_at": "2026-11-28T21:48:00.000Z",
    "reply": "550 no such user",
    "message_id": "x@desk.example",
}
RUN = {
    "hits": 2,
    "corrections": 1,
    "written": 2,
    "mails": {"sent": 1},
    "waiting": 1,
    "faults": ["watches.yml: a: x"],
    "sends": False,
    "undelivered": 1,
}
WATCHES = [
    {
        "id": "all",
        "title": "All",
        "rhythm": "immediate",
        "recipients": ["lan"],
        "matched_until": None,
        "error": "",
    },
    {"id": "open", "title": "", "error": "query: a bracket is left open"},
]
OUTLET = {
    "id": "reed",
    "name": "Reed",
    "muted": "2027-01-01",
    "country": "AZ",
    "languages": ["az", "en"],
    "feeds": 0,
}
CHECK = {
    "sources": 2,
    "trouble": 1,
    "feeds": [
        {"source": "reed", "url": "https://reed.example/rss", "outcome": "ok", "entries": 3},
        {
            "source": "cane",
            "url": "https://cane.example/",
            "outcome": "timeout",
            "entries": 0,
            "detail": "moved to x; change sources.yml",
        },
    ],
}
STANDING = {
    "mails": {"sent": 3, "queued": 1, "refused": 1},
    "mails_undelivered": 2,
    "mail_faults": ["550 no such user"],
    "watch_faults": ["watches.yml: a: x"],
    "precision": [{"month": "2026-11", "right": 3, "wrong": 1, "precision": 0.75}],
}


@pytest.mark.parametrize(
    ("show", "lines"),
    [
        (
            lambda: show_cycles.show_cycle(CYCLE),
            [
                "Cycle 20261128T214743050 (went on after an interruption)",
                "  feeds     ok 11 · rate_limited 1",
                "  judge     off_topic 40 · core 2",
                "  stories   2 new, 1 copy · 12.5 s",
                "  fault: Elasticsearch went away.",
                "  3 spool files wait; run `azvn cycle` again.",
            ],
        ),
        (
            lambda: show_cycles.show_replay(
                {
                    "pages": 2,
                    "stories": 1,
                    "copies": 0,
                    "items": {"judge": {"core": 1}},
                    "failed": ["bad.warc"],
                }
            ),
            [
                "2 pages read; 1 new story, 0 copies",
                "  judge     core 1",
                "  not read: bad.warc",
            ],
        ),
        (
            lambda: show_stories.show_stories({"query": "ferry", "stories": [STORY]}),
            [
                " 1. Azerbaijan [bold]and[/bold] Vietnam sign ferry agreement",
                "    2026-11-24 04:30 UTC · Caspian Wire (AZ) · en · core · partial",
                "    also in Sen Hồng",
                "    https://outlet.example/a",
            ],
        ),
        (
            lambda: show_stories.show_stories(
                {
                    "query": "ferry",
                    "stories": [
                        {**STORY, "event": "e", "event_stories": [OTHER]},
                        {**OTHER, "event": "e", "event_stories": [STORY]},
                    ],
                }
            ),
            [
                " 1. Azerbaijan [bold]and[/bold] Vietnam sign ferry agreement",
                "    2026-11-24 04:30 UTC · Caspian Wire (AZ) · en · core · partial",
                "    also in Sen Hồng",
                "    https://outlet.example/a",
                "       vi: Ký hiệp định phà – Sen Hồng",
            ],
        ),
        (
            lambda: show_events.show_events({"events": [EVENT], "renewed": 0}),
            [
                "Azerbaijan [bold]and[/bold] Vietnam sign ferry agreement",
                "   2026-11-24 04:30 UTC · 2 stories, 3 articles, 2 outlets · en, vi · core",
                "   vi: Ký hiệp định phà – Sen Hồng",
            ],
        ),
        (
            lambda: show_status.show_status({**STATUS, "trouble": [], "surges": [SURGE] * 5, "meaning": ""}),
            [
                "2 more surges: `azvn status --json`",
                "Surge: person Tô Lâm, 4 outlets, 5 stories since 2026-11-24 04:30 (0.1",
                "expected): Arrival in Baku",
                "Events by names and numbers alone: the extra `meaning` is not installed.",
            ],
        ),
        (
            lambda: show_stories.show_stories({"query": "ferry", "stories": []}),
            ["Nothing found for 'ferry'."],
        ),
        (
            lambda: show_status.show_status(STATUS),
            [
                "Last cycle 20261128T214743050, 3 minutes ago",
                "  fault: One fault.",
                "Articles: core 4 · mention 2",
                "Waiting: 1 page, 0 spool files",
                "Not yet in the archive store: 2 processed files",
                "Refused by Elasticsearch: 1 document",
                "quiet-gazette   not_a_feed   never                 1   now",
                "Feeds: 13 asked so far, 1 in trouble",
                "Next check: 1 outlet now, then reed in 5 hours",
            ],
        ),
        (
            lambda: show_status.show_advice([{"trouble": "Something is wrong", "do": "mend it"}]),
            ["To do", "• Something is wrong", "  mend it"],
        ),
        (
            lambda: show_status.show_status(
                {**STATUS, "trouble": STATUS["trouble"] * 7, "feeds": {**STATUS["feeds"], "in_trouble": 7}}
            ),
            ["Feeds: 13 asked so far, 7 in trouble (2 more than these: `azvn status --json`)"],
        ),
        (
            lambda: show_status.show_status({**STATUS, "last_cycle": None}),
            ["No cycle has run yet: `azvn cycle` runs one."],
        ),
        (
            lambda: show_mail.show_mails([MAIL]),
            [
                "03c5d74d   refused      28 Nov 21:48   reader@desk.example",
                "                                       digest, 3 stories",
            ],
        ),
        (lambda: show_mail.show_mails([]), ["There are no such mails."]),
        (
            lambda: show_suggestion.show_entries("- {url: https://reed.example/rss, kind: rss}\n"),
            ["- {url: https://reed.example/rss, kind: rss}"],
        ),
        (
            lambda: show_mail.show_single_mail(MAIL, "The text."),
            [
                "03c5d74d11 refused",
                "550 no such user",
                "1 try ended after the server may have taken it.",
                "The text.",
            ],
        ),
        (lambda: show_mail.show_changed([MAIL]), ["03c5d74d to reader@desk.example: refused"]),
        (lambda: show_mail.show_changed([]), ["Nothing to do."]),
        (
            lambda: show_mail.show_run(RUN),
            [
                "  alerts    2 hits · 1 correction · mails: 2 written · sent 1 · waiting 1",
                "  watches.yml: a: x",
                "  AZVN_SMTP_URL is not set: mails wait in the outbox.",
                "  1 mail undelivered for more than an hour: azvn mail list",
            ],
        ),
        (
            lambda: show_mail.show_watches(WATCHES),
            ["all   All     immediate   lan          never", "open: query: a bracket is left open"],
        ),
        (
            lambda: show_mail.show_watches([]),
            ["There are no watches: copy watches.example.yml to watches.yml in AZVN_CONFIG."],
        ),
        (
            lambda: show_mail.show_watch_check({"file": "w.yml", "watches": ["a"], "faults": ["a fault"]}),
            ["a fault", "w.yml: 1 watch can be used, 1 fault"],
        ),
        (
            lambda: show_mail.show_standing(STANDING),
            [
                "Mails: 3 sent, 1 waiting, 1 undelivered (azvn mail list)",
                "2 mails undelivered for more than an hour: azvn mail list",
                "550 no such user",
                "watches.yml: a: x",
                "Precision 2026-11: 75% of 4 marked",
            ],
        ),
        (
            lambda: show_sources.show_sources([OUTLET]),
            [
                "reed   Reed (muted)   AZ        az en           –",
                "1 outlet, 0 feeds, sitemaps and section pages",
            ],
        ),
        (
            lambda: show_sources.show_check(CHECK),
            [
                "reed     reed.example/rss   ok              3",
                "cane     cane.example/      timeout         0",
                "cane: https://cane.example/: moved to x; change sources.yml",
                "2 outlets are well described; 2 feeds asked, 1 in trouble",
            ],
        ),
        (lambda: screen.print_lines([]), ["Everything is in place."]),
    ],
)
def test_what_is_shown(
    capsys: pytest.CaptureFixture[str], show: Callable[[], None], lines: list[str]
) -> None:
    show()
    shown = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line not in shown] == []
    assert max(map(len, shown)) <= 80


@pytest.mark.parametrize(
    ("step", "numbers", "sentence"),
    [
        ("plan", {"feeds": 3, "pages": 1}, "plan: 3 feeds are due, 1 page waits"),
        ("crawl", {}, "crawl: feeds 0 of 0, pages 0, 0 to go"),
        (
            "crawl",
            {"feeds": 1, "of_feeds": 3, "pages": 9, "waiting": 4, "bytes": 5},
            "crawl: feeds 1 of 3, pages 9, 4 to go",
        ),
        ("process", {"files": 1, "left_over": False}, "process: 1 spool file"),
        ("process", {"read": 1, "kept": 1}, "process: 1 page read, 1 on the topic"),
        ("check", {"feeds": 1, "of_feeds": 3}, "check: feeds 1 of 3"),
        ("process", {"read": 20, "kept": 2}, "process: 20 pages read, 2 on the topic"),
        ("publish", {}, "publish"),
    ],
)
def test_a_step_is_said_in_words(step: str, numbers: dict[str, Any], sentence: str) -> None:
    assert describe_step(step, numbers) == sentence


def test_progress_is_a_line_for_each_step_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with show_progress() as tell:
        for number in range(3):
            tell("process", {"read": number, "kept": 0})
        tell("publish", {})
    assert capsys.readouterr().err.splitlines() == ["process: 0 pages read, 0 on the topic", "publish"]
    with show_progress(quiet=True) as tell:
        tell("publish", {})
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        (None, "instant", "no date"),
        ("2026-11-24T04:30:00.000Z", "instant", "2026-11-24 04:30"),
        ("2026-11-24T12:00:00.000Z", "day", "2026-11-24"),
    ],
)
def test_a_time_is_shown_as_exactly_as_it_is_known(value: str | None, precision: str, shown: str) -> None:
    assert screen.format_time(value, precision) == shown
