"""How strangers' servers are treated: robots.txt, pace, waits, cookies and certificates, in one crawl."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from pipeline.model.fetches import PageFetch
from pipeline.model.jobs import PageTask
from pipeline.model.outcomes import Outcome
from tests.spiders.certificates import Authority
from tests.spiders.conftest import Crawled, environment, job, page, run, source
from tests.spiders.site import Act, Asked, Site, Wire, answer, redirect, silent

DENY = b"User-agent: *\nDisallow: /\n"
FILLER = b"# nothing to see here\n" * 30_000
NEWS = b"User-agent: *\nAllow: /news\nDisallow: /news/archive\n"
MERGED = b"User-agent: azvn\nAllow: /a\n\nUser-agent: *\nAllow: /\n\nUser-agent: azvn\nDisallow: /b\n"
LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)

# Host: what its robots.txt does, and how its pages end.
ROBOTS: dict[str, tuple[list[Act], dict[str, Outcome]]] = {
    "none": ([answer(status=404)], {"/": Outcome.FETCHED}),
    "unauthorized": ([answer(status=401)], {"/": Outcome.FETCHED}),
    "forbidden": ([answer(DENY, 403)], {"/": Outcome.FETCHED}),
    "web-page": ([answer()], {"/": Outcome.FETCHED}),
    "broken": ([answer(status=500)], {"/": Outcome.ROBOTS_UNAVAILABLE}),
    "busy": ([answer(status=503, Retry_After="60")], {"/": Outcome.ROBOTS_UNAVAILABLE}),
    "too-many": ([answer(status=429)], {"/": Outcome.ROBOTS_UNAVAILABLE}),
    "silent": ([silent(3)], {"/": Outcome.ROBOTS_UNAVAILABLE}),
    "well-later": ([answer(status=500), answer(DENY)], {"/": Outcome.ROBOTS_DENIED}),
    "denied": ([answer(DENY)], {"/": Outcome.ROBOTS_DENIED, "/news/1": Outcome.ROBOTS_DENIED}),
    "longest": ([answer(NEWS)], {"/news/1": Outcome.FETCHED, "/news/archive/1": Outcome.ROBOTS_DENIED}),
    "named": (
        [answer(b"User-agent: azvn\n" + DENY[14:] + b"\nUser-agent: *\nAllow: /\n")],
        {"/": Outcome.ROBOTS_DENIED},
    ),
    "others": ([answer(b"User-agent: greedybot\n" + DENY[14:])], {"/": Outcome.FETCHED}),
    "merged": ([answer(MERGED)], {"/a": Outcome.FETCHED, "/b": Outcome.ROBOTS_DENIED}),
    "long": ([answer(DENY + FILLER)], {"/": Outcome.ROBOTS_DENIED}),
    "beyond": ([answer(FILLER + DENY)], {"/": Outcome.FETCHED}),
    "utf-16": (
        [answer(codecs.BOM_UTF16_LE + DENY.decode().encode("utf-16-le"))],
        {"/": Outcome.ROBOTS_DENIED},
    ),
    "marked": ([answer(codecs.BOM_UTF8 + DENY)], {"/": Outcome.ROBOTS_DENIED}),
    "latin": ([answer(b"# caf\xe9\n" + DENY)], {"/": Outcome.ROBOTS_DENIED}),
    "moved": ([redirect("/rules.txt", 301)], {"/": Outcome.ROBOTS_DENIED}),
    "loops": ([redirect("/robots.txt", 301)], {"/": Outcome.ROBOTS_UNAVAILABLE}),
}
HELD = {
    "seconds": answer(status=429, Retry_After="7200"),
    "date": answer(status=503, Retry_After=format_datetime(LATER, usegmt=True)),
    "unsaid": answer(status=429),
}
SOURCES = (
    source(),
    source(id="slow-post", site="http://slow.example/", delay=0.3),
    source(id="other-post", site="http://slow.example/other", delay=0.1),
    source(id="cookie-post", site="http://cookie.example/", cookies=True),
    source(id="browser-post", site="http://fussy.example/", user_agent="Plain Browser/1.0"),
    source(id="lax-post", site="https://lax.example/", insecure_tls=True),
)


def needs_cookie(wire: Wire) -> None:
    if "seen=1" in (wire.headers.get("Cookie") or ""):
        wire.reply(200, b"<p>Welcome back</p>", {"Content-Type": "text/html"})
    else:
        wire.reply(302, b"", {"Location": "/", "Set-Cookie": "seen=1; Path=/"})


def fussy(wire: Wire) -> None:
    wire.reply(
        200 if wire.headers["User-Agent"] == "Plain Browser/1.0" else 400,
        b"<p>Hello</p>",
        {"Content-Type": "text/html"},
    )


def host(name: str) -> str:
    return f"http://{name}.robots.example"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    for name, (acts, pages) in ROBOTS.items():
        site.on(f"{host(name)}/robots.txt", *acts)
        for path in pages:
            site.on(f"{host(name)}{path}", answer())
    site.on(f"{host('moved')}/rules.txt", answer(DENY))
    for name, act in HELD.items():
        for number in range(5):
            site.on(f"http://{name}.held.example/{number}", act)
    for number in range(5):
        site.on(f"http://once.held.example/{number}", answer() if number else HELD["unsaid"])
    for number in range(3):
        site.on(f"http://slow.example/{number}", answer())
        site.on(f"http://to-slow-{number}.example/", redirect(f"http://slow.example/{number}?moved"))
        site.on(f"http://slow.example/{number}?moved", answer())
        site.on(f"http://patient.example/{number}", answer())
    site.on("http://patient.example/robots.txt", answer(b"User-agent: *\nCrawl-delay: 0.5\n"))
    site.on("http://cookie.example/", needs_cookie)
    site.on("http://fussy.example/", fussy)
    site.on("http://fussy.example/robots.txt", fussy)
    yield site.start()
    site.stop()


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    authority = Authority(tmp_path_factory.mktemp("certificates"))
    certificates = {
        "good": authority.certify("good.example"),
        "wrong": authority.certify("somebody-else.example"),
        "expired": authority.certify("expired.example", ended=True),
        "unknown": authority.certify_itself("unknown.example"),
        "lax": authority.certify_itself("lax.example"),
    }
    sites = {}
    for name, certificate in certificates.items():
        sites[name] = Site()
        sites[name].on(f"https://{name}.example/", answer())
        sites[name].start(certificate)
    sites["good"].trust = str(authority.file)
    yield sites
    for site in sites.values():
        site.stop()


def pages(secure: dict[str, Site]) -> list[PageTask]:
    found = [page(f"{host(name)}{path}") for name, (_, paths) in ROBOTS.items() for path in paths]
    found += [page(f"http://{name}.held.example/{number}") for name in (*HELD, "once") for number in range(5)]
    found += [
        page(f"http://slow.example/{number}", source=which)
        for number, which in enumerate(("slow-post", "other-post", "slow-post"))
    ]
    found += [page(f"http://to-slow-{number}.example/") for number in range(3)]
    found += [page(f"http://patient.example/{number}") for number in range(3)]
    found += [
        page("http://cookie.example/", source="cookie-post"),
        page("http://fussy.example/", source="browser-post"),
    ]
    return found + [
        page(f"https://{name}.example/", source="lax-post" if name == "lax" else "reed-post")
        for name in secure
    ]


@pytest.fixture(scope="module")
def crawled(site: Site, secure: dict[str, Site], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    task = job(tmp_path_factory.mktemp("spool"), pages=pages(secure), sources=SOURCES)
    return run(task, environment([site, *secure.values()], SSL_CERT_FILE=secure["good"].trust))


def test_the_crawl_ends_well(crawled: Crawled) -> None:
    assert (crawled.code, crawled.report.finish) == (0, "finished"), crawled.err


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed(crawled: Crawled, site: Site, name: str) -> None:
    for path, outcome in ROBOTS[name][1].items():
        assert crawled.ended(host(name) + path) is outcome, crawled.page(host(name) + path).fetch.detail
        assert len(site.asked(host(name) + path)) == (outcome is Outcome.FETCHED)


def test_robots_txt_is_asked_once_for_all_pages_of_a_host(crawled: Crawled, site: Site) -> None:
    assert len(site.asked(f"{host('denied')}/robots.txt")) == 1


def held(crawled: Crawled, name: str) -> list[PageFetch]:
    return [crawled.page(f"http://{name}.held.example/{number}").fetch for number in range(5)]


@pytest.mark.parametrize("name", HELD)
def test_a_host_that_says_wait_three_times_is_asked_for_nothing_more(
    crawled: Crawled, site: Site, name: str
) -> None:
    ends = held(crawled, name)
    assert {end.outcome for end in ends} == {Outcome.RATE_LIMITED}
    assert [end.attempts for end in ends] == [1, 1, 1, 0, 0]
    assert [asked.path for asked in site.log if asked.host == f"{name}.held.example"] == [
        "/robots.txt",
        "/0",
        "/1",
        "/2",
    ]


def test_one_page_that_says_wait_does_not_hold_up_the_others(crawled: Crawled) -> None:
    assert [end.outcome for end in held(crawled, "once")] == [Outcome.RATE_LIMITED, *[Outcome.FETCHED] * 4]


def test_when_to_come_back_is_said_of_all_of_its_pages(crawled: Crawled) -> None:
    assert {end.retry_at for end in held(crawled, "date")} == {LATER}
    for end in held(crawled, "seconds"):
        assert end.retry_at is not None
        assert timedelta(minutes=119) < end.retry_at - end.fetched_at <= timedelta(hours=2)


def gaps(asked: list[Asked]) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(sorted(asked, key=lambda a: a.at))]


def test_the_slower_of_two_outlets_on_one_host_sets_its_pace_also_for_redirects_from_elsewhere(
    crawled: Crawled, site: Site
) -> None:
    robots, *pages = [a for a in site.log if a.host == "slow.example"]
    assert (robots.path, len(pages)) == ("/robots.txt", 6)
    # Arrival at the server varies on a busy machine, so gaps are looked at together; the other outlet's 0.1 s
    # would make half a second of them.
    assert sum(gaps(pages)) > 1.4


def test_the_crawl_delay_of_robots_txt_is_kept(crawled: Crawled, site: Site) -> None:
    asked = [a for a in site.log if a.host == "patient.example" and a.path != "/robots.txt"]
    assert len(asked) == 3
    # Without the delay there would be no gaps at all.
    assert sum(gaps(asked)) > 0.8


def test_a_page_that_wants_its_cookie_back_gets_it_where_the_catalogue_says_so(
    crawled: Crawled, site: Site
) -> None:
    assert crawled.page("http://cookie.example/").body == b"<p>Welcome back</p>"
    assert {a.host for a in site.log if "cookie" in a.headers} == {"cookie.example"}


def test_a_fussy_server_sees_the_name_of_its_own_entry_also_for_robots_txt(
    crawled: Crawled, site: Site
) -> None:
    assert crawled.ended("http://fussy.example/") is Outcome.FETCHED
    assert {a.headers["user-agent"] for a in site.log if a.host == "fussy.example"} == {"Plain Browser/1.0"}


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("good", Outcome.FETCHED),
        ("wrong", Outcome.TLS_ERROR),
        ("expired", Outcome.TLS_ERROR),
        ("unknown", Outcome.TLS_ERROR),
        ("lax", Outcome.FETCHED),
    ],
)
def test_certificates_are_verified_but_for_the_exception(
    crawled: Crawled, secure: dict[str, Site], name: str, outcome: Outcome
) -> None:
    fetch = crawled.page(f"https://{name}.example/").fetch
    assert fetch.outcome is outcome, fetch.detail
    assert bool(secure[name].log) == (outcome is Outcome.FETCHED)
    assert "lax-post: certificates are not verified" in crawled.err
