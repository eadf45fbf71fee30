"""What becomes of what feeds list, against a real Elasticsearch that knows some of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.elasticsearch import Server
from pipeline.config.settings import Settings
from pipeline.config.topic import NameForm
from pipeline.model.fetches import FeedFetch, Page, Validators
from pipeline.model.items import Candidate
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.pages.candidates import add_candidates
from pipeline.store.schema import templates
from pipeline.text.urls import make_url_id
from tests.spiders.conftest import Crawled, environment, feed, job, page, run
from tests.spiders.feed.notices import FEEDS, OLD, REED, SOURCES, build_site
from tests.spiders.site import Site, answer, sitemap


@pytest.fixture(scope="module")
def store(elasticsearch_server: Server) -> Iterator[Store]:
    server = elasticsearch_server
    chosen = Settings(
        elasticsearch_url=server.url,
        elasticsearch_user=server.username,
        elasticsearch_password=server.password,
        index_prefix=f"azvn-test-{secrets.token_hex(4)}-",
    )
    door = connect_store(chosen)
    templates.provision_indices(door, [NameForm("vietnam", (("vyetnam",),), (False,), "vyetnam")])
    yield door
    templates.remove_indices(door)
    door.client.close()


def remember(store: Store) -> None:
    """Put addresses into the index of pages: of this feed, of another, and of articles edited since."""
    here, elsewhere = (make_url_id(FEEDS["rss"].url),), ("another-feed",)
    edited = (f"{REED}/edited", f"{REED}/off-topic", f"{REED}/same")
    known = [Candidate(url=f"{REED}/known", source="reed-post", found_in=here)]
    known.append(Candidate(url=f"{REED}/seen-elsewhere", source="reed-post", found_in=elsewhere))
    known += [Candidate(url=url, source="reed-post", found_in=elsewhere, updated_at=OLD) for url in edited]
    add_candidates(store, known, first_seen_at=OLD, cycle="earlier")
    for url in (f"{REED}/edited", f"{REED}/same"):
        store.update("pages", make_url_id(url), {"relevant": True, "state": "done"})


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = build_site()
    yield site.start()
    site.stop()


def settings_of(store: Store, server: Server) -> dict[str, str]:
    values = {"URL": server.url, "USER": server.username, "PASSWORD": server.password}
    return {
        **{f"AZVN_ELASTICSEARCH_{name}": value for name, value in values.items()},
        "AZVN_INDEX_PREFIX": store.prefix,
    }


@pytest.fixture(scope="module")
def crawled(
    site: Site, store: Store, elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Crawled:
    remember(store)
    waiting = page(f"{REED}/waited", attempts=2, first_seen_at=OLD, found_in=("earlier",))
    # The busy one last: its host is left in peace from then on.
    task = job(
        tmp_path_factory.mktemp("spool"),
        feeds=[FEEDS[name] for name in FEEDS if name != "busy"],
        pages=[waiting],
        sources=SOURCES,
        domains=("reed.example", "search.example"),
        hints=("eliyev",),
    )
    return run(task, environment([site], **settings_of(store, elasticsearch_server)))


def test_the_crawl_ends_well_and_counts_every_feed_and_page_once(crawled: Crawled) -> None:
    assert (crawled.code, crawled.report.finish) == (0, "finished"), crawled.err
    assert sum(crawled.report.feeds.values()) == len(FEEDS) - 1
    pages = [item.fetch.candidate.url for item in crawled.items if isinstance(item, Page)]
    assert len(pages) == len(set(pages)) == sum(crawled.report.pages.values())


ENDS = {
    "rss": Outcome.OK,
    "moved": Outcome.EMPTY,
    "validated": Outcome.UNCHANGED,
    "lying etag": Outcome.UNCHANGED,
    "web page": Outcome.NOT_A_FEED,
    "missing": Outcome.NOT_FOUND,
    "broken": Outcome.BROKEN_BODY,
}


@pytest.mark.parametrize("name", ENDS)
def test_a_feed_ends_with_its_word(crawled: Crawled, name: str) -> None:
    assert crawled.feed(FEEDS[name].url).outcome is ENDS[name]


def test_every_entry_of_a_feed_has_one_word(crawled: Crawled) -> None:
    fetch = crawled.feed(FEEDS["rss"].url)
    assert fetch.entries == {Outcome.KNOWN: 2, Outcome.FOUND: 3, Outcome.BAD_ENTRY: 3}
    assert [c.url.rpartition("/")[2] for c in fetch.candidates] == ["fresh", "shared", "waited"]


def test_known_addresses_are_not_asked_again(crawled: Crawled, site: Site) -> None:
    assert crawled.code == 0
    for path in ("known", "seen-elsewhere", "same", "off-topic"):
        assert site.asked(f"{REED}/{path}") == []


def test_a_known_address_in_a_feed_that_had_not_listed_it_is_a_sighting(crawled: Crawled) -> None:
    assert [c.url for c in crawled.feed(FEEDS["rss"].url).sightings] == [f"{REED}/seen-elsewhere"]


def test_only_a_relevant_article_that_its_feed_says_was_edited_is_asked_again(crawled: Crawled) -> None:
    fetch = crawled.feed(FEEDS["atom"].url)
    assert fetch.entries == {Outcome.CHANGED: 1, Outcome.KNOWN: 2, Outcome.FOUND: 3}
    assert crawled.ended(f"{REED}/edited") is Outcome.FETCHED


def test_an_article_of_two_feeds_is_fetched_once_for_both(crawled: Crawled, site: Site) -> None:
    assert len(site.asked(f"{REED}/shared")) == 1
    assert {c.url for c in crawled.feed(FEEDS["second"].url).candidates} == {f"{REED}/shared"}
    candidate = crawled.page(f"{REED}/shared").fetch.candidate
    assert candidate.source == "reed-post"


def test_a_page_that_waits_keeps_its_history_though_a_feed_lists_it_again(
    crawled: Crawled, site: Site
) -> None:
    fetch = crawled.page(f"{REED}/waited").fetch
    assert (fetch.attempts, fetch.first_seen_at, len(site.asked(f"{REED}/waited"))) == (3, OLD, 1)
    # The page may arrive before the feed was read: then the feed's own record says that it lists it.
    (listed,) = (c for c in crawled.feed(FEEDS["rss"].url).candidates if c.url == f"{REED}/waited")
    assert "earlier" in fetch.candidate.found_in
    assert {*fetch.candidate.found_in, *listed.found_in} == {"earlier", make_url_id(FEEDS["rss"].url)}


def test_search_feeds_list_strangers_and_those_of_another_shard_are_left_to_it(
    crawled: Crawled, site: Site
) -> None:
    fetch = crawled.feed(FEEDS["search"].url)
    assert fetch.entries == {Outcome.FOUND: 1, Outcome.ELSEWHERE: 1, Outcome.BAD_ENTRY: 1}
    assert [c.url for c in fetch.candidates] == [f"{REED}/shared", "http://far.example/1"]
    assert "far.example" not in {asked.host for asked in site.log}


def test_feeds_come_first_then_what_looks_like_the_topic_then_the_newest(
    crawled: Crawled, site: Site
) -> None:
    assert crawled.code == 0
    order = [a.path for a in site.log if a.path in {"/atom", "/hinted", "/newest", "/older"}]
    assert order == ["/atom", "/hinted", "/newest", "/older"]


def test_an_index_is_read_with_its_sub_sitemaps_as_one_feed(crawled: Crawled, site: Site) -> None:
    fetch = crawled.feed(FEEDS["index"].url)
    assert {c.url for c in fetch.candidates} == {
        f"{REED}/{path}" for path in ("s1/a", "s2/a", "s4/a", "s4/b")
    }
    assert (fetch.outcome, fetch.detail) == (Outcome.OK, f"{REED}/s3: not_found")
    assert len(site.asked(f"{REED}/index")) == len(site.asked(f"{REED}/s1")) == 1
    assert "ads.example" not in {asked.host for asked in site.log}


def test_an_index_is_asked_anew_next_time_because_it_stays_the_same_while_its_parts_change(
    crawled: Crawled,
) -> None:
    assert crawled.feed(FEEDS["index"].url).validators == Validators()


def test_a_feed_that_moved_for_good_says_where(crawled: Crawled) -> None:
    assert crawled.feed(FEEDS["moved"].url).moved_to == f"{REED}/for-good"
    assert crawled.feed(FEEDS["moved for now"].url).moved_to is None


def test_a_feed_stands_in_the_spool_before_its_pages(crawled: Crawled) -> None:
    listed: set[str] = {f"{REED}/waited"}
    for item in crawled.items:
        if isinstance(item, FeedFetch):
            listed |= {c.url for c in item.candidates}
        else:
            assert item.fetch.candidate.url in listed


@pytest.fixture(scope="module")
def blind(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A crawl while Elasticsearch is away."""
    tasks: list[FeedTask] = [FEEDS[name] for name in ("rss", "second", "busy")]
    return run(job(tmp_path_factory.mktemp("spool"), feeds=tasks, sources=SOURCES), environment([site]))


