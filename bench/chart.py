"""A bar chart as SVG: one row a reader, its figure behind the bar."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

WIDTH, ROW, LABEL, BAR = 640, 28, 170, 380
_COLOURS = ("#1f6f8b", "#99a8b2")


def draw_bars(title: str, rows: Sequence[tuple[str, float]]) -> str:
    """Give an SVG of shares from 0 to 1; the first row is ours."""
    height = ROW * (len(rows) + 1) + 12
    svg = etree.Element("svg", xmlns="http://www.w3.org/2000/svg", width=str(WIDTH), height=str(height))
    svg.set("font-family", "sans-serif")
    svg.set("font-size", "13")
    _write(svg, 8, 18, title)
    for number, (name, share) in enumerate(rows):
        top = ROW * (number + 1)
        _write(svg, 8, top + 17, name)
        size = {"x": str(LABEL), "y": str(top + 4), "height": "18", "width": f"{BAR * share:.0f}"}
        etree.SubElement(svg, "rect", {"fill": _COLOURS[number > 0], **size})
        _write(svg, LABEL + BAR * share + 6, top + 17, f"{share:.3f}")
    return etree.tostring(svg, encoding="unicode", pretty_print=True)


def _write(svg: etree._Element, x: float, y: float, text: str) -> None:
    etree.SubElement(svg, "text", x=f"{x:.0f}", y=f"{y:.0f}").text = text
