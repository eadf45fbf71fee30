"""Serves the sample outlets on one loopback port, by host name; every request is kept in a log."""

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

from local.sample.feed_forms import FEEDS, FeedItem
from local.sample.page_words import PDF, SOFT_404, WALL
from local.sample.replies import HTML, Handler, Reply, RequestLog
from local.sample.skeletons import Setting, render_page
from local.sample.truth import HERE, STARTED_AT, SampleArticle, load_sample_sources, load_truth
from pipeline.config.sources import Catalogue, Source

ROBOTS = {
    # As at a real agency: allowed first, forbidden further down; the longest rule decides.
    "caspian-wire": "User-agent: *\nAllow: /\nDisallow: /print/\nDisallow: /search\n",
    "steppe-courier": "User-agent: *\nDisallow: /closed/\n",
    "harbour-record": "User-agent: *\nDisallow:\n\nSitemap: http://harbour-record.example/sitemap.xml\n",
    "bao-song-cuu": "\ufeffUser-agent: *\nDisallow: /admin/\n",
}
VALIDATORS = {"caspian-wire": "weak", "sen-hong": "date", "turan-yolu": "date"}
"""What each server gives to ask again with: "both" unless it stands here."""
MOVED_TO = {"pacific-ledger": ("/old-feed", "new-feed")}
NO_FEED = b"<!DOCTYPE html><html><body><h1>Our feeds have moved</h1><p>Follow us elsewhere.</p></body></html>"
ODD_PAGES = {
    "wall": Reply(200, WALL.encode()),
    "blocked": Reply(403, b"<html><title>Forbidden</title></html>"),
    "missing": Reply(404, b"<h1>404</h1>"),
    "soft_404": Reply(200, SOFT_404.encode()),
    "pdf": Reply(200, PDF),
}
"""What stands in place of an article, by what its page does out of the ordinary."""
NOT_HERE = Reply(404, b"<h1>Not here</h1>")
EARLIER = 6
"""Links of a page to other articles of its outlet."""
STOP_WITHIN = 0.02
"""Seconds after which `stop` is noticed."""


