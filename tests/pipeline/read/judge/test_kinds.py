"""Kinds of text that were judged wrongly once, each in several languages with its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.files import read_yaml
from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan

KINDS = Path(__file__).parent / "cases" / "kinds.yml"


def texts() -> Iterator[Any]:
    for kind, cases in read_yaml(KINDS).items():
        for language, grade, title, text in cases:
            yield pytest.param(language, grade, title, text, id=f"{kind}: {language} {title}")


@pytest.mark.parametrize(("language", "grade", "title", "text"), list(texts()))
def test_a_kind_has_its_grade_in_every_language(
    language: str, grade: int, title: str, text: str, topic: Topic, article: Callable[..., Article]
) -> None:
    verdict = judge_article(article(title, text, language=language), topic)
    assert verdict.grade == grade, verdict
    assert grade == 0 or passes_prescan(f"<h1>{title}</h1><p>{text}</p>".encode(), topic)
