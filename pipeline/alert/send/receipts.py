"""Receipts: what was handed to the mail server and what it took, noted on this machine at once.

They are for the moment before the outbox knows it. A line says that from here on the server may have a
message, the next one that it took it: of a run that was killed between the two, or of a machine that lost
power there, nobody can tell, and every other moment is certain. A line before both says at which mail a run
is, so that one by which runs die is found. What was taken is remembered as long as a
snapshot is kept: an outbox that was restored from one does not know of it.
"""

from __future__ import annotations

import errno
import json
import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.programs.private import write_private_file

KEPT = timedelta(days=31)
"""How long what was taken is remembered unless the run says so: a day longer than snapshots are kept."""
TRY = 2
"""Values of a line that says that a mail was begun, by its id, or that its message was handed over, by the
message's; one that says that it was taken has its time besides.
"""
ReceiptLine = list[str | int]


class Receipts:
    """A file of message ids: how often each was handed over, and what the server said when it took one."""

    def __init__(self, path: Path, kept: timedelta = KEPT) -> None:
        self._path = path
        self._kept = kept
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        lines = [line for line in map(_parse_line, text.splitlines()) if line]
        self._tries = Counter((id_, value) for id_, value, *_ in lines if isinstance(value, int))
        self._left = {id_ for id_, _ in self._tries}
        self._taken = {id_: str(value) for id_, value, *_ in lines if not isinstance(value, int)}
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if text and not text.endswith("\n"):
            # Half a line, of a run that died, must not swallow the next one.
            os.write(self._file, b"\n")

    def note_hand_over(self, message_id: str, number: int) -> None:
        """Note that from here on the server may have the message, by the number of tries before it.

        Raise OSError when the disk does not take the line: then it must not be handed over.
        """
        self._write_line([message_id, number])

    def note_begin(self, mail_id: str, number: int) -> None:
        """Note that a mail is being made, by the number of tries before it; raise OSError as all notes do.

        A machine that loses power is no fault of a mail: the line need not be on the disk at once.
        """
        self._write_line([mail_id, number], synced=False)

    def count_begins(self, mail_id: str, number: int) -> int:
        """Count the runs that began a mail on this machine after so many tries."""
        return self._tries[mail_id, number]

    def was_left(self, mail_id: str) -> bool:
        """Whether a run that did not come to its end began this mail; one that did leaves nothing of that."""
        return mail_id in self._left

    def note_reply(self, message_id: str, reply: str, at: datetime) -> None:
        """Note that the server took a message: one write, which a killed process has either made or not.

        Raise OSError when the disk does not take the line.
        """
        self._write_line([message_id, reply, at.isoformat()])

    def find_reply(self, message_id: str) -> str | None:
        """Give what the server said when it took a message, or None."""
        return self._taken.get(message_id)

    def was_handed_over(self, message_id: str, number: int) -> bool:
        """Whether a message was handed over on this machine after so many tries.

        A run that died may have taken the mail and not come to it.
        """
        return self._tries[message_id, number] > 0

    def close(self, now: datetime, *, settled: bool) -> None:
        """Close the file; leave out what is kept long enough, and the tries.

        That is done only when the outbox knows everything that is in it (`settled`).
        """
        os.close(self._file)
        lines = [
            line for line in map(_parse_line, self._path.read_text(encoding="utf-8").splitlines()) if line
        ]
        young = [
            line
            for line in lines
            if len(line) > TRY and datetime.fromisoformat(str(line[2])) >= now - self._kept
        ]
        if settled and young != lines:
            write_private_file(self._path, "".join(f"{json.dumps(line)}\n" for line in young).encode())

    def _write_line(self, line: ReceiptLine, *, synced: bool = True) -> None:
        data = (json.dumps(line) + "\n").encode()
        written = os.write(self._file, data)
        if written < len(data):
            # The disk is full: half a line would swallow the next one.
            os.ftruncate(self._file, os.fstat(self._file).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if synced:
            os.fdatasync(self._file)


def _parse_line(text: str) -> ReceiptLine | None:
    try:
        line: ReceiptLine = json.loads(text)
    except ValueError:
        # The disk was full or the machine lost power in the middle of a line.
        return None
    return line
