"""The questions of a dashboard asked, and their answers in a form that can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kibana.files import KibanaObject
from kibana.questions import Question, Row, list_questions, read_rows
from pipeline.store.client import Store

EARLIEST = 1e11
"""Milliseconds since 1970 from which on a number is taken for a time: spring of 1973."""
CUT = 48


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question: rows of a chart, or the documents of a table."""

    question: Question
    rows: Sequence[Row]
    documents: Sequence[Mapping[str, Any]] = ()


def ask_dashboard(store: Store, board: KibanaObject, views: Mapping[str, Any]) -> dict[str, list[Answer]]:
    """Ask everything that a dashboard asks; give the answers by the id of the panel."""
    answers: dict[str, list[Answer]] = {}
    for question in list_questions(board, views):
        answers.setdefault(question.panel, []).append(ask_question(store, question))
    return answers


def ask_question(store: Store, question: Question) -> Answer:
    """Ask one question as Kibana does; raise what Elasticsearch says against it."""
    found = store.ask(store.client.search, index=question.index, **question.body)
    if found["_shards"]["failed"]:
        raise ValueError(f"{question.panel}: {found['_shards']['failures'][0]}")
    rows = read_rows(question, found.body) if question.metrics else []
    return Answer(question, rows, [hit.get("fields", {}) for hit in found["hits"]["hits"]])


def format_value(value: Any, form: str = "") -> str:
    """Give a value as people read it: times, percentages, numbers of two digits behind the point at most."""
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(format_value(one, form) for one in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _format_text(str(value))
    if form == "percent":
        return f"{value:.0%}"
    if value > EARLIEST:
        return f"{datetime.fromtimestamp(value / 1000, UTC):%d %b %Y %H:%M}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _format_text(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%d %b %Y %H:%M}" if text[:2] == "20" else text
    except ValueError:
        return text
