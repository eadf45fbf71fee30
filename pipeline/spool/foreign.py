"""Pages out of WARC and ARC files of any origin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from pipeline.config.settings import get_settings
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.words import UNLISTED
from pipeline.spool.reading import build_broken_page, build_page, is_ours, read_segment
from pipeline.spool.records import BLOCK, Damaged, read_records
from pipeline.text.addresses import explain_refusal
from pipeline.text.coding import BrokenBody, TooLarge, decode_content

CUT = "the record is cut"


def read_pages(path: Path, limit: int | None = None) -> Iterator[Page]:
    """Give the pages of any WARC file for replay: ours with what discovery knew, foreign ones from their
    records.
    """
    if is_ours(path):
        yield from (item for item in read_segment(path, limit) if isinstance(item, Page))
    else:
        yield from read_foreign_pages(path, limit)


def read_foreign_pages(path: Path, limit: int | None = None) -> Iterator[Page]:
    """Give the web pages of a WARC or ARC file of any origin, with status 200 and a public address.

    Raise Damaged at the end, after all that is whole, where a record is damaged, cut or has no address.
    """
    limit = limit or get_settings().max_bytes
    nameless: list[int] = []
    for record, place, _ in read_records(path):
        if record is None or record.rec_type not in {"response", "resource"}:
            continue
        if not _find_address(record):
            nameless.append(place)
            continue
        page = _parse_record(record, f"{path.name}:{place}", limit)
        if page:
            yield page
    if nameless:
        more = f" and {len(nameless) - 1} more" if len(nameless) > 1 else ""
        raise Damaged(f"the record at {nameless[0]}{more} has no address")


def _find_address(record: ArcWarcRecord) -> str:
    head = record.rec_headers
    return (head.get_header("WARC-Target-URI") or head.get_header("uri") or "").strip("<> ")


def _parse_record(record: ArcWarcRecord, archive: str, limit: int) -> Page | None:
    head, http, url = record.rec_headers, record.http_headers, _find_address(record)
    status = int(http.get_statuscode() or 0) if http and (http.get_statuscode() or "").isdigit() else 200
    content_type = (http or head).get_header("Content-Type") or ""
    if status != 200 or explain_refusal(url) or (content_type and "html" not in content_type.lower()):
        return None
    at = _parse_date(head.get_header("WARC-Date") or "")
    fetch = PageFetch(
        candidate=Candidate(url=url, source=UNLISTED),
        cycle="replay",
        outcome=Outcome.FETCHED,
        url=url,
        status=status,
        content_type=content_type,
        fetched_at=at,
        seen_at=at,
    )
    if head.get_header("WARC-Truncated"):
        return build_broken_page(fetch, "its writer cut it", archive)
    try:
        body = _read_body(record, limit)
    except BrokenBody as error:
        return build_broken_page(fetch, str(error), archive)
    except TooLarge as error:
        return build_broken_page(fetch, str(error), archive, Outcome.TOO_LARGE)
    return build_page(fetch, body, "", archive, limit)


def _read_body(record: ArcWarcRecord, limit: int) -> bytes:
    """Give the body without chunks and codings; raise BrokenBody for half of one, TooLarge beyond the limit.

    Other writers are not as strict as we are about what they keep: many undo chunks and codings and leave the
    header that names them.
    """
    stream: Any = record.raw_stream
    data: bytes = stream.read(limit + BLOCK)
    if len(data) < limit + BLOCK and getattr(stream, "limit", None):
        raise BrokenBody(CUT)
    http = record.http_headers
    if http is None:
        return data
    if "chunked" in (http.get_header("Transfer-Encoding") or "").lower():
        data = ChunkedDataReader(BytesIO(data), block_size=BLOCK).read()
    coding = (http.get_header("Content-Encoding") or "").strip().lower()
    if not coding or data.lstrip()[:1] == b"<":
        return data
    return _unpack_brotli(data, limit) if coding == "br" else decode_content(data, coding, limit)


def _unpack_brotli(data: bytes, limit: int) -> bytes:
    """Undo brotli, which we never ask for and other crawlers do."""
    try:
        import brotli
    except ImportError:
        raise BrokenBody("brotli, which is not installed here") from None
    engine = brotli.Decompressor()
    try:
        parts, size = [engine.process(data, output_buffer_limit=BLOCK)], 0
        while parts[-1] or not engine.can_accept_more_data():
            size += len(parts[-1])
            if size > limit:
                raise TooLarge(f"more than {limit} bytes once unpacked (of {len(data)} packed)")
            parts.append(engine.process(b"", output_buffer_limit=BLOCK))
    except brotli.error:
        raise BrokenBody("damaged brotli") from None
    if not engine.is_finished():
        raise BrokenBody("the compressed body ends early")
    return b"".join(parts)


def _parse_date(value: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(value).astimezone(UTC)
    return datetime.now(UTC)
