"""Serves the sample outlets on one loopback port, told apart by host name; every request is kept in a log."""

from __future__ import annotations

import argparse
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.sample import feeds, pages
from local.sample.record import HERE, Record, truth
from pipeline.catalogue import Catalogue, Source, load

HTML = "text/html; charset=utf-8"
ROBOTS = "User-agent: *\nDisallow: /closed/\n"
CORRECTED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


class Sample:
    """The outlets at a moment: edition 1, and from `advance` on edition 2 with two new articles and a correction."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self.catalogue: Catalogue = load(HERE / "config" / "sources.yml")
        self.edition = 1
        self.requests: list[tuple[str, str, int]] = []
        self._hosts = {urlsplit(s.site).hostname or "": s for s in self.catalogue.sources}
        self._server: ThreadingHTTPServer | None = None

    def start(self, port: int = 0) -> dict[str, str]:
        """Start serving; give the pairs `host:80` to `127.0.0.1:port` that a crawl is to let through."""
        handler = type("Handler", (_Handler,), {"sample": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return {f"{host}:80": f"127.0.0.1:{self._server.server_port}" for host in self._hosts}

    def stop(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def let_through(self, pairs: Mapping[str, str]) -> str:
        """Give the pairs in the form of the setting."""
        return ",".join(f"{name}={target}" for name, target in pairs.items())

    def advance(self, edition: int = 2) -> None:
        """Publish the next edition."""
        self.edition = edition

    def records(self, source: Source) -> list[Record]:
        """Give an outlet's articles of now, the newest first."""
        mine = [r for r in truth() if r.outlet == source.id and r.edition <= self.edition]
        return sorted(mine, key=lambda r: (r.hours, r.id))

    def url(self, record: Record) -> str:
        """Give the canonical address of an article."""
        return f"{self.catalogue.by_id[record.outlet].site.rstrip('/')}{path_of(record)}"

    def listed_url(self, record: Record) -> str:
        """Give the address under which the feed lists it."""
        if record.page == "moved":
            return self.url(record).replace("/news/", "/old/")
        return f"{self.url(record)}/amp?ref=feed" if record.page == "amp" else self.url(record)

    def published(self, record: Record) -> datetime:
        """Give when an article was published."""
        return pages.age(record.hours, self.now)

    def modified(self, record: Record) -> datetime | None:
        """Give when it was corrected, in the edition that corrects it."""
        return self.published(record) + CORRECTED_AFTER if record.correction and self.edition > 1 else None

    def reply(self, host: str, path: str) -> Reply:
        """Answer a request."""
        source = self._hosts.get(host.partition(":")[0])
        if source is None:
            return Reply(421, b"no such outlet")
        if path == "/robots.txt":
            return Reply(200, ROBOTS.encode(), "text/plain")
        return self._feed(source, path) or self._page(source, path) or Reply(404, b"<h1>Not here</h1>")

    def _feed(self, source: Source, path: str) -> Reply | None:
        odd = {
            ("quiet-gazette", "/rss"): Reply(200, b"<!DOCTYPE html><html><body><h1>Our feeds have moved</h1></body></html>"),
            ("busy-herald", "/rss"): Reply(503, b"busy", headers={"Retry-After": "1800"}),
            ("pacific-ledger", "/old-feed"): Reply(301, headers={"Location": f"{source.site}new-feed"}),
            ("pacific-ledger", "/sitemap.xml"): Reply(200, _index(source), "application/xml"),
        }
        if (source.id, path) in odd:
            return odd[source.id, path]
        for address, form, content_type in feeds.FEEDS[source.id]:
            if path == address:
                return Reply(200, form(source, self._items(source)).encode(), content_type)
        return None

    def _items(self, source: Source) -> Sequence[feeds.Item]:
        return [
            feeds.Item(self.listed_url(r), r.title, r.summary or r.paragraphs[0][:300], self.published(r), self.modified(r))
            for r in self.records(source)
        ]

    def _page(self, source: Source, path: str) -> Reply | None:
        plain = path.partition("?")[0].removesuffix("/amp")
        record = next((r for r in self.records(source) if path_of(r) == plain), None)
        if record is None:
            moved = next((r for r in self.records(source) if r.page == "moved" and plain == urlsplit(self.listed_url(r)).path), None)
            return Reply(301, headers={"Location": self.url(moved)}) if moved else None
        odd = {
            "wall": Reply(200, pages.WALL.encode()),
            "blocked": Reply(403, b"<html><title>Forbidden</title></html>"),
            "missing": Reply(404, b"<h1>404</h1>"),
            "soft_404": Reply(200, pages.SOFT_404.encode()),
            "pdf": Reply(200, pages.PDF),
        }
        return odd.get(record.page) or Reply(200, self._html(record, source), _content_type(record))

    def _html(self, record: Record, source: Source) -> bytes:
        others = {r.id: r for r in truth()}
        links = [(self.url(others[i]), others[i].title) for i in record.related if i in others]
        links += [(self.url(r), r.title) for r in self.records(source)[:6] if r.id != record.id and r.edition == 1]
        page = pages.render(record, source, self.url(record), self.published(record), self.modified(record), links)
        return page.encode("windows-1251", "xmlcharrefreplace") if record.page == "cp1251" else page.encode()


def path_of(record: Record) -> str:
    """Give the path of an article's page."""
    section = "closed" if record.page == "closed" else "news"
    number = int(hashlib.sha256(record.id.encode()).hexdigest()[:6], 16)
    return f"/{section}/{number}-{record.id}" if record.outlet == "barrel-monthly" else f"/{section}/{record.id}"


def _content_type(record: Record) -> str:
    # The server of the page in windows-1251 says nothing about it.
    return "text/html" if record.page == "cp1251" else HTML


def _index(source: Source) -> bytes:
    return f"<sitemapindex><sitemap><loc>{source.site}sitemap-articles.xml</loc></sitemap></sitemapindex>".encode()


class _Handler(BaseHTTPRequestHandler):
    """Adds validators to every answer and keeps the log."""

    sample: Sample
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        reply = self.sample.reply(self.headers.get("Host", ""), self.path)
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        unchanged = reply.status == 200 and self.headers.get("If-None-Match") == etag
        status, body = (304, b"") if unchanged else (reply.status, reply.body)
        self.sample.requests.append((self.headers.get("Host", ""), self.path, status))
        self.send_response(status)
        if not unchanged:
            self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        if reply.status == 200:
            self.send_header("ETag", etag)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the log is kept in the sample."""


def main() -> None:
    """Serve until interrupted; print the pairs to let through and a line a request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--edition", type=int, default=1)
    chosen = parser.parse_args()
    sample = Sample()
    sample.advance(chosen.edition)
    print(json.dumps(sample.start(chosen.port), indent=1), flush=True)
    print(f"AZVN_CONFIG={Path(__file__).parent / 'config'}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
