"""Short signatures of text with a secret, to know again what we wrote."""

from __future__ import annotations

import hmac

LENGTH = 32
"""Hexadecimal digits of a key in a link: 128 bits."""


def sign_text(secret: str, text: str) -> str:
    """Give the HMAC-SHA256 of a text in hexadecimal digits."""
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()


def make_key(secret: str, purpose: str, text: str) -> str:
    """Give the key that lets somebody who holds it do one thing about a text."""
    return sign_text(secret, f"{purpose}\n{text}")[:LENGTH]


def is_key(secret: str, purpose: str, text: str, key: str) -> bool:
    """Whether a key is ours; takes as long for any wrong one."""
    return hmac.compare_digest(make_key(secret, purpose, text).encode(), key.encode())
