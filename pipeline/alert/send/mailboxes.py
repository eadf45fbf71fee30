"""The sender's mailbox read: a maildir, or a folder of an IMAP server. Nothing in it is changed."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.alert.send.returned import LONGEST
from pipeline.config.errors import ConfigError
from pipeline.config.mail import LOOPBACK
from pipeline.model.faults import KnownFault

TIMEOUT = 30.0
"""Seconds for one answer of the server."""
FORM = "it is a maildir (a folder with cur and new), or imaps://user:password@host/FOLDER"


class MailboxAway(KnownFault, OSError):
    """The mailbox cannot be read; the message says why, and never shows a password."""


def read_mailbox(place: str, since: datetime) -> Iterator[bytes]:
    """Give the messages of a mailbox that came since a time, at most a megabyte of each.

    Raise ConfigError for what is no mailbox, MailboxAway for one that cannot be read.
    """
    if "://" in place:
        return _read_imap(place, since)
    folder = Path(place)
    if not (folder / "cur").is_dir() or not (folder / "new").is_dir():
        raise ConfigError(f"{place} is no mailbox: {FORM}.")
    return _read_maildir(folder, since)


def _read_maildir(folder: Path, since: datetime) -> Iterator[bytes]:
    for name in ("new", "cur"):
        for path in sorted((folder / name).iterdir()):
            if path.is_file() and path.stat().st_mtime >= since.timestamp():
                with path.open("rb") as file:
                    yield file.read(LONGEST)


def _read_imap(address: str, since: datetime) -> Iterator[bytes]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError(f"That is no mailbox: {FORM}.") from None
    encrypted, folder = parts.scheme == "imaps", unquote(parts.path.strip("/")) or "INBOX"
    if not folder.isprintable() or '"' in folder or "\\" in folder:
        raise ConfigError(f"That is no name of a folder: {FORM}.")
    if parts.scheme not in ("imap", "imaps") or not host or not parts.username:
        raise ConfigError(f"That is no mailbox: {FORM}.")
    if not encrypted and host not in LOOPBACK:
        raise ConfigError("A password is not sent without TLS: imaps:// in place of imap://.")
    try:
        if encrypted:
            context = ssl.create_default_context()
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=TIMEOUT)
        else:
            server = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
        with server:
            server.login(unquote(parts.username), unquote(parts.password or ""))
            yield from _fetch_messages(server, folder, since)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(f"The mailbox at {host} cannot be read: {error}") from None


def _fetch_messages(server: imaplib.IMAP4, folder: str, since: datetime) -> Iterator[bytes]:
    state, answer = server.select(f'"{folder}"', readonly=True)
    if state != "OK":
        raise imaplib.IMAP4.error(f"no folder {folder!r}: {answer!r}")
    _, found = server.search(None, "SINCE", f"{since:%d-%b-%Y}")
    for number in (found[0] or b"").split():
        _, data = server.fetch(number.decode(), f"(BODY.PEEK[]<0.{LONGEST}>)")
        for part in data:
            if isinstance(part, tuple):
                yield part[1]
