"""A mailbox on this machine: takes every mail on loopback, keeps each as a file .eml, and gives none away."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local import LocalError, daemon
from local.places import PROJECT
from local.ports import find_free_port
from pipeline.programs.private import make_private_folder, open_private, write_private_file

NOTE = "mailbox.json"
PATIENCE = 20.0
"""Seconds until a mailbox has to answer."""
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that was started: its process and its address."""

    pid: int
    started: str
    port: int
    folder: str

    @property
    def address(self) -> str:
        """Give the address that AZVN_SMTP_URL takes."""
        return f"smtp://127.0.0.1:{self.port}"


class Keeper:
    """Writes each mail into the folder, in one step, before the sender hears that it was taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = make_private_folder(folder)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd names it)
        """Keep one mail, with the addresses of its envelope as headers of ours."""
        head = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos).encode()
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.eml"
        write_private_file(self._folder / name, head + body)
        return f"250 kept as {name}"


def start_mailbox(folder: Path, port: int = 0) -> str:
    """Start a mailbox that outlives us, or find the one of this folder; give smtp://127.0.0.1:PORT.

    Raise LocalError when it does not come up.
    """
    found = find_mailbox(folder)
    if found:
        return found.address
    make_private_folder(folder)
    (folder / NOTE).unlink(missing_ok=True)
    command = [sys.executable, "-m", "local.mailbox", "--port", str(port), "--folder", str(folder.resolve())]
    with open(folder / "mailbox.log", "ab", opener=open_private) as log:
        child = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        found = find_mailbox(folder)
        if found:
            return found.address
        time.sleep(0.05)
    raise LocalError(f"The mailbox did not come up; see {folder / 'mailbox.log'}.")


def find_mailbox(folder: Path) -> Mailbox | None:
    """Give the mailbox that keeps its mails in a folder, when it lives."""
    try:
        found = Mailbox(**json.loads((folder / NOTE).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return found if daemon.is_alive(found.pid, found.started) else None


def stop_mailbox(folder: Path) -> bool:
    """Stop the mailbox of a folder; its mails stay. False when none ran."""
    found = find_mailbox(folder)
    (folder / NOTE).unlink(missing_ok=True)
    return found is not None and daemon.end_process(found.pid, found.started, PATIENCE)


def read_mails(folder: Path) -> list[EmailMessage]:
    """Give the mails of a folder, the oldest first."""
    return [_read_mail(path) for path in sorted(folder.glob("*.eml"))]


def _read_mail(path: Path) -> EmailMessage:
    found: Any = message_from_bytes(path.read_bytes(), policy=default)
    return found  # type: ignore[no-any-return]


def serve_mailbox(folder: Path, port: int) -> None:
    """Be the mailbox until SIGTERM or SIGINT."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    # The controller itself asks at the port it was given: it must be a real one.
    taken = port or find_free_port()
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=taken, data_size_limit=MOST_BYTES)
    controller.start()
    _write_note(folder, Mailbox(os.getpid(), _find_start_time(), taken, str(folder)))
    print(f"Mails to smtp://127.0.0.1:{taken} are kept in {folder}.", flush=True)
    over.wait()
    controller.stop()


def _find_start_time() -> str:
    own = daemon.find_process(os.getpid())
    if own is None:
        raise LocalError("This process is not in the process table.")
    return own.started


def _write_note(folder: Path, mailbox: Mailbox) -> None:
    write_private_file(folder / NOTE, json.dumps(asdict(mailbox)).encode())


def main(arguments: Sequence[str]) -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m local.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 takes a free one")
    parser.add_argument("--folder", type=Path, required=True, help="folder for the mails")
    chosen = parser.parse_args(arguments)
    serve_mailbox(chosen.folder, chosen.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
