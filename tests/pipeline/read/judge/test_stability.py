"""The grade does not hang on normal form, case, datelines, diacritics or a repeated title."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.files import read_yaml
from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import judge_article
from pipeline.read.judge.sentences import strip_dateline
from pipeline.text.clean import fold_text

CASES = Path(__file__).parent / "cases"
Make = Callable[..., Article]


def texts() -> Iterator[Any]:
    for path in sorted(CASES.glob("??.yml")):
        for case in read_yaml(path):
            yield pytest.param(case["title"], case["text"], id=f"{path.stem}: {case['name']}")


def decomposed(title: str, text: str, make: Make) -> Article:
    # model_construct goes past the cleaning that makes every text NFC.
    article = make(title, text)
    form = {
        "title": unicodedata.normalize("NFD", article.title),
        "text": unicodedata.normalize("NFD", article.text),
    }
    return article.model_copy(update=form)


@pytest.mark.parametrize(("title", "text"), list(texts()))
def test_the_grade_is_the_same_in_every_disguise(title: str, text: str, topic: Topic, article: Make) -> None:
    grade = judge_article(article(title, text), topic).grade
    bare = "\n".join(strip_dateline(line, topic) for line in text.splitlines())
    disguises = {
        "decomposed": decomposed(title, text, article),
        "upper case": article(title.upper(), text.upper()),
        "lower case": article(title.lower(), text.lower()),
        "title in capitals": article(title.upper(), text),
        "no dateline": article(title, bare),
        "title repeated": article(title, f"{title}\n{text}"),
        "no-break blanks": article(title.replace(" ", "\xa0"), text.replace(" ", "\xa0")),
    }
    assert {name: judge_article(copy, topic).grade for name, copy in disguises.items()} == dict.fromkeys(
        disguises, grade
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Azərbaycan-Vyetnam biznes forumu keçirilib", "Forumda iki ölkənin şirkətləri iştirak edib."),
        ("Tổng Bí thư Tô Lâm thăm Azerbaijan", "Việt Nam và Azerbaijan ký thỏa thuận hợp tác."),
    ],
)
def test_a_text_without_diacritics_has_the_same_grade(
    title: str, text: str, topic: Topic, article: Make
) -> None:
    assert (
        judge_article(article(fold_text(title), fold_text(text)), topic).grade
        == judge_article(article(title, text), topic).grade
        == 3
    )
