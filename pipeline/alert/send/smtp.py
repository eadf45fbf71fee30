"""The way to the mail server, for every mail there is: one connection for many mails, TLS verified."""

from __future__ import annotations

import logging
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.alert.send.replies import Begin, Delivery, Fate, decide_fate, format_reply, note_nothing
from pipeline.config.errors import ConfigError
from pipeline.config.mail import LOOPBACK, MailServer
from pipeline.text.clean import clean_line

log = logging.getLogger(__name__)

TIMEOUT = 30.0
"""Seconds for one answer of the server."""
LAST_TIMEOUT = 300.0
"""Seconds for the answer to the whole message: a server that scans it takes its time, and one that is not
waited for gets the message twice. RFC 5321, 4.5.3.2.6, has ten minutes; a run has seven and a half.
"""
_END = b".\r\n"
_SEVEN_BIT = SMTP.clone(cte_type="7bit")
_DOTS = re.compile(rb"(?m)^\.")
_ENDS = re.compile(rb"\r\n|\r|\n")


def encode_message(message: EmailMessage) -> bytes:
    """Give a message as bytes in seven bits, which every server takes.

    An address outside ASCII stands as it is, for a server that offers SMTPUTF8.
    """
    wide = any(not one.addr_spec.isascii() for one in message["To"].addresses) if message["To"] else False
    return message.as_bytes(policy=_SEVEN_BIT.clone(utf8=True) if wide else _SEVEN_BIT)


class SmtpConnection:
    """A connection to the mail server, opened at the first mail and again when it breaks.

    `rate` is mails a second at most, `timeout` seconds for one answer, `last_timeout` for that to the whole
    message. Raises ConfigError when AZVN_SMTP_CA
    cannot be used; whatever goes wrong with a mail is said in its `Delivery`.
    """

    def __init__(
        self,
        server: MailServer,
        rate: float,
        timeout: float = TIMEOUT,
        last_timeout: float = LAST_TIMEOUT,
    ) -> None:
        self._server = server
        self._timeout, self._last_timeout = timeout, last_timeout
        self._certificates = _load_certificates(server.authority)
        self._pause = 1 / rate
        self._next_turn = 0.0
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._smtp:
            self._call_quietly(self._smtp.quit)
        self._drop_connection()

    def deliver_mail(self, sender: str, address: str, data: bytes, begin: Begin = note_nothing) -> Delivery:
        """Hand one mail over and say how it went; `begin` is called before the dot that ends the message.

        A connection that the server closed while it was idle is opened once more.
        """
        self._await_turn()
        reused = self._smtp is not None
        delivery = self._try_delivery(sender, address, data, begin)
        if reused and delivery.fate is Fate.LATER and self._smtp is None:
            return self._try_delivery(sender, address, data, begin)
        return delivery

    def _try_delivery(self, sender: str, address: str, data: bytes, begin: Begin) -> Delivery:
        try:
            smtp = self._smtp = self._smtp or self._open_connection()
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Delivery(Fate.AWAY, _describe_error(error))
        try:
            return self._hand_over(smtp, sender, address, data, begin)
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Delivery(Fate.LATER, _describe_error(error))
        except BaseException:
            # In the middle of a message QUIT would be a line of it.
            self._drop_connection()
            raise

    def _open_connection(self) -> smtplib.SMTP:
        # smtplib gives its own name at HELO: a full one, or [address] where the machine has none, as a
        # container. Many servers refuse a bare name.
        server = self._server
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout, context=self._certificates
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        self._smtp = smtp
        if smtp.sock:
            # The dot goes by itself, and would wait until all before it is acknowledged.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if not server.tls:
            self._start_tls(smtp)
        if server.user:
            self._log_in(smtp)
        return smtp

    def _start_tls(self, smtp: smtplib.SMTP) -> None:
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self._certificates)
            smtp.ehlo()
        elif not self._server.plain:
            raise smtplib.SMTPNotSupportedError(
                "the server offers no STARTTLS (?starttls=no at the end of AZVN_SMTP_URL does without)"
            )

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if not isinstance(smtp.sock, ssl.SSLSocket) and self._server.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("a password is not sent without TLS")
        smtp.login(self._server.user, self._server.password)

    def _hand_over(
        self, smtp: smtplib.SMTP, sender: str, address: str, data: bytes, begin: Begin
    ) -> Delivery:
        options = [] if address.isascii() else ["SMTPUTF8"]
        if options and not smtp.has_extn("smtputf8"):
            return Delivery(Fate.LATER, "the server offers no SMTPUTF8, which this address needs")
        code, text = smtp.mail(sender, options)
        if code != 250:
            # That is about us, not about the person: it can be mended while the mail waits.
            return self._end_transaction(smtp, code, text, Fate.LATER)
        code, text = smtp.rcpt(address)
        if code not in {250, 251}:
            return self._end_transaction(smtp, code, text)
        code, text = smtp.docmd("DATA")
        if code != 354:
            return self._end_transaction(smtp, code, text)
        smtp.send(_encode_lines(data))
        begin()
        smtp.send(_END)
        return self._await_last_reply(smtp)

    def _await_last_reply(self, smtp: smtplib.SMTP) -> Delivery:
        """Say what the server made of the whole message; from the dot on it may have it."""
        try:
            _set_timeout(smtp, self._last_timeout)
            code, text = smtp.getreply()
            _set_timeout(smtp, self._timeout)
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Delivery(Fate.UNCERTAIN, _describe_error(error))
        if 200 <= code < 300:
            return Delivery(Fate.DELIVERED, format_reply(code, text))
        if not 400 <= code < 600:
            self._drop_connection()
            return Delivery(Fate.UNCERTAIN, format_reply(code, text))
        return self._end_transaction(smtp, code, text)

    def _end_transaction(
        self, smtp: smtplib.SMTP, code: int, text: bytes, fate: Fate | None = None
    ) -> Delivery:
        """End a transaction that came to nothing, so that the next one starts clean."""
        if code == 421 or not self._call_quietly(smtp.rset):
            self._drop_connection()
        reply = format_reply(code, text)
        return Delivery(fate or decide_fate(reply), reply)

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
        pause = self._next_turn - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._next_turn = max(self._next_turn, time.monotonic()) + self._pause


# Those of the system take a twentieth of a second to load.
@lru_cache(maxsize=1)
def _load_certificates(authority: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"AZVN_SMTP_CA: {authority} cannot be used: {reason}.") from None


def _encode_lines(data: bytes) -> bytes:
    """Give a message as the protocol wants it.

    Every line ends in CRLF, one that begins with a dot has two; the lone dot that ends it is not there yet.
    """
    lines = _ENDS.sub(b"\r\n", data)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _DOTS.sub(b"..", lines)


def _set_timeout(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock:
        smtp.sock.settimeout(seconds)


def _describe_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return format_reply(error.smtp_code, error.smtp_error)
    return clean_line(f"{type(error).__name__}: {error}")[:500]
