"""Airflow on one machine: its four parts with light settings, on loopback, behind a password."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import Any

from local import LocalError, parts
from local.places import PROJECT
from local.ports import find_free_port, is_port_free

USER = "admin"
USUAL_PORT = 8080
PATIENCE = 120.0
"""Seconds until they answer: 10 to 17 on an idle machine."""
DAGS = ("ingest", "alerts", "returned_mail", "upkeep")
API = "api-server"
# Logs would be served on all interfaces; the api-server reads the same folder.
NO_LOGS = "--skip-serve-logs"
# The api-server comes first: every task reports to it, and one that finds nobody fails.
COMPONENTS = {
    API: ["api-server", "--host", "127.0.0.1", "--workers", "1"],
    "dag-processor": ["dag-processor"],
    "scheduler": ["scheduler", NO_LOGS],
    # Nothing is deferred, but without one Airflow's page has a red mark for ever, beside which none is seen.
    "triggerer": ["triggerer", NO_LOGS, "--capacity", "1"],
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is made at random once per checkout: the password to log in, and the keys between the parts."""

    password: str
    jwt: str
    key: str
    fernet: str


@dataclass(frozen=True, slots=True)
class Airflow:
    """A place for Airflow: its folder, its port and its secrets."""

    home: Path
    port: int
    secrets: Secrets

    @property
    def url(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.port}"

    def build_environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """Give the environment of its parts: the light settings, with what they inherit."""
        foreign = {name: value for name, value in inherited.items() if not name.startswith("AIRFLOW")}
        return {**foreign, **_build_settings(self)}

    def start_component(self, name: str, environment: Mapping[str, str], log: Path) -> parts.Part:
        """Start one of the components."""
        port = ["--port", str(self.port)] if name == API else []
        command = [sys.executable, "-m", "airflow", *COMPONENTS[name], *port]
        return parts.start_part(f"airflow {name}", command, environment, log / f"airflow-{name}.log")

    def migrate_database(self, environment: Mapping[str, str], log: Path) -> None:
        """Bring its database up, unless this very version has.

        Raise LocalError with the last lines of the log when that fails.
        """
        stamp = self.home / "migrated"
        if stamp.exists() and stamp.read_text() == version("apache-airflow"):
            return
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            log.chmod(0o600)
            done = subprocess.run(
                [sys.executable, "-m", "airflow", "db", "migrate"],
                env=dict(environment),
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            last = f"the last lines of {log} are:\n{parts.read_last_lines(log)}"
            raise LocalError(f"Airflow's database could not be made; {last}")
        stamp.write_text(version("apache-airflow"))

    def is_answering(self) -> bool:
        """Say whether the api-server answers."""
        return self._read_health() is not None

    def is_healthy(self) -> bool:
        """Say whether all report that they are well and the DAGs were read."""
        health = self._read_health() or {}
        well = all(
            (health.get(name) or {}).get("status") == "healthy"
            for name in ("scheduler", "dag_processor", "triggerer", "metadatabase")
        )
        return well and self.get("/api/v2/dags?limit=1")["total_entries"] >= len(DAGS)

    def _read_health(self) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = self.get("/api/v2/monitor/health", timeout=5.0, login=False)
        except (OSError, HTTPException, ValueError):
            return None
        return found

    def get(self, path: str, *, timeout: float = 30.0, login: bool = True) -> Any:
        """Ask its REST API; raise HTTPException for another status than 2xx."""
        return self._ask("GET", path, None, timeout, self._fetch_token() if login else "")

    def post(self, path: str, body: Mapping[str, Any], *, timeout: float = 30.0) -> Any:
        """Tell its REST API something."""
        return self._ask("POST", path, body, timeout, self._fetch_token())

    def _fetch_token(self) -> str:
        answer = self._ask(
            "POST", "/auth/token", {"username": USER, "password": self.secrets.password}, 30.0, ""
        )
        return str(answer["access_token"])

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None, timeout: float, token: str) -> Any:
        # http.client asks no proxy, whatever the environment says.
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            head = {"Content-Type": "application/json"} | (
                {"Authorization": f"Bearer {token}"} if token else {}
            )
            connection.request(method, path, json.dumps(body) if body is not None else None, head)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status // 100 != 2:
                raise HTTPException(f"{method} {path}: {answer.status} {text[:300]!r}")
            return json.loads(text)
        finally:
            connection.close()


