"""Serves the sample outlets on one loopback port, told apart by host name; every request is kept in a log."""

from __future__ import annotations

import argparse
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from local.sample import feeds, pages
from local.sample.answers import HTML, Handler, Reply, RequestLog
from local.sample.record import HERE, STARTED_AT, Record, load_sample_sources, load_truth
from local.sample.wording import PDF, SOFT_404, WALL
from pipeline.config.sources import Catalogue, Source

ROBOTS = {
    # As at a real agency: allowed first, forbidden further down; the longest rule decides.
    "caspian-wire": "User-agent: *\nAllow: /\nDisallow: /print/\nDisallow: /search\n",
    "steppe-courier": "User-agent: *\nDisallow: /closed/\n",
    "harbour-record": "User-agent: *\nDisallow:\n\nSitemap: http://harbour-record.example/sitemap.xml\n",
    "bao-song-cuu": "\ufeffUser-agent: *\nDisallow: /admin/\n",
}
# What each server gives to ask again with: "both" unless it stands here.
VALIDATORS = {"caspian-wire": "weak", "sen-hong": "date", "turan-yolu": "date"}
MOVED_TO = {"pacific-ledger": ("/old-feed", "new-feed")}
NO_FEED = b"<!DOCTYPE html><html><body><h1>Our feeds have moved</h1><p>Follow us elsewhere.</p></body></html>"


STOP_WITHIN = 0.02
"""Seconds after which `stop` is noticed."""


