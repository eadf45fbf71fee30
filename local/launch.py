"""How one Elasticsearch is started: folders, configuration with security on, command, environment."""

import base64
import hashlib
import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from local.jdk import Jdk
from local.places import find_server_account, make_folder

USER = "azvn"
# 512 MB is enough for one machine's articles; compiling less and the simple collector save 8 of 26 seconds of
# the start.
JVM_FLAGS = "-Xms512m -Xmx512m -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UseG1GC"
VECTOR_MODULE = "jdk.incubator.vector"  # not in every JDK
UNWANTED_OPTIONS = ("gc.log", "HeapDump")  # gigabytes that nobody reads on such a machine
PARTS = ("config", "data", "logs", "snapshots", "tmp")


def prepare_server(folder: Path, home: Path, jdk: Jdk, password: str, port: int) -> None:
    """Make the server's folders and write its configuration anew; what earlier runs left stays."""
    make_folder(folder)
    config = folder / "config"
    for part in ("config", "tmp"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for part in PARTS:
        (folder / part).mkdir(parents=True, exist_ok=True)
    shutil.copytree(home / "config", config, dirs_exist_ok=True)
    (config / "elasticsearch.yml").write_text(format_settings(folder, home, port))
    (config / "users").write_text(f"{USER}:{hash_password(password)}\n")
    (config / "users_roles").write_text(f"superuser:{USER}\n")
    options = (home / "config" / "jvm.options").read_text().splitlines(keepends=True)
    unwanted = UNWANTED_OPTIONS if VECTOR_MODULE in jdk.modules else (*UNWANTED_OPTIONS, VECTOR_MODULE)
    (config / "jvm.options").write_text(
        "".join(line for line in options if not any(word in line for word in unwanted))
    )
    _hand_over_folders(folder, config)


def format_settings(folder: Path, home: Path, port: int) -> str:
    """Return elasticsearch.yml: loopback only, security on, no TLS because nothing leaves the machine."""
    values: dict[str, object] = {
        "cluster.name": "azvn-local",
        "node.name": "azvn-local-1",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": "9300-9900",
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "path.repo": [str(folder / "snapshots")],
        "xpack.security.enabled": True,
        "xpack.security.enrollment.enabled": False,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # The simple collector lets garbage lie until the heap is full: counted as memory in use, it made the
        # server refuse what it has room for (429 among 300,000 articles, of which 95 MB were in use).
        "indices.breaker.total.use_real_memory": False,
    }
    if (home / "modules" / "ingest-geoip").is_dir():
        values["ingest.geoip.downloader.enabled"] = False
    if (home / "modules" / "x-pack-ml").is_dir():
        values["xpack.ml.enabled"] = False
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items())


def hash_password(password: str) -> str:
    """Return a password as the file realm keeps it: PBKDF2, SHA-512, 10,000 rounds, 32 bytes each."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    return "{PBKDF2}10000$" + base64.b64encode(salt).decode() + "$" + base64.b64encode(digest).decode()


def spawn_server(folder: Path, home: Path, jdk: Jdk) -> "subprocess.Popen[bytes]":
    """Start the server as a session of its own, which outlives the command; it writes to logs/console.log."""
    account = find_server_account()
    with locate_console_log(folder).open("wb") as log:
        return subprocess.Popen(
            build_command(home, jdk),
            cwd=home,  # the launcher looks for modules in its working directory
            env=build_environment(folder, home, jdk),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
        )


def build_command(home: Path, jdk: Jdk) -> list[str]:
    """Return the command: a distribution's own script, or Java itself where that script was stripped."""
    script = home / "bin" / "elasticsearch"
    if script.is_file():
        return [str(script)]
    classes = home / "lib" / "tools" / "server-launcher" / "*"
    launcher = "org.elasticsearch.server.launcher.ServerLauncher"
    return [
        str(jdk.home / "bin" / "java"),
        "-Xms4m",
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-cp",
        str(classes),
        launcher,
    ]


def build_environment(folder: Path, home: Path, jdk: Jdk) -> dict[str, str]:
    """Return the environment of the server; nothing of ours is handed on but where to find programs."""
    tmp = str(folder / "tmp")
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": tmp,
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(folder / "config"),
        "ES_DISTRIBUTION_TYPE": "zip",
        "ES_JAVA_HOME": str(jdk.home),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "JAVA": str(jdk.home / "bin" / "java"),
        "ES_TMPDIR": tmp,
        # It leaves a folder behind at each start; the options are cut at spaces.
        "CLI_JAVA_OPTS": "" if " " in tmp else f"-Djava.io.tmpdir={tmp}",
        "ES_JAVA_OPTS": JVM_FLAGS,
    }


def locate_console_log(folder: Path) -> Path:
    """Return the file with everything the server said since its last start."""
    return folder / "logs" / "console.log"


def _hand_over_folders(folder: Path, config: Path) -> None:
    """Close the folders to others and give them to the account the server runs under."""
    account = find_server_account()
    private = [folder, *(folder / part for part in PARTS), *config.rglob("*")]
    for path in private:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account:
            os.chown(path, *account, follow_symlinks=False)
