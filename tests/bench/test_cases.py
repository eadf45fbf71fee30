"""Readers side by side: cases are loaded, texts scored, a chart drawn."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from lxml import etree

from bench.cases import compare_texts, list_readers, load_cases, run_reader, score_reader
from bench.chart import draw_bars

TEXT = "The harbour board agreed on Thursday to lengthen the eastern quay."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One page with its text."""
    page = f"<html><body><article><h1>Quay</h1>{f'<p>{TEXT}</p>' * 6}</article></body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    line = {"url": "https://paper.example/1", "path": "page.html", "text": TEXT}
    (tmp_path / "cases.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return tmp_path


def test_a_line_that_is_no_case_is_named(folder: Path) -> None:
    assert load_cases(folder)[0].path == folder / "page.html"
    with (folder / "cases.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"url": "https://paper.example/2"}\n')
    with pytest.raises(ValueError, match="line 2"):
        load_cases(folder)


def test_shingles_are_compared() -> None:
    assert compare_texts(TEXT, TEXT) == (1.0, 1.0)
    assert compare_texts(TEXT, "") == (None, 0.0)
    precision, recall = compare_texts(TEXT, f"{TEXT} Another story of the same day follows here.")
    assert precision is not None
    assert precision < recall == 1.0


def test_a_reader_is_run_and_scored(folder: Path) -> None:
    cases = load_cases(folder)
    command = list_readers(with_news_please=False)["trafilatura precise"]
    assert command[0] == sys.executable
    texts, seconds = run_reader(command, cases)
    score = score_reader("it", cases, texts, seconds)
    assert TEXT in texts[0]
    assert score.completeness == 1.0
    assert score.milliseconds > 0


def test_the_chart_is_well_formed() -> None:
    chart = etree.fromstring(draw_bars("F1", [("ours & theirs", 0.9), ("another", 0.5)]))
    assert len(chart.findall("{*}rect")) == 2
