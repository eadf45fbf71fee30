"""The chart shows the numbers it was given."""

from __future__ import annotations

import struct
import zlib
from datetime import date, timedelta

import pytest

from pipeline.alert.render import chart
from pipeline.model.drafts import Day
from tests.pipeline.alert.render.drafts import DAYS

FIRST = date(2026, 10, 29)


def days(*numbers: int) -> tuple[Day, ...]:
    return tuple(Day(on=FIRST + timedelta(days=i), stories=n) for i, n in enumerate(numbers))


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of palette numbers; fails on a wrong checksum or chunk."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    raw = zlib.decompress(chunks[b"IDAT"])
    rows = [raw[i : i + width + 1] for i in range(0, len(raw), width + 1)]
    assert len(rows) == height and all(row[0] == 0 and len(row) == width + 1 for row in rows)
    return width, height, [row[1:] for row in rows]


def test_the_picture_has_a_bar_for_each_day_as_high_as_its_number() -> None:
    width, height, rows = pixels(chart.draw_png(DAYS))
    assert (width, height) == (2 * chart.WIDTH, 2 * chart.HEIGHT)
    slot = width // len(DAYS)
    heights = [sum(1 for row in rows[:-4] if row[i * slot + slot // 2]) for i in range(len(DAYS))]
    order = sorted(range(len(DAYS)), key=lambda i: DAYS[i].stories)
    assert [heights[i] for i in order] == sorted(heights)
    assert all((h == 0) == (d.stories == 0) for h, d in zip(heights, DAYS, strict=True))
    assert max(heights) > height * 0.9


def test_the_days_of_the_mail_stand_out() -> None:
    _, _, rows = pixels(chart.draw_png(days(*[5] * 28), since=FIRST + timedelta(days=27)))
    colours = [rows[100][i * 40 + 20] for i in range(28)]
    assert len(set(colours[:27])) == 1 and colours[27] != colours[0]


def test_the_same_days_give_the_same_bytes() -> None:
    assert chart.draw_png(DAYS) == chart.draw_png(DAYS)
    assert len(chart.draw_png(DAYS)) < 2_000


def test_days_that_are_missing_have_no_stories() -> None:
    filled = chart.fill_days(
        [
            Day(on=FIRST, stories=3),
            Day(on=FIRST + timedelta(days=30), stories=1),
            Day(on=FIRST + timedelta(days=29), stories=2),
        ]
    )
    assert [d.stories for d in filled] == [0] * 26 + [2, 1]
    assert chart.fill_days([]) == ()


def test_weeks_are_summed() -> None:
    assert [w.stories for w in chart.sum_weeks(days(*range(28)))] == [21, 70, 119, 168]


@pytest.mark.parametrize(
    ("numbers", "line"),
    [
        ([0] * 28, "  ".join(["·" * 7] * 4)),
        ([1] + [0] * 27, "▂" + "·" * 6 + "  " + "  ".join(["·" * 7] * 3)),
        ([8, 7, 6, 5, 4, 3, 2, 1] + [0] * 20, "█▇▆▅▄▃▂  ▁······  ·······  ·······"),
    ],
)
def test_the_line_of_blocks_tells_the_same(numbers: list[int], line: str) -> None:
    assert chart.draw_blocks(days(*numbers)) == line
