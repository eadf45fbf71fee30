"""Certificates made for a test: of an authority that it trusts, expired ones, and ones of nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


class Authority:
    """Signs certificates; `file` is what a client trusts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = _build_name("Test Authority")
        self._key = ec.generate_private_key(ec.SECP256R1())
        own = _build_certificate(self._name, self._name, self._key, authority=True).sign(
            self._key, hashes.SHA256()
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def certify(self, host: str, *, ended: bool = False) -> Path:
        """Give a file with a key and a certificate for a host."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._write(
            host,
            key,
            _build_certificate(_build_name(host), self._name, key, host=host, ended=ended).sign(
                self._key, hashes.SHA256()
            ),
        )

    def certify_itself(self, host: str) -> Path:
        """Give one that is signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._write(
            host,
            key,
            _build_certificate(_build_name(host), _build_name(host), key, host=host).sign(
                key, hashes.SHA256()
            ),
        )

    def _write(self, host: str, key: Key, certificate: x509.Certificate) -> Path:
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path = self._folder / f"{host}.pem"
        pem = serialization.Encoding.PEM
        path.write_bytes(key.private_bytes(pem, *plain) + certificate.public_bytes(pem))
        return path


def _build_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _build_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    *,
    host: str = "",
    authority: bool = False,
    ended: bool = False,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=9))
    builder = builder.not_valid_after(now + timedelta(days=-1 if ended else 9))
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    if host:
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = builder.add_extension(names, critical=False)
    return builder
