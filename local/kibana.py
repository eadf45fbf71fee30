"""Kibana without Docker: an unpacked official distribution, started on loopback with a token of its own."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from local import LocalError, parts
from local.notes import Stack
from local.ports import find_free_port
from pipeline.runs.workplace import Workplace
from pipeline.store.connect import read_version
from pipeline.store.rights import make_kibana_token

VARIABLE = "KIBANA_HOME"
NAME = "kibana"
KEYS = (
    "xpack.encryptedSavedObjects.encryptionKey",
    "xpack.security.encryptionKey",
    "xpack.reporting.encryptionKey",
)
"""What Kibana encrypts with; another key makes what it stored unreadable."""
PATIENCE = 300.0
"""Seconds that a first start may take: Kibana makes its own indices."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """An unpacked Kibana."""

    home: Path
    version: str


def find_distribution() -> Distribution | None:
    """Give the Kibana that KIBANA_HOME names, None when it is not set; raise LocalError when it is none."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    home = Path(named)
    try:
        version = str(json.loads((home / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        version = ""
    if not version or not os.access(home / "bin" / "kibana", os.X_OK):
        raise LocalError(f"{VARIABLE}={named} is no unpacked Kibana: bin/kibana and package.json lie in one.")
    return Distribution(home, version)


def start_kibana(place: Workplace, where: Stack, running: list[parts.Part]) -> Workplace:
    """Start Kibana when KIBANA_HOME is set and give the settings that lead to it; else the place as it is.

    Raise LocalError, before anything is started, when its version is not that of Elasticsearch.
    """
    found = find_distribution()
    if found is None:
        return place
    server = read_version(place.store)
    if found.version != server:
        raise LocalError(
            f"Kibana {found.version} in {VARIABLE} does not fit Elasticsearch {server}: unpack both in the"
            " same version and name the other with ES_HOME."
        )
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    folder = where.state / NAME
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "kibana.yml"
    parts.write_private(config, _format_settings(place, folder, port))
    command = [str(found.home / "bin" / "kibana"), "--config", str(config)]
    # It refuses to run as root otherwise; it listens on loopback alone.
    command += ["--allow-root"] if os.geteuid() == 0 else []
    running.append(parts.start_part(NAME, command, _build_environment(), where.log / "kibana.log"))
    return place.change_settings(kibana_url=url)


def _format_settings(place: Workplace, folder: Path, port: int) -> str:
    """Give kibana.yml: loopback alone, a fresh token, and the encryption keys of the first start."""
    values: dict[str, object] = {
        "server.host": "127.0.0.1",
        "server.port": port,
        "server.publicBaseUrl": f"http://127.0.0.1:{port}",
        "elasticsearch.hosts": [place.settings.elasticsearch_url],
        "elasticsearch.serviceAccountToken": make_kibana_token(place.store),
        "path.data": str(folder / "data"),
        "telemetry.optIn": False,
        **_load_keys(folder / "keys.json"),
    }
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items())


def _load_keys(path: Path) -> dict[str, str]:
    if not path.exists():
        parts.write_private(path, json.dumps({name: secrets.token_hex(24) for name in KEYS}))
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _build_environment() -> dict[str, str]:
    """Give what Kibana inherits: nothing of ours, and no proxy for loopback."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AZVN_")}
    return inherited | {"no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}
