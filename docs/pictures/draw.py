"""A dashboard as a picture: its grid, its controls, each panel in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from docs.pictures import charts, lists
from docs.pictures.answers import Answer, ask_dashboard
from docs.pictures.charts import INK, LINE, NORMAL, QUIET
from kibana.files import KibanaObject
from pipeline.store.client import Store

COLUMNS = 48
WIDE = 1600
"""Pixels."""
UNIT = 22
"""Pixels of a row of the grid."""
DOTS = 100
COLOURS = 128
TOP, CONTROLS = 46, 44
GAP, TITLE = 8, 30
PAGE = "#F6F9FC"
ROOM = {"xy": (44, 46), "heatmap": (110, 26), "pie": (10, 6)}
"""Pixels inside a panel that a chart leaves to labels, left and below."""
ROOM_FOR_NAMES = 165
ROOM_FOR_LEGEND = 145
DRAWN = {
    "metric": charts.draw_metric,
    "xy": charts.draw_series,
    "pie": charts.draw_pie,
    "heatmap": charts.draw_heatmap,
    "data_table": lists.draw_table,
}

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


def draw_dashboard(store: Store, board: KibanaObject, views: Mapping[str, Any], path: Path) -> None:
    """Ask what a dashboard asks, and draw it into a file."""
    matplotlib.use("Agg")
    answers = ask_dashboard(store, board, views)
    rows = max(panel["grid"]["y"] + panel["grid"]["h"] for panel in board.body["panels"])
    controls = board.body.get("pinned_panels", ())
    top = TOP + (CONTROLS if controls else 0)
    page = _Page(Figure(figsize=(WIDE / DOTS, (top + rows * UNIT + GAP) / DOTS), dpi=DOTS, facecolor=PAGE))
    page.write(GAP * 2, TOP / 2, board.body["title"], fontsize=15, weight="bold", color=INK)
    time = board.body["time_range"]
    words = f"{time['from']} to {time['to']}"
    page.write(WIDE - GAP * 2, TOP / 2, words, fontsize=NORMAL, color=QUIET, ha="right")
    _draw_controls(page, controls)
    for panel in board.body["panels"]:
        _draw_panel(page, top, panel, answers.get(panel["id"], []), views)
    page.figure.savefig(path, dpi=DOTS)
    # Few colours make a third of the bytes.
    Image.open(path).quantize(COLOURS).save(path, optimize=True)


class _Page:
    """A figure measured in pixels from its upper left corner."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.high = figure.get_figheight() * DOTS

    def write(self, x: float, y: float, text: str, **style: Any) -> None:
        self.figure.text(x / WIDE, 1 - y / self.high, text, va="center", **style)

    def frame(self, box: Box) -> None:
        left, top, wide, high = box
        corner = (left / WIDE, 1 - (top + high) / self.high)
        # Behind the charts, which are drawn below the figure's own shapes otherwise.
        patch = Rectangle(corner, wide / WIDE, high / self.high, facecolor="white", edgecolor=LINE, zorder=-1)
        self.figure.add_artist(patch)

    def add_axes(self, box: Box) -> Any:
        left, top, wide, high = box
        return self.figure.add_axes(
            (left / WIDE, 1 - (top + high) / self.high, wide / WIDE, high / self.high), facecolor="none"
        )


def _draw_controls(page: _Page, controls: Sequence[Mapping[str, Any]]) -> None:
    for number, control in enumerate(controls):
        wide = (WIDE - GAP * 2) / len(controls)
        box = (GAP + number * wide, TOP, wide - GAP, CONTROLS - GAP * 2)
        page.frame(box)
        middle = TOP + (CONTROLS - GAP * 2) / 2
        page.write(
            box[0] + GAP, middle, control["config"]["title"], fontsize=NORMAL, weight="bold", color=INK
        )
        page.write(box[0] + box[2] - GAP, middle, "Any  ▾", fontsize=NORMAL, color=QUIET, ha="right")


def _draw_panel(
    page: _Page, top: int, panel: Mapping[str, Any], answers: Sequence[Answer], views: Mapping[str, Any]
) -> None:
    grid, config = panel["grid"], panel["config"]
    column = (WIDE - GAP) / COLUMNS
    left, above = GAP + grid["x"] * column, top + grid["y"] * UNIT
    box = (left, above, grid["w"] * column - GAP, grid["h"] * UNIT - GAP)
    page.frame(box)
    heading = 0 if config.get("hide_title") else TITLE
    if heading:
        page.write(
            left + GAP, above + TITLE / 2, config["title"], fontsize=NORMAL + 1, weight="bold", color=INK
        )
    before, below = ROOM.get(config.get("type", ""), (0, 0))
    if any(layer["type"] == "bar_horizontal" for layer in config.get("layers", ())):
        before, below = ROOM_FOR_NAMES, 18
    behind = ROOM_FOR_LEGEND if config.get("legend", {}).get("position") == "right" else 0
    if config.get("type") == "heatmap":
        behind = 0
    if config.get("type") == "pie":
        inside = (left, above + heading, box[2] * 0.62, box[3] - heading - GAP)
    else:
        inside = (
            left + GAP + before,
            above + heading + GAP / 2,
            box[2] - GAP * 2 - before - behind,
            box[3] - heading - GAP - below,
        )
    axes = page.add_axes(inside)
    if panel["type"] == "markdown":
        lists.draw_text(axes, config["content"])
    elif panel["type"] == "discover_session":
        view = views[config["tabs"][0]["data_source"]["ref_id"]]
        labels = {name: about["customLabel"] for name, about in view["fieldAttrs"].items()}
        lists.draw_documents(axes, labels, view["timeFieldName"], answers)
    else:
        DRAWN[config["type"]](axes, config, answers)
