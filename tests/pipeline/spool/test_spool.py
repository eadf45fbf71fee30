"""The spool: complete under its final name or absent, read back in order, readable by other WARC tools."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import spool
from pipeline.model.fetches import FeedFetch, Page, PageFetch, Validators
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.spool import Answer, Damaged, Full, Writer

AT = datetime(2026, 5, 7, 9, 0, 1, 123456, tzinfo=UTC)
CYCLE = "20260507T090000000"
HTML = "<p>Qamışlıq yenidən yaşıllaşıb. Cỏ lau xanh trở lại.</p>".encode()


def feed(**given: Any) -> FeedFetch:
    values: dict[str, Any] = {
        "source": "reed-post",
        "url": "http://reed.example/rss",
        "cycle": CYCLE,
        "outcome": Outcome.OK,
    }
    return FeedFetch(**{**values, "fetched_at": AT, "seen_at": AT, **given})


def fetch(number: int = 1, **given: Any) -> PageFetch:
    candidate = Candidate(url=f"http://reed.example/{number}", source="reed-post", title="Reeds")
    values: dict[str, Any] = {
        "candidate": candidate,
        "cycle": CYCLE,
        "outcome": Outcome.FETCHED,
        "status": 200,
    }
    return PageFetch(**{**values, "fetched_at": AT, "seen_at": AT, **given})


def answer(
    body: bytes = HTML, status: int = 200, url: str = "http://reed.example/1", **headers: str
) -> Answer:
    named = [(n.replace("_", "-"), v) for n, v in headers.items()]
    return Answer(url, status, [("Content-Type", "text/html"), *named], body)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "spool"


@pytest.fixture
def writer(folder: Path) -> Writer:
    return Writer(folder, CYCLE, 0, 1)


def closed(writer: Writer, folder: Path) -> Path:
    writer.close()
    return folder / writer.files[-1]


def records(path: Path) -> Iterator[Any]:
    with path.open("rb") as handle:
        yield from ArchiveIterator(handle, check_digests="raise")


def test_feeds_and_pages_come_back_in_their_order(writer: Writer, folder: Path) -> None:
    listed = feed(
        entries={Outcome.FOUND: 1},
        candidates=(fetch().candidate,),
        validators=Validators(etag='W/"x"'),
        retry_at=AT,
    )
    writer.write_feed(listed, [answer(b"<rss/>")])
    writer.write_page(fetch(1), [answer()])
    writer.write_page(fetch(2, outcome=Outcome.BUDGET, status=0))
    first, second, third = spool.read_segment(closed(writer, folder))
    assert first == listed
    assert isinstance(second, Page)
    assert (second.fetch, second.body) == (fetch(1), HTML)
    assert isinstance(third, Page)
    assert (third.fetch.outcome, third.body, third.archive) == (Outcome.BUDGET, b"", "")


def test_the_place_of_a_page_is_where_its_answer_begins(writer: Writer, folder: Path) -> None:
    writer.write_feed(feed(), [answer(b"<rss/>")])
    writer.write_page(fetch(), [answer(status=301), answer()])
    path = closed(writer, folder)
    page = next(item for item in spool.read_segment(path) if isinstance(item, Page))
    name, _, offset = page.archive.rpartition(":")
    with (folder / name).open("rb") as handle:
        handle.seek(int(offset))
        record = next(ArchiveIterator(handle))
        assert (record.rec_type, record.http_headers.get_statuscode(), record.content_stream().read()) == (
            "response",
            "200",
            HTML,
        )


def test_what_the_server_sent_is_kept_without_cookies_and_credentials(writer: Writer, folder: Path) -> None:
    packed = gzip.compress(HTML, mtime=0)
    secret = {
        "Set_Cookie": "id=7",
        "Authorization": "Basic eA==",
        "WWW_Authenticate": "Basic",
        "Proxy_Authenticate": "Basic",
    }
    writer.write_page(
        fetch(), [answer(packed, Content_Encoding="gzip", ETag='"1"', Transfer_Encoding="chunked", **secret)]
    )
    path = closed(writer, folder)
    record = next(r for r in records(path) if r.rec_type == "response")
    kept = dict(record.http_headers.headers)
    assert kept == {
        "Content-Type": "text/html",
        "Content-Encoding": "gzip",
        "ETag": '"1"',
        "Content-Length": str(len(packed)),
    }
    (page,) = spool.read_segment(path)
    assert isinstance(page, Page)
    assert page.body == HTML


def test_other_tools_find_warc_1_1_with_what_is_known_beside_each_answer(
    writer: Writer, folder: Path
) -> None:
    writer.write_feed(feed(outcome=Outcome.UNCHANGED), [answer(b"", 304, "http://reed.example/rss")])
    writer.write_page(fetch(), [answer()])
    path = closed(writer, folder)
    kinds, beside, ids = [], [], []
    for record in records(path):
        assert record.rec_headers.protocol == "WARC/1.1"
        kinds.append(record.rec_type)
        ids.append(record.rec_headers.get_header("WARC-Record-ID"))
        beside.append(record.rec_headers.get_header("WARC-Concurrent-To"))
        record.content_stream().read()
    assert kinds == ["warcinfo", "revisit", "metadata", "response", "metadata"]
    assert (beside[2], beside[4]) == (ids[1], ids[3])
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1\r\n") == 5


def test_nothing_is_under_a_final_name_before_the_segment_is_closed(writer: Writer, folder: Path) -> None:
    writer.write_page(fetch(), [answer()])
    assert [p.name for p in folder.iterdir()] == [f"{CYCLE}-s00-a1-0001.warc.gz.open"]
    writer.close()
    assert [p.name for p in folder.iterdir()] == [f"{CYCLE}-s00-a1-0001.warc.gz"]


def test_a_segment_is_closed_when_it_is_old_enough(folder: Path) -> None:
    writer = Writer(folder, CYCLE, 3, 2, closed_after=0.0)
    writer.write_page(fetch(1), [answer()])
    writer.write_page(fetch(2), [answer()])
    assert writer.files == [f"{CYCLE}-s03-a2-0001.warc.gz", f"{CYCLE}-s03-a2-0002.warc.gz"]


def test_names_that_are_taken_in_spool_or_archive_are_never_overwritten(writer: Writer, folder: Path) -> None:
    kept = folder.parent / "2026" / "05" / f"{CYCLE}-s00-a1-0001.warc.gz"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"kept")
    folder.mkdir(parents=True)
    (folder / f"{CYCLE}-s00-a1-0002.warc.gz").write_bytes(b"waiting")
    writer.write_page(fetch(), [answer()])
    (folder / f"{CYCLE}-s00-a1-0003.warc.gz").write_bytes(b"came in between")
    writer.close()
    assert writer.files == [f"{CYCLE}-s00-a1-0004.warc.gz"]
    assert (folder / f"{CYCLE}-s00-a1-0003.warc.gz").read_bytes() == b"came in between"


@pytest.mark.parametrize("share", [0.999, 0.9, 0.7, 0.5, 0.2, 0.05])
def test_a_cut_file_gives_what_is_whole_and_then_says_that_it_is_damaged(
    writer: Writer, folder: Path, share: float
) -> None:
    for number in range(20):
        writer.write_page(fetch(number), [answer(os.urandom(500))])
    path = closed(writer, folder)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    whole = []
    with pytest.raises(Damaged):
        whole.extend(spool.read_segment(path))
    assert len(whole) == pytest.approx(20 * share, abs=1.5)
    assert all(isinstance(item, Page) and len(item.body) == 500 for item in whole)


def test_a_file_cut_between_an_answer_and_what_is_known_about_it_is_damaged(
    writer: Writer, folder: Path
) -> None:
    writer.write_page(fetch(), [answer()])
    path = closed(writer, folder)
    with path.open("rb") as handle:
        iterator = ArchiveIterator(handle)
        ends = [iterator.get_record_offset() for _ in iterator]
    path.write_bytes(path.read_bytes()[: ends[2]])
    with pytest.raises(Damaged, match="before what is known"):
        list(spool.read_segment(path))


@pytest.mark.parametrize(
    "data",
    [b"", b"not a warc", b"\x1f\x8b\x08\x00nonsense", gzip.compress(b"plain text", mtime=0)],
    ids=["empty", "text", "torn", "other"],
)
def test_a_file_that_is_no_warc_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    with pytest.raises(Damaged):
        list(spool.read_segment(path))


def test_a_flipped_byte_is_noticed(writer: Writer, folder: Path) -> None:
    for number in range(5):
        writer.write_page(fetch(number), [answer(os.urandom(2000))])
    path = closed(writer, folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x40
    path.write_bytes(bytes(data))
    whole = []
    with pytest.raises(Damaged):
        whole.extend(spool.read_segment(path))
    assert sum(item.fetch.outcome is Outcome.FETCHED for item in whole if isinstance(item, Page)) == 4


@pytest.mark.parametrize(
    ("body", "encoding", "outcome"),
    [
        (gzip.compress(bytes(3 * 1024 * 1024), mtime=0), "gzip", Outcome.TOO_LARGE),
        (bytes(1024 * 1024 + 1), "", Outcome.TOO_LARGE),
        (gzip.compress(HTML * 50, mtime=0)[:-9], "gzip", Outcome.BROKEN_BODY),
        (HTML, "br", Outcome.BROKEN_BODY),
    ],
    ids=["bomb", "large", "cut gzip", "unknown coding"],
)
def test_a_body_that_cannot_be_unpacked_is_a_page_that_says_so(
    writer: Writer, folder: Path, body: bytes, encoding: str, outcome: Outcome
) -> None:
    writer.write_page(fetch(), [answer(body, Content_Encoding=encoding)])
    writer.write_page(fetch(2), [answer()])
    first, second = spool.read_segment(closed(writer, folder), 1024 * 1024)
    assert isinstance(first, Page)
    assert (first.fetch.outcome, first.body) == (outcome, b"")
    assert isinstance(second, Page)
    assert second.fetch.outcome is Outcome.FETCHED


FORK = multiprocessing.get_context("fork")


def write_and_sleep(folder: Path, pipe: Connection) -> None:
    writer = Writer(folder, CYCLE, 0, 7)
    writer.write_page(fetch(), [answer()])
    pipe.send("open")
    time.sleep(60)


def test_open_segments_are_left_alone_while_their_writer_lives_and_removed_after(folder: Path) -> None:
    here, there = FORK.Pipe()
    child = FORK.Process(target=write_and_sleep, args=(folder, there))
    child.start()
    try:
        assert here.recv() == "open"
        assert (
            spool.find_stale_segments(folder),
            spool.list_waiting_segments(folder),
            len(list(folder.iterdir())),
        ) == ([], [], 1)
    finally:
        child.kill()
        child.join()
    assert len(spool.find_stale_segments(folder)) == 1
    assert (spool.list_waiting_segments(folder), list(folder.iterdir())) == ([], [])


def test_segments_wait_in_the_order_of_their_names(writer: Writer, folder: Path) -> None:
    for other in (Writer(folder, CYCLE, 1, 1), writer, Writer(folder, "20260506T090000000", 0, 1)):
        other.write_page(fetch(), [answer()])
        other.close()
    assert [p.name[:21] for p in spool.list_waiting_segments(folder)] == [
        "20260506T090000000-s0",
        f"{CYCLE}-s0",
        f"{CYCLE}-s0",
    ]
    assert spool.list_waiting_segments(folder) == sorted(folder.iterdir())


def test_a_processed_segment_lies_in_the_archive_by_month(writer: Writer, folder: Path) -> None:
    writer.write_page(fetch(), [answer()])
    path = closed(writer, folder)
    data = path.read_bytes()
    place = spool.archive_segment(path, folder.parent)
    assert place == folder.parent / "2026" / "05" / path.name
    assert (place.read_bytes(), path.exists(), spool.archive_segment(path, folder.parent)) == (
        data,
        False,
        place,
    )


def test_keeping_again_after_a_crash_makes_no_second_copy_and_another_file_is_not_overwritten(
    folder: Path,
) -> None:
    archive, name = folder.parent, f"{CYCLE}-s00-a1-0001.warc.gz"
    folder.mkdir(parents=True)
    for data in (b"one", b"one", b"two"):
        (folder / name).write_bytes(data)
        spool.archive_segment(folder / name, archive)
    kept = {p.name: p.read_bytes() for p in (archive / "2026" / "05").iterdir()}
    assert kept == {name: b"one", f"{CYCLE}-s00-a1-0001-2.warc.gz": b"two"}


def test_a_damaged_segment_is_put_where_a_person_finds_it(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "x.warc.gz").write_bytes(b"torn")
    place = spool.put_segment_aside(folder / "x.warc.gz")
    assert (place, place.read_bytes()) == (folder.parent / "damaged" / "x.warc.gz", b"torn")


def fill_the_disk(folder: Path, pipe: Connection) -> None:
    writer = Writer(folder, CYCLE, 0, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        for number in range(100):
            writer.write_page(fetch(number), [answer(os.urandom(3000))])
    except Full as full:
        pipe.send(str(full))
    writer.close()


def test_a_full_disk_is_told_in_a_sentence_and_leaves_only_whole_records(folder: Path) -> None:
    here, there = FORK.Pipe()
    child = FORK.Process(target=fill_the_disk, args=(folder, there))
    child.start()
    child.join()
    assert here.recv().startswith(
        f"The spool in {folder} cannot be written (File too large): free some space"
    )
    (path,) = folder.iterdir()
    pages = list(spool.read_segment(path))
    assert 3 < len(pages) < 8


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Full, match="cannot be written"):
        Writer(tmp_path / "file" / "spool", CYCLE, 0, 1).write_page(fetch(), [answer()])


def foreign_warc(path: Path, *, packed: bool = True) -> Path:
    """Write what another tool would: requests, images, redirects, chunks and brackets around addresses
    included.
    """

    def add(
        kind: str,
        url: str,
        body: bytes,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (),
        **more: str,
    ) -> None:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind == "response" else None
        extra = {k.replace("_", "-"): v for k, v in more.items()}
        content_type = "text/html" if kind == "resource" else ""
        warc.write_record(
            warc.create_warc_record(
                url,
                kind,
                BytesIO(body),
                len(body),
                http_headers=http,
                warc_headers_dict=extra,
                warc_content_type=content_type,
            )
        )

    html = (("Content-Type", "text/html"),)
    with path.open("wb") as handle:
        warc = WARCWriter(handle, gzip=packed)
        warc.write_record(warc.create_warcinfo_record(path.name, {"software": "another crawler"}))
        add("response", "http://fen.example/one", HTML, headers=html, WARC_Date="2024-02-03T04:05:06Z")
        add(
            "response",
            "http://fen.example/gzip",
            gzip.compress(HTML, mtime=0),
            headers=(*html, ("Content-Encoding", "gzip")),
        )
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML)
        add(
            "response",
            "http://fen.example/chunks",
            chunked,
            headers=(*html, ("Transfer-Encoding", "chunked")),
        )
        add("response", "http://fen.example/untyped", HTML)
        add("resource", "http://fen.example/resource", HTML)
        add("response", "http://fen.example/image", b"\x89PNG", headers=(("Content-Type", "image/png"),))
        add("response", "http://fen.example/moved", b"", "301 Moved", headers=html)
        add("response", "http://127.0.0.1/private", HTML, headers=html)
        add("response", "http://fen.example/cut", HTML, headers=html, WARC_Truncated="length")
        add("request", "http://fen.example/one", b"GET /one HTTP/1.1\r\nHost: fen.example\r\n\r\n")
    return path


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_pages_are_read_out_of_foreign_archives(tmp_path: Path, packed: bool) -> None:
    pages = {
        p.url.rpartition("/")[2]: p
        for p in spool.read_pages(foreign_warc(tmp_path / "f.warc", packed=packed))
    }
    assert set(pages) == {"one", "gzip", "chunks", "untyped", "resource", "cut"}
    assert {name: p.body for name, p in pages.items()} == {**dict.fromkeys(pages, HTML), "cut": b""}
    assert pages["cut"].fetch.outcome is Outcome.BROKEN_BODY
    first = pages["one"].fetch
    assert (first.candidate.source, first.fetched_at) == (
        "unlisted",
        datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC),
    )


def test_replay_of_our_own_archive_keeps_what_discovery_knew(writer: Writer, folder: Path) -> None:
    writer.write_feed(feed(), [answer(b"<rss/>")])
    writer.write_page(fetch(first_seen_at=AT - timedelta(days=1)), [answer()])
    (page,) = spool.read_pages(closed(writer, folder))
    assert (page.fetch.candidate.title, page.fetch.first_seen_at) == ("Reeds", AT - timedelta(days=1))


def test_a_bomb_in_a_foreign_archive_is_a_page_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    http = StatusAndHeaders(
        "200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], protocol="HTTP/1.1"
    )
    with path.open("wb") as handle:
        warc = WARCWriter(handle, gzip=True)
        body = gzip.compress(bytes(50 * 2**20), mtime=0)
        warc.write_record(
            warc.create_warc_record(
                "http://fen.example/bomb", "response", BytesIO(body), len(body), http_headers=http
            )
        )
    (page,) = spool.read_pages(path)
    assert (page.fetch.outcome, page.body) == (Outcome.TOO_LARGE, b"")
