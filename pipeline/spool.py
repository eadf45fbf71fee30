"""The spool: WARC 1.1 files between the crawl and the pipeline; a segment is complete under its final name or absent."""

from __future__ import annotations

import logging
import os
import shutil
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.model import Candidate, FeedFetch, Page, PageFetch, Value
from pipeline.outcomes import Outcome
from pipeline.urls import refusal

log = logging.getLogger(__name__)

OPEN = ".open"
WARC = ".warc.gz"
CLOSED_AFTER = 120.0
"""Seconds until a segment is closed, so that a long crawl can be processed while it goes on."""
CLOSED_AT = 64 * 1024 * 1024
MOST_UNPACKED = 5 * 1024 * 1024
METADATA = "application/json"
REVISIT = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SECRET = frozenset(
    {
        "set-cookie",
        "set-cookie2",
        "cookie",
        "authorization",
        "proxy-authorization",
        "www-authenticate",
        "authentication-info",
    }
)
_GONE_WITH_CHUNKS = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive", "trailer"})


class Damaged(Exception):
    """A spool or archive file cannot be read to its end; the message says where."""


class Full(Exception):
    """The disk cannot take another record; the message says what to do."""


class BrokenBody(ValueError):
    """A body is shorter than announced, or its compression is damaged or unknown."""


class TooLarge(ValueError):
    """A body has more bytes than allowed once it is unpacked."""


class Writer:
    """Writes the segments of one shard of one cycle; each gets its final name when it is closed, which nothing overwrites."""

    def __init__(self, folder: Path, cycle: str, shard: int, attempt: int) -> None:
        self.files: list[str] = []
        self._folder, self._stem = folder, f"{cycle}-s{shard:02}-a{attempt}"
        self._number = 0
        self._handle: IO[bytes] | None = None
        self._warc: Any = None
        self._opened = 0.0
        folder.mkdir(parents=True, exist_ok=True)

    def feed(self, fetch: FeedFetch, answer: Answer | None) -> None:
        """Write what came back for a feed, then what it lists; its pages come later, so that a crash leaves them waiting."""
        self._pair(fetch.url, fetch, answer, fetch.fetched_at)

    def page(self, fetch: PageFetch, answer: Answer | None) -> None:
        """Write what came back for a candidate; without an answer only how the fetch ended."""
        self._pair(fetch.url or fetch.candidate.url, fetch, answer, fetch.fetched_at)

    def close(self) -> None:
        """Close the segment that is open, if any, under its final name."""
        if self._handle is None:
            return
        open_path = Path(self._handle.name)
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self._handle.close()
        self._handle = self._warc = None
        final = open_path.with_name(open_path.name.removesuffix(OPEN))
        # link fails when the name is taken, rename would overwrite.
        os.link(open_path, final)
        open_path.unlink()
        self.files.append(final.name)

    def _pair(self, url: str, fetch: Value, answer: Answer | None, at: datetime) -> None:
        try:
            warc = self._open()
            head: dict[str, str] = {}
            if answer is not None:
                record = answer.record(warc, url, at)
                warc.write_record(record)
                head["WARC-Concurrent-To"] = record.rec_headers.get_header("WARC-Record-ID")
            payload = BytesIO(fetch.model_dump_json().encode())
            head["WARC-Date"] = _warc_date(at)
            warc.write_record(warc.create_warc_record(url, "metadata", payload, warc_content_type=METADATA, warc_headers_dict=head))
        except OSError as error:
            raise Full(f"The spool in {self._folder} cannot be written: {error.strerror}; free some space there.") from error
        if self._handle and (time.monotonic() - self._opened > CLOSED_AFTER or self._handle.tell() > CLOSED_AT):
            self.close()

    def _open(self) -> Any:
        if self._handle is None:
            self._number += 1
            path = self._folder / f"{self._stem}-{self._number:04}{WARC}{OPEN}"
            self._handle = path.open("xb")
            self._warc = WARCWriter(self._handle, gzip=True, warc_version="1.1")
            self._opened = time.monotonic()
            self._warc.write_record(self._warc.create_warcinfo_record(path.name, {"software": "azvn", "pid": str(os.getpid())}))
        return self._warc


