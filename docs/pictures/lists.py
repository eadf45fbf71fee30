"""Tables and texts of a dashboard, drawn by matplotlib."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from docs.pictures.answers import Answer, format_value
from docs.pictures.charts import INK, LINE, NORMAL, QUIET, SMALL

ROW = 22.0
"""Pixels that a row of a table is high, in a picture of 100 dots an inch."""
LETTER = 5.6
"""Pixels that a letter is wide, on average."""
DEFAULT_WIDTH = 150.0
_BOLD = re.compile(r"\*\*|`|(?<!\*)\*(?!\*)")

Columns = Sequence[tuple[str, float]]


def draw_table(axes: Axes, config: Mapping[str, Any], answers: Sequence[Answer]) -> None:
    """Draw a table of buckets: a column for each visible bucket and metric, a row for each answer."""
    (answer,) = answers
    question = answer.question
    columns, shown = [], []
    for number, one in enumerate([*question.buckets, *question.metrics]):
        if one.get("visible", True):
            columns.append((one.get("label", ""), float(one.get("width", DEFAULT_WIDTH))))
            shown.append(number)
    rows = [[([*row.keys, *row.values])[n] for n in shown] for row in answer.rows]
    _draw_rows(axes, columns, rows[: config["styling"]["paging"]])


def draw_documents(axes: Axes, labels: Mapping[str, str], time: str, answers: Sequence[Answer]) -> None:
    """Draw a table of documents as Discover shows them; `time` is the field that it shows first."""
    (answer,) = answers
    widths = answer.question.chart.get("column_settings", {})
    names = [time, *answer.question.chart["column_order"]]
    columns = [
        (labels.get(name, name), float(widths.get(name, {}).get("width", DEFAULT_WIDTH))) for name in names
    ]
    rows = [[one.get(name) for name in names] for one in answer.documents]
    _draw_rows(axes, columns, rows)


def _draw_rows(axes: Axes, columns: Columns, rows: Sequence[Sequence[Any]]) -> None:
    axes.axis("off")
    wide, high = axes.get_window_extent().width, axes.get_window_extent().height
    stretch = wide / sum(width for _, width in columns)
    fits = int(high // ROW) - 1
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    at = 0.0
    for number, (label, width) in enumerate(columns):
        letters = int(width * stretch / LETTER) - 1
        axes.text(at, ROW / 2, label, va="center", color=INK, fontsize=SMALL, weight="bold")
        for line, row in enumerate(rows[:fits]):
            text = textwrap.shorten(format_value(row[number]), max(letters, 4), placeholder="…")
            axes.text(at, ROW * (line + 1.5), text, va="center", color=INK, fontsize=SMALL)
        at += width * stretch
    for line in range(min(len(rows), fits) + 1):
        axes.plot([0, wide], [ROW * (line + 1)] * 2, color=LINE, linewidth=0.8)
    if not rows:
        axes.text(wide / 2, high / 2, "No results found", ha="center", color=QUIET, fontsize=NORMAL)


def draw_text(axes: Axes, content: str) -> None:
    """Draw a text in Markdown: paragraphs, and tables with their columns one under the other."""
    axes.axis("off")
    wide, high = axes.get_window_extent().width, axes.get_window_extent().height
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    at = 6.0
    for text, column in _list_lines(content, int(wide / (LETTER * 1.12))):
        if column == 0:
            at += 16 if text else 8
        axes.text(column * 110, at, text, va="center", color=INK, fontsize=SMALL)


def _list_lines(content: str, letters: int) -> Iterator[tuple[str, int]]:
    for paragraph in content.split("\n"):
        if paragraph.startswith("|---"):
            continue
        if not paragraph:
            yield "", 0
        if paragraph.startswith("|"):
            cells = [_BOLD.sub("", cell.strip()) for cell in paragraph.strip("|").split("|")]
            yield from ((cell, number) for number, cell in enumerate(cells))
            continue
        for line in textwrap.wrap(_BOLD.sub("", paragraph), letters):
            yield line, 0
