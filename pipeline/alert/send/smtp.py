"""The way to the mail server: one connection for many mails, TLS verified, and for each mail a word for how
it went.
"""

from __future__ import annotations

import logging
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings
from pipeline.text.clean import clean_line

log = logging.getLogger(__name__)

TIMEOUT = 30.0
"""Seconds for one answer of the server."""
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_DOTS = re.compile(rb"(?m)^\.")
_ENDS = re.compile(rb"\r\n|\r|\n")


class Fate(Enum):
    """How a try to deliver ended."""

    DELIVERED = "the server took it"
    REFUSED = "the server will not take it for this person"
    LATER = "not now"
    UNCERTAIN = "the connection died after the server may have taken it"
    AWAY = "no server can be reached, or it does not know us"


@dataclass(frozen=True, slots=True)
class Reply:
    """A fate with what the server said, in one clean line."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as its address names it; `plain` allows a connection without TLS, for loopback or when
    the address says so.
    """

    host: str
    port: int
    tls: bool
    plain: bool
    user: str = ""
    password: str = ""
    authority: Path | None = None


def read_server(settings: Settings) -> Server | None:
    """Read AZVN_SMTP_URL; None when it is not set; raise ConfigError when it cannot be used.

    smtps:// is TLS from the start. smtp:// is STARTTLS; without it nothing is sent, unless the server is on
    this machine or the address ends in ?starttls=no, and then no password is sent.
    """
    if not settings.smtp_url:
        return None
    parts = urlsplit(settings.smtp_url.get_secret_value())
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise ConfigError(
            "AZVN_SMTP_URL has the form smtp://user:password@host:587 or smtps://user:password@host:465."
        ) from None
    if not parts.hostname:
        raise ConfigError("AZVN_SMTP_URL names no host.")
    plain = parts.hostname in LOOPBACK or parse_qs(parts.query).get("starttls") == ["no"]
    login = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port, parts.scheme == "smtps", plain, *login, authority=settings.smtp_ca)


class Post:
    """A connection to the mail server, opened at the first mail and again when it breaks; `rate` is mails a
    second at most.
    """

    def __init__(self, server: Server, rate: float, timeout: float = TIMEOUT) -> None:
        self._server, self._pause, self._timeout = server, 1 / rate, timeout
        self._smtp: smtplib.SMTP | None = None
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._smtp:
            self._call_quietly(self._smtp.quit)
        self._drop_connection()

    def deliver_mail(self, sender: str, address: str, data: bytes) -> Reply:
        """Hand one mail over and say how it went; a connection that the server closed while it was idle is
        opened once more.
        """
        self._await_turn()
        reused = self._smtp is not None
        reply = self._try_delivery(sender, address, data)
        return (
            self._try_delivery(sender, address, data)
            if reused and reply.fate is Fate.LATER and self._smtp is None
            else reply
        )

    def _try_delivery(self, sender: str, address: str, data: bytes) -> Reply:
        try:
            smtp = self._smtp = self._smtp or self._open_connection()
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Reply(Fate.AWAY, _describe_error(error))
        try:
            return self._hand_over(smtp, sender, address, data)
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Reply(Fate.LATER, _describe_error(error))

    def _open_connection(self) -> smtplib.SMTP:
        server, name = self._server, socket.gethostname() or "localhost"
        context = ssl.create_default_context(cafile=server.authority)
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=name, timeout=self._timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=self._timeout)
        self._smtp = smtp
        smtp.ehlo_or_helo_if_needed()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif not server.tls and not server.plain:
            raise smtplib.SMTPNotSupportedError(
                "the server offers no STARTTLS (?starttls=no at the end of AZVN_SMTP_URL does without)"
            )
        if server.user:
            self._log_in(smtp, server)
        return smtp

    def _log_in(self, smtp: smtplib.SMTP, server: Server) -> None:
        if not isinstance(smtp.sock, ssl.SSLSocket) and server.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("a password is not sent without TLS")
        smtp.login(server.user, server.password)

    def _hand_over(self, smtp: smtplib.SMTP, sender: str, address: str, data: bytes) -> Reply:
        code, text = smtp.mail(sender)
        if code != 250:
            # That is about us, not about the person: it can be mended while the mail waits.
            return self._reset_transaction(smtp, Fate.LATER, code, text)
        code, text = smtp.rcpt(address)
        if code not in {250, 251}:
            return self._reset_transaction(smtp, _decide_fate(code), code, text)
        code, text = smtp.docmd("DATA")
        if code != 354:
            return self._reset_transaction(smtp, _decide_fate(code), code, text)
        smtp.send(_encode_lines(data))
        try:
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self._drop_connection()
            return Reply(Fate.UNCERTAIN, _describe_error(error))
        return (
            Reply(Fate.DELIVERED, _format_reply(code, text))
            if code == 250
            else self._reset_transaction(smtp, _decide_fate(code), code, text)
        )

    def _reset_transaction(self, smtp: smtplib.SMTP, fate: Fate, code: int, text: bytes) -> Reply:
        """End a transaction that came to nothing, so that the next one starts clean."""
        if code == 421 or not self._call_quietly(smtp.rset):
            self._drop_connection()
        return Reply(fate, _format_reply(code, text))

    def _call_quietly(self, call: Callable[[], object]) -> bool:
        try:
            call()
        except (OSError, smtplib.SMTPException) as error:
            log.debug("the mail server is gone: %s", error)
            return False
        return True

    def _drop_connection(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _await_turn(self) -> None:
        pause = self._next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._next = max(self._next, time.monotonic()) + self._pause


def _decide_fate(code: int) -> Fate:
    return Fate.REFUSED if code >= 500 else Fate.LATER


def _encode_lines(data: bytes) -> bytes:
    """Give a message as the protocol wants it: every line ends in CRLF, one that begins with a dot has two, a
    lone dot ends it.
    """
    lines = _ENDS.sub(b"\r\n", data)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _DOTS.sub(b"..", lines) + b".\r\n"


def _format_reply(code: int, text: bytes) -> str:
    return clean_line(f"{code} {text.decode('utf-8', 'replace')}")[:500]


def _describe_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        told = error.smtp_error
        return _format_reply(error.smtp_code, told if isinstance(told, bytes) else str(told).encode())
    return clean_line(f"{type(error).__name__}: {error}")[:500]
