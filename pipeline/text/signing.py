"""Short signatures of text with a secret, to know again what we wrote."""

from __future__ import annotations

import hmac
from base64 import b64encode

LENGTH = 32
"""Hexadecimal digits of a key in a link: 128 bits."""


def sign_text(secret: str, text: str) -> str:
    """Give the HMAC-SHA256 of a text in hexadecimal digits."""
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()


def make_receiver_key(secret: str, receiver: str) -> bytes:
    """Give the key of one receiver of webhooks: it holds nothing that opens or signs anything else."""
    return hmac.digest(secret.encode(), f"webhook\n{receiver}".encode(), "sha256")


def show_receiver_key(key: bytes) -> str:
    """Give a key in the form in which libraries for Standard Webhooks take it."""
    return f"whsec_{b64encode(key).decode()}"


def sign_posting(key: bytes, id_: str, seconds: int, body: bytes) -> str:
    """Give the signature of a body by the rule of Standard Webhooks: HMAC-SHA256 of `id.seconds.body`."""
    signed = f"{id_}.{seconds}.".encode() + body
    return f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def make_key(secret: str, purpose: str, text: str) -> str:
    """Give the key that lets somebody who holds it do one thing about a text."""
    return sign_text(secret, f"{purpose}\n{text}")[:LENGTH]


def is_key(secret: str, purpose: str, text: str, key: str) -> bool:
    """Whether a key is ours; takes as long for any wrong one."""
    return hmac.compare_digest(make_key(secret, purpose, text).encode(), key.encode())
