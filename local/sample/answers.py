"""What a sample server answers, and the handler that sends it: validators, 304, and a log of every
request.
"""

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
    """What the server answers; `changed_at` becomes Last-Modified, `validators` says which of the two headers
    are sent.
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
        """The validators that this server sends."""
        if self.status != 200:
            return {}
        tag = {} if self.validators == "date" and self.changed_at else {"ETag": self.etag}
        return tag | ({"Last-Modified": self.last_modified} if self.changed_at else {})

    def is_unchanged(self, tag: str | None, since: str | None) -> bool:
        """Whether a request with these conditions gets 304; like many servers it compares the strings (RFC
        9110, 13.2.2).
        """
        given = self.list_validators()
        return (
            tag == given.get("ETag")
            if tag and "ETag" in given
            else bool(since) and since == given.get("Last-Modified")
        )


class RequestLog:
    """Every request with its answer, in memory and, when a path is given, as JSON lines: at, host, path,
    status.
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
        unchanged = reply.status == 200 and reply.is_unchanged(
            self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        )
        status, body = (304, b"") if unchanged else (reply.status, reply.body)
        self.log.add(host, self.path, status)
        self.send_response(status)
        headers = {**reply.list_validators(), **reply.headers} | (
            {} if unchanged else {"Content-Type": reply.content_type}
        )
        for name, value in headers.items():
            self.send_header(name, value)
        # A 304 has no body; a length of nought would contradict the page's own.
        if not unchanged:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are in the log."""
