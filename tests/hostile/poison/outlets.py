"""Eight outlets that are broken, hacked or hostile, with one feed and one page each; all of it invented.

What is slow or greedy is real input: text without end, markup without end, data inside data. With the limits
of a test it takes too much whatever the rules that read it cost a character.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

from tests.pipeline.runs.long_pages import make_long_page
from tests.spiders.site import Act, Site, answer, cut, rss

HEAD = (
    "<html lang='en'><head><title>An atlas of {0}</title>{1}</head><body><article><h1>An atlas of {0}</h1>"
    "<p>Its index begins with Azerbaijan.</p>"
)
# Both sides are named, so that the page is read, and nothing links them: no mail is written about it.
SENTENCE = "The atlas gives {} a page of its own, with a map, a table of rivers and a list of lakes. "
END = "<p>The last plate of the atlas shows Vietnam.</p></article></body></html>"


def build_page(subject: str, body: str, head: str = "") -> bytes:
    return (HEAD.format(subject, head) + body + END).encode()


def build_long_text() -> bytes:
    """A text that does not end, within the bounds of a page."""
    return make_long_page(build_page("everything", "").decode()).encode()


def build_dots() -> bytes:
    return build_page("dots", f"<p>{SENTENCE.format('dots')}{'.' * 300_000} {'!?' * 100_000}</p>")


def build_tags() -> bytes:
    return build_page("tags", f"<p>{SENTENCE.format('tags') * 5}</p>" + "<i><b>x</b></i>" * 150_000)


def build_nested_data() -> bytes:
    nested = '{"@type":"NewsArticle","author":' * 600 + '"nobody"' + "}" * 600
    data = f'<script type="application/ld+json">{nested}</script>'
    return build_page("nests", f"<p>{SENTENCE.format('nests') * 5}</p>", data)


def build_controls() -> bytes:
    return build_page(
        "bytes", f"<p>{SENTENCE.format('by') * 5}\x01\x02\ufffe&#1;</p><div id=recommend>\x02</div>"
    )


def build_members() -> bytes:
    return b"".join(gzip.compress(SENTENCE.encode(), mtime=0) for _ in range(3000))


def build_wide_feed(link: str) -> bytes:
    attributes = b"".join(b" a%d='x'" % number for number in range(6000))
    return rss(link).replace(b"<title>", b"<title" + attributes + b">", 1)


def build_json_feed(link: str) -> bytes:
    items = [{"id": link, "url": link, "title": "Notice"}] * 20_000
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


PAGES: Mapping[str, Act] = {
    "long-text": answer(build_long_text()),
    "dots": answer(build_dots()),
    "tags": answer(build_tags()),
    "nests": answer(build_nested_data()),
    "controls": answer(build_controls()),
    "members": answer(build_members(), Content_Encoding="gzip"),
    "wide-feed": cut(build_page("halves", f"<p>{SENTENCE.format('halves') * 5}</p>")),
    "json-feed": answer(b"\x1f\x8b\x08\x00" + bytes(2000)),
}
"""What the page of each outlet is, by the name of the outlet."""


def start_poison() -> Site:
    """Start the server of all of them."""
    site = Site()
    for name, act in PAGES.items():
        link = f"http://{name}.example/news/2026/a-notice-of-{name}-101.html"
        site.on(link, act)
        feeds = {"wide-feed": build_wide_feed, "json-feed": build_json_feed}
        body = feeds[name](link) if name in feeds else rss(link)
        site.on(f"http://{name}.example/rss", answer(body, Content_Type="application/xml"))
    return site.start()


def list_sources() -> list[dict[str, Any]]:
    """Give their entries in a catalogue."""
    return [
        {
            "id": f"poison-{name}",
            "name": name.title(),
            "kind": "independent",
            "country": "AZ",
            "languages": ["en"],
            "timezone": "Asia/Baku",
            "site": f"http://{name}.example/",
            "feeds": [{"url": f"http://{name}.example/rss", "kind": "rss"}],
        }
        for name in PAGES
    ]


def let_through(site: Site) -> str:
    return ",".join(f"{name}.example:80=127.0.0.1:{site.port}" for name in PAGES)
