"""How each kind of answer ends, on the wire: one crawl over a site that does all that a server can do."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from hashlib import sha256

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.model.fetches import Page, Validators
from pipeline.model.outcomes import Outcome
from tests.spiders.conftest import Crawled, environment, fetches, job, page, run, source
from tests.spiders.site import (
    PAGE,
    Act,
    Site,
    answer,
    chunks,
    cut,
    drip,
    endless_headers,
    packed,
    raw,
    redirect,
    refresh,
    silent,
    until_closed,
    validated,
)

MIB = 1024 * 1024
HONEST = b"<p>" + b"The reeds are long. " * 150_000
BOMB = gzip.compress(bytes(200 * MIB))
STUB = b"<html><script>document.cookie='D1N=abc';location.reload()</script></html>"
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body><p>Checking</p></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\n"

ENDS: dict[str, tuple[Outcome, list[Act]]] = {
    "plain": (Outcome.FETCHED, [answer()]),
    "gzip": (Outcome.FETCHED, [packed(PAGE)]),
    "deflate": (Outcome.FETCHED, [answer(zlib.compress(PAGE), Content_Encoding="deflate")]),
    "chunks": (Outcome.FETCHED, [chunks(PAGE[:50], PAGE[50:])]),
    "until-closed": (Outcome.FETCHED, [until_closed()]),
    "honest-3-mb": (Outcome.FETCHED, [answer(HONEST)]),
    "untyped": (Outcome.FETCHED, [raw(HEAD + b"Content-Length: 3\r\n\r\nabc")]),
    "bad-header-line": (Outcome.FETCHED, [raw(HEAD + b"no colon here\r\nContent-Length: 3\r\n\r\nabc")]),
    "latin-header": (Outcome.FETCHED, [answer(X_Note="caf\xe9")]),
    "article-that-sets-cookies": (Outcome.FETCHED, [answer(STUB + PAGE)]),
    "404": (Outcome.NOT_FOUND, [answer(status=404)]),
    "404-that-refreshes": (
        Outcome.NOT_FOUND,
        [answer(b'<meta http-equiv="refresh" content="0;url=/">', 404)],
    ),
    "410": (Outcome.GONE, [answer(status=410)]),
    "401": (Outcome.BLOCKED, [answer(status=401, WWW_Authenticate="Basic")]),
    "402": (Outcome.BLOCKED, [answer(status=402)]),
    "403": (Outcome.BLOCKED, [answer(status=403)]),
    "451": (Outcome.BLOCKED, [answer(status=451)]),
    "cookie-stub": (Outcome.BLOCKED, [answer(STUB)]),
    "challenge": (Outcome.BLOCKED, [answer(CHALLENGE)]),
    "challenge-503": (Outcome.BLOCKED, [answer(CHALLENGE, 503)]),
    "418": (Outcome.BAD_STATUS, [answer(status=418)]),
    "204": (Outcome.BAD_STATUS, [answer(b"", 204)]),
    "206": (Outcome.BAD_STATUS, [answer(status=206)]),
    "302-without-location": (Outcome.BAD_STATUS, [answer(status=302)]),
    "304-unasked": (Outcome.BAD_STATUS, [answer(b"", 304)]),
    "500": (Outcome.SERVER_ERROR, [answer(status=500)]),
    "503-twice-then-well": (Outcome.FETCHED, [answer(status=503), answer(status=503), answer()]),
    "no-http": (Outcome.UNREACHABLE, [raw(b"SSH-2.0-OpenSSH_9.0\r\n")]),
    "empty-answer": (Outcome.UNREACHABLE, [raw(b"")]),
    "endless-headers": (Outcome.TOO_LARGE, [endless_headers]),
    "silent": (Outcome.TIMEOUT, [silent(3)]),
    "drip": (Outcome.TIMEOUT, [drip(3)]),
    "slow-once": (Outcome.FETCHED, [silent(3), answer()]),
    "large": (Outcome.TOO_LARGE, [answer(bytes(6 * MIB))]),
    "announced-80-mb": (Outcome.TOO_LARGE, [raw(HEAD + b"Content-Length: 80000000\r\n\r\n")]),
    "large-in-chunks": (Outcome.TOO_LARGE, [chunks(*[os.urandom(MIB)] * 6)]),
    "bomb": (Outcome.TOO_LARGE, [answer(BOMB, Content_Encoding="gzip")]),
    "bomb-in-bomb": (Outcome.TOO_LARGE, [answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip")]),
    "cut": (Outcome.BROKEN_BODY, [cut()]),
    "cut-chunks": (Outcome.BROKEN_BODY, [chunks(PAGE, ended=False)]),
    "cut-gzip": (Outcome.BROKEN_BODY, [answer(gzip.compress(PAGE)[:-20], Content_Encoding="gzip")]),
    "torn-gzip": (Outcome.BROKEN_BODY, [answer(PAGE, Content_Encoding="gzip")]),
    "cut-once": (Outcome.FETCHED, [cut(), answer()]),
    "brotli-unasked": (Outcome.BROKEN_BODY, [answer(PAGE, Content_Encoding="br")]),
    "moved": (Outcome.FETCHED, [redirect("/plain", 301)]),
    "moved-by-refresh": (Outcome.FETCHED, [refresh("/plain")]),
    "reloads-itself": (Outcome.FETCHED, [refresh("/reloads-itself")]),
    "ten-hops": (Outcome.FETCHED, [redirect("/hop-1-of-10")]),
    "eleven-hops": (Outcome.REDIRECT_LOOP, [redirect("/hop-1-of-11")]),
    "to-itself": (Outcome.REDIRECT_LOOP, [redirect("/to-itself")]),
    "loop-of-two": (Outcome.REDIRECT_LOOP, [redirect("/loop-back")]),
    "to-mail": (Outcome.REFUSED_ADDRESS, [redirect("mailto:editor@reed.example")]),
    "to-nowhere": (Outcome.REFUSED_ADDRESS, [redirect("http://[broken")]),
    "to-8-kb": (Outcome.REFUSED_ADDRESS, [redirect("/" + "a" * 8192)]),
    "a" * 8192: (Outcome.REFUSED_ADDRESS, []),
}
VALIDATED = {
    "etag": Validators(etag='W/"odd  tag"'),
    "date": Validators(last_modified="Thu, 07 May 2026 08:00:00 +0000"),
}


def address(name: str) -> str:
    """Give each its own host: one at a time would take too long."""
    return f"http://{name[:40].strip('-')}.reed.example/{name}"


def build(site: Site) -> None:
    for name, (_, acts) in ENDS.items():
        if acts:
            site.on(address(name), *acts)
    for name in ("moved", "moved-by-refresh"):
        site.on(f"http://{name}.reed.example/plain", answer())
    site.on("http://loop-of-two.reed.example/loop-back", redirect("/loop-of-two"))
    for most, name in ((10, "ten-hops"), (11, "eleven-hops")):
        host = f"http://{name}.reed.example"
        for hop in range(1, most):
            site.on(f"{host}/hop-{hop}-of-{most}", redirect(f"/hop-{hop + 1}-of-{most}"))
        site.on(f"{host}/hop-{most}-of-{most}", answer())
    for name, validators in VALIDATED.items():
        site.on(address(name), validated(PAGE, validators.etag or "", validators.last_modified or ""))
    site.on("http://far.example/news", answer())
    site.on(address("to-far"), redirect("http://far.example/news", 302))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    build(site)
    yield site.start()
    site.stop()


@pytest.fixture(scope="module")
def crawled(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    pages = [page(address(name)) for name in ENDS] + [page(address("to-far"))]
    pages += [page(address(name), validators=validators) for name, validators in VALIDATED.items()]
    pages.append(page("http://nowhere.reed.example/"))
    pages.append(page("http://plain.reed.example/plain?again", attempts=3))
    pages.append(
        page("http://plain.reed.example/same", validators=Validators(body_hash=sha256(PAGE).hexdigest()))
    )
    site.on("http://plain.reed.example/plain?again", answer(status=500))
    site.on("http://plain.reed.example/same", answer())
    task = job(tmp_path_factory.mktemp("spool"), pages=pages, sources=(source(),))
    # Time for an honest large page on a busy machine; those that mean to be late take three seconds.
    return run(task, environment([site], AZVN_TIMEOUT="2.5"))


def test_the_crawl_ends_well_whatever_the_servers_do(crawled: Crawled) -> None:
    assert (crawled.code, crawled.report.finish) == (0, "finished"), crawled.err
    assert sum(crawled.report.pages.values()) == len(fetches(crawled)) == len(ENDS) + 6
    assert crawled.out.count("\n") == 1


@pytest.mark.parametrize("name", ENDS, ids=lambda name: name[:40])
def test_an_answer_ends_with_its_word(crawled: Crawled, name: str) -> None:
    fetch = crawled.page(address(name)).fetch
    assert fetch.outcome is ENDS[name][0], fetch.detail


@pytest.mark.parametrize(
    "name", ["plain", "gzip", "deflate", "chunks", "until-closed", "503-twice-then-well", "cut-once", "moved"]
)
def test_the_whole_page_is_in_the_spool(crawled: Crawled, name: str) -> None:
    assert crawled.page(address(name)).body == PAGE


def test_nothing_broken_oversized_or_cut_is_kept(crawled: Crawled) -> None:
    bad = {Outcome.BROKEN_BODY, Outcome.TOO_LARGE, Outcome.TIMEOUT, Outcome.UNREACHABLE}
    pages = [item for item in crawled.items if isinstance(item, Page)]
    assert {page.archive for page in pages if page.fetch.outcome in bad} == {""}
    assert sum(path.stat().st_size for path in crawled.files()) < 8 * MIB


@pytest.mark.parametrize("name", VALIDATED)
def test_validators_go_back_letter_by_letter_and_a_304_is_unchanged(
    crawled: Crawled, site: Site, name: str
) -> None:
    (asked,) = site.asked(address(name))
    sent = {n: asked.headers[n] for n in ("if-none-match", "if-modified-since") if n in asked.headers}
    expected = VALIDATED[name]
    assert sent == (
        {"if-none-match": expected.etag} if expected.etag else {"if-modified-since": expected.last_modified}
    )
    assert crawled.ended(address(name)) is Outcome.UNCHANGED


def test_a_name_that_does_not_exist_is_unreachable(crawled: Crawled) -> None:
    assert crawled.ended("http://nowhere.reed.example/") is Outcome.UNREACHABLE


def test_a_redirected_page_tells_its_hops_and_keeps_its_candidate(crawled: Crawled) -> None:
    fetch = crawled.page(address("to-far")).fetch
    assert (fetch.url, fetch.hops, fetch.status) == ("http://far.example/news", (address("to-far"),), 200)
    assert len(crawled.page(address("ten-hops")).fetch.hops) == 10


def test_failures_are_asked_three_times_and_count_as_one_attempt(crawled: Crawled, site: Site) -> None:
    assert len(site.asked(address("500"))) == len(site.asked(address("cut"))) == 3
    assert len(site.asked(address("404"))) == len(site.asked(address("bomb"))) == 1
    assert crawled.page("http://plain.reed.example/plain?again").fetch.attempts == 4


def test_requests_say_who_asks_and_nothing_else(site: Site, crawled: Crawled) -> None:
    headers = site.asked(address("plain"))[0].headers
    assert headers["user-agent"].startswith("azvn/0.1 (+http")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert not headers.keys() & {"cookie", "referer", "accept-language", "authorization"}
    assert all("cookie" not in asked.headers for asked in site.log)


def test_every_answer_on_the_way_is_in_the_archive(crawled: Crawled) -> None:
    found: dict[str, list[str]] = {}
    for path in crawled.files():
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle):
                if record.rec_type in {"response", "revisit"}:
                    status = record.http_headers.get_statuscode()
                    found.setdefault(record.rec_headers.get_header("WARC-Target-URI"), []).append(status)
    assert found[address("moved")] == ["301"]
    assert found[address("503-twice-then-well")] == ["503", "503", "200"]
    assert found[address("etag")] == ["304"]
    assert found["http://far.example/news"] == ["200"]


def test_a_page_with_the_body_of_last_time_is_unchanged_without_any_validator(crawled: Crawled) -> None:
    assert crawled.ended("http://plain.reed.example/same") is Outcome.UNCHANGED
