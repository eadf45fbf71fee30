"""A file written in one step: who reads it sees what was there or what is there, never a part."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, pieces: Iterable[bytes], mode: int) -> None:
    """Put a file of these bytes and this mode in the place of what is there.

    Raise OSError where it cannot be written; then all is as it was.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as handle:
            os.fchmod(handle.fileno(), mode)
            for piece in pieces:
                handle.write(piece)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
