"""Every decoder, parser and counter that meets strangers' bytes, with the worst that each can be given.

For a table and a test: none takes more than in proportion to what it is given.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lxml import etree
from warcio.warcwriter import WARCWriter

from pipeline.config.settings import ROOT
from pipeline.config.topic import Topic, load_topic
from pipeline.discover import discover_candidates
from pipeline.discover.bounds import bound_document, bound_references, bound_sitemap
from pipeline.discover.entry_text import LONGEST_TEXT, strip_markup
from pipeline.discover.opml import read_opml
from pipeline.discover.references import mend_references
from pipeline.model.dates import parse_date
from pipeline.model.jobs import FeedTask
from pipeline.read.extract.json_ld import parse_json_ld
from pipeline.read.judge.sentences import MOST_SENTENCES, count_sentences, split_paragraph
from pipeline.read.prescan import passes_prescan
from pipeline.spool.answers import make_warc_record
from pipeline.spool.foreign import read_pages
from pipeline.spool.records import Damaged
from pipeline.text.characters import clean_document
from pipeline.text.clean import clean_paragraphs, fold_text
from pipeline.text.coding import BrokenBody, TooLarge, decode_content
from pipeline.text.encoding import recode_feed, recode_page
from pipeline.text.parsing import TooMuch, drop_elements, parse_html
from pipeline.text.sketch import sketch_text
from pipeline.text.urls import identify_url, resolve_link

LIMIT = 64 * 1024 * 1024
"""Bytes that a body may have here: what is measured is the way, not the limit."""
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://a.example/news/"
RECORD = {
    "WARC-Record-ID": "<urn:uuid:36fbefaa-6fb1-25f8-e315-48a8595cfcc3>",
    "WARC-Date": "2026-01-01T00:00:00Z",
}

Make = Callable[[int], bytes]


class ByteReader(NamedTuple):
    """A function of the product, where it stands, and what it may be given, each of about so many bytes."""

    name: str
    run: Callable[[bytes], object]
    worst: Mapping[str, Make]


def fill(*units: bytes, head: bytes = b"", end: bytes = b"") -> dict[str, Make]:
    """Give inputs that repeat one of the units up to a size."""

    def repeat(unit: bytes, size: int) -> bytes:
        return head + unit * (size // len(unit)) + end

    return {repr(unit)[1:]: lambda size, unit=unit: repeat(unit, size) for unit in units}  # type: ignore[misc]


def number(unit: bytes, head: bytes = b"", end: bytes = b"") -> dict[str, Make]:
    """Give an input of units that differ by their number."""
    counted = unit.replace(b"%d", b"%07d")

    def count(size: int) -> bytes:
        return head + b"".join(counted % n for n in range(size // len(counted % 0))) + end

    return {repr(unit)[1:]: count}


def allow(*faults: type[Exception]) -> Callable[[Callable[[bytes], object]], Callable[[bytes], object]]:
    """Let a function end with one of its own faults."""

    def wrap(run: Callable[[bytes], object]) -> Callable[[bytes], object]:
        def call(data: bytes) -> object:
            with suppress(*faults):
                return run(data)
            return None

        return call

    return wrap


# ---- what is read with


def undo(coding: str) -> Callable[[bytes], object]:
    """Undo a content coding."""
    return allow(BrokenBody, TooLarge)(lambda data: decode_content(data, coding, LIMIT))


def discover(link: str = "") -> Callable[[bytes], object]:
    """Read a feed, sitemap or section page."""
    task = FeedTask(source="a", url=URL, kind="listing", link=link) if link else None
    return lambda data: discover_candidates(data, url=URL, source=None, feed=task, now=NOW, limit=LIMIT)


@allow(TooMuch, etree.ParserError, etree.XMLSyntaxError)
def parse_page(data: bytes) -> object:
    """Parse a page and drop its links."""
    tree = parse_html(data)
    drop_elements(tree.iter("a"))
    return tree


@allow(Damaged)
def read_archive(data: bytes) -> object:
    """Read a WARC file of strangers."""
    with NamedTemporaryFile(prefix="azvn-bench-") as file:
        file.write(data)
        file.flush()
        return sum(1 for _ in read_pages(Path(file.name), LIMIT))


def read_date(data: bytes) -> object:
    """Read a date."""
    return parse_date(data.decode("utf-8", "replace"), zone=ZoneInfo("Asia/Baku"), now=NOW)


def look_through(data: bytes) -> object:
    """Look whether a page may name both sides."""
    return passes_prescan(data, _load_topic())


def cut_text(data: bytes) -> object:
    """Count and cut sentences."""
    text = data.decode("utf-8", "replace")
    return count_sentences(text), list(islice(split_paragraph(text), MOST_SENTENCES))


def on_text(run: Callable[[str], Any]) -> Callable[[bytes], object]:
    """Give bytes to a function of text."""
    return lambda data: run(data.decode("utf-8", "replace"))


@lru_cache(maxsize=1)
def _load_topic() -> Topic:
    return load_topic(ROOT / "config" / "topic.yml")


# ---- what they are given


def pack_members(size: int) -> bytes:
    """Many small members of gzip."""
    member = gzip.compress(b"a", mtime=0)
    return member * (size // len(member))


def pack_bomb(size: int) -> bytes:
    """A body that unpacks to a thousand times its size."""
    return zlib.compress(bytes(size * 4), 9)


def pack_stored(size: int) -> bytes:
    """A body of blocks that are stored."""
    return gzip.compress(bytes(size), 0, mtime=0)


def write_warc(size: int) -> bytes:
    """An archive of many small records, the same at every call."""
    buffer = io.BytesIO()
    warc = WARCWriter(buffer, gzip=True)
    warc.write_record(make_warc_record(warc, URL, "resource", b"<p>a", warc_headers_dict=RECORD))
    return buffer.getvalue() * (size // buffer.tell())


def write_damaged_warc(size: int) -> bytes:
    """An archive of many records that are cut."""
    whole = write_warc(400)
    return whole + whole[:-12] * (size // len(whole))


def write_headers(size: int) -> bytes:
    """A record whose headers do not end."""
    return b"WARC/1.0\r\n" + b"A: b\r\n" * (size // 6)


def write_line(size: int) -> bytes:
    """A record of one header without end."""
    return b"WARC/1.0\r\nA: " + b"b" * size


def write_chunks(size: int) -> bytes:
    """A page in chunks of a byte."""
    body = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * (size // 6) + b"0\r\n\r\n"
    )
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: application/http; msgtype=response\r\n\r\n" + body + b"\r\n\r\n"


MARKUP = (b"<p>", b"<i>x</i>", b"<!--", b"<", b"&", b"&#", b"</p>", b"<a>a</a>b", b"<script>", b"a ")
XML = (b"<item>", b"<item/>", b"<a>x</a>", b"<![CDATA[", b"<!--", b"<?", b"<!", b"<", b"&", b"&lt;", b"]]>")
WORDS = (b". ", b".", b"a. ", b"a", b"\n", b" ", "\u0301".encode(), "ə".encode(), b"\xff", b"\x01")

READERS: tuple[ByteReader, ...] = (
    ByteReader(
        "text.coding.decode_content: gzip",
        undo("gzip"),
        {"members": pack_members, "stored": pack_stored},
    ),
    ByteReader("text.coding.decode_content: deflate", undo("deflate"), {"bomb": pack_bomb} | fill(b"\x00")),
    ByteReader("text.encoding.recode_page", recode_page, fill(*WORDS, "Ã‰™".encode(), b"\xe0 ", b"<\x00")),
    ByteReader("text.encoding.recode_feed", recode_feed, fill(*WORDS, "Ã‰™".encode(), b"\xe0 ", b"<\x00")),
    ByteReader("text.characters.clean_document", clean_document, fill(b"&#1;", b"&#0", b"&#x", b"\xef\xbf")),
    ByteReader(
        "text.parsing.parse_html",
        parse_page,
        fill(*MARKUP, head=b"<p>") | number(b" a%d='>'", b"<i", b">") | number(b"<i a%d=1>"),
    ),
    ByteReader("text.clean.clean_paragraphs", on_text(clean_paragraphs), fill(*WORDS)),
    ByteReader("text.clean.fold_text", on_text(fold_text), fill(*WORDS)),
    ByteReader("text.sketch.sketch_text", on_text(sketch_text), fill(*WORDS) | number(b"word%d ")),
    ByteReader("text.urls.resolve_link", on_text(lambda text: resolve_link(URL, text)), fill(b"/..", b"%")),
    ByteReader("text.urls.identify_url", on_text(identify_url), fill(b"/a", b"&a=", head=URL.encode())),
    ByteReader(
        "discover.bounds.bound_document",
        bound_document,
        fill(*XML) | number(b" xmlns:n%d='x'", b"<a"),
    ),
    ByteReader("discover.bounds.bound_sitemap", bound_sitemap, fill(*XML) | number(b"<a xmlns:n%d='x'>")),
    ByteReader("discover.bounds.bound_references", bound_references, fill(b"&")),
    ByteReader("discover.references.mend_references", mend_references, fill(*XML, b"&nbsp;", b"&a")),
    ByteReader("discover: feeds", discover(), fill(*XML, head=b"<rss><channel>")),
    ByteReader(
        "discover: sitemaps",
        discover(),
        fill(b"<url>", b"<x>1</x>", b"&", head=b"<urlset>")
        | number(b"<url><loc>https://a.example/%d</loc><lastmod>2 Nov 2026</lastmod></url>", b"<urlset>"),
    ),
    ByteReader(
        "discover.opml.read_opml",
        read_opml,
        fill(b"<outline>", b"<outline xmlUrl='a'/>", b"<outline ", b"&", b"<", head=b"<opml><body>"),
    ),
    ByteReader("discover: lists of addresses", discover(), number(b"https://a.example/news/%d\n")),
    ByteReader(
        "discover: JSON feeds",
        discover(),
        fill(b"[", b'{"a":', b"{},", b"1,", b'"', head=b'{"items":[')
        | number(b'{"url":"https://a.example/%d"},', b'{"items":[', b"{}]}"),
    ),
    ByteReader(
        "discover: section pages",
        discover("/news/"),
        fill(*MARKUP) | number(b"<a href=/news/%d>a</a>"),
    ),
    ByteReader(
        "discover.entry_text.strip_markup",
        on_text(lambda text: strip_markup(text, LONGEST_TEXT)),
        fill(*MARKUP, b"&lt;", "Ã‰".encode()),
    ),
    ByteReader("model.dates.parse_date", read_date, fill(b"1 ", b"20", b"12:", b"a ", b"2026-")),
    ByteReader(
        "read.prescan.passes_prescan",
        look_through,
        fill(*WORDS, b"&#601;", b"baku ", b"viet ", b"\\u0259"),
    ),
    ByteReader(
        "read.extract.json_ld.parse_json_ld",
        on_text(parse_json_ld),
        fill(b"[", b'{"a":', b"{},", b"1,", b'"', b"/*", b"//", b",", b"'", b"{a:", head=b"{"),
    ),
    ByteReader("read.judge.sentences.split_paragraph", cut_text, fill(*WORDS, b"a.a", b"1. ", b'." ')),
    ByteReader(
        "spool.foreign.read_pages",
        read_archive,
        {
            "records": write_warc,
            "cut records": write_damaged_warc,
            "headers": write_headers,
            "a header": write_line,
            "chunks": write_chunks,
        }
        | fill(b"\x1f\x8b\x08", head=write_warc(500)),
    ),
)  # fmt: skip


def render_readers() -> str:
    """Give them as a Markdown table."""
    lines = [f"| `{reader.name}` | {', '.join(f'`{name}`' for name in reader.worst)} |" for reader in READERS]
    return "\n".join(["| reads | its worst inputs |", "|---|---|", *lines]).replace("\\n", "↵")
