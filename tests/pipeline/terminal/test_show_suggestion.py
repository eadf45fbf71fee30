"""What asking an outlet found, at 80 columns and beside the entry; nothing from outside is read as markup."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.terminal import show_suggestion

FOUND: dict[str, Any] = {
    "site": "https://reed.example/",
    "known_as": None,
    "feeds": [
        {
            "url": "https://reed.example/az/rss",
            "kind": "rss",
            "entries": 30,
            "newest": "2026-11-28T21:48:00Z",
            "language": "az",
            "named_by": "the page",
            "left_out": None,
        },
        {
            "url": "https://other.example/[bold]",
            "kind": None,
            "entries": 0,
            "newest": None,
            "language": None,
            "named_by": "robots.txt",
            "left_out": "not_found: 404",
        },
    ],
    "entry": {"id": "reed"},
    "new_feeds": [],
}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {},
            [
                "https://reed.example/ names",
                "/az/rss rss 30 2026-11-28 az the page",
                "left out: https://other.example/[bold]: not_found: 404",
            ],
        ),
        ({"known_as": "reed", "entry": None}, ["This outlet is in sources.yml: reed."]),
        (
            {"known_as": "reed", "entry": None, "new_feeds": [{}]},
            ["What it has beside that, for its `feeds` or `sitemaps`:"],
        ),
        ({"feeds": [], "entry": None}, ["Neither a feed nor a sitemap was found."]),
    ],
)
def test_what_an_outlet_names_is_shown_beside_the_entry(
    capsys: pytest.CaptureFixture[str], changes: dict[str, Any], lines: list[str]
) -> None:
    show_suggestion.show_found({**FOUND, **changes})
    printed = capsys.readouterr()
    shown = [line.rstrip() for line in printed.err.splitlines()]
    words = [" ".join(line.split()) for line in shown]
    assert [line for line in lines if line not in words] == []
    assert max(map(len, shown)) <= 80 and printed.out == ""
