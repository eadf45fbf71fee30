"""The whole way on the sample outlets: what is found, what a second cycle does, and that no interruption
changes the outcome.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.sample.server import Sample
from local.sample.truth import load_truth
from pipeline.programs import ProgramFailed
from pipeline.runs.cycle import run_cycle
from pipeline.runs.order import Order
from pipeline.store import cycles
from pipeline.store.articles.search import search_stories
from pipeline.store.errors import StoreAway
from tests.pipeline.runs.worlds import Calm, World, calm, differing, made, release, sample

__all__ = ["calm", "sample"]


@pytest.fixture
def world(sample: tuple[Sample, str], elasticsearch_server: Any, empty_prefix: str, tmp_path: Path) -> World:
    return made(sample, elasticsearch_server, empty_prefix, tmp_path)


def test_two_cycles_find_what_is_true_and_fetch_nothing_twice(world: World) -> None:
    first = world.cycle()
    assert first["faults"] == []
    check_articles(world)
    before = len(world.sample.requests)
    world.sample.advance(2)
    second = world.cycle()
    assert second["stages"]["index"] == {"indexed": 2, "revised": 1}
    asked = [
        path
        for _, path, _ in world.sample.requests[before:]
        if "/news/" in path and len(path) > len("/news/")
    ]
    assert len(asked) == 3, "two new articles and the correction"
    check_stories(world)


def check_articles(world: World) -> None:
    """Every article of the sample has the grade, language and day that are true."""
    found = {s["url"]: s for s in world.documents("articles").values()}
    for record in (r for r in load_truth() if r.edition == 1 and r.grade > 0):
        article = found[world.sample.build_url(record)]
        source = world.sample.catalogue.by_id[record.source]
        assert article["relevance"]["grade"] == record.grade, (record.id, article["relevance"])
        assert article["title"] == record.title, record.id
        assert article["language"] == source.languages[0], record.id
        day = world.sample.compute_published_at(record).astimezone(source.zone).date().isoformat()
        if article.get("published_from") != "first-seen":
            assert article["published_on"] == day, record.id
        assert article["text_from"] == ("feed" if record.outcome else "page"), record.id
    wanted = {world.sample.build_url(r) for r in load_truth() if r.grade > 0}
    assert {u for u, a in found.items() if a["origin"] == "web"} <= wanted, (
        "nothing off topic is in the index"
    )


def check_stories(world: World) -> None:
    """Copies share a story with their original, reprints with their seed, and the correction has its
    figure.
    """
    found = {s["url"]: s for s in world.documents("articles").values()}
    stories = {r.id: found[world.sample.build_url(r)]["story"]["id"] for r in load_truth() if r.grade > 0}
    stories |= {
        url.removeprefix("seed:"): a["story"]["id"] for url, a in found.items() if a["origin"] == "seed"
    }
    for record in (r for r in load_truth() if r.copy_of):
        assert stories[record.id] == stories[record.copy_of], record.id
    own = [r.id for r in load_truth() if r.grade > 0 and not r.copy_of]
    assert len({stories[i] for i in own}) == len(own), "articles of their own have stories of their own"
    corrected = next(r for r in load_truth() if r.correction)
    assert "531 million" in found[world.sample.build_url(corrected)]["text"]
    assert found[world.sample.build_url(corrected)]["revision"] == 2
    quoting = next(r for r in load_truth() if r.id == "round-up-week")
    assert found[world.sample.build_url(quoting)]["story"]["quotes"] == [stories["roadmap-light-crude"]]


def test_a_repeated_cycle_writes_no_article_and_no_page(calm: Calm) -> None:
    world = calm.world
    world.sample.advance(1)
    before = world.versions("articles", "pages", "revisions")
    report = world.cycle()
    assert world.versions("articles", "pages", "revisions") == before
    assert report["pages"] == {}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("To Lam", {"to-lam-qebul", "to-lam-hoi-dam", "vizit-to-lama", "trend-2025-05-07", "vns-2025-05-08"}),
        ("Tô Lâm", {"to-lam-qebul", "to-lam-hoi-dam", "vizit-to-lama", "trend-2025-05-07", "vns-2025-05-08"}),
        ("Azerbaycan", {"to-lam-qebul", "roadmap-light-crude", "to-lam-hoi-dam", "vizit-to-lama"}),
        ("Вьетнам визит", {"vizit-to-lama"}),
    ],
)
def test_a_search_finds_stories_in_every_spelling(calm: Calm, query: str, ids: set[str]) -> None:
    found = [story.build_json() for story in search_stories(calm.world.place.store, query, size=100)]
    urls = {u for s in found for u in (s["url"], *s["copy_urls"])}
    named = {calm.world.sample.build_url(r): r.id for r in load_truth()}
    assert ids <= {named.get(u, u.removeprefix("seed:")) for u in urls}
    leads = [s for s in found if s["copies"]]
    assert leads, "copies are shown with their story"


def test_without_elasticsearch_the_feeds_are_read_and_nothing_is_lost(
    calm: Calm, sample: tuple[Sample, str], elasticsearch_server: Any, empty_prefix: str, tmp_path: Path
) -> None:
    away = made(sample, elasticsearch_server, empty_prefix, tmp_path / "away")
    with_nobody = World(
        away.sample,
        away.place.change_settings(elasticsearch_url="http://127.0.0.1:9", elasticsearch_patience=0.5),
    )
    report = with_nobody.cycle()
    assert report["faults"], "it is said that Elasticsearch is away"
    assert report["spool_waiting"] > 0
    away.cycle()
    assert not differing(calm.of("articles", "revisions"), away.documents("articles", "revisions"))


class Wire:
    """A way to Elasticsearch that can be cut."""

    def __init__(self, url: str) -> None:
        self._to = (urlsplit(url).hostname, urlsplit(url).port)
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Close the door and everything that came through it."""
        for end in (self._door, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ends = (self._door.accept()[0], socket.create_connection(self._to))
                self._ends += ends
                for one, other in (ends, ends[::-1]):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)


