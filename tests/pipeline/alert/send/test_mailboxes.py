"""The sender's mailbox is read as a maildir or over IMAP, and stays as it is."""

from __future__ import annotations

import os
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.alert.send.mailboxes import MailboxAway, read_mailbox
from pipeline.config.errors import ConfigError
from tests.pipeline.alert.send.notices import write_notice

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
MAILS = [write_notice(message_id=f"m{number}@azvn.example") for number in range(3)]


def make_maildir(folder: Path, mails: list[bytes]) -> Path:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (folder / ("new" if number % 2 else "cur") / f"{number}.host").write_bytes(mail)
    return folder


def test_a_maildir_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    folder = make_maildir(tmp_path / "box", MAILS)
    old = folder / "cur" / "0.host"
    os.utime(old, ((NOW - 9 * DAY).timestamp(),) * 2)
    before = {path: path.stat() for path in folder.rglob("*")}
    assert sorted(read_mailbox(str(folder), NOW - DAY)) == MAILS[1:]
    assert {path: path.stat().st_mtime for path in before} == {p: s.st_mtime for p, s in before.items()}


class Imap(socketserver.StreamRequestHandler):
    """As much of IMAP4rev1 as reading a folder takes, for one user."""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode():
            tag, _, rest = line.strip().partition(" ")
            command = rest.lower().split()[0]
            self.server.commands.append(rest)  # type: ignore[attr-defined]
            answer = getattr(self, f"do_{command}", self.do_nothing)(rest)
            self.wfile.write(f"{tag} {answer}\r\n".encode())

    def do_nothing(self, _rest: str) -> str:
        return "OK done"

    def do_capability(self, _rest: str) -> str:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        return "OK done"

    def do_login(self, rest: str) -> str:
        return "OK in" if rest == 'LOGIN lan "p ss"' else "NO wrong password"

    def do_examine(self, rest: str) -> str:
        self.wfile.write(f"* {len(MAILS)} EXISTS\r\n".encode())
        return "OK read-only" if "Bounces" in rest else "NO no such folder"

    def do_search(self, _rest: str) -> str:
        self.wfile.write(b"* SEARCH 1 2 3\r\n")
        return "OK done"

    def do_fetch(self, rest: str) -> str:
        number = int(rest.split()[1])
        mail = MAILS[number - 1]
        self.wfile.write(f"* {number} FETCH (BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")
        return "OK done"


@contextmanager
def run_imap() -> Iterator[tuple[int, list[str]]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.commands = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], server.commands  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


def test_a_folder_of_an_imap_server_is_read_without_a_change() -> None:
    with run_imap() as (port, commands):
        assert list(read_mailbox(f"imap://lan:p%20ss@127.0.0.1:{port}/Bounces", NOW - DAY)) == MAILS
    asked = " ".join(commands)
    assert "PEEK" in asked
    assert re.search(r"SINCE \d\d-[A-Z][a-z]{2}-\d{4}", asked)
    assert not re.search(r"STORE|SELECT|EXPUNGE", asked)


@pytest.mark.parametrize(("path", "reason"), [("/Bounces", "wrong password"), ("/Other", "no folder")])
def test_what_the_server_refuses_is_said_without_the_password(path: str, reason: str) -> None:
    password = "wrong-one" if path == "/Bounces" else "p%20ss"
    with run_imap() as (port, _), pytest.raises(MailboxAway, match=reason) as raised:
        list(read_mailbox(f"imap://lan:{password}@127.0.0.1:{port}{path}", NOW))
    assert password not in str(raised.value)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("/nowhere", "is no mailbox"),
        ("imaps://host/INBOX", "is no mailbox"),
        ("pop3://lan:x@host", "is no mailbox"),
        ("imap://lan:x@mail.example/INBOX", "without TLS"),
        ("imaps://lan:x@[mail/INBOX", "is no mailbox"),
        ("imaps://lan:x@mail.example/a%22b", "no name of a folder"),
    ],
)
def test_what_is_no_mailbox_is_refused_in_a_sentence(place: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        list(read_mailbox(place, NOW))


def test_a_server_that_is_away_is_told() -> None:
    with pytest.raises(MailboxAway, match=r"127\.0\.0\.1 cannot be read"):
        list(read_mailbox("imap://lan:x@127.0.0.1:1/INBOX", NOW))
