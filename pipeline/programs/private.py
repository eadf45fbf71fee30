"""Files and folders that hold addresses of people, or what strangers sent: ours alone, 0600 and 0700."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pipeline.programs.replacing import replace_file

PRIVATE_UMASK = 0o077


def keep_files_private() -> None:
    """Let every file that this process makes from now on be ours alone."""
    os.umask(PRIVATE_UMASK)


def make_private_folder(folder: Path) -> Path:
    """Make a folder that only we may enter, and give it; one that is there and open to others is closed.

    A folder of somebody else stays as it is: who owns it decides.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & PRIVATE_UMASK:
        with suppress(PermissionError):
            folder.chmod(0o700)
    return folder


def open_private(path: str, flags: int) -> int:
    """Open a file that only we may read; for the argument `opener` of open."""
    return os.open(path, flags, 0o600)


def write_private_file(path: Path, data: bytes) -> None:
    """Write a file that only we may read, in one step: it is whole or as it was."""
    replace_file(path, [data], 0o600)
