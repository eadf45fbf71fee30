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
from local.locks import hold_lock
from local.places import STATE, locate_server_folder
from local.ports import find_free_port, is_port_free
from pipeline.programs.private import write_private_file

ATTEMPTS = 3  # another program may take the free port between our look and the server's start
START_PATIENCE = 180.0
STOP_PATIENCE = 30.0
PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Server:
    """A server and how to talk to it; `started` tells its process from a later one with its number."""

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


def ensure_server(progress: bool = True, state: Path = STATE) -> Server:
    """Return the running server of this checkout, starting it (some 20 s) when there is none.

    Data of an earlier server of this checkout is kept. Two processes that call it at once get the same
    server. Raises LocalError in one sentence when JDK, distribution, disk, memory or port stand in the way.
    """
    console = Console(stderr=True, quiet=not progress, highlight=False, soft_wrap=True)
    server = find_server(state)
    if server:
        return server
    with hold_lock(
        state / "elasticsearch.lock", lambda: console.print("Another command starts Elasticsearch; waiting …")
    ):
        return find_server(state) or _start_server(state, console)


def find_server(state: Path = STATE) -> Server | None:
    """Return the server of this checkout when its process lives and answers, None otherwise."""
    server = _read_note(state)
    if server and daemon.is_alive(server.pid, server.started) and is_answering(server, "/"):
        return server
    return None


def stop_server(timeout: float = STOP_PATIENCE, state: Path = STATE) -> bool:
    """End the server of this checkout: SIGTERM, `timeout` seconds, then SIGKILL; False when none ran."""
    with hold_lock(state / "elasticsearch.lock", lambda: None):
        server = _read_note(state)
        return server is not None and _end_server(server, timeout)


def is_answering(server: Server, path: str, timeout: float = 5.0) -> bool:
    """Say whether the server answers `path` with 200; a proxy of the environment is never asked."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Authorization": server.authorization})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _start_server(state: Path, console: Console) -> Server:
    """Start a server with the data and password of the one before, if any, and wait until it answers."""
    before = _read_note(state)
    if before:
        _end_server(before, STOP_PATIENCE)  # alive but not answering
    password = before.password if before else secrets.token_urlsafe(18)
    home, java = _find_requirements(console)
    port = before.port if before and is_port_free(before.port) else find_free_port()
    for _ in range(ATTEMPTS):
        server = _launch_server(state, home, java, password, port)
        if _wait_for_server(server, console):
            return server
        if not failure.has_port_conflict(launch.locate_console_log(Path(server.folder))):
            break
        port = find_free_port()
    raise LocalError(failure.explain_failure(launch.locate_console_log(locate_server_folder(state))))


def _find_requirements(console: Console) -> tuple[Path, jdk.Jdk]:
    """Return distribution and JDK; raise LocalError with all that is missing before any download."""
    java = jdk.find_jdk().found
    lacking = preflight.check_elasticsearch()
    if java is None or lacking:
        raise LocalError(preflight.format_missing(lacking))
    return distribution.obtain_distribution(console), java


def _launch_server(state: Path, home: Path, java: jdk.Jdk, password: str, port: int) -> Server:
    """Start the process and note it down at once, so that whatever happens next it can be ended."""
    folder = locate_server_folder(state)
    try:
        launch.prepare_server(folder, home, java, password, port)
    except OSError as error:
        reason = (
            error.strerror or "not every file could be copied, the disk may be full"
        )  # shutil gives no number
        raise LocalError(
            f"Elasticsearch cannot be set up in {folder}: {reason}; see to that and run this again."
        ) from error
    process = launch.spawn_server(folder, home, java)
    _children.append(process)
    found = daemon.find_process(process.pid)
    url = f"http://127.0.0.1:{port}"
    server = Server(
        url, launch.USER, password, process.pid, found.started if found else "", port, str(folder)
    )
    _write_note(state, server)
    return server


# Kept so that Python neither reaps nor complains about servers that go on after this process.
_children: list["subprocess.Popen[bytes]"] = []


def _wait_for_server(server: Server, console: Console) -> bool:
    """Wait until the server answers with its indices ready; False when its process ended before."""
    began = time.monotonic()
    if not console.is_terminal:
        console.print("Starting Elasticsearch, about 20 s …")
    try:
        with console.status("") as status:
            while time.monotonic() - began < START_PATIENCE:
                status.update(f"Starting Elasticsearch, about 20 s … {time.monotonic() - began:.0f} s")
                if is_answering(server, "/_cluster/health?wait_for_status=yellow&timeout=60s", timeout=70):
                    console.print(
                        f"Elasticsearch answers at {server.url} after {time.monotonic() - began:.0f} s."
                    )
                    return True
                if not daemon.is_alive(server.pid, server.started):
                    return False
                time.sleep(PAUSE)
    except BaseException:
        _end_server(server, STOP_PATIENCE)
        raise
    _end_server(server, STOP_PATIENCE)
    raise LocalError(
        f"Elasticsearch did not answer within {START_PATIENCE:.0f} s; see"
        f" {launch.locate_console_log(Path(server.folder))}."
    )


def _end_server(server: Server, patience: float) -> bool:
    ended = daemon.end_process(server.pid, server.started, patience)
    for child in _children:
        child.poll()
    return ended


def _read_note(state: Path) -> Server | None:
    """Return the server noted down last, alive or not; None when there is no note that can be read."""
    try:
        return Server(**json.loads((state / "elasticsearch.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    except PermissionError as error:
        raise LocalError(
            f"{error.filename} belongs to another account: run this as the one that started it."
        ) from error


def _write_note(state: Path, server: Server) -> None:
    """Note the server down, readable by us alone, in one step."""
    write_private_file(state / "elasticsearch.json", json.dumps(asdict(server), indent=1).encode())
