"""Dates as elements: what a template printed into a field."""

from __future__ import annotations

import pytest

from tests.pipeline.model.reading import read


@pytest.mark.parametrize(
    "printed",
    [
        '<time datetime="2026-11-19T04:30:00Z">19 Nov</time>',
        '<time title="Thursday, November 19, 2026, 9:00" datetime="2026-11-19T04:30:00Z">a</time>',
        "<time class=x datetime=2026-11-19T08:30:00+04:00>Thu, 19/11/2026 - 09:00</time>\n",
        '<span property="dc:date" content="2026-11-19T08:30:00+04:00">Thu, 19/11/2026 - 09:00</span>',
        '<div class="field"><time datetime="20261119T043000Z">19 Nov</time></div>',
        f'<time data-x="{"y" * 300}" datetime="2026-11-19T04:30:00Z">19 Nov</time>',
        "<b>19/11/2026</b> - <i>08:30</i>",
        '<time datetime="">19/11/2026 08:30</time>',
    ],
)
def test_a_date_in_markup_is_that_for_machines_else_its_words(printed: str) -> None:
    assert read(printed) == ("11-19T04:30", "2026-11-19", "instant")


@pytest.mark.parametrize("printed", ["<time>", "<time datetime='soon'>soon</time>", "< 5", "<" * 2000])
def test_markup_without_a_date_is_none(printed: str) -> None:
    assert read(printed) is None
