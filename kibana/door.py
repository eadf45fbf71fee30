"""The door to one Kibana: its HTTP interface, waiting while it starts, and one sentence for each no."""

from __future__ import annotations

import base64
import json
import re
import secrets
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipeline.config.keys import read_api_key
from pipeline.config.settings import Settings
from pipeline.model.faults import KnownFault

SKIPPED = "Kibana is left out: AZVN_KIBANA_URL is not set."
OLDEST = (9, 5)
"""The first version whose Dashboards API has every panel of ours."""
TIMEOUT = 30.0
PAUSE = 1.0
"""Seconds between two tries while Kibana does not answer."""
NOT_NOW = frozenset({408, 429, 502, 503, 504})
"""Statuses of a Kibana that still starts or has too much to do."""
JSON = "application/json"


class KibanaFault(KnownFault):
    """Kibana is away or refuses; the message is the sentence that says so."""


class KibanaRefused(KibanaFault):
    """Kibana does not take what it was sent; `answer` is the body of its answer."""

    def __init__(self, sentence: str, status: int, answer: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.status = status
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Door:
    """One Kibana in the space that its address names; `patience` in seconds while it does not answer."""

    url: str
    authorization: str
    trust: ssl.SSLContext | None
    patience: float

    def wait_until_ready(self) -> None:
        """Wait until Kibana says that it is available; raise KibanaFault when it is too old or never is."""
        until = time.monotonic() + self.patience
        while True:
            status = self.ask("GET", "api/status")
            number = str((status.get("version") or {}).get("number") or "")
            found = re.match(r"(\d+)\.(\d+)", number)
            if found is None:
                raise self._build_stranger()
            if (int(found[1]), int(found[2])) < OLDEST:
                needed = ".".join(map(str, OLDEST))
                raise KibanaFault(f"Kibana at {self.url} is {number}; {needed} or newer is needed.")
            level = ((status.get("status") or {}).get("overall") or {}).get("level")
            if level == "available":
                return
            if time.monotonic() + PAUSE > until:
                raise KibanaFault(f"Kibana at {self.url} is not ready: it says that it is {level}.")
            time.sleep(PAUSE)

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Call the interface and give its answer, {} for a 404 to a GET; raise KibanaFault for every no.

        While nobody answers it is tried again, until the patience is at its end.
        """
        data = None if body is None else json.dumps(body).encode()
        answer = self._send(method, path, data, JSON)
        return self._parse(answer)

    def ask_lines(self, path: str, body: object) -> list[dict[str, Any]]:
        """Post and give the lines of JSON that come back."""
        answer = self._send("POST", path, json.dumps(body).encode(), JSON)
        return [self._parse(line) for line in answer.splitlines() if line.strip()]

    def import_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Import saved objects over those of the same ids; raise KibanaFault when one is refused."""
        if not lines:
            return
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        boundary = secrets.token_hex(16)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="azvn.ndjson"\r\n'
            "Content-Type: application/ndjson\r\n\r\n"
        )
        data = f"{head}{text}\r\n--{boundary}--\r\n".encode()
        form = f"multipart/form-data; boundary={boundary}"
        answer = self._parse(self._send("POST", "api/saved_objects/_import?overwrite=true", data, form))
        if not answer.get("success"):
            # The status is 200 all the same.
            errors = answer.get("errors") or [{}]
            said = [f"{e.get('title') or e.get('id')}: {_name_error(e.get('error') or {})}" for e in errors]
            raise KibanaFault(f"Kibana at {self.url} refuses saved searches: {'; '.join(said)}")

    def _send(self, method: str, path: str, data: bytes | None, content_type: str) -> bytes:
        headers = {"kbn-xsrf": "azvn", "Content-Type": content_type, "Authorization": self.authorization}
        # The setting allows http and https only.
        request = Request(f"{self.url}/{path}", method=method, data=data, headers=headers)  # noqa: S310
        until = time.monotonic() + self.patience
        while True:
            try:
                return self._send_once(request)
            except (OSError, HTTPException) as error:  # HTTPError and URLError are such
                if time.monotonic() + PAUSE > until:
                    raise KibanaFault(f"Kibana at {self.url} does not answer: {error}") from None
            time.sleep(PAUSE)

    def _send_once(self, request: Request) -> bytes:
        try:
            with urlopen(request, timeout=TIMEOUT, context=self.trust) as answer:  # noqa: S310
                return bytes(answer.read())
        except HTTPError as error:
            with error:
                if error.code == 404 and request.method == "GET":
                    return b"{}"
                if error.code in NOT_NOW:
                    raise
                answer = _read_answer(error)
                reason = str(answer.get("message") or error.reason)
                sentence = f"Kibana at {self.url} answers {error.code}: {reason}"
                raise KibanaRefused(sentence, error.code, answer) from None

    def _parse(self, answer: bytes) -> dict[str, Any]:
        try:
            return dict(json.loads(answer or b"{}"))
        except ValueError:
            raise self._build_stranger() from None

    def _build_stranger(self) -> KibanaFault:
        return KibanaFault(f"What answers at {self.url} is not Kibana: check AZVN_KIBANA_URL.")


def open_door(settings: Settings) -> Door:
    """Give the door to the Kibana of the settings, which waits as long as for Elasticsearch.

    Raise KibanaFault when there is none.
    """
    if not settings.kibana_url:
        raise KibanaFault(SKIPPED)
    return Door(
        settings.kibana_url.rstrip("/"),
        _build_authorization(settings),
        _make_trust(settings),
        settings.elasticsearch_patience,
    )


def _name_error(error: Mapping[str, Any]) -> str:
    missing = ", ".join(str(one.get("id")) for one in error.get("references") or ())
    kind = str(error.get("type") or "unknown")
    return f"{kind} ({missing})" if missing else kind


def _read_answer(error: HTTPError) -> dict[str, Any]:
    try:
        return dict(json.loads(error.read(200_000)))
    except (ValueError, TypeError):
        return {}


def _build_authorization(settings: Settings) -> str:
    key = read_api_key(settings)
    if key:
        return f"ApiKey {key}"
    password = ""
    if settings.elasticsearch_password:
        password = settings.elasticsearch_password.get_secret_value()
    credentials = f"{settings.elasticsearch_user or ''}:{password}"
    return "Basic " + base64.b64encode(credentials.encode()).decode()


def _make_trust(settings: Settings) -> ssl.SSLContext | None:
    if not str(settings.kibana_url).startswith("https:"):
        return None
    trust = ssl.create_default_context()
    if settings.elasticsearch_ca:
        trust.load_verify_locations(settings.elasticsearch_ca)
    return trust
