"""The heartbeat: what is called when all is well, and that its address is nobody's business."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from pipeline.config.settings import Settings
from pipeline.runs import heartbeat


@pytest.fixture
def watcher() -> Iterator[tuple[list[str], str]]:
    """Return the paths that were called, and the address of the server that notes them."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield paths, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_heartbeat_is_called_and_its_address_is_no_ones_business(
    watcher: tuple[list[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    paths, url = watcher
    with caplog.at_level(logging.DEBUG):
        assert heartbeat.send_heartbeat(
            Settings.model_validate({"heartbeat_url": f"{url}/ping/secret-1"}), "c1"
        )
        assert not heartbeat.send_heartbeat(
            Settings.model_validate({"heartbeat_url": f"{url}/broken/secret-2"}), "c2"
        )
        assert not heartbeat.send_heartbeat(Settings(), "c3")
    assert paths == ["/ping/secret-1", "/broken/secret-2"]
    assert "c2" in caplog.text and "secret" not in caplog.text
