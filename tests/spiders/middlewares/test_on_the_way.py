"""What stands between an address and its article, by what the server's log saw: cookies, refreshes, waits,
codings, feeds that moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.model.fetches import Validators
from pipeline.model.outcomes import Outcome
from tests.spiders.conftest import Crawled, environment, feed, job, page, run, source
from tests.spiders.site import PAGE, Act, Site, Wire, answer, redirect, refresh, rss, validated

DAY = timedelta(days=1)
HTML = {"Content-Type": "text/html"}
CYRILLIC = "<html><head><meta charset=windows-1251>{}</head><body><p>Камыш зелен</p></body></html>"


def with_cookie(wanted: str, give: dict[str, str], status: int = 302, body: bytes = b"") -> Act:
    """Give the page to whoever brings a cookie, else what sets it."""

    def act(wire: Wire) -> None:
        if wanted in (wire.headers.get("Cookie") or ""):
            wire.reply(200, PAGE, HTML)
        else:
            wire.reply(status, body, {**HTML, **give})

    return act


def count_for_ever(wire: Wire) -> None:
    number = len(wire.site.log)
    wire.reply(302, b"", {"Location": wire.path, "Set-Cookie": f"n={number}"})


def to(url: str, *cookies: str) -> dict[str, str]:
    return {"Location": url, "Set-Cookie": "\n".join(cookies)}


REFRESH = b'<html><head><meta http-equiv="refresh" content="0; url=/"></head></html>'
DOOR = "http://door.cookies.example/"
# Address: what happens there, and the cookies that its server sees, one for each request.
COOKIES: dict[str, tuple[Act, list[str]]] = {
    "http://itself.cookies.example/": (with_cookie("seen=1", to("/", "seen=1; Path=/")), ["", "seen=1"]),
    "http://two.cookies.example/": (
        with_cookie("a=1; b=2", to("/", "a=1", "b=2; HttpOnly; SameSite=Lax")),
        ["", "a=1; b=2"],
    ),
    "http://domain.cookies.example/": (
        with_cookie("seen=1", to("/", "seen=1; Domain=.cookies.example; Max-Age=60")),
        ["", "seen=1"],
    ),
    "http://meta.cookies.example/": (
        with_cookie("seen=1", {"Set-Cookie": "seen=1"}, 200, REFRESH),
        ["", "seen=1"],
    ),
    "http://header.cookies.example/": (
        with_cookie("seen=1", {"Set-Cookie": "seen=1", "Refresh": "0; url=/"}, 200, b"<p>Wait</p>"),
        ["", "seen=1"],
    ),
    "http://secure.cookies.example/": (with_cookie("seen=1", to("/", "seen=1; Secure")), [""]),
    "http://foreign.cookies.example/": (with_cookie("seen=1", to("/", "seen=1; Domain=other.example")), [""]),
    "http://expired.cookies.example/": (with_cookie("seen=1", to("/", "seen=1; Max-Age=0")), [""]),
    "http://never.cookies.example/": (redirect("/"), [""]),
}
LOST = {"secure", "foreign", "expired", "never"}

# Address: what leads from there to PAGE, which stands at the second address.
STEPS = {
    "http://steps.example/meta": (refresh("/meta-there"), "http://steps.example/meta-there"),
    "http://steps.example/header": (
        answer(b"<p>x</p>", Refresh="0;URL='/header-there'"),
        "http://steps.example/header-there",
    ),
    "http://steps.example/query": (refresh("/there?id=7&lang=az"), "http://steps.example/there?id=7&lang=az"),
    "http://steps.example/1251": (
        answer(
            CYRILLIC.format('<meta http-equiv="refresh" content="0; url=/новости">').encode("cp1251"),
            Content_Type="text/html",
        ),
        "http://steps.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
    ),
}
STAYS = {
    "http://stays.example/slow": answer(PAGE, Refresh="300; url=/elsewhere"),
    "http://stays.example/reloads": answer(PAGE, Refresh="5", Set_Cookie="n=1"),
    "http://stays.example/itself": answer(PAGE, Refresh="5; url=/itself"),
    "http://stays.example/script": answer(PAGE, Refresh="0; url=javascript:x()"),
    "http://stays.example/1251": answer(CYRILLIC.format("").encode("cp1251"), Content_Type="text/html"),
}
CODINGS = ["utf-8", "none", "aws-chunked", "binary", "8bit", "identity", ""]
WAITS = {
    "seconds": "7200",
    "for ever": "9999999999999",
    "milliseconds": "1893456000000",
    "far": "Fri, 31 Dec 9999 23:59:59 GMT",
}
MOVED = feed("http://moved.example/rss", moved_to="http://new.example/rss")
BACK = feed("http://back.example/rss", moved_to="http://new.example/back")
STALE = feed("http://stale.example/rss", validators=Validators(etag='"1"', body_hash="other"))
WHOLE = feed("http://whole.example/rss", validators=Validators(body_hash="other"))
ELSEWHERE = feed("http://elsewhere.example/rss")
REFUSED = feed("http://refused.example/rss")
HOME = feed("http://home.example/")
FEEDS = (MOVED, BACK, STALE, WHOLE, ELSEWHERE, REFUSED, HOME)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    for url, (act, _) in COOKIES.items():
        site.on(url, act)
    site.on(
        DOOR,
        lambda wire: wire.reply(
            302, b"", to("http://behind.cookies.example/", "seen=1; Domain=cookies.example")
        ),
    )
    site.on("http://behind.cookies.example/", answer())
    site.on("http://for-ever.cookies.example/", count_for_ever)
    for url, (act, there) in STEPS.items():
        site.on(url, act)
        site.on(there, answer())
    for url, act in STAYS.items():
        site.on(url, act)
    for number, coding in enumerate(CODINGS):
        site.on(f"http://coding.example/{number}", answer(Content_Encoding=coding))
    for number, wait in enumerate(WAITS.values()):
        site.on(
            f"http://robots-{number}.waits.example/robots.txt",
            answer(status=(429, 503)[number % 2], Retry_After=wait),
        )
        site.on(
            f"http://page-{number}.waits.example/", answer(status=(503, 429)[number % 2], Retry_After=wait)
        )
    site.on("http://new.example/rss", answer(rss("http://reed.example/1")))
    site.on("http://new.example/back", redirect("http://back.example/rss", 301))
    site.on("http://back.example/rss", answer(rss("http://reed.example/2")))
    for task in (STALE, WHOLE):
        site.on(task.url, validated(rss("http://reed.example/3"), etag='"1"'))
    site.on(ELSEWHERE.url, answer(rss("http://stranger.example/1", "http://www.stranger.example/2")))
    site.on(REFUSED.url, answer(rss("http://127.0.0.1/1")))
    site.on(
        HOME.url,
        answer(b'<html><link rel=alternate type="application/rss+xml" href="/rss?a=1&lang=az"></html>'),
    )
    yield site.start()
    site.stop()


@pytest.fixture(scope="module")
def crawled(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    urls = [*COOKIES, DOOR, "http://for-ever.cookies.example/", *STEPS, *STAYS]
    urls += [f"http://coding.example/{number}" for number in range(len(CODINGS))]
    for number in range(len(WAITS)):
        urls += [f"http://robots-{number}.waits.example/", f"http://page-{number}.waits.example/"]
    tasks = [page(url) for url in urls]
    outlet = source(domains=["reed.example"])
    return run(
        job(tmp_path_factory.mktemp("spool"), pages=tasks, feeds=FEEDS, sources=(outlet,)),
        environment([site]),
    )


@pytest.mark.parametrize("url", COOKIES)
def test_a_cookie_is_given_back_to_the_host_that_set_it(crawled: Crawled, site: Site, url: str) -> None:
    is_lost = url.removeprefix("http://").partition(".")[0] in LOST
    assert crawled.ended(url) is (Outcome.REDIRECT_LOOP if is_lost else Outcome.FETCHED)
    assert [asked.headers.get("cookie", "") for asked in site.asked(url)] == COOKIES[url][1]


def test_no_other_host_sees_it_and_the_spool_keeps_none(crawled: Crawled, site: Site) -> None:
    assert crawled.ended(DOOR) is Outcome.FETCHED
    (behind,) = site.asked("http://behind.cookies.example/")
    assert "cookie" not in behind.headers
    assert {a.host for a in site.log if "cookie" in a.headers} == {
        f"{name}.cookies.example" for name in ("itself", "two", "domain", "meta", "header", "for-ever")
    }


def test_cookies_that_change_for_ever_are_a_loop_soon(crawled: Crawled, site: Site) -> None:
    assert crawled.ended("http://for-ever.cookies.example/") is Outcome.REDIRECT_LOOP
    assert len(site.asked("http://for-ever.cookies.example/")) == 3


@pytest.mark.parametrize("url", STEPS)
def test_a_refresh_is_followed(crawled: Crawled, site: Site, url: str) -> None:
    assert crawled.page(url).body == PAGE
    assert len(site.asked(STEPS[url][1])) == 1


@pytest.mark.parametrize("url", STAYS)
def test_a_page_that_reloads_itself_is_the_page(crawled: Crawled, site: Site, url: str) -> None:
    assert crawled.ended(url) is Outcome.FETCHED
    assert len(site.asked(url)) == 1


def test_a_declaration_in_the_page_alone_reaches_the_reader(crawled: Crawled) -> None:
    body = crawled.page("http://stays.example/1251").body
    assert "Камыш зелен" in body.decode("cp1251")


@pytest.mark.parametrize("number", range(len(CODINGS)))
def test_a_word_that_is_no_coding_changes_no_body(crawled: Crawled, number: int) -> None:
    assert crawled.page(f"http://coding.example/{number}").body == PAGE


@pytest.mark.parametrize("number", range(len(WAITS)))
@pytest.mark.parametrize(
    ("kind", "outcome"), [("robots", Outcome.ROBOTS_UNAVAILABLE), ("page", Outcome.RATE_LIMITED)]
)
def test_a_wait_of_robots_txt_as_of_a_page_is_kept_and_a_day_at_most(
    crawled: Crawled, site: Site, kind: str, outcome: Outcome, number: int
) -> None:
    url = f"http://{kind}-{number}.waits.example/"
    fetch = crawled.page(url).fetch
    assert fetch.outcome is outcome
    assert fetch.retry_at is not None
    told = timedelta(hours=2) if number == 0 else DAY
    assert told - timedelta(minutes=1) < fetch.retry_at - fetch.fetched_at <= told
    assert len(site.asked(url)) == (kind == "page")


def test_a_feed_is_asked_where_it_moved_to(crawled: Crawled, site: Site) -> None:
    assert site.asked(MOVED.url) == []
    assert len(site.asked("http://new.example/rss")) == 1
    moved, back = crawled.feed(MOVED.url), crawled.feed(BACK.url)
    assert (moved.outcome, moved.moved_to, moved.kind) == (Outcome.OK, "http://new.example/rss", "rss")
    assert (back.outcome, back.moved_to) == (Outcome.OK, None)


def test_a_feed_without_conditions_sends_all_of_itself(crawled: Crawled, site: Site) -> None:
    assert [a.headers.get("if-none-match") for a in site.asked(STALE.url)] == ['"1"']
    assert [a.headers.get("if-none-match") for a in site.asked(WHOLE.url)] == [None]
    assert crawled.feed(STALE.url).outcome is Outcome.UNCHANGED
    assert crawled.feed(WHOLE.url).outcome is Outcome.OK


def test_a_feed_of_which_nothing_can_be_used_is_not_well_and_says_why(crawled: Crawled) -> None:
    elsewhere, refused, home = (crawled.feed(task.url) for task in (ELSEWHERE, REFUSED, HOME))
    assert elsewhere.outcome is refused.outcome is Outcome.UNUSABLE
    assert elsewhere.detail == "all entries are of other domains: stranger.example"
    assert "127.0.0.1" in refused.detail
    assert (home.outcome, home.detail) == (
        Outcome.NOT_A_FEED,
        "the page declares http://home.example/rss?a=1&lang=az",
    )
