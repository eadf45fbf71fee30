"""Where things lie on this machine: checkout, state of the servers, cache, account of a server."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from pathlib import Path
from typing import NamedTuple

from local import LocalError

PROJECT = Path(__file__).resolve().parent.parent
STATE = PROJECT / ".local"
# Elasticsearch refuses to run as root, and the account it then gets cannot look into root's home folder.
ROOTS_PLACE = Path("/var/tmp/azvn-root")  # noqa: S108  (make_folder refuses it when it is not root's own)


SERVERS_FOLDER = "SERVERS_FOLDER"
"""The variable that names another folder for the servers: in memory, where what they keep is thrown away.

It has no `AZVN_` before it, because those are settings of the product.
"""


class Account(NamedTuple):
    """User and group a server runs under."""

    uid: int
    gid: int


def find_server_account() -> Account | None:
    """Return the account for a server that root starts, None when it may run as who started it."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def locate_cache_folder() -> Path:
    """Return the folder for what is fetched once per user; root's can be read by the server's account.

    One that root would have to make under `XDG_CACHE_HOME` could not: our umask keeps others out.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    folder = (Path(named) if named.startswith("/") else Path.home() / ".cache") / "azvn"
    if os.geteuid() == 0 and not (named and folder.is_dir() and is_readable_by_all(folder)):
        return ROOTS_PLACE / "cache"
    return folder


def locate_server_folder(state: Path) -> Path:
    """Return the folder with configuration, data and logs of the server whose state file lies in `state`."""
    own = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    named = os.environ.get(SERVERS_FOLDER)
    if named:
        return Path(named).resolve() / own
    return ROOTS_PLACE / "servers" / own if os.geteuid() == 0 else state.resolve() / "elasticsearch"


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it; raise LocalError when root's place is somebody else's."""
    if ROOTS_PLACE in folder.parents:
        ROOTS_PLACE.mkdir(mode=0o755, exist_ok=True)
        found = ROOTS_PLACE.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise LocalError(
                f"{ROOTS_PLACE} must be a folder that only root can write to: move it away and run this"
                " again."
            )
        for step in reversed([folder, *folder.parents]):
            if ROOTS_PLACE in step.parents and not step.exists():
                step.mkdir()
                step.chmod(0o755)
        # Our umask keeps others out, and the server runs as another account.
        ROOTS_PLACE.chmod(0o755)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder


def is_readable_by_all(path: Path) -> bool:
    """Say whether any account may look into `path`: it and every folder on the way to it lets others pass."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in [path, *path.parents] if step.is_dir())


def find_nearest(path: Path) -> Path:
    """Return `path` or the nearest folder above it that exists."""
    return next(step for step in [path, *path.parents] if step.is_dir())
