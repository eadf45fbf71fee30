"""No request to an address that is not public: a server that nobody may reach has the proof in its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.model.outcomes import Outcome
from tests.spiders.conftest import Crawled, environment, feed, job, page, run, source
from tests.spiders.site import Act, Site, answer, redirect, refresh, rss, sitemap

# The private server listens at 127.0.0.2. `{port}` is its port.
DISGUISES = {
    "literal": "http://127.0.0.2:{port}/",
    "https": "https://127.0.0.2:{port}/",
    "decimal": "http://2130706434:{port}/",
    "hex": "http://0x7f000002:{port}/",
    "dotted hex": "http://0x7f.0.0.0x2:{port}/",
    "octal": "http://0177.0.0.2:{port}/",
    "short": "http://127.2:{port}/",
    "trailing dot": "http://127.0.0.2.:{port}/",
    "mapped": "http://[::ffff:127.0.0.2]:{port}/",
    "mapped hex": "http://[::ffff:7f00:2]:{port}/",
    "nat64": "http://[64:ff9b::7f00:2]:{port}/",
    "loopback 6": "http://[::1]:{port}/",
    "any": "http://0.0.0.0:{port}/",
    "any 6": "http://[::]:{port}/",
    "full width": "http://１２７.０.０.２:{port}/",
    "circled": "http://①②⑦.⓪.⓪.②:{port}/",
    "ideographic stops": "http://127。0。0。2:{port}/",
    "percent": "http://%31%32%37.0.0.2:{port}/",
    "localhost": "http://localhost:{port}/",
    "localhost.": "http://localhost.:{port}/",
    "LOCALHOST": "http://LOCALHOST:{port}/",
    "sub localhost": "http://a.localhost:{port}/",
    "resolves": "http://inward.example:{port}/",
    "resolves to both": "http://both.example:{port}/",
    "resolves to mapped": "http://mapped.example:{port}/",
    "let through at another port": "http://reed.example:{port}/",
    "user info": "http://reader:secret@127.0.0.2:{port}/",
    "user info public": "http://reader@fen.example/",
    "confused": "http://fen.example@127.0.0.2:{port}/",
    "backslash": "http://127.0.0.2:{port}\\@fen.example/",
    "link-local": "http://169.254.169.254/latest/meta-data/",
    "metadata": "http://metadata.google.internal/computeMetadata/v1/",
    "private 10": "http://10.0.0.1/",
    "private 172": "http://172.16.0.1/",
    "private 192": "http://192.168.1.1/admin",
    "shared": "http://100.64.0.1/",
    "file": "file:///etc/passwd",
    "data": "data:text/html,hello",
    "script": "javascript:alert(1)",
    "ftp": "ftp://127.0.0.2/",
    "gopher": "gopher://127.0.0.2:{port}/_x",
    "no scheme": "//127.0.0.2:{port}/",
    "no address": "nothing",
}
INWARD = (
    "inward.example=127.0.0.2",
    "reed.example=127.0.0.2",
    "fen.example=127.0.0.2",
    "mapped.example=::ffff:127.0.0.2",
)
NAMES = ",".join((*INWARD, "both.example=93.184.216.34+127.0.0.2"))


class Trap:
    """The site that leads to the private server in every way, and that server."""

    def __init__(self) -> None:
        self.private, self.site = Site("127.0.0.2"), Site()
        self.private.otherwise = answer()  # type: ignore[method-assign]
        self.private.start()
        self.site.on("http://reed.example/", answer())
        for number, name in enumerate(DISGUISES):
            self.site.on(self.way("redirect", number), redirect(self.to(name)))
            self.site.on(self.way("refresh", number), refresh(self.to(name)))
        self.site.on(
            "http://reed.example/rss", answer(rss(*map(self.to, DISGUISES), "http://reed.example/good"))
        )
        self.site.on("http://reed.example/index", answer(sitemap(*map(self.to, DISGUISES), tag="sitemap")))
        self.site.on("http://moved.reed.example/rss", redirect(self.to("literal")))
        self.robots("robots-moved", redirect(self.to("literal")))
        self.robots("robots-resolves", redirect(self.to("resolves")))
        self.site.start()

    def to(self, name: str) -> str:
        # Paths of their own: several disguises are one address to the index of pages.
        return DISGUISES[name].format(port=self.private.port) + (
            f"?{name.replace(' ', '-')}" if "//" in DISGUISES[name] else ""
        )

    def way(self, kind: str, number: int) -> str:
        # Hosts of their own: one at a time would take too long.
        return f"http://{kind}-{number}.reed.example/"

    def robots(self, host: str, act: Act) -> None:
        self.site.on(f"http://{host}.reed.example/robots.txt", act)
        self.site.on(f"http://{host}.reed.example/", answer())


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.site.stop()
    trap.private.stop()


@pytest.fixture(scope="module")
def crawled(trap: Trap, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    pages = [page(trap.to(name)) for name in DISGUISES]
    pages += [
        page(trap.way(kind, number)) for kind in ("redirect", "refresh") for number in range(len(DISGUISES))
    ]
    pages += [page(f"http://{host}.reed.example/") for host in ("robots-moved", "robots-resolves")]
    feeds = [
        feed("http://reed.example/rss"),
        feed("http://reed.example/index", kind="sitemap"),
        feed("http://moved.reed.example/rss"),
    ]
    feeds.append(feed(trap.to("literal")))
    task = job(tmp_path_factory.mktemp("spool"), pages=pages, feeds=feeds, sources=(source(),))
    return run(task, environment([trap.site], TEST_NAMES=NAMES))


def test_the_private_server_was_never_asked(crawled: Crawled, trap: Trap) -> None:
    assert (crawled.code, crawled.report.finish) == (0, "finished"), crawled.err
    assert trap.private.log == []
    assert {asked.host.rpartition(".reed")[1] or asked.host for asked in trap.site.log} == {
        "reed.example",
        ".reed",
    }


@pytest.mark.parametrize("name", DISGUISES)
def test_an_address_in_disguise_is_refused(crawled: Crawled, trap: Trap, name: str) -> None:
    ends = [page.fetch for page in crawled.pages(trap.to(name))]
    assert [(f.outcome, f.detail) for f in ends if f.outcome is not Outcome.REFUSED_ADDRESS] == []
    assert len(ends) == 1


@pytest.mark.parametrize("number", range(len(DISGUISES)), ids=list(DISGUISES))
def test_a_redirect_to_it_is_refused(crawled: Crawled, trap: Trap, number: int) -> None:
    fetch = crawled.page(trap.way("redirect", number)).fetch
    relative = list(DISGUISES)[number] == "no address"
    assert fetch.outcome is (Outcome.NOT_FOUND if relative else Outcome.REFUSED_ADDRESS), fetch.detail


@pytest.mark.parametrize("number", range(len(DISGUISES)), ids=list(DISGUISES))
def test_a_refresh_to_it_is_refused_or_not_followed(crawled: Crawled, trap: Trap, number: int) -> None:
    fetch = crawled.page(trap.way("refresh", number)).fetch
    assert fetch.outcome in {Outcome.REFUSED_ADDRESS, Outcome.FETCHED, Outcome.NOT_FOUND}, fetch.detail
    assert fetch.url.startswith(trap.way("refresh", number)) or fetch.outcome is Outcome.REFUSED_ADDRESS


def test_a_feed_at_or_moved_to_it_is_refused(crawled: Crawled, trap: Trap) -> None:
    for url in (trap.to("literal"), "http://moved.reed.example/rss"):
        assert crawled.feed(url).outcome is Outcome.REFUSED_ADDRESS


def test_a_feed_that_lists_it_keeps_its_good_entry(crawled: Crawled) -> None:
    fetch = crawled.feed("http://reed.example/rss")
    assert {urlsplit(c.url).hostname for c in fetch.candidates} == {"reed.example"}
    assert "http://reed.example/good" in [c.url for c in fetch.candidates]
    assert fetch.entries[Outcome.BAD_ENTRY] >= len(DISGUISES) - 3


def test_sub_sitemaps_at_it_are_not_asked(crawled: Crawled) -> None:
    assert crawled.feed("http://reed.example/index").candidates == ()


@pytest.mark.parametrize("host", ["robots-moved", "robots-resolves"])
def test_a_robots_txt_that_leads_there_holds_its_host_back(crawled: Crawled, trap: Trap, host: str) -> None:
    assert crawled.ended(f"http://{host}.reed.example/") is Outcome.ROBOTS_UNAVAILABLE
    assert trap.site.asked(f"http://{host}.reed.example/") == []


def test_behind_a_proxy_names_and_literals_are_looked_at_and_what_is_let_through_goes_past_it(
    trap: Trap, tmp_path: Path
) -> None:
    proxy = Site()
    proxy.otherwise = lambda wire: wire.reply(
        404 if wire.path.endswith("robots.txt") else 200, b"<p>By proxy</p>", {}
    )  # type: ignore[method-assign]
    proxy.start()
    asked = [trap.to(name) for name in ("literal", "decimal", "localhost", "link-local", "circled")]
    pages = [*asked, "http://public.example/", "http://reed.example/"]
    settings = environment([trap.site], http_proxy=f"http://127.0.0.1:{proxy.port}", no_proxy="")
    crawled = run(job(tmp_path, pages=pages), settings)
    proxy.stop()
    assert {crawled.ended(url) for url in asked} == {Outcome.REFUSED_ADDRESS}
    assert crawled.page("http://public.example/").body == b"<p>By proxy</p>"
    assert crawled.ended("http://reed.example/") is Outcome.FETCHED
    assert {a.path for a in proxy.log} == {"http://public.example/robots.txt", "http://public.example/"}
    assert trap.private.log == []
