"""Opening the door: one clear sentence for each way it can fail."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.config.settings import ROOT, Settings
from pipeline.store import patience
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.errors import StoreAway, StoreRefused

Answers = Callable[[int], tuple[int, dict[str, str], str]]
PRODUCT = {"X-Elastic-Product": "Elasticsearch"}
JSON = {"Content-Type": "application/vnd.elasticsearch+json;compatible-with=9"}
OLD = {
    "error": {
        "type": "media_type_header_exception",
        "reason": "Accept version must be either version 8 or 7",
    },
    "status": 400,
}


@contextmanager
def answering(answers: Answers) -> Iterator[str]:
    """Run a web server that is not ours; `answers` gives status, headers and body for the number of the
    request.
    """
    asked = iter(range(1000))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers(next(asked))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def settings(url: str | None, **given: Any) -> Settings:
    return Settings(elasticsearch_url=url, elasticsearch_patience=0, **given)


def sentence(error: pytest.ExceptionInfo[Exception]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_wrong_password_names_the_settings_to_check(chosen: Settings) -> None:
    with pytest.raises(StoreRefused) as error:
        connect_store(chosen.model_copy(update={"elasticsearch_password": SecretStr("wrong")}))
    assert f"Elasticsearch at {chosen.elasticsearch_url} refuses the user name or password" in sentence(error)
    assert "AZVN_ELASTICSEARCH_USER" in sentence(error)
    assert "AZVN_ELASTICSEARCH_PASSWORD" in sentence(error)


def test_nobody_there_is_told_after_patience() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(StoreAway) as error:
        connect_store(settings(url))
    assert f"Elasticsearch at {url} does not answer" in sentence(error)


OTHERS: dict[str, Answers] = {
    "a web page": lambda _: (200, {"Content-Type": "text/html"}, "<h1>Hello</h1>"),
    "another service": lambda _: (200, {"Content-Type": "application/json"}, "{}"),
    "a web server without the path": lambda _: (404, {"Content-Type": "text/html"}, "no such page"),
    "broken JSON": lambda _: (200, {"Content-Type": "application/json"}, "{"),
}


@pytest.mark.parametrize("answers", OTHERS.values(), ids=OTHERS)
def test_something_else_is_told_from_elasticsearch(answers: Answers) -> None:
    with answering(answers) as url, pytest.raises(StoreRefused) as error:
        connect_store(settings(url))
    assert f"What answers at {url} is not Elasticsearch" in sentence(error)


AGES = [
    ((400, {**PRODUCT, "Content-Type": "application/json"}, json.dumps(OLD)), "is older than 9.0"),
    (
        (200, {**PRODUCT, **JSON}, json.dumps({"version": {"number": "8.19.2"}})),
        "is 8.19.2; 9.0 or newer is needed",
    ),
]


@pytest.mark.parametrize(("answer", "words"), AGES)
def test_an_old_server_is_told(answer: tuple[int, dict[str, str], str], words: str) -> None:
    with answering(lambda _: answer) as url, pytest.raises(StoreRefused) as error:
        connect_store(settings(url))
    assert words in sentence(error)


def test_only_our_sentence_is_told_and_nothing_of_the_clients(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    code = """
from pipeline.config.settings import load_settings
from pipeline.store.connect import connect_store
from pipeline.store.errors import StoreAway
try:
    connect_store(load_settings())
except StoreAway:
    pass
"""
    given = {"AZVN_ELASTICSEARCH_URL": url, "AZVN_ELASTICSEARCH_PATIENCE": "0.3"}
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **given}, cwd=ROOT)
    assert capfd.readouterr() == ("", "")


def test_a_server_that_starts_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_WAIT", 0.01)
    ready = (200, {**PRODUCT, **JSON}, json.dumps({"version": {"number": "9.4.3"}}))
    busy = (503, {**PRODUCT, **JSON}, "{}")
    with answering(lambda n: ready if n == 2 else busy) as url:
        door = connect_store(settings(url).model_copy(update={"elasticsearch_patience": 5.0}))
    door.client.close()


def test_a_server_that_stays_busy_is_told() -> None:
    with answering(lambda _: (503, {**PRODUCT, **JSON}, "{}")) as url, pytest.raises(StoreAway) as error:
        connect_store(settings(url))
    assert f"Elasticsearch at {url} takes nothing now" in sentence(error)


def test_plain_http_behind_an_https_address_is_told() -> None:
    with answering(OTHERS["a web page"]) as url, pytest.raises(StoreRefused) as error:
        connect_store(settings(url.replace("http:", "https:")))
    assert "does not speak TLS: write http://" in sentence(error)


WRONG_ADDRESSES = ["http://127.0.0.1"]


@pytest.mark.parametrize("url", WRONG_ADDRESSES)
def test_an_address_that_cannot_be_one_is_told(url: str) -> None:
    with pytest.raises(StoreRefused) as error:
        connect_store(settings(url))
    assert sentence(error).startswith(f"AZVN_ELASTICSEARCH_URL={url} cannot be used")


def test_no_address_is_told() -> None:
    with pytest.raises(StoreRefused) as error:
        connect_store(settings(None))
    assert "AZVN_ELASTICSEARCH_URL is not set" in sentence(error)


def test_a_password_in_the_address_is_never_shown() -> None:
    with answering(OTHERS["another service"]) as url, pytest.raises(StoreRefused) as error:
        connect_store(settings(url.replace("//", "//user:secret@")))
    assert "secret" not in sentence(error)


def test_a_proxy_of_the_environment_is_not_asked(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    door = connect_store(chosen)
    door.client.close()


def test_a_right_that_is_missing_is_told(store: Store, chosen: Settings) -> None:
    name = f"{store.prefix}reader"
    role = {
        "only": {"cluster": ["monitor"], "indices": [{"names": [f"{store.prefix}*"], "privileges": ["read"]}]}
    }
    key = store.client.security.create_api_key(name=name, role_descriptors=role, expiration="1h")
    reader = connect_store(
        chosen.model_copy(
            update={"index_prefix": store.prefix, "elasticsearch_api_key": SecretStr(key["encoded"])}
        )
    )
    with pytest.raises(StoreRefused) as error:
        reader.send_bulk([Operation("index", "leases", "x", {"owner": "me"})])
    reader.client.close()
    store.client.security.invalidate_api_key(ids=[key["id"]])
    assert "denies a right that is needed" in sentence(error)
