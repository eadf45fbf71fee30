"""Pairs: the exact host:port pairs that may be asked though they are on this machine: the sample outlets."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

Pairs = Mapping[str, tuple[str, int]]


def parse_let_through(setting: str) -> Pairs:
    """Read `host:port` and `host:port=address:port`, comma-separated, into name pairs and where they are
    reached.
    """
    pairs: dict[str, tuple[str, int]] = {}
    for entry in filter(None, (part.strip() for part in setting.split(","))):
        name, _, target = entry.partition("=")
        host, _, port = (target or name).rpartition(":")
        if not port.isdigit() or not name.rpartition(":")[2].isdigit() or not host:
            raise ValueError(f"AZVN_LET_THROUGH: {entry!r} is not host:port or host:port=address:port")
        pairs[name.lower()] = (host.strip("[]"), int(port))
    return pairs


def find_host_port(url: str) -> str:
    """Give the exact host:port that an address names."""
    try:
        parts = urlsplit(url)
        return f"{(parts.hostname or '').lower()}:{parts.port or {'https': 443}.get(parts.scheme, 80)}"
    except ValueError:
        return ""
