"""Makes `.venv` from requirements.lock with uv, once and again whenever the lock changes; standard library only."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def fingerprint(root=ROOT):
    """Give the hash of what the environment is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def uv_pin(lock):
    """Give the lines of the lock that pin uv itself, with their hashes."""
    found = re.search(r"^uv==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit("requirements.lock does not pin uv: run `make lock`")
    return "".join(line for line in found.group(0).splitlines(keepends=True) if not line.lstrip().startswith("#"))


def make(root=ROOT):
    """Make or renew the environment unless its stamp says that it is up to date."""
    folder = root / ".venv"
    stamp = folder / "azvn-stamp"
    wanted = fingerprint(root)
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    print("Making the Python environment in .venv (about 120 packages, a minute at most) …", flush=True)
    python = folder / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", str(folder)])
    pins = folder / "uv.lock.txt"
    pins.write_text(uv_pin((root / "requirements.lock").read_text()))
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(pins)])
    uv = [str(folder / "bin" / "uv"), "pip"]
    where = ["--python", str(python), "--quiet"]
    run([*uv, "sync", *where, "--require-hashes", str(root / "requirements.lock")])
    run([*uv, "install", *where, "--no-deps", "--no-build-isolation", "--editable", str(root)])
    stamp.write_text(wanted)
    return True


def run(command):
    """Run a step; end with its exit code when it fails, its own message above."""
    environment = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"The environment could not be made: `{' '.join(command[:4])} …` ended with {done.returncode}.")


if __name__ == "__main__":
    make()
