"""One real Elasticsearch per checkout, on loopback, shared by all commands and tests until `stop` ends it."""

import json
import secrets
import subprocess
import time
from base64 import b64encode
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from rich.console import Console

from local import LocalError, daemon, distribution, failure, jdk, launch, preflight
from local.locks import alone
from local.places import STATE, server_folder
from local.ports import free, free_port

ATTEMPTS = 3  # another program may take the free port between our look and the server's start
START_PATIENCE = 180.0
STOP_PATIENCE = 30.0
PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Server:
    """A server and how to talk to it; `pid` and `started` tell its process from a later one with the same
    number.
    """

    url: str
    username: str
    password: str
    pid: int
    started: str
    port: int
    folder: str

    @property
    def authorization(self) -> str:
        """The value of the HTTP header Authorization."""
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode()


def ensure(progress: bool = True, state: Path = STATE) -> Server:
    """Return the running server of this checkout, starting it (some 20 s) when there is none.

    Data of an earlier server of this checkout is kept. Two processes that call it at once get the same
    server. Raises LocalError in one sentence when JDK, distribution, disk, memory or port stand in the way.
    """
    console = Console(stderr=True, quiet=not progress, highlight=False, soft_wrap=True)
    server = running(state)
    if server:
        return server
    with alone(
        state / "elasticsearch.lock", lambda: console.print("Another command starts Elasticsearch; waiting …")
    ):
        return running(state) or _start(state, console)


def running(state: Path = STATE) -> Server | None:
    """Return the server of this checkout when its process lives and answers, None otherwise."""
    server = _read(state)
    if server and daemon.is_alive(server.pid, server.started) and answers(server, "/"):
        return server
    return None


def stop(timeout: float = STOP_PATIENCE, state: Path = STATE) -> bool:
    """End the server of this checkout: SIGTERM, `timeout` seconds, then SIGKILL; False when none was
    running.
    """
    with alone(state / "elasticsearch.lock", lambda: None):
        server = _read(state)
        return server is not None and _end(server, timeout)


def answers(server: Server, path: str, timeout: float = 5.0) -> bool:
    """Say whether the server answers `path` with 200; a proxy of the environment is never asked."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Authorization": server.authorization})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _start(state: Path, console: Console) -> Server:
    """Start a server with the data and password of the one before, if any, and wait until it answers."""
    before = _read(state)
    if before:
        _end(before, STOP_PATIENCE)  # alive but not answering
    password = before.password if before else secrets.token_urlsafe(18)
    home, java = _needed(console)
    port = before.port if before and free(before.port) else free_port()
    for _ in range(ATTEMPTS):
        server = _launch(state, home, java, password, port)
        if _wait(server, console):
            return server
        if not failure.port_was_taken(launch.console_log(Path(server.folder))):
            break
        port = free_port()
    raise LocalError(failure.explain(launch.console_log(server_folder(state))))


def _needed(console: Console) -> tuple[Path, jdk.Jdk]:
    """Return distribution and JDK; raise LocalError with all that is missing before anything is
    downloaded.
    """
    java = jdk.find().found
    lacking = preflight.for_elasticsearch()
    if java is None or lacking:
        raise LocalError(preflight.told(lacking))
    return distribution.obtain(console), java


def _launch(state: Path, home: Path, java: jdk.Jdk, password: str, port: int) -> Server:
    """Start the process and note it down at once, so that whatever happens next it can be ended."""
    folder = server_folder(state)
    try:
        launch.prepare(folder, home, java, password, port)
    except OSError as error:
        reason = (
            error.strerror or "not every file could be copied, the disk may be full"
        )  # shutil gives no number
        raise LocalError(
            f"Elasticsearch cannot be set up in {folder}: {reason}; see to that and run this again."
        ) from error
    process = launch.spawn(folder, home, java)
    _children.append(process)
    found = daemon.find(process.pid)
    url = f"http://127.0.0.1:{port}"
    server = Server(
        url, launch.USER, password, process.pid, found.started if found else "", port, str(folder)
    )
    _write(state, server)
    return server


# Kept so that Python neither reaps nor complains about servers that go on after this process.
_children: list["subprocess.Popen[bytes]"] = []


def _wait(server: Server, console: Console) -> bool:
    """Wait until the server answers with its indices ready; False when its process ended before."""
    began = time.monotonic()
    if not console.is_terminal:
        console.print("Starting Elasticsearch, about 20 s …")
    try:
        with console.status("") as status:
            while time.monotonic() - began < START_PATIENCE:
                status.update(f"Starting Elasticsearch, about 20 s … {time.monotonic() - began:.0f} s")
                if answers(server, "/_cluster/health?wait_for_status=yellow&timeout=60s", timeout=70):
                    console.print(
                        f"Elasticsearch answers at {server.url} after {time.monotonic() - began:.0f} s."
                    )
                    return True
                if not daemon.is_alive(server.pid, server.started):
                    return False
                time.sleep(PAUSE)
    except BaseException:
        _end(server, STOP_PATIENCE)
        raise
    _end(server, STOP_PATIENCE)
    raise LocalError(
        f"Elasticsearch did not answer within {START_PATIENCE:.0f} s; see"
        f" {launch.console_log(Path(server.folder))}."
    )


def _end(server: Server, patience: float) -> bool:
    ended = daemon.end(server.pid, server.started, patience)
    for child in _children:
        child.poll()
    return ended


def _read(state: Path) -> Server | None:
    """Return the server noted down last, alive or not; None when there is no note that can be read."""
    try:
        return Server(**json.loads((state / "elasticsearch.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    except PermissionError as error:
        raise LocalError(
            f"{error.filename} belongs to another account: run this as the one that started it."
        ) from error


def _write(state: Path, server: Server) -> None:
    """Note the server down, readable by us alone, in one step."""
    part = state / "elasticsearch.json.part"
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(server), indent=1))
    part.replace(state / "elasticsearch.json")
