"""A site with feeds of every kind, and what the index of pages knew of it before the crawl."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from pipeline.model.fetches import Validators
from tests.spiders.conftest import STARTED, feed, source
from tests.spiders.site import Site, answer, packed, raw, redirect, rss, sitemap, validated

REED = "http://reed.example"
SOURCES = (
    source(feeds=[{"url": f"{REED}/rss", "kind": "rss"}]),
    source(
        id="search",
        kind="search",
        site="http://search.example/",
        feeds=[{"url": "http://search.example/find", "kind": "search"}],
    ),
)
OLD, NEW = datetime(2026, 5, 6, 8, 0, tzinfo=UTC), datetime(2026, 5, 6, 9, 0, tzinfo=UTC)
UNCHANGED = rss(f"{REED}/old-news")
FEEDS = {
    "rss": feed(f"{REED}/rss"),
    "second": feed(f"{REED}/second"),
    "atom": feed(f"{REED}/atom", kind="atom"),
    "search": feed("http://search.example/find", source="search", kind="search"),
    "index": feed(f"{REED}/index", kind="sitemap"),
    "moved": feed(f"{REED}/moved"),
    "moved for now": feed(f"{REED}/moved-for-now"),
    "validated": feed(f"{REED}/validated", validators=Validators(etag='"7"', last_modified="never")),
    "lying etag": feed(
        f"{REED}/lying", validators=Validators(etag='"7"', body_hash=sha256(UNCHANGED).hexdigest())
    ),
    "web page": feed(f"{REED}/page"),
    "missing": feed(f"{REED}/missing"),
    "broken": feed(f"{REED}/broken"),
    "busy": feed(f"{REED}/busy"),
}
# Its index lists itself, a stranger, sub-sitemaps, one of them missing, and another index.
INDEX = sitemap(
    f"{REED}/index",
    "http://ads.example/s",
    f"{REED}/s1",
    f"{REED}/s2.gz",
    f"{REED}/s3",
    f"{REED}/deeper",
    tag="sitemap",
)


def atom(*entries: tuple[str, str, datetime, datetime]) -> bytes:
    """Give an Atom feed; an entry is address, title, published and updated."""
    parts = ["<title>Notices</title>"]
    for link, title, out, new in entries:
        dates = f"<published>{out:%Y-%m-%dT%H:%MZ}</published><updated>{new:%Y-%m-%dT%H:%MZ}</updated>"
        parts.append(f'<entry><title>{title}</title><link href="{link}"/>{dates}</entry>')
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(parts)}</feed>'.encode()


ATOM = atom(
    (f"{REED}/edited", "Edited", OLD, NEW),
    (f"{REED}/off-topic", "Edited as well", OLD, NEW),
    (f"{REED}/same", "Not edited", OLD, OLD),
    (f"{REED}/newest", "A plain headline", STARTED - timedelta(minutes=1), STARTED),
    (f"{REED}/older", "Another plain headline", STARTED - timedelta(hours=3), STARTED),
    (f"{REED}/hinted", "Əliyev görüşdü", STARTED - timedelta(days=2), STARTED),
)


def build_site() -> Site:
    """Make the site, not yet started."""
    site = Site()
    paths = (
        "known",
        "seen-elsewhere",
        "fresh",
        "shared",
        "edited",
        "same",
        "off-topic",
        "newest",
        "older",
        "hinted",
        "waited",
        "s1/a",
    )
    for path in (*paths, "s2/a", "s4/a", "s4/b"):
        site.on(f"{REED}/{path}", answer())
    listed = [f"{REED}/{path}" for path in ("known", "seen-elsewhere", "fresh", "shared")]
    site.on(
        f"{REED}/rss",
        answer(rss(*listed, "http://ads.example/buy", "javascript:void(0)", "", f"{REED}/waited")),
    )
    site.on(f"{REED}/second", packed(rss(f"{REED}/shared")))
    site.on(
        "http://search.example/find",
        answer(rss(f"{REED}/shared", "http://far.example/1", "http://127.0.0.1/1")),
    )
    site.on(f"{REED}/atom", answer(ATOM))
    site.on(f"{REED}/index", answer(INDEX, ETag='"index"'))
    site.on(f"{REED}/s1", answer(sitemap(f"{REED}/s1/a", "http://ads.example/b")))
    site.on(
        f"{REED}/s2.gz", answer(gzip.compress(sitemap(f"{REED}/s2/a")), Content_Type="application/x-gzip")
    )
    site.on(f"{REED}/deeper", answer(sitemap(f"{REED}/s1", f"{REED}/s4", tag="sitemap")))
    site.on(f"{REED}/s4", answer(sitemap(f"{REED}/s4/a", f"{REED}/s4/b")))
    site.on(f"{REED}/moved", redirect("/for-good", 301))
    site.on(f"{REED}/for-good", answer(rss()))
    site.on(f"{REED}/moved-for-now", redirect("/for-now", 302))
    site.on(f"{REED}/for-now", answer(rss()))
    site.on(f"{REED}/validated", validated(UNCHANGED, etag='"7"'))
    site.on(f"{REED}/lying", answer(UNCHANGED, ETag='"8"'))
    site.on(f"{REED}/page", answer())
    site.on(f"{REED}/broken", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>"))
    site.on(f"{REED}/busy", answer(status=503, Retry_After="100000000", Cache_Control="public, max-age=900"))
    return site
