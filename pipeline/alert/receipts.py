"""Receipts: what was handed to the mail server and what it took, noted on this machine at once, for the moment before the outbox knows it.

A run that is killed between the server's answer and the outbox would send a mail twice; this narrows that moment to one write of a line.
"""

from __future__ import annotations

import json
import os
from pathlib import Path


class Receipts:
    """A file of message ids: with the number of a try that began, and with the server's answer when it took one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._begun: set[tuple[str, int]] = set()
        self._taken: dict[str, str] = {}
        self._read()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def begin(self, message_id: str, attempt: int) -> None:
        """Note that a try begins: from here on the server may have the message."""
        self._write([message_id, attempt])

    def note(self, message_id: str, reply: str) -> None:
        """Note that the server took a message: one write, which a killed process has either made or not."""
        self._write([message_id, reply])

    def of(self, message_id: str) -> str | None:
        """Give what the server said when it took a message, or None."""
        return self._taken.get(message_id)

    def has_begun(self, message_id: str, attempt: int) -> bool:
        """Whether a try of a message began on this machine; a run that died may have taken it and not come to it."""
        return (message_id, attempt) in self._begun

    def close(self, *, settled: bool) -> None:
        """Close the file; empty it when the outbox knows everything that is in it."""
        if settled:
            os.ftruncate(self._file, 0)
        os.close(self._file)

    def _write(self, pair: list[str | int]) -> None:
        os.write(self._file, (json.dumps(pair) + "\n").encode())

    def _read(self) -> None:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            pair = _pair(line)
            if pair and isinstance(pair[1], int):
                self._begun.add((pair[0], pair[1]))
            elif pair:
                self._taken[pair[0]] = str(pair[1])


def _pair(line: str) -> tuple[str, str | int] | None:
    try:
        message_id, value = json.loads(line)
    except ValueError:
        # The disk was full or the machine lost power in the middle of a line.
        return None
    return str(message_id), value
