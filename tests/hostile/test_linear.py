"""Every expression that strangers' text can meet takes time in proportion to the text."""

from __future__ import annotations

import re
from collections import deque
from typing import Any

import pytest

from bench.rules import AT_START, TRUSTED, Rule, find_rules, get_bound
from tests.hostile.scaling import FACTOR, find_growth, measure_time
from tests.hostile.worst_inputs import list_worst_inputs

FIRST = 1_000
SIZES = (4_000, 16_000, 64_000, 256_000)
"""Characters: a megabyte and more takes too long for all rules together."""
TOO_LONG = 0.05
"""Seconds for a thousand characters that no linear rule takes."""

RULES = [rule for rule in find_rules() if not rule.name.startswith(TRUSTED)]


def apply_rule(rule: Rule, text: Any) -> None:
    if rule.name.startswith(AT_START):
        start = 0
        while (found := rule.pattern.match(text, start)) and found.end() > start:
            start = found.end()
    else:
        deque(rule.pattern.finditer(text), maxlen=0)


def make_input(pattern: re.Pattern[Any], number: int, size: int) -> Any:
    text = next(t for place, t in enumerate(list_worst_inputs(pattern, size)) if place == number)
    return text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_is_linear_in_its_own_worst_input(rule: Rule) -> None:
    first = min(FIRST, get_bound(rule.name) or FIRST)
    times = []
    for number, text in enumerate(list_worst_inputs(rule.pattern, first)):
        value = text.encode("utf-8", "surrogatepass") if isinstance(rule.pattern.pattern, bytes) else text
        times.append((measure_time(lambda value: apply_rule(rule, value), value), number))
        assert times[-1][0] < TOO_LONG, text[:60]
    if get_bound(rule.name) is not None:
        return  # it is never given more
    worst = max(times)[1]
    growth = find_growth(
        lambda value: apply_rule(rule, value), lambda size: make_input(rule.pattern, worst, size), SIZES
    )
    assert growth <= FACTOR, make_input(rule.pattern, worst, 60)


def test_the_search_for_rules_finds_them_everywhere() -> None:
    names = {rule.name for rule in find_rules()}
    assert {
        "pipeline.text.clean._SPACE",
        "pipeline.read.judge.sentences._END",
        "pipeline.read.extract.language._WORDS[az]",
        "pipeline.model.date_forms.AGO[days]",
        "spiders.answer.classify._TITLE",
        "topic.datelines.bare",
    } <= names


@pytest.mark.parametrize("expression", [r"[.!?]+\s", r"(a+)+b", r"\s+$", "<!--.*?-->"])
def test_a_rule_that_is_not_linear_is_found(expression: str) -> None:
    with pytest.raises(AssertionError):
        test_a_rule_is_linear_in_its_own_worst_input(Rule("here", re.compile(expression)))