class Sample:
    """The outlets at a moment: edition 1, and after `advance` edition 2.

    That one has two new articles and a correction.
    """

    def __init__(self, now: datetime | None = None, log: Path | None = None) -> None:
        self.now = now or STARTED_AT
        self.catalogue = Catalogue(load_sample_sources().values())
        self.edition = 1
        self.truth = load_truth(self.now)
        self.log = RequestLog(log)
        self._by_id = {article.id: article for article in self.truth}
        self._hosts = {urlsplit(source.site).hostname or "": source for source in self.catalogue.sources}
        self._server: ThreadingHTTPServer | None = None

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Host, path and status of every request so far."""
        return self.log.requests

    def start(self, port: int = 0) -> dict[str, str]:
        """Start serving; give what a crawl is to let through, `host:80` to `127.0.0.1:port`."""
        attributes = {"reply": staticmethod(self.answer_request), "log": self.log}
        handler = type("SampleHandler", (Handler,), attributes)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(STOP_WITHIN,), daemon=True).start()
        return {f"{host}:80": f"127.0.0.1:{self._server.server_port}" for host in self._hosts}

    def stop(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def format_let_through(self, addresses: Mapping[str, str]) -> str:
        """Format what is to be let through as the setting wants it."""
        return ",".join(f"{name}={target}" for name, target in addresses.items())

    def advance(self, edition: int = 2) -> None:
        """Publish the next edition."""
        self.edition = edition

    def list_articles(self, source: Source) -> list[SampleArticle]:
        """List a source's articles of now, the newest first."""
        own = [article for article in self.truth if article.source == source.id]
        published = [article for article in own if article.edition <= self.edition]
        return sorted(published, key=lambda article: (article.hours, article.id))

    def build_url(self, article: SampleArticle) -> str:
        """Build the canonical URL of an article."""
        return f"{self.catalogue.by_id[article.source].site.rstrip('/')}{build_path(article)}"

    def build_listed_url(self, article: SampleArticle) -> str:
        """Build the address under which the feed lists it."""
        url = self.build_url(article)
        if article.page == "moved":
            return url.replace("/news/", "/old/")
        return f"{url}/amp?ref=feed" if article.page == "amp" else url

    def compute_published_at(self, article: SampleArticle) -> datetime:
        """Compute when an article was published, as of this sample's moment."""
        return self._by_id[article.id].published_at

    def compute_modified_at(self, article: SampleArticle) -> datetime | None:
        """Compute when it was corrected, in the edition that corrects it."""
        return self.now.replace(second=0, microsecond=0) if article.correction and self.edition > 1 else None

    def answer_request(self, host: str, path: str) -> Reply:
        """Answer a request."""
        source = self._hosts.get(host.partition(":")[0].lower())
        if source is None:
            return Reply(421, b"no such outlet")
        if path == "/robots.txt":
            rules = ROBOTS.get(source.id)
            return Reply(200, rules.encode(), "text/plain") if rules else Reply(404, b"not here")
        return self._answer_feed(source, path) or self._answer_page(source, path) or NOT_HERE

    def _answer_feed(self, source: Source, path: str) -> Reply | None:
        if source.id == "quiet-gazette" and path == "/rss":
            return Reply(200, NO_FEED)
        if source.id == "busy-herald" and path == "/rss":
            return Reply(503, b"busy", headers={"Retry-After": "1800"})
        if source.id in MOVED_TO and path == MOVED_TO[source.id][0]:
            return Reply(301, headers={"Location": f"{source.site}{MOVED_TO[source.id][1]}"})
        for address, render, content_type in FEEDS.get(source.id, ()):
            if path == address:
                return Reply(
                    200,
                    render(source, self._list_items(source)).encode(),
                    content_type,
                    changed_at=self._find_last_change(source),
                    validators=VALIDATORS.get(source.id, "both"),
                )
        return None

    def _find_last_change(self, source: Source) -> datetime:
        articles = self.list_articles(source)
        return max(self.compute_modified_at(article) or article.published_at for article in articles)

    def _list_items(self, source: Source) -> Sequence[FeedItem]:
        return [
            FeedItem(
                url=self.build_listed_url(article),
                title=article.title,
                summary=article.summary or article.paragraphs[0][:300],
                at=None if article.undated else article.published_at,
                modified=self.compute_modified_at(article),
            )
            for article in self.list_articles(source)
        ]

    def _answer_page(self, source: Source, path: str) -> Reply | None:
        plain = path.partition("?")[0].removesuffix("/amp")
        for article in self.list_articles(source):
            if plain == build_path(article):
                return ODD_PAGES.get(article.page) or self._answer_article(article, source)
            if article.page == "moved" and plain == urlsplit(self.build_listed_url(article)).path:
                return Reply(301, headers={"Location": self.build_url(article)})
        return None

    def _answer_article(self, article: SampleArticle, source: Source) -> Reply:
        modified = self.compute_modified_at(article)
        page = render_page(
            Setting(
                article,
                source,
                self.build_url(article),
                modified,
                related=self._list_links(article, source),
                alternates=[
                    (language, self.build_url(self._by_id[id_])) for language, id_ in article.hreflang.items()
                ],
            )
        )
        changed_at = modified or article.published_at
        if article.page == "cp1251":
            # The server of the page in windows-1251 says nothing about it.
            body = page.encode("windows-1251", "xmlcharrefreplace")
            return Reply(200, body, "text/html", changed_at=changed_at)
        return Reply(200, page.encode(), HTML, changed_at=changed_at)

    def _list_links(self, article: SampleArticle, source: Source) -> list[tuple[str, str]]:
        """List the articles that a page links: those that it is about, then others of its outlet."""
        linked = [self._by_id[id_] for id_ in article.related]
        # Only first-edition articles: a new one must not change the pages of the others.
        earlier = [other for other in self.list_articles(source) if other.edition == 1]
        linked += [other for other in earlier if other.id != article.id][:EARLIER]
        return [(self.build_url(other), other.title) for other in linked]


def build_path(article: SampleArticle) -> str:
    """Build the path of an article's page."""
    section = "closed" if article.page == "closed" else "news"
    if article.source != "barrel-monthly":
        return f"/{section}/{article.id}"
    number = int(hashlib.sha256(article.id.encode()).hexdigest()[:6], 16)
    return f"/{section}/{number}-{article.id}"


def main() -> None:
    """Serve until interrupted; print what to let through and where the catalogue is."""
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
