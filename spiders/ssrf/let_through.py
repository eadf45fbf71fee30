"""The exact host:port that an address names: what the setting lets through is told by it."""

from __future__ import annotations

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def find_host_port(url: str) -> str:
    """Give the exact host:port that an address names; "" for one that names none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 80)
    except ValueError:
        return ""
    return f"{(parts.hostname or '').lower()}:{port}"