class Sample:
    """The outlets at a moment: edition 1, and from `advance` on edition 2 with two new articles and a
    correction.
    """

    def __init__(self, now: datetime | None = None, log: Path | None = None) -> None:
        self.now = now or STARTED_AT
        self.catalogue = Catalogue(load_sample_sources().values())
        self.edition = 1
        self.truth = load_truth(self.now)
        self.log = RequestLog(log)
        self._by_id = {r.id: r for r in self.truth}
        self._hosts = {urlsplit(s.site).hostname or "": s for s in self.catalogue.sources}
        self._server: ThreadingHTTPServer | None = None

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Host, path and status of every request so far."""
        return self.log.requests

    def start(self, port: int = 0) -> dict[str, str]:
        """Start serving; give the pairs `host:80` to `127.0.0.1:port` that a crawl is to let through."""
        handler = type(
            "SampleHandler", (Handler,), {"reply": staticmethod(self.answer_request), "log": self.log}
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(STOP_WITHIN,), daemon=True).start()
        return {f"{host}:80": f"127.0.0.1:{self._server.server_port}" for host in self._hosts}

    def stop(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def format_let_through(self, pairs: Mapping[str, str]) -> str:
        """Give the pairs in the form of the setting."""
        return ",".join(f"{name}={target}" for name, target in pairs.items())

    def advance(self, edition: int = 2) -> None:
        """Publish the next edition."""
        self.edition = edition

    def list_records(self, source: Source) -> list[Record]:
        """Give an outlet's articles of now, the newest first."""
        mine = [r for r in self.truth if r.outlet == source.id and r.edition <= self.edition]
        return sorted(mine, key=lambda r: (r.hours, r.id))

    def build_url(self, record: Record) -> str:
        """Give the canonical address of an article."""
        return f"{self.catalogue.by_id[record.outlet].site.rstrip('/')}{build_path(record)}"

    def build_listed_url(self, record: Record) -> str:
        """Give the address under which the feed lists it."""
        if record.page == "moved":
            return self.build_url(record).replace("/news/", "/old/")
        return f"{self.build_url(record)}/amp?ref=feed" if record.page == "amp" else self.build_url(record)

    def compute_published_at(self, record: Record) -> datetime:
        """Give when an article was published."""
        return self._by_id[record.id].published_at

    def compute_modified_at(self, record: Record) -> datetime | None:
        """Give when it was corrected, in the edition that corrects it."""
        return self.now.replace(second=0, microsecond=0) if record.correction and self.edition > 1 else None

    def answer_request(self, host: str, path: str) -> Reply:
        """Answer a request."""
        source = self._hosts.get(host.partition(":")[0].lower())
        if source is None:
            return Reply(421, b"no such outlet")
        if path == "/robots.txt":
            rules = ROBOTS.get(source.id)
            return Reply(200, rules.encode(), "text/plain") if rules else Reply(404, b"not here")
        return (
            self._answer_feed(source, path)
            or self._answer_page(source, path)
            or Reply(404, b"<h1>Not here</h1>")
        )

    def _answer_feed(self, source: Source, path: str) -> Reply | None:
        if source.id == "quiet-gazette" and path == "/rss":
            return Reply(200, NO_FEED)
        if source.id == "busy-herald" and path == "/rss":
            return Reply(503, b"busy", headers={"Retry-After": "1800"})
        if source.id in MOVED_TO and path == MOVED_TO[source.id][0]:
            return Reply(301, headers={"Location": f"{source.site}{MOVED_TO[source.id][1]}"})
        for address, form, content_type in feeds.FEEDS.get(source.id, ()):
            if path == address:
                body = form(source, self._list_items(source)).encode()
                return Reply(
                    200,
                    body,
                    content_type,
                    {},
                    self._find_last_change(source),
                    VALIDATORS.get(source.id, "both"),
                )
        return None

    def _find_last_change(self, source: Source) -> datetime:
        records = self.list_records(source)
        return max(self.compute_modified_at(r) or r.published_at for r in records)

    def _list_items(self, source: Source) -> Sequence[feeds.Item]:
        return [
            feeds.Item(
                self.build_listed_url(r),
                r.title,
                r.summary or r.paragraphs[0][:300],
                None if r.undated else r.published_at,
                self.compute_modified_at(r),
            )
            for r in self.list_records(source)
        ]

    def _answer_page(self, source: Source, path: str) -> Reply | None:
        plain = path.partition("?")[0].removesuffix("/amp")
        record = next((r for r in self.list_records(source) if build_path(r) == plain), None)
        if record is None:
            moved = next(
                (
                    r
                    for r in self.list_records(source)
                    if r.page == "moved" and plain == urlsplit(self.build_listed_url(r)).path
                ),
                None,
            )
            return Reply(301, headers={"Location": self.build_url(moved)}) if moved else None
        odd = {
            "wall": Reply(200, WALL.encode()),
            "blocked": Reply(403, b"<html><title>Forbidden</title></html>"),
            "missing": Reply(404, b"<h1>404</h1>"),
            "soft_404": Reply(200, SOFT_404.encode()),
            "pdf": Reply(200, PDF),
        }
        return odd.get(record.page) or self._answer_article(record, source)

    def _answer_article(self, record: Record, source: Source) -> Reply:
        links = [(self.build_url(r), r.title) for r in map(self._by_id.__getitem__, record.related)]
        # Only first-edition articles: a new one must not change the pages of the others.
        earlier = [r for r in self.list_records(source) if r.edition == 1 and r.id != record.id]
        links += [(self.build_url(r), r.title) for r in earlier[:6]]
        alternates = [(code, self.build_url(self._by_id[i])) for code, i in record.hreflang.items()]
        modified = self.compute_modified_at(record)
        page = pages.render_page(
            pages.Setting(record, source, self.build_url(record), modified, links, alternates)
        )
        # The server of the page in windows-1251 says nothing about it.
        odd = record.page == "cp1251"
        body = page.encode("windows-1251", "xmlcharrefreplace") if odd else page.encode()
        return Reply(200, body, "text/html" if odd else HTML, {}, modified or record.published_at)


def build_path(record: Record) -> str:
    """Give the path of an article's page."""
    section = "closed" if record.page == "closed" else "news"
    number = int(hashlib.sha256(record.id.encode()).hexdigest()[:6], 16)
    return (
        f"/{section}/{number}-{record.id}" if record.outlet == "barrel-monthly" else f"/{section}/{record.id}"
    )


def main() -> None:
    """Serve until interrupted; print the pairs to let through and where the catalogue is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--edition", type=int, default=1, choices=(1, 2))
    parser.add_argument("--log", type=Path, help="file for a JSON line a request")
    chosen = parser.parse_args()
    sample = Sample(log=chosen.log)
    sample.advance(chosen.edition)
    print(json.dumps(sample.start(chosen.port), indent=1), flush=True)
    print(f"AZVN_CONFIG={HERE / 'config'}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