def prepare_airflow(home: Path) -> Airflow:
    """Give the place for Airflow in a folder; its port is kept while free or ours, its secrets for ever."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    made = Airflow(home, _choose_port(home / "port"), _load_secrets(home / "secrets.json"))
    parts.write_private(home / "passwords.json", json.dumps({USER: made.secrets.password}))
    return made


def wait_until_ready(ready: Callable[[], bool], running: Sequence[parts.Part]) -> None:
    """Wait until something is ready.

    Raise LocalError naming a part that died meanwhile, with the last lines of its log.
    """
    deadline = time.monotonic() + PATIENCE
    while not ready():
        dead = [part for part in running if not part.alive]
        if dead:
            raise LocalError(
                f"{dead[0].name} died; the last lines of {dead[0].log} are:\n{dead[0].read_tail()}"
            )
        if time.monotonic() > deadline:
            raise LocalError(
                f"Airflow did not become healthy within {PATIENCE:.0f} s; its logs are in"
                f" {Path(running[-1].log).parent}."
            )
        time.sleep(0.25)


def _build_settings(airflow: Airflow) -> dict[str, str]:
    home, keys = airflow.home, airflow.secrets
    values = {
        "core.dags_folder": PROJECT / "dags",
        "core.plugins_folder": PROJECT / "plugins",
        "core.load_examples": False,
        "core.executor": "LocalExecutor",
        "core.parallelism": 4,
        "core.dags_are_paused_at_creation": False,
        "core.fernet_key": keys.fernet,
        "core.simple_auth_manager_users": f"{USER}:admin",
        "core.simple_auth_manager_passwords_file": home / "passwords.json",
        "core.execution_api_server_url": f"{airflow.url}/execution/",
        "api.base_url": airflow.url,
        "api.secret_key": keys.key,
        "api_auth.jwt_secret": keys.jwt,
        "database.sql_alchemy_conn": f"sqlite:///{home / 'airflow.db'}",
        "logging.base_log_folder": home / "logs",
        # The supervisor of a task sleeps this long after its end, and the scheduler between two looks.
        "workers.min_heartbeat_interval": 1,
        "scheduler.scheduler_idle_sleep_time": 0.2,
        # A task whose scheduler was killed is tried again after this, not after five minutes.
        "scheduler.task_instance_heartbeat_timeout": 60,
        "scheduler.task_instance_heartbeat_timeout_detection_interval": 10,
        # A new scheduler takes over the tasks of one that was killed when it looks for them, by default every
        # five minutes.
        "scheduler.orphaned_tasks_check_interval": 15,
        "dag_processor.refresh_interval": 30,
        "dag_processor.min_file_process_interval": 60,
        "dag_processor.parsing_processes": 1,
    }
    named = {f"AIRFLOW__{key.replace('.', '__', 1).upper()}": str(value) for key, value in values.items()}
    return {"AIRFLOW_HOME": str(home), "PYTHONUNBUFFERED": "1", **named}


def _load_secrets(path: Path) -> Secrets:
    try:
        return Secrets(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        made = Secrets(
            secrets.token_urlsafe(12),
            secrets.token_urlsafe(48),
            secrets.token_urlsafe(32),
            _make_fernet_key(),
        )
        parts.write_private(path, json.dumps(asdict(made), indent=1))
        return made


def _make_fernet_key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _choose_port(path: Path) -> int:
    known = int(path.read_text()) if path.exists() else USUAL_PORT
    port = known if is_port_free(known) or (path.exists() and _is_ours(known)) else find_free_port()
    path.write_text(str(port))
    return port


def _is_ours(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5.0)
    try:
        connection.request("GET", "/api/v2/monitor/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