class Answer:
    """A server's answer as it was sent, after the transfer coding: status line, headers, body still content-encoded."""

    def __init__(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = [(n, v) for n, v in headers if n.lower() not in _SECRET | _GONE_WITH_CHUNKS]

    def record(self, warc: Any, url: str, at: datetime) -> ArcWarcRecord:
        """Give the WARC record: `response`, or `revisit` for a 304."""
        headers = StatusAndHeaders(str(self.status), [*self.headers, ("Content-Length", str(len(self.body)))], protocol="HTTP/1.1")
        extra = {"WARC-Date": _warc_date(at)}
        if self.status == 304:
            extra["WARC-Profile"] = REVISIT
            return warc.create_warc_record(url, "revisit", BytesIO(b""), http_headers=headers, warc_headers_dict=extra)
        return warc.create_warc_record(url, "response", BytesIO(self.body), http_headers=headers, warc_headers_dict=extra)


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def decode_content(body: bytes, encoding: str, limit: int = MOST_UNPACKED) -> bytes:
    """Undo a Content-Encoding; raise BrokenBody for damage or an unknown coding, TooLarge beyond `limit` bytes."""
    for coding in reversed([c.strip().lower() for c in encoding.split(",") if c.strip()]):
        if coding in {"gzip", "x-gzip"}:
            body = _inflate(body, 31, limit)
        elif coding == "deflate":
            # Servers send it with and without the zlib header.
            body = _inflate(body, 15 if body[:1] == b"\x78" else -15, limit)
        elif coding != "identity":
            raise BrokenBody(f"content coding {coding[:20]!r} was not asked for")
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes")
    return body


def _inflate(body: bytes, wbits: int, limit: int) -> bytes:
    if not body:
        return body
    engine = zlib.decompressobj(wbits)
    try:
        data = engine.decompress(body, limit + 1)
    except zlib.error as error:
        raise BrokenBody(str(error)) from None
    if len(data) > limit:
        raise TooLarge(f"more than {limit} bytes unpacked")
    if not engine.eof:
        raise BrokenBody("the compressed body ends early")
    return data


def waiting(folder: Path) -> list[Path]:
    """Give the closed segments in order; what a dead writer left open is removed: its feeds and pages will be asked again."""
    for path in folder.glob(f"*{WARC}{OPEN}"):
        if not _writer_lives(path):
            path.unlink(missing_ok=True)
    return sorted(folder.glob(f"*{WARC}"))


def _writer_lives(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            record = next(iter(ArchiveIterator(handle)))
            pid = dict(line.split(": ", 1) for line in record.content_stream().read().decode().splitlines() if ": " in line).get("pid")
        os.kill(int(pid or 0) or 2**22 + 1, 0)
    except (OSError, StopIteration, ValueError, ArchiveLoadFailed):
        return False
    return True


def read(path: Path, limit: int = MOST_UNPACKED) -> Iterator[FeedFetch | Page]:
    """Give what a segment of ours holds, in its order; raise Damaged where it cannot be read on."""
    answer: ArcWarcRecord | None = None
    body, place, encoding = b"", 0, ""
    for record, offset in _records(path):
        if record.rec_type in {"response", "revisit"}:
            answer, place = record, offset
            body = record.raw_stream.read() if record.rec_type == "response" else b""
            encoding = record.http_headers.get_header("Content-Encoding", "") if record.http_headers else ""
        elif record.rec_type == "metadata":
            fetch = _fetch(record.content_stream().read())
            if isinstance(fetch, FeedFetch):
                yield fetch
            else:
                yield _page(fetch, body if answer else b"", encoding, f"{path.name}:{place}", limit)
            answer, body = None, b""


def _page(fetch: PageFetch, body: bytes, encoding: str, archive: str, limit: int) -> Page:
    if fetch.outcome is not Outcome.FETCHED:
        return Page(fetch, b"", archive)
    try:
        return Page(fetch, decode_content(body, encoding, limit), archive)
    except BrokenBody as error:
        return Page(fetch.model_copy(update={"outcome": Outcome.BROKEN_BODY, "detail": str(error)}), b"", archive)
    except TooLarge as error:
        return Page(fetch.model_copy(update={"outcome": Outcome.TOO_LARGE, "detail": str(error)}), b"", archive)


def _fetch(payload: bytes) -> FeedFetch | PageFetch:
    try:
        kind = FeedFetch if b'"type":"feed"' in payload[:40] else PageFetch
        return kind.model_validate_json(payload)
    except ValidationError as error:
        raise Damaged(f"a metadata record is not ours: {error.errors()[0]['msg']}") from None


def _records(path: Path) -> Iterator[tuple[ArcWarcRecord, int]]:
    try:
        with path.open("rb") as handle:
            records = ArchiveIterator(handle)
            for record in records:
                yield record, records.offset  # where it begins: warcio moves on only with the next one
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise Damaged(f"cannot be read on: {str(error)[:200]}") from None
    except OSError as error:
        raise Damaged(f"cannot be read: {error.strerror or error}") from None


def pages(path: Path, limit: int = MOST_UNPACKED) -> Iterator[Page]:
    """Give the pages of any WARC file for replay: ours with what discovery knew, foreign ones from their response records."""
    if _is_ours(path):
        yield from (item for item in read(path, limit) if isinstance(item, Page))
        return
    for record, offset in _records(path):
        if record.rec_type == "response" and record.http_headers:
            page = _foreign(record, f"{path.name}:{offset}", limit)
            if page:
                yield page


def _is_ours(path: Path) -> bool:
    for record, _ in _records(path):
        return record.rec_type == "warcinfo" and b"software: azvn" in record.content_stream().read()
    return False


def _foreign(record: ArcWarcRecord, archive: str, limit: int) -> Page | None:
    url = record.rec_headers.get_header("WARC-Target-URI", "").strip("<>")
    status = int(record.http_headers.get_statuscode() or 0)
    content_type = record.http_headers.get_header("Content-Type", "") or ""
    if status != 200 or refusal(url) or ("html" not in content_type and content_type):
        return None
    at = _when(record.rec_headers.get_header("WARC-Date", ""))
    fetch = PageFetch(
        candidate=Candidate(url=url, source="unlisted"),
        cycle="replay",
        outcome=Outcome.FETCHED,
        url=url,
        status=status,
        content_type=content_type,
        fetched_at=at,
        seen_at=at,
    )
    encoding = record.http_headers.get_header("Content-Encoding", "") or ""
    chunked = "chunked" in (record.http_headers.get_header("Transfer-Encoding", "") or "").lower()
    # warcio undoes the chunks of foreign records together with their coding.
    body, coding = (record.content_stream().read(limit + 1), "") if chunked else (record.raw_stream.read(), encoding)
    return _page(fetch, body, coding, archive, limit)


def _when(value: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(value).astimezone(UTC)
    return datetime.now(UTC)


def keep(path: Path, archive: Path) -> Path:
    """Move a processed segment into the archive, by year and month of its cycle; a segment kept before is left as it is."""
    folder = archive / path.name[:4] / path.name[4:6]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    if path.exists():
        shutil.move(path, target)
    return target


def put_aside(path: Path) -> Path:
    """Move a damaged segment out of the way, where a person finds it."""
    folder = path.parent.parent / "damaged"
    folder.mkdir(parents=True, exist_ok=True)
    log.error("%s is damaged and lies in %s now", path.name, folder)
    return Path(shutil.move(path, folder / path.name))
