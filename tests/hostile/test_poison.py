"""Eight poisoned outlets beside the sample outlets: what the others publish is found as without them.

Both runs have the same number of cycles: `POISON_CYCLES` of the environment, 3 otherwise; the cycle with the
poison in its spool is killed at `POISON_KILLS` moments, 8 otherwise.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.demo_mail import write_watch
from local.sample.server import Sample
from pipeline.runs.alerts import register_new_watches, run_after_cycle
from pipeline.runs.quarantine import list_entries
from pipeline.store import cycles
from tests.hostile.poison.outlets import PAGES, let_through, list_sources, start_poison
from tests.indices import empty_indices
from tests.kills import spread_moments
from tests.pipeline.alert.post_office import PostOffice, run_office
from tests.pipeline.runs.test_cycle_killed import kill_until_it_ends
from tests.pipeline.runs.worlds import World, differing, made, sample
from tests.spiders.site import Site

__all__ = ["sample"]
CYCLES = int(os.environ.get("POISON_CYCLES", "3"))
KILLS = int(os.environ.get("POISON_KILLS", "8"))
LIMITS = {"page_seconds": 1.0, "page_megabytes": 150}
OF_OTHERS = ("articles", "pages", "revisions", "feeds")
STOPPED = {"too_slow", "too_much_memory", "crashed"}


@pytest.fixture(scope="module")
def poison() -> Iterator[Site]:
    site = start_poison()
    yield site
    site.stop()


def add_poison(world: World, site: Site) -> World:
    """Give the world with the poisoned outlets in its catalogue, and with limits that a test can wait for."""
    file = world.place.settings.config / "sources.yml"
    catalogue = yaml.safe_load(file.read_text(encoding="utf-8"))
    catalogue["sources"] += list_sources()
    file.write_text(yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8")
    doors = f"{world.place.settings.let_through},{let_through(site)}"
    return World(world.sample, world.place.change_settings(let_through=doors, **LIMITS))


def run_cycles(world: World, number: int, port: int) -> list[dict[str, Any]]:
    """Run cycles, the second after the next edition, each with its mails."""
    world = World(world.sample, world.place.change_settings(smtp_url=f"smtp://127.0.0.1:{port}"))
    write_watch(world.place)
    register_new_watches(world.place)
    reports = []
    for cycle in range(1, number + 1):
        world.sample.advance(min(cycle, 2))
        reports.append(world.cycle())
        assert run_after_cycle(world.place)
    return reports


def keep_others(documents: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is of the poisoned outlets."""
    return {
        key: document
        for key, document in documents.items()
        if not str(
            document["source"]["id"] if isinstance(document["source"], dict) else document["source"]
        ).startswith("poison-")
    }


def list_mails(office: PostOffice) -> list[tuple[str, str]]:
    return sorted((to, str(message["Subject"])) for to, message in office.taken)


def test_the_others_are_found_and_mailed_as_without_poison(
    sample: tuple[Sample, str], poison: Site, elasticsearch_server: Any, empty_prefix: str, tmp_path: Path
) -> None:
    calm = made(sample, elasticsearch_server, empty_prefix, tmp_path / "calm")
    office = PostOffice()
    with run_office(office) as port:
        run_cycles(calm, CYCLES, port)
        expected, mails = calm.documents(*OF_OTHERS), list_mails(office)
    assert mails
    empty_indices(calm.place.store)
    hurt = add_poison(made(sample, elasticsearch_server, empty_prefix, tmp_path / "hurt"), poison)
    office = PostOffice()
    with run_office(office) as port:
        reports = run_cycles(hurt, CYCLES, port)
        found = hurt.documents(*OF_OTHERS)
    assert [report["faults"] for report in reports] == [[]] * CYCLES
    difference = differing(expected, keep_others(found))
    assert not difference, json.dumps(difference, ensure_ascii=False, default=str)[:3000]
    check_poison(hurt, reports, found)
    assert list_mails(office) == mails, (list_mails(office), mails)


def check_poison(world: World, reports: list[dict[str, Any]], found: dict[str, Any]) -> None:
    """Each poisoned outlet is named with an outcome, in the index and in what people look at."""
    feeds = {d["source"]: d["status"] for k, d in found.items() if k.startswith("feeds/")}
    ended = {d["source"]: d["looked"] for k, d in found.items() if k.startswith("pages/")}
    for name in PAGES:
        source = f"poison-{name}"
        assert feeds[source], source
        assert feeds[source] not in {"ok", "unchanged"} or ended[source], source
    aside = {entry["source"]: entry for entry in list_entries(world.place)}
    assert aside["poison-long-text"]["outcome"] in STOPPED
    assert "more than" in aside["poison-long-text"]["detail"]
    assert aside.keys() <= {source["id"] for source in list_sources()}
    reported = {entry["source"] for report in reports for entry in report["quarantined"]}
    assert reported == aside.keys()


def test_cycles_with_poison_killed_anywhere_end_in_the_same_documents(
    sample: tuple[Sample, str], poison: Site, elasticsearch_server: Any, empty_prefix: str, tmp_path: Path
) -> None:
    calm = add_poison(made(sample, elasticsearch_server, empty_prefix, tmp_path / "calm"), poison)
    usual = 2.0 + calm.cycle()["seconds"] / 2
    expected = calm.documents(*OF_OTHERS)
    aside = {entry["source"] for entry in list_entries(calm.place)}
    moments = spread_moments(random.Random(20261129), KILLS)
    for number in range(2 * KILLS):
        if not moments:
            break
        empty_indices(calm.place.store)
        place = made(sample, elasticsearch_server, empty_prefix, tmp_path / f"killed-{number}")
        disturbed = add_poison(place, poison)
        usual = kill_until_it_ends(disturbed, moments, usual)
        difference = differing(expected, disturbed.documents(*OF_OTHERS))
        assert not difference, json.dumps(difference, ensure_ascii=False, default=str)[:3000]
        assert {entry["source"] for entry in list_entries(disturbed.place)} == aside
        assert cycles.find_last_cycle(disturbed.place.store)
    assert not moments
