"""Short signatures of text with a secret, to know again what we wrote."""

from __future__ import annotations

import hmac
from base64 import b64encode

LENGTH = 32
"""Hexadecimal digits of a key in a link: 128 bits."""


def sign_text(secret: str, text: str) -> str:
    """Give the HMAC-SHA256 of a text in hexadecimal digits."""
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()


def sign_posting(secret: str, id_: str, seconds: int, body: bytes) -> str:
    """Give the signature of a body by the rule of Standard Webhooks: HMAC-SHA256 of `id.seconds.body`."""
    signed = f"{id_}.{seconds}.".encode() + body
    return f"v1,{b64encode(hmac.digest(secret.encode(), signed, 'sha256')).decode()}"


def make_key(secret: str, purpose: str, text: str) -> str:
    """Give the key that lets somebody who holds it do one thing about a text."""
    return sign_text(secret, f"{purpose}\n{text}")[:LENGTH]


def is_key(secret: str, purpose: str, text: str, key: str) -> bool:
    """Whether a key is ours; takes as long for any wrong one."""
    return hmac.compare_digest(make_key(secret, purpose, text).encode(), key.encode())
