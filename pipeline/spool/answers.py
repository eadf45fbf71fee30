"""A server's answer on its way into a WARC file: what it sent after the transfer coding, without cookies and
credentials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

REVISIT = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_SECRET = frozenset({"set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization"})
_SECRET_TOO = frozenset(
    {"www-authenticate", "proxy-authenticate", "authentication-info", "proxy-authentication-info"}
)
# Chunks are undone by the transport; the length is written anew.
_TRANSFER = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive", "trailer"})
_LEFT_OUT = _SECRET | _SECRET_TOO | _TRANSFER
# In a header of an answer or of a record it would begin another one, or end them all.
_BREAKS = re.compile(r"[\x00-\x1f\x7f]")
_ODD = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")


class PackedRecord(NamedTuple):
    """A record as it stands in a file, and its id."""

    data: bytes
    id: str


class Answer:
    """An answer as it was sent: address, status, headers, and the body still content-encoded."""

    def __init__(self, url: str, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        self.url, self.status, self.body = url, status, body
        kept = [(n, v) for n, v in headers if n.lower() not in _LEFT_OUT]
        self.headers = [(_BREAKS.sub("", n), _BREAKS.sub(" ", v)) for n, v in kept]
        self._packed: PackedRecord | None = None

    def pack(self, at: datetime) -> PackedRecord:
        """Give the WARC record in its own gzip member, packed once: a large body takes half a second.

        `at` is when it arrived, of which the first call is believed.
        """
        if self._packed is None:
            buffer = BytesIO()
            warc = WARCWriter(buffer, gzip=True, warc_version="1.1")
            record = self.build_record(warc, at)
            warc.write_record(record)
            self._packed = PackedRecord(buffer.getvalue(), record.rec_headers.get_header("WARC-Record-ID"))
        return self._packed

    def build_record(self, warc: Any, at: datetime) -> ArcWarcRecord:
        """Give the WARC record: `response`, or `revisit` for a 304."""
        headers = StatusAndHeaders(
            _format_status_line(self.status), self._build_headers(), protocol="HTTP/1.1"
        )
        extra = {"WARC-Date": format_warc_date(at)}
        kind, body = "response", self.body
        if self.status == HTTPStatus.NOT_MODIFIED:
            kind, body, extra["WARC-Profile"] = "revisit", b"", REVISIT
        return make_warc_record(warc, self.url, kind, body, http_headers=headers, warc_headers_dict=extra)

    def _build_headers(self) -> list[tuple[str, str]]:
        length = [] if self.status == HTTPStatus.NOT_MODIFIED else [("Content-Length", str(len(self.body)))]
        return [*self.headers, *length]


def _format_status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def make_warc_record(warc: Any, url: str, kind: str, body: bytes, **more: Any) -> ArcWarcRecord:
    """Give a record; its length is told, because warcio copies bodies of unknown length into temporary
    files. Control characters in the address, which no request is made of, are percent-encoded.
    """
    url = _ODD.sub(lambda found: quote(found[0], errors="replace"), url)
    return warc.create_warc_record(url, kind, BytesIO(body), length=len(body), **more)


def format_warc_date(at: datetime) -> str:
    """Give a time as WARC 1.1 wants it: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
