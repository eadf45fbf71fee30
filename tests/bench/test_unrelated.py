"""Items that tell of nothing between the two sides are not taken for relevant."""

from __future__ import annotations

from collections import Counter

from bench.judging import RELEVANT
from bench.unrelated import LANGUAGES, make_unrelated
from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan

TOPIC = load_topic(ROOT / "config" / "topic.yml")
ITEMS = list(make_unrelated(800, seed=20261129))


def test_no_unrelated_item_is_taken_for_relevant() -> None:
    verdicts = [(made.item.title, judge_article(made.item.make_article(), TOPIC).grade) for made in ITEMS]
    assert [row for row in verdicts if row[1] >= RELEVANT] == []


def test_the_items_are_hard_and_no_two_are_alike() -> None:
    passed = sum(passes_prescan(made.page, TOPIC) for made in ITEMS)
    assert 0.4 < passed / len(ITEMS) < 0.7
    assert len({made.item.text for made in ITEMS}) == len(ITEMS)
    assert set(Counter(made.item.language for made in ITEMS).values()) == {len(ITEMS) // len(LANGUAGES)}


def test_the_same_seed_makes_the_same_items() -> None:
    assert list(make_unrelated(8, seed=20261129)) == ITEMS[:8]