def test_a_network_that_is_down_is_a_fault_and_no_good_cycle(world: World) -> None:
    dead = world.place.settings.let_through.replace(f"=127.0.0.1:{port_of(world)}", "=127.0.0.1:9")
    cut_off = World(world.sample, world.place.change_settings(let_through=dead))
    report = cut_off.cycle()
    assert report["feeds"] == {"unreachable": 13}
    assert report["faults"] == [
        "None of 13 feeds could be reached: is this machine's network, its name server or its proxy at fault?"
    ]
    assert world.cycle()["faults"] == []


def port_of(world: World) -> str:
    return world.place.settings.let_through.split(",")[0].rpartition(":")[2]


@pytest.mark.parametrize("step", ["crawl", "process", "publish"])
def test_elasticsearch_that_goes_away_in_the_middle_costs_time_and_nothing_else(
    step: str,
    calm: Calm,
    sample: tuple[Sample, str],
    elasticsearch_server: Any,
    empty_prefix: str,
    tmp_path: Path,
) -> None:
    hurt = made(sample, elasticsearch_server, empty_prefix, tmp_path / "hurt")
    wire = Wire(elasticsearch_server.url)
    through = hurt.place.change_settings(elasticsearch_url=wire.url, elasticsearch_patience=1)
    with pytest.raises((StoreAway, ProgramFailed)):
        run_cycle(
            through.report_to(lambda now, _numbers: wire.cut() if now == step else None), Order(now=True)
        )
    assert not cycles.find_last_cycle(hurt.place.store)
    release(hurt)
    assert hurt.cycle()["faults"] == []
    assert not differing(
        calm.of("articles", "revisions", "pages"), hurt.documents("articles", "revisions", "pages")
    )
