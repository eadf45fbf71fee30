"""Mail servers on loopback that the tests of alerts send to: they keep what they take, and can misbehave."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class PostOffice:
    """A mail server on loopback that keeps what it takes; `answers` maps an address to what it says at RCPT
    or, with DATA before it, after the message: "DATA 451 …"; "DIE" closes the connection after the message
    was taken, before the sender hears of it. With `wants_full_names` it refuses a bare name at HELO, as
    Postfix does with reject_non_fqdn_helo_hostname.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.raw: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.connections = 0
        self.wants_full_names = False

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.taken]

    def to(self, address: str) -> list[EmailMessage]:
        return [message for to, message in self.taken if to == address]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        refusal = self._refuse_name(name)
        if refusal:
            return [refusal]
        session.host_name = name
        return answers

    async def handle_HELO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str
    ) -> str:
        refusal = self._refuse_name(name)
        if not refusal:
            session.host_name = name
        return refusal or "250 here"

    def _refuse_name(self, name: str) -> str:
        if not self.wants_full_names or "." in name or name.startswith("["):
            return ""
        return f"504 5.5.2 <{name}>: Helo command rejected: need fully-qualified hostname"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.answers.get(address, "")
        if answer[:1].isdigit():
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        answer = self.answers.get(address, "")
        if answer.startswith("DATA "):
            return answer.removeprefix("DATA ")
        assert isinstance(envelope.content, bytes)
        message: Any = message_from_bytes(envelope.content, policy=default)
        self.taken.append((address, message))
        self.raw.append(envelope.content)
        if answer == "DIE":
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"


class Door:
    """Lets one user in, `lan` with the password `secret`."""

    def __init__(self) -> None:
        self.mechanisms: list[str] = []

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.mechanisms.append(mechanism)
        return AuthResult(success=(data.login, data.password) == (b"lan", b"secret"), handled=False)


@contextmanager
def run_office(
    office: PostOffice, *, tls: tuple[Path, Path] | None = None, **options: object
) -> Iterator[int]:
    """Run a server, with STARTTLS when it has a certificate, and give its port."""
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*map(str, tls))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(office, hostname="127.0.0.1", port=port, tls_context=context, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for localhost that is its own authority, and its key; give both files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1
    )
    builder = builder.not_valid_before(datetime.now(UTC) - timedelta(days=1))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (folder / "certificate.pem").write_bytes(made)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "certificate.pem", folder / "key.pem"
