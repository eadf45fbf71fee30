"""The way to the mail server, for every mail there is: one connection for many mails, TLS verified."""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Self

from pipeline.alert.send.replies import Delivery, Fate, decide_fate, format_reply
from pipeline.config.errors import ConfigError
from pipeline.config.mail import LOOPBACK, MailServer
from pipeline.text.clean import clean_line

log = logging.getLogger(__name__)

TIMEOUT = 30.0
"""Seconds for one answer of the server."""
_SEVEN_BIT = SMTP.clone(cte_type="7bit")
_DOTS = re.compile(rb"(?m)^\.")
_ENDS = re.compile(rb"\r\n|\r|\n")


def encode_message(message: EmailMessage) -> bytes:
    """Give a message as bytes in seven bits, which every server takes."""
    return message.as_bytes(policy=_SEVEN_BIT)


class SmtpConnection:
    """A connection to the mail server, opened at the first mail and again when it breaks.

    `rate` is mails a second at most, `timeout` seconds for one answer. Raises ConfigError when AZVN_SMTP_CA
    cannot be used; whatever goes wrong with a mail is said in its `Delivery`.
    """

    def __init__(self, server: MailServer, rate: float, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._certificates = _load_certificates(server)
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

    def deliver_mail(self, sender: str, address: str, data: bytes) -> Delivery:
        """Hand one mail over and say how it went.

        A connection that the server closed while it was idle is opened once more.
        """
        self._await_turn()
        reused = self._smtp is not None
        delivery = self._try_delivery(sender, address, data)
        if reused and delivery.fate is Fate.LATER and self._smtp is None:
            return self._try_delivery(sender, address, data)
        return delivery

    def _try_delivery(self, sender: str, address: str, data: bytes) -> Delivery:
        try:
            smtp = self._smtp = self._smtp or self._open_connection()
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Delivery(Fate.AWAY, _describe_error(error))
        try:
            return self._hand_over(smtp, sender, address, data)
        except (OSError, smtplib.SMTPException) as error:
            self._drop_connection()
            return Delivery(Fate.LATER, _describe_error(error))

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

    def _hand_over(self, smtp: smtplib.SMTP, sender: str, address: str, data: bytes) -> Delivery:
        code, text = smtp.mail(sender)
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
        try:
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self._drop_connection()
            return Delivery(Fate.UNCERTAIN, _describe_error(error))
        if code != 250:
            return self._end_transaction(smtp, code, text)
        return Delivery(Fate.DELIVERED, format_reply(code, text))

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


def _load_certificates(server: MailServer) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.authority)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"AZVN_SMTP_CA: {server.authority} cannot be used: {reason}.") from None


def _encode_lines(data: bytes) -> bytes:
    """Give a message as the protocol wants it.

    Every line ends in CRLF, one that begins with a dot has two, a lone dot ends it.
    """
    lines = _ENDS.sub(b"\r\n", data)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _DOTS.sub(b"..", lines) + b".\r\n"


def _describe_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return format_reply(error.smtp_code, error.smtp_error)
    return clean_line(f"{type(error).__name__}: {error}")[:500]
