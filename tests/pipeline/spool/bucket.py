"""An object store as S3 speaks, on loopback: it lists, gives, takes and deletes, and does what a test wants
of it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest


class Bucket(ThreadingHTTPServer):
    """What was put, how often, and whether the store answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.objects: dict[str, bytes] = {}
        self.puts: list[str] = []
        self.gets: list[str] = []
        self.away = False
        self.cut = 0


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def do_PUT(self) -> None:
        body, source = self._body(), self.headers.get("x-amz-copy-source")
        if self.server.away:
            self._say(403)
        elif source:
            self.server.objects[self.path] = self.server.objects[f"/{unquote(source).lstrip('/')}"]
            self._say(200, b"<CopyObjectResult><ETag>tag</ETag></CopyObjectResult>")
        else:
            self.server.puts.append(self.path)
            self.server.objects[self.path] = body[: len(body) - self.server.cut]
            self._say(200)

    def do_HEAD(self) -> None:
        body = self.server.objects.get(self.path)
        self._say(404 if body is None else 200, length=len(body or b""))

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if self.server.away:
            self._say(403)
        elif "list-type" in asked.query:
            self._say(200, self._listing(asked.path.rstrip("/"), parse_qs(asked.query)))
        elif asked.path in self.server.objects:
            self.server.gets.append(asked.path)
            self._say(200, self.server.objects[asked.path])
        else:
            self._say(404)

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.path, None)
        self._say(204)

    def do_POST(self) -> None:
        """Several deletions in one."""
        keys = [e.text for e in ElementTree.fromstring(self._body()).iter() if e.tag.endswith("Key")]
        for key in keys:
            self.server.objects.pop(f"{urlsplit(self.path).path.rstrip('/')}/{key}", None)
        done = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._say(200, f"<DeleteResult>{done}</DeleteResult>".encode())

    def _listing(self, bucket: str, query: dict[str, list[str]]) -> bytes:
        prefix = unquote(query.get("prefix", [""])[0])
        keys = [path.removeprefix(f"{bucket}/") for path in self.server.objects]
        entries = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(self.server.objects[f'{bucket}/{key}'])}</Size>"
            "<LastModified>2026-11-25T10:00:00.000Z</LastModified><ETag>tag</ETag></Contents>"
            for key in keys
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode()

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _say(self, status: int, body: bytes = b"", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("ETag", '"tag"')
        self.send_header("Last-Modified", "Wed, 25 Nov 2026 10:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    server = Bucket()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "local",
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
