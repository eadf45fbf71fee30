"""Eight poisoned outlets beside the sample outlets: what the others publish is found as without them.

Both runs have the same number of cycles: `POISON_CYCLES` of the environment, 2 otherwise; the cycle with the
poison in its spool is killed at `POISON_KILLS` moments, 2 otherwise.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.demo_mail import write_watch
from local.sample.server import Sample
from pipeline.config.files import read_yaml
from pipeline.model.outcomes import Stage
from pipeline.runs.alerts import register_new_watches, run_after_cycle
from pipeline.runs.quarantine import list_entries
from tests.hostile.poison.outlets import PAGES, let_through, list_sources, start_poison
from tests.hostile.poison.peaks import watch_peaks
from tests.indices import empty_indices
from tests.kills import spread_moments
from tests.pipeline.alert.post_office import PostOffice, run_office
from tests.pipeline.runs.long_pages import find_narrow_limit
from tests.pipeline.runs.test_cycle_killed import STARTING, kill_until_it_ends
from tests.pipeline.runs.worlds import World, differing, made, sample
from tests.spiders.site import Site

__all__ = ["sample"]
CYCLES = int(os.environ.get("POISON_CYCLES", "2"))
KILLS = int(os.environ.get("POISON_KILLS", "2"))
MOST_KILLS = 3
"""Kills that a cycle is given at most: what is left of it after more takes no time."""
MEGABYTES = 500
"""What each program may have at most, whatever comes."""
OUTCOMES = {
    "long-text": ("ok", "too_slow"),
    "dots": ("ok", "too_complex"),
    "tags": ("ok", "too_complex"),
    "nests": ("ok", "off_topic"),
    "controls": ("ok", "off_topic"),
    "members": ("ok", "off_topic"),
    "wide-feed": ("ok", "broken_body"),
    "json-feed": ("ok", "not_html"),
}
"""How the feed and the page of each poisoned outlet end; three of the pages are read to their end."""
OF_OTHERS = ("articles", "pages", "revisions", "feeds")


@pytest.fixture(scope="module")
def poison() -> Iterator[Site]:
    site = start_poison()
    yield site
    site.stop()


@pytest.fixture
def peaks() -> Iterator[Mapping[str, int]]:
    with watch_peaks() as found:
        yield found


def add_poison(world: World, site: Site) -> World:
    """Give the world with the poisoned outlets in its catalogue, and with limits that a test can wait for."""
    file = world.place.settings.config / "sources.yml"
    catalogue = read_yaml(file)
    catalogue["sources"] += list_sources()
    file.write_text(yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8")
    doors = f"{world.place.settings.let_through},{let_through(site)}"
    limit = find_narrow_limit(world.place.topic)
    return World(world.sample, world.place.change_settings(let_through=doors, page_seconds=limit))


def run_cycles(world: World, number: int, port: int, first: Callable[[World], object]) -> list[str]:
    """Run cycles with their mails, the first as told, the second after the next edition; give faults."""
    world = World(world.sample, world.place.change_settings(smtp_url=f"smtp://127.0.0.1:{port}"))
    write_watch(world.place)
    register_new_watches(world.place)
    faults: list[str] = []
    for cycle in range(1, number + 1):
        world.sample.advance(min(cycle, 2))
        if cycle == 1:
            first(world)
        else:
            faults += world.cycle()["faults"]
        assert run_after_cycle(world.place)
    return faults


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


def test_the_others_are_found_and_mailed_as_without_poison_though_it_kills_what_reads_it(
    sample: tuple[Sample, str],
    poison: Site,
    peaks: Mapping[str, int],
    elasticsearch_server: Any,
    empty_prefix: str,
    tmp_path: Path,
) -> None:
    calm = made(sample, elasticsearch_server, empty_prefix, tmp_path / "calm")
    after_first: dict[str, Any] = {}
    seconds: list[float] = []

    def run_calm(world: World) -> None:
        seconds.append(world.cycle()["seconds"])
        after_first.update(world.documents(*OF_OTHERS))

    office = PostOffice()
    with run_office(office) as port:
        run_cycles(calm, CYCLES, port, run_calm)
        expected, mails = calm.documents(*OF_OTHERS), list_mails(office)
    assert mails
    moments = spread_moments(random.Random(20261129), KILLS)
    usual = STARTING + seconds[0]
    for number in range(2 * KILLS):
        mine, moments = moments[:MOST_KILLS], moments[MOST_KILLS:]

        def run_killed(world: World, mine: list[float] = mine) -> None:
            nonlocal usual
            usual = kill_until_it_ends(world, mine, usual)
            check_others(after_first, world)
            check_poison(world)

        empty_indices(calm.place.store)
        place = made(sample, elasticsearch_server, empty_prefix, tmp_path / f"hurt-{number}")
        hurt = add_poison(place, poison)
        if moments:
            run_killed(hurt)
        else:
            office = PostOffice()
            with run_office(office) as port:
                assert run_cycles(hurt, CYCLES, port, run_killed) == []
            check_others(expected, hurt)
            assert list_mails(office) == mails
        # A moment that came after the end of a cycle is one of the next.
        moments += mine
        if not moments:
            break
    assert not moments
    print(f"{CYCLES} cycles, {KILLS} kills, {sorted(peaks.items())} MB at most")
    assert max(peaks.values()) < MEGABYTES


def check_others(expected: Mapping[str, Any], world: World) -> None:
    difference = differing(expected, keep_others(world.documents(*OF_OTHERS)))
    fields = {key: list_differing(one or {}, two or {}) for key, (one, two) in difference.items()}
    assert not difference, json.dumps(fields, ensure_ascii=False, default=str)[:6000]


def list_differing(one: Mapping[str, Any], two: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: (one.get(name), two.get(name))
        for name in one.keys() | two.keys()
        if one.get(name) != two.get(name)
    }


def find_end(page: Mapping[str, Any]) -> str:
    """Give the outcome of the last stage that a page came to."""
    outcomes = page.get("outcome", {})
    return next((str(outcomes[stage]) for stage in reversed(Stage) if stage in outcomes), "")


def check_poison(world: World) -> None:
    """Each poisoned outlet is named with an outcome, in the index and in what people look at."""
    found = world.documents("feeds", "pages")
    feeds = {d["source"]: d["status"] for k, d in found.items() if k.startswith("feeds/")}
    ended = {d["source"]: find_end(d) for k, d in found.items() if k.startswith("pages/")}
    told = {name: (feeds[f"poison-{name}"], ended.get(f"poison-{name}")) for name in PAGES}
    assert told == OUTCOMES
    aside = list_entries(world.place)
    assert [(entry["source"], entry["outcome"]) for entry in aside] == [("poison-long-text", "too_slow")]
    assert aside[0]["detail"] == f"more than {world.place.settings.page_seconds:g} s"
