"""The chart of a digest: four weeks of daily numbers as a PNG, as a line of blocks, and as sums.

The PNG is written with the standard library: it holds nothing but rectangles, and no imaging package is among
the dependencies. Its labels stand beside it as text, so that they follow the reader's language, font and dark
mode and are there when images are not.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.model.drafts import Day

WEEKS = 4
SPAN = 7 * WEEKS
WIDTH, HEIGHT = 560, 96
"""Size in CSS pixels; the picture has twice as many each way, for sharp screens."""

_SCALE = 2
_SLOT, _BAR, _BASE = 20 * _SCALE, 14 * _SCALE, 2 * _SCALE
_LEAST_TOP = 4
"""A chart's top is at least this number, lest one story look like a storm."""

_CLEAR, _LINE, _EARLIER, _THIS = range(4)
# Middle tones: they stand out on white and on black.
_PALETTE = bytes.fromhex("ffffff 9aa5b1 9aabbc 2f7fdb")
_BLOCKS = "▁▂▃▄▅▆▇█"
_NONE = "·"


def fill_days(days: Sequence[Day]) -> tuple[Day, ...]:
    """Give the 28 days that end with the last one, in order, those that are missing with no story."""
    if not days:
        return ()
    known = {day.on: max(day.stories, 0) for day in days}
    last = max(known)
    span = (last - timedelta(days=back) for back in range(SPAN - 1, -1, -1))
    return tuple(Day(on=on, stories=known.get(on, 0)) for on in span)


def sum_weeks(days: Sequence[Day]) -> tuple[Day, ...]:
    """Give the first day and the sum of each run of seven days."""
    runs = [days[i : i + 7] for i in range(0, len(days), 7)]
    return tuple(Day(on=run[0].on, stories=sum(d.stories for d in run)) for run in runs)


def find_peak(days: Sequence[Day]) -> Day:
    """Give the last of the days with most stories."""
    return max(days, key=lambda d: (d.stories, d.on))


def draw_blocks(days: Sequence[Day]) -> str:
    """Give one block character for each day, a dot for a day without stories, two spaces between weeks."""
    top = max(_LEAST_TOP, *(d.stories for d in days))
    signs = [_BLOCKS[(d.stories * 8 - 1) // top] if d.stories else _NONE for d in days]
    return "  ".join("".join(signs[i : i + 7]) for i in range(0, len(signs), 7))


def draw_png(days: Sequence[Day], since: date | None = None) -> bytes:
    """Draw a bar for each day; days from `since` on are darker. The background is transparent."""
    top = max(_LEAST_TOP, *(d.stories for d in days))
    heights = [_measure_bar(d.stories, top) for d in days]
    colours = [_THIS if since is None or d.on >= since else _EARLIER for d in days]
    # Rows differ only where a bar ends: few are made, many written.
    steps = [HEIGHT * _SCALE - _BASE - y for y in range(HEIGHT * _SCALE)]
    kinds = [(step <= 0, *(height >= step for height in heights)) for step in steps]
    rows = {kind: b"\0" + _draw_row(kind, colours) for kind in set(kinds)}
    raw = b"".join(rows[kind] for kind in kinds)
    size = struct.pack(">IIBBBBB", len(days) * _SLOT, HEIGHT * _SCALE, 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", size),
        (b"PLTE", _PALETTE),
        (b"tRNS", b"\0"),
        (b"IDAT", zlib.compress(raw, 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_pack_chunk(kind, body) for kind, body in chunks)


def _measure_bar(stories: int, top: int) -> int:
    room = HEIGHT * _SCALE - 2 * _BASE
    return max(stories * room // top, 2 * _BASE) if stories else 0


def _draw_row(kind: tuple[bool, ...], colours: Sequence[int]) -> bytes:
    is_base, *filled = kind
    if is_base:
        return bytes([_LINE]) * (len(colours) * _SLOT)
    gap = bytes([_CLEAR]) * ((_SLOT - _BAR) // 2)
    return b"".join(
        gap + bytes([colour if full else _CLEAR]) * _BAR + gap
        for full, colour in zip(filled, colours, strict=True)
    )


def _pack_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
