"""The events of state visits are told apart, in four languages, by the model that the extra installs."""

from __future__ import annotations

import pytest

from bench.events import ACROSS, BCUBED, F1, HAPPENINGS, measure_events, read_happenings
from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic


@pytest.mark.parametrize("visit", ["visit_to_baku", "visit_to_hanoi"])
@pytest.mark.parametrize("at_once", [100, 10])
def test_the_events_of_a_visit_are_told_apart(visit: str, at_once: int) -> None:
    happenings = list(read_happenings(HAPPENINGS / f"{visit}.txt", load_topic(ROOT / "config" / "topic.yml")))
    figures = measure_events(happenings, at_once)
    assert figures.all >= F1
    assert figures.across >= ACROSS
    assert figures.bcubed >= BCUBED
