"""What a server or a job put into an address or a header never damages the file that it is written into."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import spool
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.spool import Answer, Writer

AT = datetime(2026, 5, 7, 9, tzinfo=UTC)
HTML = b"<html><body><p>Reeds grow along the canal.</p></body></html>"


def write_and_read(
    folder: Path, url: str, headers: list[tuple[str, str]], body: bytes, outcome: Outcome = Outcome.FETCHED
) -> list[Page]:
    """Write two pages of these headers and addresses, and give what is read out of the file."""
    writer = Writer(folder, "20260507T090000000", 0, 1)
    for number in range(2):
        candidate = Candidate(url=f"http://reed.example/{number}", source="reed-post")
        fetch = PageFetch(
            candidate=candidate,
            cycle="20260507T090000000",
            outcome=outcome,
            url=url,
            status=200,
            fetched_at=AT,
            seen_at=AT,
        )
        writer.write_page(fetch, [Answer(url, 200, headers, body)] if body else [])
    writer.close()
    return [page for page in spool.read_segment(folder / writer.files[0]) if isinstance(page, Page)]


@pytest.mark.parametrize(
    "url",
    [
        "http://reed.example/\r\nWARC-Type: metadata\r\n\r\nx",
        "http://reed.example/\n",
        "http://reed.example/\r",
        "http://reed.example/a b\x00\x7f",
        "http://reed.example/\ud800",
    ],
)
def test_an_odd_address_damages_no_segment(tmp_path: Path, url: str) -> None:
    assert len(write_and_read(tmp_path, url.replace("\ud800", "?"), [], b"", Outcome.REFUSED_ADDRESS)) == 2
    answers = [Answer(url, 200, [], HTML)]
    writer = Writer(tmp_path / "two", "20260507T090000000", 0, 1)
    candidate = Candidate(url="http://reed.example/1", source="reed-post")
    fetch = PageFetch(candidate=candidate, cycle="c", outcome=Outcome.FETCHED, fetched_at=AT, seen_at=AT)
    writer.write_page(fetch, answers)
    writer.close()
    (page,) = spool.read_segment(tmp_path / "two" / writer.files[0])
    assert isinstance(page, Page)
    assert page.body == HTML


@pytest.mark.parametrize(
    "value", ["a\nb", "a\r\nb", "a\rb", "a\n\nb", "\n", "a\r\n\r\n<html>", "\x00", "ə", "a\x0bb"]
)
@pytest.mark.parametrize("name", ["X-Odd", "X-\nOdd", "Content-Type"])
def test_a_line_break_in_a_header_ends_no_header(tmp_path: Path, name: str, value: str) -> None:
    headers = [(name, value), ("Content-Encoding", "gzip")]
    pages = write_and_read(tmp_path, "http://reed.example/1", headers, gzip.compress(HTML, mtime=0))
    assert [(page.fetch.outcome, page.body) for page in pages] == [(Outcome.FETCHED, HTML)] * 2


def test_two_headers_of_codings_are_read_as_the_crawl_reads_them(tmp_path: Path) -> None:
    twice = gzip.compress(gzip.compress(HTML, mtime=0), mtime=0)
    headers = [("Content-Encoding", "gzip"), ("content-encoding", "gzip")]
    pages = write_and_read(tmp_path, "http://reed.example/1", headers, twice)
    assert [page.body for page in pages] == [HTML, HTML]
