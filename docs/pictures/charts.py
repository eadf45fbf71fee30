"""The charts of Kibana, drawn by matplotlib: not its looks to the pixel, but its sizes, titles and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from matplotlib import dates
from matplotlib.axes import Axes

from docs.pictures.answers import Answer, format_value

PALETTE = (
    "#16C5C0",
    "#61A2FF",
    "#EE72A6",
    "#F6726A",
    "#EAAE01",
    "#A6EDEA",
    "#BFDBFF",
    "#FFC7DB",
    "#FFC9C2",
    "#FCD883",
)
INK, QUIET, LINE = "#1D2A3E", "#5A6D8C", "#E3E8F2"
SMALL, NORMAL, LARGE = 8, 9, 26
DAY = 86_400_000
DATES: Any = dates
"""Without types of its own."""


def draw_metric(axes: Axes, config: Mapping[str, Any], answers: Sequence[Answer]) -> None:
    """Draw one large number with its label, and a second one below it."""
    axes.axis("off")
    first, *others = [
        (metric, value)
        for answer in answers
        for row in answer.rows
        for metric, value in zip(answer.question.metrics, row.values, strict=True)
    ]
    metric, value = first
    text = format_value(value, metric.get("format", {}).get("type", ""))
    size = LARGE if len(text) < 9 else LARGE / 2
    axes.text(0.02, 0.97, metric.get("label", config["title"]), va="top", color=INK, fontsize=NORMAL + 1)
    axes.text(0.98, 0.12, text, ha="right", va="bottom", color=INK, fontsize=size, weight="bold")
    for other, number in others:
        axes.text(
            0.02, 0.12, f"{other['label']}  {format_value(number)}", va="bottom", color=QUIET, fontsize=NORMAL
        )


def draw_series(axes: Axes, config: Mapping[str, Any], answers: Sequence[Answer]) -> None:
    """Draw bars or lines: a series for each value of the breakdown, or for each metric."""
    (answer,) = answers
    kind = answer.question.chart["layers"][0]["type"]
    series = _split_series(answer)
    if kind == "bar_horizontal":
        _draw_horizontal(axes, series)
        return
    times = sorted({at for points in series.values() for at in points})
    wide = min((b - a for a, b in pairwise(times)), default=DAY)
    where = {at: DATES.date2num(datetime.fromtimestamp(at / 1000, UTC)) for at in times}
    below = dict.fromkeys(times, 0.0)
    for number, (name, points) in enumerate(series.items()):
        color = PALETTE[number % len(PALETTE)]
        known = {at: value for at, value in points.items() if value is not None}
        xs, ys = [where[at] for at in known], list(known.values())
        if kind == "line":
            axes.plot(xs, ys, color=color, label=name, linewidth=1.6, marker="o", markersize=2.5)
            continue
        axes.bar(
            xs,
            ys,
            width=0.86 * wide / DAY,
            bottom=[below[at] for at in known],
            color=color,
            label=name,
            align="edge",
        )
        for at, value in known.items():
            below[at] += value
    _dress_axes(axes)
    if len(times) == 0:
        _draw_nothing(axes)
        return
    locator = DATES.AutoDateLocator(maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(DATES.ConciseDateFormatter(locator))
    axes.xaxis.get_offset_text().set(fontsize=SMALL, color=QUIET)
    axes.set_ylim(bottom=0)
    if kind != "line":
        axes.locator_params(axis="y", integer=True, nbins=6)
    _draw_legend(axes, config.get("legend", {}))


def _draw_legend(axes: Axes, legend: Mapping[str, Any]) -> None:
    style: dict[str, Any] = {"frameon": False, "fontsize": SMALL, "labelcolor": INK, "borderaxespad": 0}
    if legend.get("visibility") == "hidden":
        return
    if legend.get("position") == "right":
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1), handlelength=1, **style)
    else:
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.14), ncols=4, **style)


def _split_series(answer: Answer) -> dict[str, dict[Any, Any]]:
    series: dict[str, dict[Any, Any]] = {}
    for row in answer.rows:
        for metric, value in zip(answer.question.metrics, row.values, strict=True):
            name = format_value(row.keys[0]) if len(row.keys) > 1 else metric.get("label", "")
            series.setdefault(name, {})[row.keys[-1]] = value
    return series


def _draw_horizontal(axes: Axes, series: Mapping[str, Mapping[Any, Any]]) -> None:
    points = next(iter(series.values()), {})
    names = [format_value(key) for key in points]
    axes.barh(range(len(names)), list(points.values()), color=PALETTE[0], height=0.72)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    _dress_axes(axes, along="x")
    axes.locator_params(axis="x", integer=True)
    if not names:
        _draw_nothing(axes)


def _dress_axes(axes: Axes, along: str = "y") -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side == "bottom" and along == "y")
    axes.spines["bottom"].set_color(LINE)
    axes.tick_params(colors=QUIET, labelsize=SMALL, length=0)
    axes.grid(axis="y" if along == "y" else "x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)


def _draw_nothing(axes: Axes) -> None:
    axes.text(
        0.5, 0.5, "No results found", ha="center", color=QUIET, fontsize=NORMAL, transform=axes.transAxes
    )


def draw_pie(axes: Axes, config: Mapping[str, Any], answers: Sequence[Answer]) -> None:
    """Draw a ring of parts, with their names and shares beside it."""
    del config
    (answer,) = answers
    parts = {format_value(row.keys[0]): row.values[0] for row in answer.rows}
    total = sum(parts.values())
    names = [f"{name}  {value / total:.0%}" for name, value in parts.items()]
    wedges, *_ = axes.pie(
        list(parts.values()),
        colors=PALETTE,
        startangle=90,
        counterclock=False,
        wedgeprops={"width": 0.42, "edgecolor": "white"},
    )
    axes.legend(
        wedges,
        names,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
    )


def draw_heatmap(axes: Axes, config: Mapping[str, Any], answers: Sequence[Answer]) -> None:
    """Draw a field of squares, darker where there is more, each with its number."""
    (answer,) = answers
    columns = sorted({row.keys[0] for row in answer.rows})
    lines = list(dict.fromkeys(row.keys[1] for row in answer.rows))
    most = max((row.values[0] for row in answer.rows), default=1)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    for row in answer.rows:
        x, y, value = columns.index(row.keys[0]), lines.index(row.keys[1]), row.values[0]
        strength = 0.15 + 0.85 * value / most
        axes.add_patch(
            axes.figure.patch.__class__(
                (x - 0.48, y - 0.46), 0.96, 0.92, facecolor=PALETTE[0], alpha=strength
            )
        )
        axes.text(x, y, format_value(value), ha="center", va="center", fontsize=SMALL, color=INK)
    by_time = config["axis"]["x"]["scale"] == "temporal"
    names = [format_value(one)[:6] if by_time else format_value(one) for one in columns]
    axes.set_xticks(range(len(columns)), names)
    axes.set_yticks(range(len(lines)), [format_value(one) for one in lines])
    _dress_axes(axes)
    axes.grid(visible=False)
