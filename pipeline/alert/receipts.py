"""Receipts: what the mail server took, noted on this machine at once, for the moment before the outbox knows it.

A run that is killed between the server's answer and the outbox would send a mail twice; this narrows that moment to one write of a line.
"""

from __future__ import annotations

import json
import os
from pathlib import Path


class Receipts:
    """A file of message ids with the server's answers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._known = dict(self._read())
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, message_id: str, reply: str) -> None:
        """Note that the server took a message: one write, which a killed process has either made or not."""
        self._known[message_id] = reply
        os.write(self._file, (json.dumps([message_id, reply]) + "\n").encode())

    def of(self, message_id: str) -> str | None:
        """Give what the server said when it took a message, or None."""
        return self._known.get(message_id)

    def close(self, *, settled: bool) -> None:
        """Close the file; empty it when the outbox knows everything that is in it."""
        if settled:
            os.ftruncate(self._file, 0)
        os.close(self._file)

    def _read(self) -> list[tuple[str, str]]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [pair for line in lines if (pair := _pair(line))]


def _pair(line: str) -> tuple[str, str] | None:
    try:
        message_id, reply = json.loads(line)
    except ValueError:
        # The disk was full or the machine lost power in the middle of a line.
        return None
    return str(message_id), str(reply)
