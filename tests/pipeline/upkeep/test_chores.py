"""The daily chores against a real Elasticsearch."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.sample.truth import SEEDS
from pipeline.config.settings import Settings
from pipeline.model.outcomes import Outcome
from pipeline.model.states import FeedState
from pipeline.runs.provision import provision_store
from pipeline.runs.status import load_status
from pipeline.runs.workplace import Workplace
from pipeline.store import cluster, counts, cycles, feeds
from pipeline.upkeep import CHORES, compose_report

MOVED = "https://new.example/rss"
NOW = datetime.now(UTC)
MUTED = """
sources:
- {id: over, name: Over, country: AZ, languages: [az], site: "http://over.example/",
   muted: {reason: moves house, until: 2026-01-31}}
- {id: still, name: Still, country: AZ, languages: [az], site: "http://still.example/",
   muted: {reason: moves house, until: 2999-01-31}}
"""


@pytest.fixture
def settings(elasticsearch_server: Any, empty_prefix: str, tmp_path: Path) -> Settings:
    config = tmp_path / "config"
    config.mkdir()
    (config / "sources.yml").write_text(MUTED)
    shutil.copy(SEEDS.parent / "topic.yml", config)
    shutil.copytree(SEEDS, config / "seeds")
    server = elasticsearch_server
    place = Workplace(Settings()).switch_store(server.url, server.username, server.password)
    place = place.change_settings(config=config, archive=tmp_path / "archive", index_prefix=empty_prefix)
    provision_store(place)
    return place.settings


def test_a_day_of_chores_and_its_report(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.upkeep.chores._read_clock", lambda: NOW)
    place = Workplace(settings)
    for cycle, at in (("old", NOW - timedelta(days=91)), ("new", NOW - timedelta(hours=1))):
        cycles.open_cycle(place.store, cycle, at)
        cycles.close_cycle(place.store, cycle, {})
        feeds.save_feed_states(place.store, [_state(cycle), _state(cycle, id="2", moved_to=MOVED)])
        counts.recompute_counts(place.store, cycle, at)
    said = {name: chore(settings) for name, chore in CHORES.items()}
    assert said["counts"] == ["1 counts older than 90 days removed"]
    assert counts.load_counts(place.store, "new") and not counts.load_counts(place.store, "old")
    assert said["retention"] == []
    assert said["mutes"] == ["Trouble: over was muted until 2026-01-31 (moves house): it is asked again"]
    name = f"{settings.index_prefix}{NOW:%Y.%m.%d}"
    assert said["snapshot"][0].startswith(f"snapshot {name} taken")
    assert CHORES["snapshot"](settings) == [f"snapshot {name} taken"], "twice a day is once"
    place.store.client.snapshot.delete(repository=cluster.REPOSITORY, snapshot=name)
    subject, text = compose_report(settings, said | {"health": []}, ["retention"])
    assert subject == "daily report: retention failed, and 2 more"
    assert "- mutes: remove `muted` from its entry in sources.yml" in text
    assert (
        text.index("retention failed")
        < text.index("1 cycles came to their end")
        < text.index("1 counts older")
    )
    assert "over: timeout" in text
    assert f"over: http://over.example/rss moved to {MOVED}; change sources.yml" in text
    assert [moved["moved_to"] for moved in load_status(place)["moved"]] == [MOVED]


def test_the_last_snapshot_is_never_removed(settings: Settings) -> None:
    store = Workplace(settings).store
    assert cluster.has_repository(store)
    name = cluster.take_snapshot(store, NOW)
    assert cluster.remove_snapshots(store, NOW + timedelta(days=1)) == 0
    store.client.snapshot.delete(repository=cluster.REPOSITORY, snapshot=name)


def _state(cycle: str, **more: object) -> FeedState:
    given = {
        "id": "1",
        "url": "http://over.example/rss",
        "source": "over",
        "status": Outcome.TIMEOUT,
        "failures": 1,
        "cycle": cycle,
        "attempted_at": NOW,
    }
    return FeedState.model_validate({**given, **more})
