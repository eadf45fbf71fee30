"""Runs one real Elasticsearch per checkout on loopback, with security on; started once, used by every later command and the tests."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from local import LocalError, distribution
from local.distribution import locked
from local.preflight import find_jdk

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".local"
USER = "azvn"
HEAP = "512m"
START_LIMIT = 120.0
TRIES = 3
"""Times a start is tried when the port was taken in the meantime."""
MODULES_ARGUMENT = "--add-modules=jdk.incubator.vector"
# Start to first answer falls from 26 s to 18 s on two cores.
QUICK = ("-XX:-AlwaysPreTouch", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UseG1GC")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: address, log-in, process and where it keeps its data."""

    url: str
    username: str
    password: str
    pid: int
    born: str
    folder: str


def ensure(*, progress: bool = True, state: Path = STATE) -> Server:
    """Give the running server, started when there is none; raise LocalError when it cannot be started."""
    state.mkdir(parents=True, exist_ok=True)
    with locked(state / "elasticsearch.lock"):
        return running(state) or _start(state, progress)


def running(state: Path = STATE) -> Server | None:
    """Give the server that the state file names, if that very process still lives."""
    try:
        server = Server(**json.loads((state / "elasticsearch.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return server if born(server.pid) == server.born else None


def stop(timeout: float = 30.0, state: Path = STATE) -> bool:
    """Stop the server and wait for its end; say whether one was running. Only the process that was started here is ever signalled."""
    with locked(state / "elasticsearch.lock") if state.is_dir() else locked(STATE / "elasticsearch.lock"):
        server = running(state)
        (state / "elasticsearch.json").unlink(missing_ok=True)
        if server is None:
            return False
        _end(server.pid, server.born, timeout)
        return True


def born(pid: int) -> str:
    """Give the start of a process, so that a recycled number is not taken for it; empty when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return done.stdout.strip()
    state, *fields = text.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]


def _end(pid: int, start: str, timeout: float) -> None:
    for sign, limit in ((signal.SIGTERM, timeout), (signal.SIGKILL, 10.0)):
        # The launcher leads a group of its own, with the server in it.
        try:
            os.killpg(pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            _reap(pid)
            if born(pid) != start and not _group_lives(pid):
                return
            time.sleep(0.1)


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass  # started by another command


def _group_lives(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _start(state: Path, progress: bool) -> Server:
    java = find_jdk()
    if java is None:
        raise LocalError("No JDK 21 or newer is found: install one, or set ES_JAVA_HOME (or AZVN_ELASTICSEARCH_URL).")
    home = distribution.home(progress=progress)
    folder = _folder(state)
    password = secrets.token_urlsafe(24)
    for attempt in range(1, TRIES + 1):
        port = _free_port()
        _configure(home, folder, port, password)
        process = _launch(home, folder, java)
        if _await(process, port, password, folder, progress, last=attempt == TRIES):
            server = Server(f"http://127.0.0.1:{port}", USER, password, process.pid, born(process.pid), str(folder))
            _remember(state, server)
            return server
    raise LocalError("Elasticsearch found its port taken three times: run this again.")


def _folder(state: Path) -> Path:
    """Where the server keeps data, logs and configuration: beside the state, or for root where its own user may write."""
    if os.geteuid() != 0:
        return state / "elasticsearch"
    name = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    return distribution.cache() / f"server-{name}"


def _owner() -> pwd.struct_passwd | None:
    # Elasticsearch refuses to run as root.
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configure(home: Path, folder: Path, port: int, password: str) -> None:
    try:
        shutil.rmtree(folder / "config", ignore_errors=True)
        shutil.copytree(home / "config", folder / "config")
        for name in ("data", "logs", "snapshots", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "config" / "elasticsearch.yml").write_text(_yaml(folder, port))
        (folder / "config" / "users").write_text(f"{USER}:{hashed(password)}\n")
        (folder / "config" / "users_roles").write_text(f"superuser:{USER}\n")
        options = (folder / "config" / "jvm.options").read_text().splitlines()
        kept = [o for o in options if MODULES_ARGUMENT not in o and "gc.log" not in o]
        (folder / "config" / "jvm.options").write_text("\n".join(kept) + "\n")
        _hand_over(folder)
    except OSError as error:
        raise LocalError(f"Elasticsearch cannot write to {folder}: {error.strerror}; free some space there.") from error


def _yaml(folder: Path, port: int) -> str:
    # JSON is YAML: paths and names need no quoting rules of our own.
    return json.dumps(
        {
            "cluster.name": "azvn-local",
            "node.name": "azvn-1",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": port,
            "transport.port": "9300-9700",
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "path.repo": [str(folder / "snapshots")],
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "xpack.security.enabled": True,
            "xpack.security.enrollment.enabled": False,
            "xpack.security.http.ssl.enabled": False,
            "xpack.security.transport.ssl.enabled": False,
            "action.destructive_requires_name": True,
        }
    )


def hashed(password: str) -> str:
    """Hash a password for the file realm: PBKDF2 in Elasticsearch's own notation, so that no further library is needed."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    return f"{{PBKDF2}}10000${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _hand_over(folder: Path) -> None:
    folder.chmod(0o700)
    owner = _owner()
    if owner is None:
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def _launch(home: Path, folder: Path, java: Path) -> subprocess.Popen[bytes]:
    owner = _owner()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder / "tmp"),
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(folder / "config"),
        "ES_DISTRIBUTION_TYPE": "zip",
        "ES_JAVA_HOME": str(java.parent.parent),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "JAVA": str(java),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_OPTS": " ".join((f"-Xms{HEAP}", f"-Xmx{HEAP}", *QUICK)),
    }
    own = home / "bin" / "elasticsearch"
    launcher = ["-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-cp", f"{home}/lib/tools/server-launcher/*"]
    command = [str(own)] if own.exists() else [str(java), *launcher, "org.elasticsearch.server.launcher.ServerLauncher"]
    with (folder / "logs" / "start.log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


def _await(process: subprocess.Popen[bytes], port: int, password: str, folder: Path, progress: bool, *, last: bool) -> bool:
    """Wait for the first answer; False when another port should be tried; raise LocalError when it died or took too long."""
    screen = Console(stderr=True, quiet=not progress)
    began = time.monotonic()
    with screen.status("Starting Elasticsearch …") as status:
        while time.monotonic() - began < START_LIMIT:
            if process.poll() is not None:
                if "Address already in use" in _log(folder) and not last:
                    return False
                raise LocalError(f"Elasticsearch did not start; its log in {folder / 'logs'} ends:\n{_log(folder)[-1500:]}")
            if answers(port, password):
                screen.print(f"Elasticsearch answers after {time.monotonic() - began:.0f} s.", highlight=False)
                return True
            status.update(f"Starting Elasticsearch, about 20 s the first time … {time.monotonic() - began:.0f} s")
            time.sleep(0.25)
    _end(process.pid, born(process.pid), 10.0)
    raise LocalError(f"Elasticsearch did not answer within {START_LIMIT:.0f} s; its log is in {folder / 'logs'}.")


def answers(port: int, password: str) -> bool:
    """Whether the server answers our log-in with a healthy cluster; loopback is never asked through a proxy."""
    login = base64.b64encode(f"{USER}:{password}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow&timeout=1s", headers={"Authorization": f"Basic {login}"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


def _log(folder: Path) -> str:
    text = ""
    for path in [folder / "logs" / "start.log", folder / "logs" / "azvn-local.log"]:
        if path.exists():
            text += path.read_text(encoding="utf-8", errors="replace")[-4000:]
    return text


def _remember(state: Path, server: Server) -> None:
    path = state / "elasticsearch.json"
    temporary = path.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        json.dump(asdict(server), handle)
    temporary.replace(path)
