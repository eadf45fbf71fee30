"""The labelled searches find first what they mean among the sample articles."""

from __future__ import annotations

from bench.searching import MEAN_RANK, compute_mean_rank, load_searches, make_searches, write_sample
from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic
from pipeline.store.client import Store


def test_there_are_searches_in_four_languages() -> None:
    searches = load_searches()
    assert len(searches) >= 40
    assert min(sum(s.language == one for s in searches) for one in ("az", "vi", "en", "ru")) >= 8


def test_the_wanted_article_comes_first(provisioned: Store, empty_prefix: str) -> None:
    assert provisioned.prefix == empty_prefix
    write_sample(provisioned, load_topic(ROOT / "config" / "topic.yml"))
    ranked = make_searches(provisioned)
    later = [(one.search.query, one.first) for one in ranked if one.place != 1]
    assert compute_mean_rank(ranked) >= MEAN_RANK, later
