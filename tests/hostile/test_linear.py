"""Whatever strangers' bytes can meet takes time in proportion to them: expressions, decoders, parsers."""

from __future__ import annotations

import math
import os
import re
from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

import pytest

from bench.byte_readers import READERS, ByteReader
from bench.rules import AT_START, TRUSTED, Rule, find_rules, get_bound
from tests.hostile.scaling import FACTOR, NOTICEABLE, SIZES, find_growth, measure_time
from tests.hostile.worst_inputs import list_worst_inputs

SMALL = (12, 18, 24, 250, 1_000)
"""Characters on which each worst input is tried; an exponential rule would not come back from a few more."""
WHOLE = bool(os.environ.get("LINEAR_WHOLE"))
"""Whether what is slow is tried on four megabytes as well, which takes some minutes."""
LONGEST = math.inf if WHOLE else 0.02
"""Seconds of a size after which no larger one is tried."""

SELF_LONGEST = 0.5
"""The same where a rule is known to be slow: one more size shows it, whatever else the machine does."""

RULES = list({rule.pattern: rule for rule in find_rules() if not rule.name.startswith(TRUSTED)}.values())
INPUTS = [(reader, name) for reader in READERS for name in reader.worst]
READER_SIZES = (125_000, 500_000, 2_000_000)
READERS_LONGEST = math.inf if WHOLE else 0.08
READERS_SHORTEST = 0.01
"""Seconds for half a megabyte that are as good as none: an edge that only the larger input meets is no
growth.
"""


def apply_rule(rule: Rule, text: Any) -> None:
    if rule.name.startswith(AT_START):
        start = 0
        while (found := rule.pattern.match(text, start)) and found.end() > start:
            start = found.end()
    else:
        deque(rule.pattern.finditer(text), maxlen=0)


def list_inputs(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    for text in list_worst_inputs(pattern, size):
        yield text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text


def make_input(pattern: re.Pattern[Any], number: int, size: int) -> Any:
    return next(islice(list_inputs(pattern, size), number, None))


def take_input(known: Mapping[int, Any], pattern: re.Pattern[Any], number: int, size: int) -> Any:
    return known[size] if size in known else make_input(pattern, number, size)


def list_sizes(rule: Rule) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the sizes at which all inputs of a rule are tried, and those of its worst, within its bound."""
    bound = get_bound(rule.name)
    if bound is None:
        return SMALL, SIZES
    return (*SMALL[:3], bound), (bound // 16, bound // 4, bound)


def find_bad_input(rule: Rule, longest: float = LONGEST) -> Any:
    """Give an input that takes more than in proportion to its size, None where a rule has none."""

    def run(value: Any) -> None:
        apply_rule(rule, value)

    small, sizes = list_sizes(rule)
    times = []
    for number, inputs in enumerate(zip(*(list_inputs(rule.pattern, size) for size in small), strict=True)):
        known = dict(zip(small, inputs, strict=True))
        if find_growth(run, partial(take_input, known, rule.pattern, number), small) > FACTOR:
            return inputs[1]
        times.append((measure_time(run, inputs[-1]), number))
    slowest, worst = max(times)
    if get_bound(rule.name) and slowest < NOTICEABLE:
        return None
    growth = find_growth(run, lambda size: make_input(rule.pattern, worst, size), sizes, longest=longest)
    return make_input(rule.pattern, worst, 60) if growth > FACTOR else None


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_is_linear_in_its_own_worst_input(rule: Rule) -> None:
    assert find_bad_input(rule) is None


@pytest.mark.parametrize(("reader", "name"), INPUTS, ids=[f"{r.name}: {name}" for r, name in INPUTS])
def test_a_reader_is_linear_in_its_own_worst_inputs(reader: ByteReader, name: str) -> None:
    growth = find_growth(
        reader.run, reader.worst[name], READER_SIZES, longest=READERS_LONGEST, shortest=READERS_SHORTEST
    )
    assert growth <= FACTOR


def test_the_search_for_rules_finds_them_everywhere() -> None:
    names = {rule.name for rule in find_rules()}
    assert {
        "pipeline.text.clean._BLANKS",
        "pipeline.read.judge.sentences._END",
        "pipeline.read.extract.language._WORDS[az]",
        "pipeline.model.relative_dates._AGO",
        "spiders.answer.classify._TITLE",
        "topic.datelines.bare",
    } <= names


@pytest.mark.parametrize("expression", [r"[.!?]+\s", r"(a+)+b", r"\s+$", "<!--.*?-->"])
def test_a_rule_that_is_not_linear_is_found(expression: str) -> None:
    assert find_bad_input(Rule("here", re.compile(expression)), longest=SELF_LONGEST) is not None
