"""Mail to operators, and the heartbeat: what goes out, to whom, and that no secret goes with it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from local.ports import find_free_port
from pipeline.alert.send import operators
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings, get_settings, load_settings
from pipeline.runs import heartbeat


class Letters:
    """Keeps every mail."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd calls it so)
        self.kept.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 kept"


@pytest.fixture
def letters() -> Iterator[tuple[list[Any], str]]:
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    yield handler.kept, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_every_operator_gets_a_plain_mail(letters: tuple[list[Any], str]) -> None:
    kept, url = letters
    settings = Settings.model_validate({"smtp_url": url, "operators": "a@azvn.example, b@azvn.example"})
    assert operators.mail_operators(settings, "late:\r\nBcc: evil@x.example", "Xəbər yoxdur.\n")
    ((to, letter),) = kept
    assert to == ["a@azvn.example", "b@azvn.example"]
    assert letter["Subject"] == "[azvn] late: Bcc: evil@x.example" and letter["Bcc"] is None
    assert letter.get_content().strip() == "Xəbər yoxdur."
    assert letter["Message-ID"] and letter["Date"] and letter["Auto-Submitted"] == "auto-generated"


def test_without_operators_or_server_nothing_is_sent(letters: tuple[list[Any], str]) -> None:
    assert not operators.mail_operators(Settings.model_validate({"smtp_url": letters[1]}), "x", "y")
    assert not operators.mail_operators(Settings(operators="a@azvn.example"), "x", "y")
    assert letters[0] == []


def test_a_late_run_is_mailed(letters: tuple[list[Any], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_SMTP_URL", letters[1])
    monkeypatch.setenv("AZVN_OPERATORS", "a@azvn.example")
    get_settings.cache_clear()
    operators.page_operators({"dag_run": {"dag_run_id": "scheduled__1"}})
    assert letters[0][0][1]["Subject"] == "[azvn] ingest is late: scheduled__1"


@pytest.mark.parametrize(
    ("url", "port", "ssl_off", "tls_off"),
    [
        ("smtp://mail.azvn.example", 587, True, False),
        ("smtps://mail.azvn.example", 465, False, True),
        ("smtp://127.0.0.1:1025", 1025, True, True),
        ("smtp://mailpit.azvn.example:1025?starttls=no", 1025, True, True),
        ("smtp://u%40x:p%3Aw@mail.azvn.example:2525", 2525, True, False),
    ],
)
def test_airflow_finds_the_same_server(url: str, port: int, ssl_off: bool, tls_off: bool) -> None:
    (value,) = operators.build_connection(Settings.model_validate({"smtp_url": url})).values()
    found = json.loads(value)
    assert (found["port"], found["extra"]["disable_ssl"], found["extra"]["disable_tls"]) == (
        port,
        ssl_off,
        tls_off,
    )
    if "@" in url:
        assert (found["login"], found["password"]) == ("u@x", "p:w")


@pytest.fixture
def watcher() -> Iterator[tuple[list[str], str]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield asked, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_heartbeat_is_called_and_its_address_is_no_ones_business(
    watcher: tuple[list[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    asked, url = watcher
    with caplog.at_level(logging.DEBUG):
        assert heartbeat.send_heartbeat(
            Settings.model_validate({"heartbeat_url": f"{url}/ping/secret-1"}), "c1"
        )
        assert not heartbeat.send_heartbeat(
            Settings.model_validate({"heartbeat_url": f"{url}/broken/secret-2"}), "c2"
        )
        assert not heartbeat.send_heartbeat(Settings(), "c3")
    assert asked == ["/ping/secret-1", "/broken/secret-2"]
    assert "c2" in caplog.text and "secret" not in caplog.text


def test_strangers_are_never_asked_without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ASK_ALL", "1")
    with pytest.raises(ConfigError, match="AZVN_LET_THROUGH"):
        load_settings()
