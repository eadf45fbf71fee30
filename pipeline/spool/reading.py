"""The reading end: segments of ours in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from warcio.recordloader import ArcWarcRecord

from pipeline.config.settings import get_settings
from pipeline.model.fetches import FeedFetch, PackedPage, Page, PageFetch
from pipeline.model.outcomes import Outcome
from pipeline.spool.records import BLOCK, Damaged, read_records
from pipeline.spool.writing import SOFTWARE, TYPE
from pipeline.text.coding import BrokenBody, TooLarge, decode_content, join_codings

MOST_METADATA = 64 * 1024 * 1024
"""Bytes of a metadata record: a sitemap of 50,000 addresses needs some 20 MB."""
MOST_OF_GUILTY = 1024 * 1024
"""Bytes of a metadata record that is looked into although its item ended programs."""
LOST = "its answer is damaged in the archive"


@dataclass(frozen=True, slots=True)
class GuiltyItem:
    """An item that ended programs and is not touched: its bytes, and what little of it is safe to know."""

    begin: int
    end: int
    url: str
    is_feed: bool
    fetch: FeedFetch | PageFetch | None


Item = FeedFetch | Page | GuiltyItem
PackedItem = FeedFetch | PackedPage | GuiltyItem


def read_segment(path: Path, limit: int | None = None) -> Iterator[Item]:
    """Give what a segment of ours holds, in its order; raise Damaged at its end where something is damaged,
    after all that is whole.

    Bodies are content-decoded and at most `limit` bytes (`AZVN_MAX_BYTES`): a larger one is a page that ended
    as `too_large`.
    """
    for item in read_packed_segment(path, limit):
        yield unpack_page(item) if isinstance(item, PackedPage) else item


def read_packed_segment(
    path: Path,
    limit: int | None = None,
    *,
    guilty: Collection[int] = (),
    note: Callable[[int], None] = lambda _place: None,
) -> Iterator[PackedItem]:
    """Give the same with bodies as they lie there: whoever reads the pages unpacks them.

    `note` hears the place of each item before it is touched; those at `guilty` places are given as they lie.
    """
    collected = _Collected(path.name, limit or get_settings().max_bytes, guilty, note)
    for record, place, end in read_records(path):
        item = collected.add(record, place, end)
        if item is not None:
            yield item
    if collected.answer is not None:
        raise Damaged(f"ends after the answer at {collected.place}, before what is known about it")


class _Collected:
    """The records of one item, until its metadata record makes it whole."""

    def __init__(self, name: str, limit: int, guilty: Collection[int], note: Callable[[int], None]) -> None:
        self.answer: ArcWarcRecord | None = None
        self.place = 0
        self._name, self._limit, self._guilty, self._note = name, limit, guilty, note
        self._body = b""
        self._begin: int | None = None
        self._gap = False

    def add(self, record: ArcWarcRecord | None, place: int, end: Callable[[], int]) -> PackedItem | None:
        """Take a record, None for a gap in the file; give the item that it completes."""
        if record is None:
            self._clear(gap=True)
            return None
        if record.rec_type not in {"response", "revisit", "metadata"}:
            return None
        if self._begin is None:
            self._begin = place
            self._note(place)
        if record.rec_type == "metadata":
            return self._complete(record, place, end)
        self.answer, self.place = record, place
        if self._begin not in self._guilty:
            self._body = read_payload(record, place, self._limit)
        return None

    def _complete(self, record: ArcWarcRecord, place: int, end: Callable[[], int]) -> PackedItem:
        if self._begin in self._guilty:
            item: PackedItem = self._describe_guilty(record, place, end)
        else:
            item = self._build_item(_parse_fetch(read_payload(record, place, MOST_METADATA), place))
        self._clear(gap=False)
        return item

    def _build_item(self, fetch: FeedFetch | PageFetch) -> FeedFetch | PackedPage:
        if isinstance(fetch, FeedFetch):
            return fetch
        if self._gap and self.answer is None and fetch.outcome is Outcome.FETCHED:
            fetch = _break_fetch(fetch, LOST)
        archive = f"{self._name}:{self.place}" if self.answer else ""
        body = self._body if fetch.outcome is Outcome.FETCHED else b""
        return PackedPage(fetch, body, _read_coding(self.answer), archive, self._limit)

    def _describe_guilty(self, record: ArcWarcRecord, place: int, end: Callable[[], int]) -> GuiltyItem:
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        length = record.length if record.length is not None else MOST_OF_GUILTY + 1
        fetch, is_feed = None, False
        if length <= MOST_OF_GUILTY:
            with suppress(Damaged):
                fetch = _parse_fetch(read_payload(record, place, MOST_OF_GUILTY), place)
                is_feed = isinstance(fetch, FeedFetch)
        else:
            is_feed = record.raw_stream.read(len(TYPE["feed"])) == TYPE["feed"]
        return GuiltyItem(self._begin or 0, end(), url, is_feed, fetch)

    def _clear(self, *, gap: bool) -> None:
        self.answer, self._body, self._begin, self._gap = None, b"", None, gap


def read_payload(record: ArcWarcRecord, place: int, limit: int) -> bytes:
    """Give the payload of a record, a byte more than `limit` at most; raise Damaged where it was cut."""
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


def unpack_page(page: PackedPage) -> Page:
    """Give the page with its body decoded, or with the reason why it cannot be."""
    return build_page(page.fetch, page.body, page.coding, page.archive, page.limit)


def build_page(fetch: PageFetch, body: bytes, encoding: str, archive: str, limit: int) -> Page:
    """Give the page of a fetch with its body decoded, or with the reason why it cannot be."""
    if fetch.outcome is not Outcome.FETCHED:
        return Page(fetch, b"", archive)
    try:
        return Page(fetch, decode_content(body, encoding, limit), archive)
    except BrokenBody as error:
        return build_broken_page(fetch, str(error), archive)
    except TooLarge as error:
        return build_broken_page(fetch, str(error), archive, Outcome.TOO_LARGE)


def build_broken_page(
    fetch: PageFetch, why: str, archive: str, outcome: Outcome = Outcome.BROKEN_BODY
) -> Page:
    """Give a page whose body is of no use, and why."""
    return Page(_break_fetch(fetch, why, outcome), b"", archive)


def _break_fetch(fetch: PageFetch, why: str, outcome: Outcome = Outcome.BROKEN_BODY) -> PageFetch:
    return fetch.model_copy(update={"outcome": outcome, "detail": why})


def is_ours(path: Path) -> bool:
    """Say whether a WARC file was written by this program."""
    with suppress(Damaged):
        for record, _, _ in read_records(path):
            return (
                record is not None
                and record.rec_type == "warcinfo"
                and f"software: {SOFTWARE}\r\n".encode() in record.content_stream().read(BLOCK)
            )
    return False
