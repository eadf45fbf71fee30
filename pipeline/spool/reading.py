"""The reading end: segments of ours in their order, and pages out of any WARC file."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipeline.config.settings import get_settings
from pipeline.model.fetches import FeedFetch, Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.words import UNLISTED
from pipeline.spool.writing import SOFTWARE, TYPE
from pipeline.text.addresses import explain_refusal
from pipeline.text.coding import BrokenBody, TooLarge, decode_content, join_codings

MOST_METADATA = 64 * 1024 * 1024
"""Bytes of a metadata record: a sitemap of 50,000 addresses needs some 20 MB."""
BLOCK = 64 * 1024


class Damaged(Exception):
    """A spool or archive file cannot be read to its end; the message says where."""


def read_segment(path: Path, limit: int | None = None) -> Iterator[FeedFetch | Page]:
    """Give what a segment of ours holds, in its order; raise Damaged where it cannot be read on, after all
    that is whole.

    Bodies are content-decoded and at most `limit` bytes (`AZVN_MAX_BYTES`): a larger one is a page that ended
    as `too_large`.
    """
    limit = limit or get_settings().max_bytes
    answer, body = None, b""
    for record, place in _read_records(path):
        if record.rec_type in {"response", "revisit"}:
            answer, body = record, _read_payload(record, place, limit)
            where = place
        elif record.rec_type == "metadata":
            fetch = _parse_fetch(_read_payload(record, place, MOST_METADATA), place)
            if isinstance(fetch, FeedFetch):
                yield fetch
            else:
                yield _build_page(
                    fetch, body, _read_coding(answer), f"{path.name}:{where}" if answer else "", limit
                )
            answer, body = None, b""
    if answer is not None:
        raise Damaged(f"ends after the answer at {where}, before what is known about it")


def _read_records(path: Path) -> Iterator[tuple[ArcWarcRecord, int]]:
    """The records with their offsets. warcio ends without a word where a file is cut; here the last record
    must end with the file.
    """
    end, size = 0, path.stat().st_size if path.exists() else 0
    try:
        with path.open("rb") as handle:
            records = ArchiveIterator(handle, block_size=BLOCK)
            for record in records:
                yield record, records.offset
                records.read_to_end()
                end = records.offset
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise Damaged(f"cannot be read after byte {end}: {' '.join(str(error).split())[:200]}") from None
    except OSError as error:
        raise Damaged(f"cannot be read: {error.strerror or error}") from None
    if end != size or not size:
        raise Damaged(f"is cut or damaged after byte {end} of {size}")


def _read_payload(record: ArcWarcRecord, place: int, limit: int) -> bytes:
    stream: Any = record.raw_stream
    data: bytes = stream.read(limit + 1)
    # A record that ends before its announced length was cut.
    if len(data) <= limit and getattr(stream, "limit", None):
        raise Damaged(f"the record at {place} is cut")
    return data


def _read_coding(record: ArcWarcRecord | None) -> str:
    headers = record.http_headers if record else None
    named = headers.headers if headers else ()
    return join_codings(value for name, value in named if name.lower() == "content-encoding")


def _parse_fetch(payload: bytes, place: int) -> FeedFetch | PageFetch:
    try:
        return (FeedFetch if payload.startswith(TYPE["feed"]) else PageFetch).model_validate_json(payload)
    except ValidationError as error:
        raise Damaged(f"the metadata record at {place} is not ours: {error.errors()[0]['msg']}") from None


def _build_page(fetch: PageFetch, body: bytes, encoding: str, archive: str, limit: int) -> Page:
    if fetch.outcome is not Outcome.FETCHED:
        return Page(fetch, b"", archive)
    try:
        return Page(fetch, decode_content(body, encoding, limit), archive)
    except BrokenBody as error:
        return Page(
            fetch.model_copy(update={"outcome": Outcome.BROKEN_BODY, "detail": str(error)}), b"", archive
        )
    except TooLarge as error:
        return Page(
            fetch.model_copy(update={"outcome": Outcome.TOO_LARGE, "detail": str(error)}), b"", archive
        )


def read_pages(path: Path, limit: int | None = None) -> Iterator[Page]:
    """Give the pages of any WARC file for replay: ours with what discovery knew, foreign ones from their
    records.
    """
    if _is_ours(path):
        yield from (item for item in read_segment(path, limit) if isinstance(item, Page))
    else:
        yield from read_foreign_pages(path, limit)


def _is_ours(path: Path) -> bool:
    with suppress(Damaged):
        for record, _ in _read_records(path):
            return (
                record.rec_type == "warcinfo"
                and f"software: {SOFTWARE}\r\n".encode() in record.content_stream().read(BLOCK)
            )
    return False


def read_foreign_pages(path: Path, limit: int | None = None) -> Iterator[Page]:
    """Give the web pages of a WARC or ARC file of any origin, with status 200 and a public address; raise
    Damaged as `read` does.
    """
    limit = limit or get_settings().max_bytes
    for record, place in _read_records(path):
        if record.rec_type in {"response", "resource"}:
            page = _parse_foreign_record(record, f"{path.name}:{place}", limit)
            if page:
                yield page


def _parse_foreign_record(record: ArcWarcRecord, archive: str, limit: int) -> Page | None:
    head, http = record.rec_headers, record.http_headers
    url = (head.get_header("WARC-Target-URI") or head.get_header("uri") or "").strip("<>")
    status = int(http.get_statuscode() or 0) if http and (http.get_statuscode() or "").isdigit() else 200
    content_type = (http or head).get_header("Content-Type") or ""
    if status != 200 or explain_refusal(url) or (content_type and "html" not in content_type.lower()):
        return None
    at = _parse_date(head.get_header("WARC-Date") or "")
    fetch = PageFetch(
        candidate=Candidate(url=url, source=UNLISTED),
        cycle="replay",
        outcome=Outcome.BROKEN_BODY if head.get_header("WARC-Truncated") else Outcome.FETCHED,
        url=url,
        status=status,
        content_type=content_type,
        fetched_at=at,
        seen_at=at,
    )
    # warcio undoes chunks and codings of other writers, who are not as strict as we are about what they keep.
    return _build_page(fetch, record.content_stream().read(limit + 1), "", archive, limit)


def _parse_date(value: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(value).astimezone(UTC)
    return datetime.now(UTC)
