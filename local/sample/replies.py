"""What a sample server answers, and the handler that sends it: validators, 304, a log of every request."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers; `changed_at` becomes Last-Modified.

    `validators` says which of the two headers are sent: both, a weak tag with the date, or the date alone.
    """

    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    validators: str = "both"

    @property
    def etag(self) -> str:
        """A strong or weak tag of the body."""
        tag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        return f"W/{tag}" if self.validators == "weak" else tag

    @property
    def last_modified(self) -> str:
        """The date of the last change in HTTP's form, or nothing."""
        return format_datetime(self.changed_at.astimezone(UTC), usegmt=True) if self.changed_at else ""

    def list_validators(self) -> dict[str, str]:
        """List the validators that this server sends."""
        headers: dict[str, str] = {}
        if self.status != 200:
            return headers
        if self.validators != "date" or not self.changed_at:
            headers["ETag"] = self.etag
        if self.changed_at:
            headers["Last-Modified"] = self.last_modified
        return headers

    def is_unchanged(self, tag: str | None, since: str | None) -> bool:
        """Say whether a request with these conditions gets 304.

        Like many servers it compares the strings, and a tag before a date (RFC 9110, 13.2.2).
        """
        given = self.list_validators()
        if tag and "ETag" in given:
            return tag == given["ETag"]
        return bool(since) and since == given.get("Last-Modified")


class RequestLog:
    """Every request with its answer, in memory and, when a path is given, as JSON lines.

    A line has at, host, path and status.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.requests: list[tuple[str, str, int]] = []
        self._path = path
        self._lock = threading.Lock()

    def add(self, host: str, path: str, status: int) -> None:
        """Keep a request."""
        with self._lock:
            self.requests.append((host, path, status))
            if self._path:
                line = {"at": datetime.now(UTC).isoformat(), "host": host, "path": path, "status": status}
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")


class Handler(BaseHTTPRequestHandler):
    """Sends what `reply` gives for a host and path."""

    reply: Callable[[str, str], Reply]
    log: RequestLog
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, with 304 where nothing is different."""
        host = self.headers.get("Host", "")
        reply = type(self).reply(host, self.path)
        conditions = (self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
        unchanged = reply.status == 200 and reply.is_unchanged(*conditions)
        status = 304 if unchanged else reply.status
        self.log.add(host, self.path, status)
        self.send_response(status)
        for name, value in {**reply.list_validators(), **reply.headers}.items():
            self.send_header(name, value)
        # A 304 has no body; a length of nought would contradict the page's own.
        if not unchanged:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are in the log."""
