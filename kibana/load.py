"""The data views in `views/` put into Kibana by its documented API; what is the same already is left alone.

The view without a time field comes first and is the default: Discover opens with the last fifteen minutes
otherwise, and shows neither the seeds nor what was found yesterday.
"""

from __future__ import annotations

import base64
import json
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipeline.config.settings import Settings
from pipeline.model.faults import KnownFault

VIEWS = Path(__file__).resolve().parent / "views"
DEFAULT = "articles"
SKIPPED = "Kibana is left out: AZVN_KIBANA_URL is not set."
TIMEOUT = 30.0
PAUSE = 1.0
"""Seconds between two tries while Kibana does not answer."""
NOT_NOW = frozenset({408, 429, 502, 503, 504})
"""Statuses of a Kibana that still starts or has too much to do."""

View = dict[str, Any]


class KibanaFault(KnownFault):
    """Kibana is away or refuses; the message is the sentence that says so."""


def load_views(settings: Settings) -> list[str]:
    """Put the data views into the Kibana of the settings; give a line for each that was made or changed.

    Waits for Kibana as long as for Elasticsearch (`AZVN_ELASTICSEARCH_PATIENCE`); raises KibanaFault after
    that, or when it refuses.
    """
    if not settings.kibana_url:
        raise KibanaFault(SKIPPED)
    door = _Door(
        settings.kibana_url.rstrip("/"),
        _build_authorization(settings),
        _make_trust(settings),
        settings.elasticsearch_patience,
    )
    changed: list[View] = []
    for view in read_views(settings.index_prefix):
        answer = door.ask("GET", f"data_view/{view['id']}")
        if not _has_all(answer.get("data_view"), view):
            changed.append(view)
    for view in changed:
        door.ask("POST", "data_view", {"data_view": view, "override": True})
    # Not forced: a default that somebody chose stays.
    door.ask("POST", "default", {"data_view_id": settings.index_prefix + DEFAULT, "force": False})
    return [f"Kibana: data view {view['name']}" for view in changed]


def read_views(prefix: str) -> Iterator[View]:
    """Read the data views of the files, with `prefix` before their ids and their alias."""
    for path in sorted(VIEWS.glob("*.json"), key=lambda p: p.stem):
        view = json.loads(path.read_text(encoding="utf-8"))
        yield {**view, "id": prefix + path.stem, "title": prefix + view["title"]}


def _has_all(found: object, wanted: object) -> bool:
    """Say whether `found` has all that is wanted; Kibana adds to what it was given."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return all(_has_all(found.get(name), value) for name, value in wanted.items())
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_has_all, found, wanted))
    return found == wanted


@dataclass(frozen=True, slots=True)
class _Door:
    """The data views API of one Kibana, in the space that its address names."""

    url: str
    authorization: str
    trust: ssl.SSLContext | None
    patience: float

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Call the API and give its answer, {} for 404; raise KibanaFault for every other no.

        While nobody answers it is tried again, until the patience is at its end.
        """
        request = Request(  # noqa: S310  (the setting allows http and https only)
            f"{self.url}/api/data_views/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "kbn-xsrf": "azvn",
                "Content-Type": "application/json",
                "Authorization": self.authorization,
            },
        )
        until = time.monotonic() + self.patience
        while True:
            try:
                return self._ask_once(request)
            except OSError as error:  # HTTPError and URLError are such
                if time.monotonic() + PAUSE > until:
                    raise KibanaFault(f"Kibana at {self.url} does not answer: {error}") from None
            time.sleep(PAUSE)

    def _ask_once(self, request: Request) -> dict[str, Any]:
        try:
            with urlopen(request, timeout=TIMEOUT, context=self.trust) as answer:  # noqa: S310
                return dict(json.load(answer))
        except HTTPError as error:
            with error:
                if error.code == 404 and request.method == "GET":
                    return {}
                if error.code in NOT_NOW:
                    raise
                reason = _read_reason(error)
                raise KibanaFault(f"Kibana at {self.url} answers {error.code}: {reason}") from None
        except ValueError:
            raise KibanaFault(f"What answers at {self.url} is not Kibana: check AZVN_KIBANA_URL.") from None


def _read_reason(error: HTTPError) -> str:
    text = error.read(2000).decode("utf-8", "replace")
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return error.reason


def _build_authorization(settings: Settings) -> str:
    if settings.elasticsearch_api_key:
        return f"ApiKey {settings.elasticsearch_api_key.get_secret_value()}"
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
