"""Data views: what Kibana's documented API is sent, and what is made of its answers.

No Kibana runs here: a server on loopback records the requests and answers as the API does.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from docs.tables import _walk_fields
from kibana.load import KibanaFault, load_views, read_views
from pipeline.config.settings import Settings
from pipeline.store.schema.mappings import KINDS

PATH = "/s/news/api/data_views"


class Recorder(ThreadingHTTPServer):
    """Keeps data views as Kibana does, with what it adds itself; `answers` are given first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.views: dict[str, dict[str, Any]] = {}
        self.answers: list[tuple[int, bytes]] = []

    @property
    def settings(self) -> Settings:
        return Settings(
            kibana_url=f"http://127.0.0.1:{self.server_port}/s/news/",
            elasticsearch_user="elastic",
            elasticsearch_password="hunter2",  # type: ignore[arg-type]
            elasticsearch_patience=1.5,
        )


class _Answer(BaseHTTPRequestHandler):
    server: Recorder

    def do_GET(self) -> None:
        self._note(None)
        view = self.server.views.get(self.path.rpartition("/")[2])
        if view:
            self._say(200, {"data_view": view})
        else:
            self._say(404, {"statusCode": 404, "message": "Saved object not found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._note(body)
        if self.path.endswith("/default"):
            self._say(200, {"acknowledged": True})
            return
        view = body["data_view"] | {"version": "WzEsMV0=", "typeMeta": {}, "namespaces": ["news"]}
        view["fieldFormats"] = {name: {**form, "params": {}} for name, form in view["fieldFormats"].items()}
        self.server.views[view["id"]] = view
        self._say(200, {"data_view": view})

    def _note(self, body: Any) -> None:
        self.server.asked.append((self.command, self.path, body))
        self.server.headers.append(dict(self.headers))

    def _say(self, status: int, answer: object) -> None:
        data = json.dumps(answer).encode()
        if self.server.answers:
            status, data = self.server.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def kibana() -> Iterator[Recorder]:
    server = Recorder()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_view_is_made_with_a_fixed_id_and_replaces_one_of_its_name(kibana: Recorder) -> None:
    lines = load_views(kibana.settings)
    assert lines == [
        f"Kibana: data view {name}"
        for name in (
            "Articles",
            "Articles by first seen",
            "Articles by publication",
            "Pages and how they ended",
        )
    ]
    made = [body for method, path, body in kibana.asked if (method, path) == ("POST", f"{PATH}/data_view")]
    assert [body["data_view"]["id"] for body in made] == [
        "azvn-articles",
        "azvn-articles-found",
        "azvn-articles-published",
        "azvn-pages",
    ]
    assert {body["data_view"]["title"] for body in made} == {"azvn-articles", "azvn-pages"}
    assert all(body["override"] is True for body in made)


def test_each_request_carries_what_kibana_asks_for(kibana: Recorder) -> None:
    load_views(kibana.settings)
    wanted = "Basic " + base64.b64encode(b"elastic:hunter2").decode()
    assert all(headers["Kbn-Xsrf"] and headers["Authorization"] == wanted for headers in kibana.headers)
    assert all(path.startswith(f"{PATH}/") for _, path, _ in kibana.asked)


def test_discover_opens_with_all_articles_unless_somebody_chose_otherwise(kibana: Recorder) -> None:
    load_views(kibana.settings)
    assert kibana.asked[-1] == ("POST", f"{PATH}/default", {"data_view_id": "azvn-articles", "force": False})
    assert "timeFieldName" not in kibana.views["azvn-articles"]


def test_what_is_there_is_left_alone_and_what_differs_is_replaced(kibana: Recorder) -> None:
    load_views(kibana.settings)
    kibana.views["azvn-articles"]["runtimeFieldMap"] = {"day": {"type": "keyword"}}
    assert load_views(kibana.settings) == []
    kibana.views["azvn-articles-found"]["timeFieldName"] = "indexed_at"
    assert load_views(kibana.settings) == ["Kibana: data view Articles by first seen"]
    assert "runtimeFieldMap" in kibana.views["azvn-articles"]


def test_a_kibana_that_still_starts_is_waited_for(kibana: Recorder) -> None:
    kibana.answers = [(503, b"Kibana server is not ready yet")]
    assert len(load_views(kibana.settings)) == 4


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, b'{"statusCode":401,"message":"Unauthorized"}', "answers 401: Unauthorized"),
        (403, b'{"statusCode":403,"message":"API [POST ...] is unauthorized"}', "answers 403: API"),
        (400, b"<html>", "answers 400: Bad Request"),
        (200, b"<html>", "is not Kibana: check AZVN_KIBANA_URL"),
    ],
)
def test_a_no_becomes_one_sentence(kibana: Recorder, status: int, body: bytes, sentence: str) -> None:
    kibana.answers = [(status, body)]
    with pytest.raises(KibanaFault, match=sentence) as refused:
        load_views(kibana.settings)
    assert "hunter2" not in str(refused.value)


def test_nobody_there_is_a_fault_after_the_patience_of_the_settings(kibana: Recorder) -> None:
    nobody = kibana.settings.model_copy(
        update={"kibana_url": "http://127.0.0.1:9", "elasticsearch_patience": 0.1}
    )
    with pytest.raises(KibanaFault, match=r"Kibana at http://127\.0\.0\.1:9 does not answer"):
        load_views(nobody)


def test_every_field_that_a_view_names_is_in_the_index() -> None:
    for view in read_views("azvn-"):
        known = dict(_walk_fields(KINDS[view["title"].removeprefix("azvn-")]))
        assert {f["value"] for f in view["sourceFilters"]} | set(view["fieldFormats"]) <= set(known)
        assert known[view.get("timeFieldName", "first_seen_at")] == "date"
