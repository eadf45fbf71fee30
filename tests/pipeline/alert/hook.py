"""A server on loopback that takes what webhooks post; it keeps what it takes, and can misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TALKS_FOR, THINKS_FOR, DRIPS_EVERY = 5.0, 2.0, 0.05
"""Seconds."""


class Hook(ThreadingHTTPServer):
    """Answers with each of `answers` in turn, then with 200; DIE closes the connection unanswered, TALK says
    yes at once and takes its time for the words behind it, THINK has it and takes its time to say so,
    DRIP has it and says yes a letter at a time, for ever.
    """

    daemon_threads = True

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int | str] = []
        self.paths: list[str] = []
        self.deaths = 0
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?token=secret"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.taken]

    @property
    def ids(self) -> list[str]:
        """The ids under which it was posted to, those that came twice twice."""
        return [headers["webhook-id"] for headers, _ in self.taken]

    @property
    def kept(self) -> dict[str, Any]:
        """What stands there when an id is kept once, as the documentation tells a receiver."""
        kept: dict[str, Any] = {}
        for id_, body in zip(self.ids, self.bodies, strict=True):
            kept.setdefault(id_, body)
        return kept


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            self.close_connection = True
            return
        self.server.paths.append(self.path)
        answer = self.server.answers.pop(0) if self.server.answers else 200
        if answer in (200, "DIE", "TALK", "THINK", "DRIP"):
            self.server.taken.append((dict(self.headers), body))
        if answer == "DIE":
            self.server.deaths += 1
            self.close_connection = True
            return
        if answer == "DRIP":
            self._drip()
            return
        if answer == "THINK":
            time.sleep(THINKS_FOR)
        self.send_response(200 if answer in ("TALK", "THINK") else int(answer))
        if answer in (301, 302):
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        if answer == "TALK":
            time.sleep(TALKS_FOR)
        with suppress(OSError):
            # Who was told yes need not wait for more.
            self.wfile.write(b"said so")

    def _drip(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
            while True:
                self.wfile.write(b"y")
                time.sleep(DRIPS_EVERY)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def run_hook() -> Iterator[Hook]:
    """Run such a server."""
    with Hook() as hook:
        thread = threading.Thread(target=hook.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hook
        finally:
            hook.shutdown()
            thread.join()
