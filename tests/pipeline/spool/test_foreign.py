"""Foreign WARC files: damage is told record by record, and what is whole is read."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import spool
from pipeline.model.fetches import Page
from pipeline.model.outcomes import Outcome
from pipeline.spool import Damaged
from tests.pipeline.spool.test_spool import HTML

URL = "https://reed.example/news/{}"


def write_records(path: Path, records: list[tuple[str | None, bytes, dict[str, str]]]) -> list[int]:
    """Write a foreign file and give where each record begins; an address of None leaves the header out."""
    offsets = []
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True)
        for url, body, more in records:
            offsets.append(handle.tell())
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *more.items()], "HTTP/1.1")
            record = writer.create_warc_record(
                url or URL.format("x"), "response", BytesIO(body), http_headers=headers
            )
            if url is None:
                record.rec_headers.remove_header("WARC-Target-URI")
            writer.write_record(record)
    return offsets


def read_all(path: Path) -> tuple[list[Page], str]:
    pages: list[Page] = []
    try:
        pages.extend(spool.read_pages(path))
    except Damaged as error:
        return pages, str(error)
    return pages, ""


def test_a_record_without_an_address_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    offsets = write_records(path, [(URL.format(1), HTML, {}), (None, HTML, {}), (URL.format(2), HTML, {})])
    pages, why = read_all(path)
    assert [page.url for page in pages] == [URL.format(1), URL.format(2)]
    assert why == f"the record at {offsets[1]} has no address"


CODINGS: dict[str, tuple[bytes, str, Outcome]] = {
    "brotli": (brotli.compress(HTML), "br", Outcome.FETCHED),
    "brotli undone": (HTML, "br", Outcome.FETCHED),
    "half of brotli": (brotli.compress(HTML * 9)[:-8], "br", Outcome.BROKEN_BODY),
    "a bomb in brotli": (brotli.compress(bytes(40 * 1024 * 1024), quality=1), "br", Outcome.TOO_LARGE),
    "gzip": (gzip.compress(HTML, mtime=0), "gzip", Outcome.FETCHED),
    "gzip undone": (HTML, "gzip", Outcome.FETCHED),
    "half of gzip": (gzip.compress(HTML * 9, mtime=0)[:-8], "gzip", Outcome.BROKEN_BODY),
}


@pytest.mark.parametrize("name", CODINGS)
def test_a_coding_of_another_crawler_is_undone_or_named(tmp_path: Path, name: str) -> None:
    body, coding, outcome = CODINGS[name]
    path = tmp_path / "x.warc.gz"
    write_records(path, [(URL.format(1), body, {"Content-Encoding": coding}), (URL.format(2), HTML, {})])
    pages, why = read_all(path)
    assert [page.fetch.outcome for page in pages] == [outcome, Outcome.FETCHED]
    assert pages[0].body == (HTML if outcome is Outcome.FETCHED else b"")
    assert not why


def test_a_last_record_that_is_cut_is_no_page_that_was_fetched(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    write_records(path, [(URL.format(1), HTML, {}), (URL.format(2), HTML * 20, {})])
    data = gzip.decompress(path.read_bytes())
    path.write_bytes(data[:-200])
    pages, why = read_all(path)
    assert [page.fetch.outcome for page in pages] == [Outcome.FETCHED, Outcome.BROKEN_BODY]
    assert pages[1].fetch.detail == "the record is cut"
    assert (pages[1].body, bool(why) or pages[1].fetch.outcome is Outcome.BROKEN_BODY) == (b"", True)


def test_after_a_damage_reading_goes_on_at_the_next_record(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    offsets = write_records(path, [(URL.format(n), HTML * 9, {}) for n in range(4)])
    data = bytearray(path.read_bytes())
    data[offsets[1] + 30 : offsets[1] + 60] = bytes(30)
    path.write_bytes(bytes(data))
    pages, why = read_all(path)
    read = [page.url for page in pages if page.fetch.outcome is Outcome.FETCHED]
    assert read == [URL.format(0), URL.format(2), URL.format(3)]
    assert why


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html><body>Reeds.</body></html>", "is no WARC file but a web page"),
        (b"\xef\xbb\xbf\n <html></html>", "is no WARC file but a web page"),
        (gzip.compress(b"<html></html>", mtime=0), "is no WARC file but a web page"),
        (b"%PDF-1.7 ...", "is no WARC file but something else"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_no_archive_is_called_what_it_is(tmp_path: Path, data: bytes, kind: str) -> None:
    path: Any = tmp_path / "page.html"
    path.write_bytes(data)
    assert read_all(path) == ([], kind)
