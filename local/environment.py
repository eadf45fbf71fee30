"""Makes the environment `.venv` from requirements.lock with uv, anew only when lock or project changed."""

from __future__ import annotations

import hashlib
import os
import re
import ssl
import subprocess
import sys
import time
from pathlib import Path

from local import LocalError, interpreter
from local.locks import hold_lock
from local.places import PROJECT

LOG = "azvn-environment.log"
STAMP = "azvn-stamp"
LAST_LINES = 12
OWN = ("pipeline", "spiders", "local", "kibana", "compose", "dags", "plugins")
# Settings of another environment must not reach into this one.
FOREIGN = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_REQUIRE_VIRTUALENV"}


def is_ready(root: Path = PROJECT) -> bool:
    """Say whether the environment is there, made from the lock and the project file as they are now."""
    venv = root / ".venv"
    stamp = venv / STAMP
    return (
        (venv / "bin" / "python").exists()
        and stamp.is_file()
        and stamp.read_text() == compute_fingerprint(root)
    )


def compute_fingerprint(root: Path = PROJECT) -> str:
    """Return a hash of what the environment is made from, and of its place: scripts carry their path."""
    digest = hashlib.sha256(str(root).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update(b"\0" + (root / name).read_bytes())
    return digest.hexdigest()


def make_environment(root: Path = PROJECT) -> None:
    """Make or renew the environment unless it is ready; raise LocalError when a step fails."""
    if is_ready(root):
        return
    lock = root / ".local" / "environment.lock"
    with hold_lock(lock, lambda: print("Another command makes the environment; waiting …", flush=True)):
        if not is_ready(root):
            _run_steps(root)


def find_pin(package: str, lock: str) -> str:
    """Return the lines of the lock that pin a package with its hashes; raise LocalError without any."""
    found = re.search(rf"^{re.escape(package)}==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    if found is None:
        raise LocalError(
            f"requirements.lock does not pin {package}: take the file from the repository again."
        )
    return "".join(line for line in found[0].splitlines(keepends=True) if not line.lstrip().startswith("#"))


def _run_steps(root: Path) -> None:
    lock = root / "requirements.lock"
    text = lock.read_text(encoding="utf-8")
    count = len(re.findall(r"^\S+==", text, re.MULTILINE))
    print(
        f"Making the Python environment in .venv: {count} packages, some 100 MB when none is cached …",
        flush=True,
    )
    began = time.monotonic()
    venv = root / ".venv"
    python, uv = str(venv / "bin" / "python"), str(venv / "bin" / "uv")
    if not _is_usable(python):
        _run_step(root, "making .venv", [_require_interpreter(), "-m", "venv", "--clear", str(venv)])
    pin = venv / "uv.txt"
    pin.write_text(find_pin("uv", text))
    _run_step(root, "installing uv", [python, "-m", "pip", "install", "--require-hashes", "-r", str(pin)])
    where = ["--python", python]
    if _has_system_certificates():
        where.append("--system-certs")
    _run_step(
        root,
        "installing packages",
        [uv, "pip", "sync", *where, "--compile-bytecode", "--require-hashes", str(lock)],
    )
    project = ["--no-deps", "--no-build-isolation", "--editable", str(root)]
    _run_step(root, "installing azvn", [uv, "pip", "install", *where, *project])
    # Where PYTHONDONTWRITEBYTECODE is set, as in most containers, each program would compile 2,000 modules at
    # each start: 5 s for 2.
    _run_step(
        root,
        "compiling azvn",
        [python, "-m", "compileall", "-q", *(name for name in OWN if (root / name).is_dir())],
    )
    # Packed, it takes each program that reads pages 0.7 s and 70 MB of its own.
    unpack = "from pipeline.read.extract.language_model import unpack_model; unpack_model()"
    _run_step(root, "unpacking the model of languages", [python, "-c", unpack])
    (venv / STAMP).write_text(compute_fingerprint(root))
    print(f"The environment is ready after {time.monotonic() - began:.0f} s.", flush=True)


def _is_usable(python: str) -> bool:
    """Say whether an environment from earlier can be kept: its Python is still there and new enough."""
    command = [python, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def _has_system_certificates() -> bool:
    """Say whether the machine has a list of authorities: uv's own lacks that of a company's proxy."""
    paths = ssl.get_default_verify_paths()
    return sys.platform == "darwin" or bool(
        paths.cafile or (paths.capath and any(Path(paths.capath).iterdir()))
    )


def _require_interpreter() -> str:
    found = interpreter.find_interpreter().found
    if found is None:
        raise LocalError(
            "Python 3.11 or newer with venv and ensurepip is missing: `python3 -m local.preflight` says more."
        )
    return found


def _run_step(root: Path, what: str, command: list[str]) -> None:
    """Run a step with its output in a log and its seconds on a terminal; raise LocalError when it fails."""
    log = root / ".local" / LOG
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        began = time.monotonic()
        while process.poll() is None:
            _show_line(f"  {what} … {time.monotonic() - began:.0f} s")
            time.sleep(0.1)
    _show_line("")
    if process.returncode:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])
        raise LocalError(
            f"The environment could not be made, {what} failed (network? disk?); whole log: {log}\n{last}"
        )


def _show_line(text: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)


def main() -> int:
    """Make the environment; 1 with a sentence on standard error when that fails."""
    try:
        make_environment()
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
