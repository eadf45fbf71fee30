"""The sample outlets with a place that watches them, and what a cycle leaves behind there."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.demo import prepare_workplace
from local.sample.server import Sample
from pipeline.config.settings import Settings
from pipeline.runs.cycle import run_cycle
from pipeline.runs.order import Order
from pipeline.runs.provision import provision_store
from pipeline.runs.workplace import Workplace
from pipeline.store.schema import templates

KINDS = ("articles", "pages", "revisions", "feeds", "counts")
# What differs between two undisturbed runs as well: clocks, and names made from them.
TIMES = (
    "indexed_at",
    "changed_at",
    "fetched_at",
    "first_seen_at",
    "tried_at",
    "next_try_at",
    "recheck_at",
    "archive",
    "cycle",
    "attempted_at",
)
FEED_TIMES = ("succeeded_at", "parsed_at", "new_at", "next_check_at", "retry_at", "whole_at")


@dataclass
class World:
    """The sample outlets and a place that crawls them under a prefix of its own."""

    sample: Sample
    place: Workplace

    def cycle(self) -> dict[str, Any]:
        """Run a cycle that asks every feed."""
        return run_cycle(self.place, Order(now=True)).build_json()

    def documents(self, *kinds: str) -> dict[str, Any]:
        """Every document of these kinds without its times."""
        self.place.store.refresh(*kinds)
        found: dict[str, Any] = {}
        for kind in kinds:
            for hit in self.place.store.stream_documents(kind, {"match_all": {}}):
                found[f"{kind}/{hit['_id']}"] = timeless(hit["_source"])
        return found

    def versions(self, *kinds: str) -> dict[str, int]:
        """The version of every document: any write raises it."""
        self.place.store.refresh(*kinds)
        found = {}
        for kind in kinds:
            documents = self.place.store.get_documents(kind, self.place.store.find_ids(kind))
            for id_, document in documents.items():
                found[f"{kind}/{id_}"] = document["_version"]
        return found


def timeless(source: Mapping[str, Any]) -> dict[str, Any]:
    """A document without what differs between two undisturbed runs."""
    kept = {k: v for k, v in source.items() if k not in TIMES + FEED_TIMES}
    if kept.get("validators"):
        kept["validators"] = {k: v for k, v in kept["validators"].items() if k not in FEED_TIMES}
    if kept.get("published_from") == "first-seen" or kept.get("origin") == "seed":
        kept.pop("published_at", None)
        kept.pop("published_on", None)
    if isinstance(kept.get("validators"), dict):
        kept["validators"] = {k: v for k, v in kept["validators"].items() if k != "whole_at"}
    return kept


@pytest.fixture(scope="module")
def sample() -> Iterator[tuple[Sample, str]]:
    outlets = Sample()
    let_through = outlets.start()
    yield outlets, outlets.format_let_through(let_through)
    outlets.stop()


def made(sample: tuple[Sample, str], server: Any, prefix: str, folder: Path) -> World:
    outlets, let_through = sample
    outlets.advance(1)
    outlets.requests.clear()
    base = Workplace(Settings()).switch_store(server.url, server.username, server.password)
    place = prepare_workplace(base, folder, prefix, let_through)
    provision_store(place)
    return World(outlets, place)


@dataclass(frozen=True)
class Calm:
    """What a cycle that nothing disturbed leaves behind, and the seconds it took."""

    world: World
    documents: dict[str, Any]
    seconds: float

    def of(self, *kinds: str) -> dict[str, Any]:
        """The documents of some kinds."""
        return {key: document for key, document in self.documents.items() if key.split("/")[0] in kinds}


@pytest.fixture(scope="module")
def calm(
    sample: tuple[Sample, str], elasticsearch_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Calm]:
    world = made(
        sample, elasticsearch_server, f"azvn-test-calm-{os.getpid()}-", tmp_path_factory.mktemp("calm")
    )
    began = time.monotonic()
    world.cycle()
    yield Calm(world, world.documents(*KINDS), time.monotonic() - began)
    templates.remove_indices(world.place.store)


def release(world: World) -> None:
    """End the lease of a killed run, which would expire within a minute: the test does not wait for it."""
    world.place.store.refresh("leases")
    world.place.store.delete_documents("leases", world.place.store.find_ids("leases"))


def differing(one: Mapping[str, Any], two: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in which two sets of documents differ; counts are compared without the id that the cycle
    gives them.
    """
    first, second = (uncounted(d) for d in (one, two))
    return {
        key: compare_fields(first.get(key), second.get(key))
        for key in sorted(first.keys() | second.keys())
        if first.get(key) != second.get(key)
    }


def compare_fields(one: dict[str, Any] | None, two: dict[str, Any] | None) -> Any:
    """The fields in which two documents differ, or which of the two is not there."""
    if one is None or two is None:
        return "only undisturbed" if two is None else "only disturbed"
    return {k: (one.get(k), two.get(k)) for k in sorted(one.keys() | two.keys()) if one.get(k) != two.get(k)}


def uncounted(documents: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, source in documents.items():
        source = {k: v for k, v in source.items() if k != "at"}
        found["/".join(map(str, source.values())) if key.startswith("counts/") else key] = source
    return found