def test_while_elasticsearch_is_away_candidates_wait_in_the_spool(blind: Crawled) -> None:
    assert (blind.code, blind.report.pages) == (0, {"waiting": 5})
    assert len(blind.feed(FEEDS["rss"].url).candidates) == 5
    assert blind.page(f"{REED}/fresh").fetch.attempts == 0
    assert "Elasticsearch" in blind.err


def test_a_feed_that_asks_to_wait_is_believed_for_a_day(blind: Crawled) -> None:
    busy = blind.feed(FEEDS["busy"].url)
    assert (busy.outcome, busy.max_age) == (Outcome.RATE_LIMITED, 900)
    assert busy.retry_at is not None
    assert timedelta(hours=23) < busy.retry_at - busy.fetched_at <= timedelta(hours=24)


def test_a_backfill_reads_the_days_it_is_asked_for_and_remembers_no_state_of_the_sitemap(
    site: Site, tmp_path: Path
) -> None:
    dated = "".join(
        f"<url><loc>{REED}/{day}</loc><lastmod>{day}</lastmod></url>" for day in ("2019-12-31", "2020-01-01")
    )
    site.on(
        f"{REED}/years",
        answer(sitemap(f"{REED}/2019-10.xml", f"{REED}/2020-01.xml", f"{REED}/2020-04.xml", tag="sitemap")),
    )
    site.on(f"{REED}/2020-01.xml", answer(f"<urlset>{dated}</urlset>".encode()))
    site.on(f"{REED}/plain", answer(f"<urlset>{dated}</urlset>".encode(), ETag='"plain"'))
    days = {"since": datetime(2020, 1, 1, tzinfo=UTC), "until": datetime(2020, 2, 1, tzinfo=UTC)}
    feeds = [feed(f"{REED}/{path}", kind="sitemap") for path in ("years", "plain")]
    crawled = run(job(tmp_path, feeds=feeds, sources=SOURCES, **days), environment([site]))
    for task in feeds:
        fetch = crawled.feed(task.url)
        assert [c.url for c in fetch.candidates] == [f"{REED}/2020-01-01"]
        assert fetch.validators == Validators(), (
            "other days were left out: the next cycle must not hear that nothing changed"
        )
    assert not site.asked(f"{REED}/2019-10.xml")
    assert not site.asked(f"{REED}/2020-04.xml")
