"""A stand-in for Kibana's HTTP interface, as strict as its own: closed objects, headers, ids, error bodies.

It does not check that what is referred to exists, that panels do not overlap or that fields are there: Kibana
does not either.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pipeline.config.settings import Settings
from tests.kibana.schema import DASHBOARD, DATA_VIEW, SESSION, closed, find_fault

Answer = tuple[int, Any]
SPACE = "/s/news"
PASSWORD = "hunter2"
ADDED_BY_KIBANA = {"filters": [], "tags": [], "pinned_panels": []}
VERSION = re.compile(r"^10\.(\d+)\.0$")


class StandIn(ThreadingHTTPServer):
    """Keeps what it is given; `answers` come first, after as many 503 as `starting` says."""

    def __init__(self, version: str = "9.5.5") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.version = version
        self.credentials = ("elastic", PASSWORD)
        self.level = "available"
        self.starting = 0
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, str]] = []
        self.wrote: list[str] = []
        self.views: dict[str, dict[str, Any]] = {}
        self.dashboards: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.default: str | None = None
        self.refused_panel: str | None = None
        self.warnings: dict[str, list[dict[str, str]]] = {}

    def make_settings(self, **more: Any) -> Settings:
        """Settings that lead here."""
        chosen: dict[str, Any] = {
            "kibana_url": f"http://127.0.0.1:{self.server_port}{SPACE}/",
            "elasticsearch_user": "elastic",
            "elasticsearch_password": PASSWORD,
            "elasticsearch_patience": 1.5,
        }
        return Settings.model_validate({**chosen, **more})

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        """Answer a request as Kibana would."""
        if self.starting:
            self.starting -= 1
            return 503, "Kibana server is not ready yet"
        wanted = "Basic " + base64.b64encode(":".join(self.credentials).encode()).decode()
        if headers.get("Authorization") != wanted:
            return 401, _error(401, "Unauthorized")
        if method != "GET" and not headers.get("kbn-xsrf"):
            return 400, _error(400, "Request must contain a kbn-xsrf header.")
        if self.answers:
            return self.answers.pop(0)
        if not path.startswith(f"{SPACE}/api/"):
            return 404, _error(404, "Not Found")
        return self._route(method, path.removeprefix(f"{SPACE}/api/"), headers, body)

    def _route(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        place, _, id_ = path.rpartition("/")
        if (method, path) == ("GET", "status"):
            return 200, {"version": {"number": self.version}, "status": {"overall": {"level": self.level}}}
        if (method, path) == ("POST", "saved_objects/_import?overwrite=true"):
            return self._import(headers, body)
        if method != "GET" and not headers.get("Content-Type", "").startswith("application/json"):
            return 415, _error(415, "Unsupported Media Type")
        given = json.loads(body) if body else {}
        if (method, path) == ("POST", "saved_objects/_export"):
            return self._export(given)
        if (method, path) == ("POST", "data_views/default"):
            return self._choose_default(given)
        if path == "data_views/data_view" and method == "POST":
            return self._create_view(given)
        if place == "data_views/data_view":
            return self._read_view(id_) if method == "GET" else self._update_view(id_, given)
        if place == "dashboards" and method in ("GET", "PUT"):
            return self._read_dashboard(id_) if method == "GET" else self._put_dashboard(id_, given)
        return 404, _error(404, "Not Found")

    def _choose_default(self, given: dict[str, Any]) -> Answer:
        if self.default is None or given["force"]:
            self.default = given["data_view_id"]
        return 200, {"acknowledged": True}

    def _read_view(self, id_: str) -> Answer:
        if id_ not in self.views:
            return 404, _error(404, f"Saved object [index-pattern/{id_}] not found")
        return 200, {"data_view": self.views[id_]}

    def _create_view(self, given: dict[str, Any]) -> Answer:
        fault = find_fault(closed({"data_view": DATA_VIEW}, override={"type": "boolean"}), given)
        view = given.get("data_view") or {}
        same = [id_ for id_, other in self.views.items() if other["name"] == view.get("name")]
        if fault or (same and not given.get("override")) or view.get("id") in self.views:
            return 400, _error(400, fault or f"Duplicate data view: {view['name']}")
        for id_ in same:
            del self.views[id_]
        self.wrote.append(view["id"])
        self.views[view["id"]] = _complete_view(view)
        return 200, {"data_view": self.views[view["id"]]}

    def _update_view(self, id_: str, given: dict[str, Any]) -> Answer:
        if id_ not in self.views:
            return 404, _error(404, "Not Found")
        about = {**DATA_VIEW, "required": []}
        del (properties := dict(about["properties"]))["id"]
        fault = find_fault(closed({"data_view": {**about, "properties": properties}}), given)
        if fault:
            return 400, _error(400, fault)
        self.wrote.append(id_)
        self.views[id_] = _complete_view({**self.views[id_], **given["data_view"]})
        return 200, {"data_view": self.views[id_]}

    def _read_dashboard(self, id_: str) -> Answer:
        if id_ not in self.dashboards:
            return 404, _error(404, "Dashboard not found")
        return 200, self._wrap(id_)

    def _put_dashboard(self, id_: str, given: dict[str, Any]) -> Answer:
        if id_ not in self.dashboards and not re.fullmatch(r"[a-z0-9_-]+", id_):
            return 400, _error(400, "[request params.id]: invalid id")
        fault = find_fault(DASHBOARD, given)
        if fault:
            return 400, _error(400, fault)
        for panel in given.get("panels", ()):
            if panel.get("id") == self.refused_panel:
                error = {"message": "cannot be transformed", "panel_type": panel["type"]}
                return 400, {
                    "message": "Bad request",
                    "panelErrors": [{**error, "panel_config": panel["config"]}],
                }
        status = 200 if id_ in self.dashboards else 201
        self.wrote.append(id_)
        self.dashboards[id_] = _complete_dashboard(given)
        return status, self._wrap(id_)

    def _wrap(self, id_: str) -> dict[str, Any]:
        meta = {"version": "WzEsMV0=", "managed": False}
        told = {"warnings": self.warnings[id_]} if id_ in self.warnings else {}
        return {"id": id_, "data": self.dashboards[id_], "meta": meta, **told}

    def _import(self, headers: Any, body: bytes) -> Answer:
        form = BytesParser().parsebytes(f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body)
        parts = form.get_payload() if form.is_multipart() else []
        names = [
            (part.get_param("name", header="content-disposition"), part.get_filename()) for part in parts
        ]
        if len(names) != 1 or names[0][0] != "file" or not str(names[0][1]).endswith(".ndjson"):
            return 400, _error(400, "Invalid file extension")
        text = parts[0].get_payload(decode=True).decode("utf-8")
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        if any("typeMigrationVersion" not in line for line in lines):
            return 500, _error(500, "Cannot read properties of undefined")
        errors = []
        for line in lines:
            version = VERSION.match(line["typeMigrationVersion"])
            fault = find_fault(SESSION, line["attributes"])
            if line["type"] != "search" or version is None or int(version[1]) > 12 or fault:
                return 422, _error(422, fault or "belongs to a more recent version of Kibana")
            missing = [one for one in line["references"] if one["id"] not in self.views]
            if missing:
                error = {"type": "missing_references", "references": missing}
                errors.append({"id": line["id"], "title": line["attributes"]["title"], "error": error})
        if errors:
            return 200, {"success": False, "successCount": 0, "errors": errors}
        for line in lines:
            self.wrote.append(line["id"])
            self.sessions[line["id"]] = line
        return 200, {"success": True, "successCount": len(lines)}

    def _export(self, given: dict[str, Any]) -> Answer:
        if "objects" in given:
            ids = [one["id"] for one in given["objects"]]
            if any(id_ not in self.sessions for id_ in ids):
                return 400, _error(400, "Error fetching objects to export")
        else:
            ids = list(self.sessions)
        if not ids:
            return 400, _error(400, "No non-hidden objects found")
        return 200, "".join(json.dumps(_upgrade(self.sessions[id_])) + "\n" for id_ in ids)


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path))
        status, answer = self.server.answer(self.command, self.path, self.headers, body)
        data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815  (the names of the library)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def run_standin(version: str = "9.5.5") -> Iterator[StandIn]:
    """A stand-in that serves until the end of the block."""
    server = StandIn(version)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _error(status: int, message: str) -> dict[str, Any]:
    return {"statusCode": status, "error": "Error", "message": message}


def _complete_view(view: dict[str, Any]) -> dict[str, Any]:
    formats = {name: {"params": {}, **form} for name, form in view.get("fieldFormats", {}).items()}
    added = {"version": "WzEsMV0=", "typeMeta": {}, "fields": {}, "namespaces": ["news"]}
    return {**view, **added, "fieldFormats": formats}


def _complete_dashboard(given: dict[str, Any]) -> dict[str, Any]:
    """What is read back has the defaults of what was left out, and an id for each panel."""
    data = {**ADDED_BY_KIBANA, **json.loads(json.dumps(given))}
    for number, panel in enumerate(data.get("panels", ())):
        panel.setdefault("id", f"made-{number}")
        panel["config"].setdefault("hide_border", False)
        for layer in panel["config"].get("layers", ()):
            layer.setdefault("sampling", 1)
    return data


def _upgrade(line: dict[str, Any]) -> dict[str, Any]:
    """A search as a Kibana with tabs exports it: the attributes of the flat form stand in the first tab."""
    inner = {key: value for key, value in line["attributes"].items() if key not in ("title", "description")}
    attributes = {key: line["attributes"][key] for key in ("title", "description")}
    tabs = [{"id": "tab", "label": "Untitled", "attributes": inner}]
    return {**line, "typeMigrationVersion": "10.13.0", "attributes": {**attributes, "tabs": tabs}}
