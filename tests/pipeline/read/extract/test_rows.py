"""The rows of a table stand in one line each, and a page laid out by tables keeps its paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from trafilatura import bare_extraction

from pipeline.read.extract.rows import drop_rules
from pipeline.text.clean import clean_paragraphs
from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

LEAD, *REST = PARAGRAPHS
ROWS = ["| Port | Boxes |", "| Eastern quay | 41,200 |", "| Old pier | 9,870 |"]
CELLS = [row.strip("| ").split(" | ") for row in ROWS]


def whole(table: str) -> str:
    tail = "".join(f"<p>{p}</p>" for p in REST)
    return (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{LEAD}</p>"
        f"{table}{tail}</article></body></html>"
    )


def build_table(cell: str, *, row: str = "<tr>{}</tr>") -> str:
    return "".join(row.format("".join(cell.format(text) for text in cells)) for cells in CELLS)


@pytest.mark.parametrize(
    "table",
    [
        f"<table>{build_table('<td>{}</td>')}</table>",
        f"<table><tbody>{build_table('<td><p>{}</p></td>')}</tbody></table>",
        f"<div class='scroll'><table>{build_table('<td><div><span>{}</span></div></td>')}</table></div>",
        f"<figure><table>{build_table('<th>{}</th>')}</table></figure>",
        f"<table>{build_table('<td> {}<br></td><td></td>')}</table>",
    ],
)
def test_cells_of_a_row_stand_in_one_line(read: Callable[..., Any], table: str) -> None:
    assert read(whole(table)).text.split("\n") == [LEAD, *ROWS, *REST]


def test_the_other_ways_of_reading_write_a_row_likewise() -> None:
    head, *rest = build_table("<td>{}</td>").replace("td>", "th>", 4).partition("</tr>")
    written = bare_extraction(whole(f"<table>{head}{''.join(rest)}</table>"), include_tables=True)
    assert "|---|---|" in written.text
    lines = clean_paragraphs(drop_rules(written.text)).split("\n")
    assert [line for line in lines if line.startswith("|")] == ROWS


@pytest.mark.parametrize("heading", ["", "<h2>Boxes of the year</h2>"])
def test_a_table_that_ends_the_text_is_of_it(read: Callable[..., Any], heading: str) -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    cards = "".join(f"<li><a href='/n/{n}'>Other story number {n} of the day</a></li>" for n in range(9))
    page = (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{body}{heading}"
        f"<table>{build_table('<td>{}</td>')}</table></article><ul>{cards}</ul></body></html>"
    )
    lines = read(page).text.split("\n")
    assert lines[-len(ROWS) :] == ROWS
    assert lines[: len(PARAGRAPHS)] == list(PARAGRAPHS)


def test_a_list_in_a_cell_parts_the_row(read: Callable[..., Any]) -> None:
    table = "<table><tr><td>Owners</td><td><p>The harbour board</p><p>The city</p></td></tr></table>"
    text = read(whole(table)).text
    assert text.split("\n") == [LEAD, "Owners", "The harbour board", "The city", *REST]


def test_a_page_laid_out_by_tables_keeps_its_paragraphs(read: Callable[..., Any]) -> None:
    rows = "".join(f"<tr><td>&bull;</td><td>{p}</td></tr>" for p in PARAGRAPHS)
    page = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><table>{rows}</table></body></html>"
    )
    text = read(page).text
    assert "|" not in text
    assert [line for line in text.split("\n") if len(line) > 1] == list(PARAGRAPHS)
