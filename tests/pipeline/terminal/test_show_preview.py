"""The chart of a preview fits 80 columns and shows each day that has a story."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.terminal.show_preview import draw_days, show_preview


def days(*numbers: int) -> list[tuple[str, int]]:
    first = date(2026, 10, 1)
    return [(f"{first + timedelta(days=n):%Y-%m-%d}", number) for n, number in enumerate(numbers)]


def test_a_week_is_drawn_by_day() -> None:
    assert draw_days(days(0, 10, 5, 1, 0, 0, 2)) == [
        "Stories a day, at most 10:",
        "    █",
        "    █",
        "    █ ▄",
        "    █ █",
        "    █ █ ▄     █",
        "  01 Oct  07 Oct",
    ]


@pytest.mark.parametrize("number", [1, 2, 30, 31, 38, 39, 76, 77, 90, 365])
def test_any_time_fits_the_terminal(number: int) -> None:
    lines = draw_days(days(*range(number)))
    assert max(map(len, lines)) <= 80
    assert "█" in lines[1] or number == 1
    assert lines[-1].split()[0] == "01"


def test_one_story_is_seen_beside_a_thousand() -> None:
    assert draw_days(days(1000, 1))[5] == "  █ ▁"


@pytest.mark.parametrize(
    ("mails", "words"),
    [
        ([], "2 stories, no mail."),
        ([{"at": "2026-10-02T08:30:00Z"}], "2 stories in 1 mail; the last went at 2026-10-02 08:30 UTC:"),
        ([{"at": "2999-10-02T08:30:00Z"}], "2 stories in 1 mail; the last goes at 2999-10-02 08:30 UTC:"),
    ],
)
def test_it_says_how_many_mails_and_when(
    mails: list[dict[str, str]], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [{"on": on, "stories": number} for on, number in days(0, 2)]
    shown = {"preview": {"days": found, "stories": 2, "mails": mails, "doubts": ["slow"]}}
    show_preview(shown, "[AZ] Subject", "The text")
    said = capsys.readouterr().out
    assert words in said
    assert said.startswith("slow\n")
    assert said.endswith("[AZ] Subject\n\nThe text\n")
