"""The crawl program against a hostile server on loopback: every answer ends in its word, and nothing private is ever asked."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline import spool
from pipeline.catalogue import Feed, Source
from pipeline.model import Candidate, CrawlJob, CrawlReport, FeedFetch, FeedTask, Page, PageTask, Validators
from pipeline.outcomes import Outcome
from pipeline.urls import identity

NOW = datetime.now(UTC).replace(microsecond=0)
HOST = "hostile.example"
FEED = f"http://{HOST}/feed"
ARTICLE = b"<html><body><p>" + b"An article. " * 40 + b"</p></body></html>"


class Site(BaseHTTPRequestHandler):
    """Answers as the path says."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, dict[str, str]]]
    private: str

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path, dict(self.headers.items())))
        answer = getattr(self, "on_" + self.path.strip("/").partition("/")[0].partition("?")[0].replace(".", "_").replace("-", "_"), None)
        answer() if answer else self.send(200, ARTICLE)

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def on_robots_txt(self) -> None:
        self.send(200, b"User-agent: *\nAllow: /\nDisallow: /closed/\n", Content_Type="text/plain")

    def on_feed(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self.send(304)
            return
        items = "".join(
            f"<item><title>A title</title><link>{link}</link></item>" for link in ("/one", "http://127.0.0.1/x", "http://elsewhere.example/y")
        )
        self.send(200, f"<rss><channel>{items}</channel></rss>".encode(), ETag='"v1"', Set_Cookie="secret=1")

    def on_gone(self) -> None:
        self.send(410)

    def on_missing(self) -> None:
        self.send(404)

    def on_forbidden(self) -> None:
        self.send(403)

    def on_slow_down(self) -> None:
        self.send(429, Retry_After="120")

    def on_later(self) -> None:
        self.send(503, Retry_After=(NOW + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT"))

    def on_broken(self) -> None:
        self.send(500)

    def on_loop(self) -> None:
        self.send(302, Location="/loop")

    def on_to_private(self) -> None:
        self.send(302, Location=unquote(self.path.partition("=")[2]))

    def on_refresh(self) -> None:
        self.send(200, f'<meta http-equiv="refresh" content="0;url={self.private}"><p>x</p>'.encode())

    def on_huge(self) -> None:
        self.send(200, b"x" * 2_000_000)

    def on_bomb(self) -> None:
        self.send(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")

    def on_bad_gzip(self) -> None:
        self.send(200, gzip.compress(ARTICLE * 50)[:-30], Content_Encoding="gzip")

    def on_short(self) -> None:
        self.send(200, ARTICLE, Content_Length=str(len(ARTICLE) + 500))
        self.close_connection = True

    def on_silent(self) -> None:
        time.sleep(6)

    def on_wall(self) -> None:
        self.send(200, b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>")

    def on_cookie(self) -> None:
        self.send(200, b"<script>document.cookie='a=1';location.reload()</script>")

    def on_packed(self) -> None:
        self.send(200, gzip.compress(ARTICLE), Content_Encoding="gzip")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def serving(handler: type[Site]) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, type[Site], type[Site]]]:
    private_handler = type("Private", (Site,), {"asked": [], "private": ""})
    private = serving(private_handler)
    handler = type("Hostile", (Site,), {"asked": [], "private": f"http://127.0.0.1:{private.server_port}/secret"})
    server = serving(handler)
    yield f"{HOST}:80=127.0.0.1:{server.server_port}", handler, private_handler
    server.shutdown()
    private.shutdown()


def source(**more: Any) -> Source:
    return Source(id="h", name="H", country="AZ", languages=("en",), site=f"http://{HOST}/", feeds=(Feed(url=FEED, kind="rss"),), delay=0, **more)


def crawl(pairs: str, folder: Path, pages: list[str], feeds: tuple[FeedTask, ...] = (), **more: Any) -> tuple[CrawlReport, list[FeedFetch | Page]]:
    job = CrawlJob(
        cycle="20261125T000000000",
        started_at=NOW,
        spool=str(folder),
        sources=(source().model_dump(mode="json"),),
        feeds=feeds,
        pages=tuple(PageTask(candidate=Candidate.model_construct(url=u, source="h", found_in=(), alternates=())) for u in pages),
        **more,
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AZVN_")}
    environment |= {"AZVN_LET_THROUGH": pairs, "AZVN_TIMEOUT": "3", "AZVN_MAX_BYTES": "1000000", "AZVN_LOG_LEVEL": "WARNING"}
    done = subprocess.run(
        [sys.executable, "-m", "spiders"], input=job.model_dump_json(), capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return CrawlReport.model_validate_json(done.stdout), [item for path in spool.waiting(folder) for item in spool.read(path)]


WORDS = {
    "/plain": Outcome.FETCHED,
    "/packed": Outcome.FETCHED,
    "/gone": Outcome.GONE,
    "/missing": Outcome.NOT_FOUND,
    "/forbidden": Outcome.BLOCKED,
    "/wall": Outcome.BLOCKED,
    "/cookie": Outcome.BLOCKED,
    "/slow-down": Outcome.RATE_LIMITED,
    "/later": Outcome.RATE_LIMITED,
    "/broken": Outcome.SERVER_ERROR,
    "/loop": Outcome.REDIRECT_LOOP,
    "/huge": Outcome.TOO_LARGE,
    "/bomb": Outcome.TOO_LARGE,
    "/bad-gzip": Outcome.BROKEN_BODY,
    "/short": Outcome.BROKEN_BODY,
    "/silent": Outcome.TIMEOUT,
    "/closed/x": Outcome.ROBOTS_DENIED,
    "/refresh": Outcome.REFUSED_ADDRESS,
}
DISGUISES = (
    "http://127.0.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://169.254.169.254/latest/",
    "http://me:pw@hostile.example/",
    "file:///etc/passwd",
    "ftp://hostile.example/x",
)


def test_every_answer_ends_in_its_word(site: tuple[str, type[Site], type[Site]], tmp_path: Path) -> None:
    pairs, handler, private = site
    _, items = crawl(pairs, tmp_path, [f"http://{HOST}{path}" for path in WORDS])
    found = {p.fetch.candidate.url.removeprefix(f"http://{HOST}"): p for p in items if isinstance(p, Page)}
    assert {path: page.fetch.outcome for path, page in found.items()} == WORDS
    assert found["/packed"].body == ARTICLE
    assert found["/later"].fetch.retry_at == NOW + timedelta(hours=1)
    assert found["/slow-down"].fetch.retry_at is not None
    assert [path for _, path, _ in handler.asked].count("/slow-down") == 1, "a server that says when is not asked before"
    assert private.asked == []


def test_no_private_address_is_asked_in_any_disguise(site: tuple[str, type[Site], type[Site]], tmp_path: Path) -> None:
    pairs, _, private = site
    port = private_port(site)
    direct = [d.format(port=port) for d in DISGUISES]
    redirects = [f"http://{HOST}/to-private?to={d}" for d in direct]
    _, items = crawl(pairs, tmp_path, [*direct, *redirects])
    words = {p.fetch.candidate.url: p.fetch.outcome for p in items if isinstance(p, Page)}
    assert {u: w for u, w in words.items() if w is not Outcome.REFUSED_ADDRESS} == {}
    assert len(words) == len({identity(u) for u in (*direct, *redirects)})
    assert private.asked == []


def private_port(site: tuple[str, type[Site], type[Site]]) -> int:
    return int(site[1].private.split(":")[2].split("/")[0])


def test_a_feed_is_asked_politely_and_its_record_precedes_its_pages(site: tuple[str, type[Site], type[Site]], tmp_path: Path) -> None:
    pairs, handler, _ = site
    task = FeedTask(source="h", url=FEED, kind="rss")
    report, items = crawl(pairs, tmp_path / "one", [], (task,), ask_pages=False)
    feed = items[0]
    assert isinstance(feed, FeedFetch)
    assert (feed.outcome, feed.validators.etag) == (Outcome.OK, '"v1"')
    assert [c.url for c in feed.candidates] == [f"http://{HOST}/one"]
    assert feed.entries == {Outcome.FOUND: 1, Outcome.BAD_ENTRY: 2}, "a private address and another outlet's are bad entries"
    assert report.feeds == {"ok": 1}
    again = task.model_copy(update={"validators": Validators(etag='"v1"', last_modified="x")})
    _, items = crawl(pairs, tmp_path / "two", [], (again,), ask_pages=False)
    assert [i.outcome for i in items if isinstance(i, FeedFetch)] == [Outcome.UNCHANGED]
    sent = handler.asked[-1][2]
    assert sent["If-None-Match"] == '"v1"'
    assert "If-Modified-Since" not in sent
    assert sent["User-Agent"].startswith("azvn/")
    assert not {"Cookie", "Referer"} & sent.keys()


def test_the_spool_is_readable_by_any_warc_tool_and_holds_no_secret(site: tuple[str, type[Site], type[Site]], tmp_path: Path) -> None:
    pairs, _, _ = site
    crawl(pairs, tmp_path, [f"http://{HOST}/packed"], (FeedTask(source="h", url=FEED, kind="rss"),), ask_pages=False)
    (path,) = spool.waiting(tmp_path)
    with path.open("rb") as handle:
        records = [(r.rec_type, r.http_headers, r.content_stream().read()) for r in ArchiveIterator(handle)]
    assert [kind for kind, _, _ in records].count("response") == 2
    assert ARTICLE in [body for kind, _, body in records if kind == "response"], "kept as sent, unpacked by the reader"
    assert all(headers.get_header("Set-Cookie") is None for kind, headers, _ in records if kind == "response")
    assert b"secret" not in b"".join(body for _, _, body in records)


def test_what_the_budget_does_not_allow_waits(site: tuple[str, type[Site], type[Site]], tmp_path: Path) -> None:
    pairs, _, _ = site
    report, items = crawl(pairs, tmp_path, [f"http://{HOST}/page-{n}" for n in range(3)], budget=0.0)
    assert {p.fetch.outcome for p in items if isinstance(p, Page)} == {Outcome.BUDGET}
    assert report.finish == "finished"


@pytest.mark.parametrize("given", ["", "{}", "nonsense", json.dumps({"cycle": "x"})])
def test_a_wrong_job_is_told_in_a_sentence(given: str) -> None:
    done = subprocess.run([sys.executable, "-m", "spiders"], input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "python -m spiders:" in done.stderr
