"""The exact host:port that may be asked though they are on this machine: the sample outlets."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from pipeline.config.errors import ConfigError

LetThrough = Mapping[str, tuple[str, int]]
"""The `host:port` that an address names, to the host and port where it is reached."""
_PORTS = {"http": 80, "https": 443}


def parse_let_through(setting: str) -> LetThrough:
    """Read `host:port` and `host:port=address:port`, comma-separated; raise ConfigError for anything else."""
    let_through: dict[str, tuple[str, int]] = {}
    for entry in filter(None, map(str.strip, setting.split(","))):
        name, _, target = entry.partition("=")
        host, _, port = (target or name).rpartition(":")
        if not host or not port.isdigit() or not name.rpartition(":")[2].isdigit():
            raise ConfigError(f"AZVN_LET_THROUGH: {entry!r} is not host:port or host:port=address:port")
        let_through[name.lower()] = (host.strip("[]"), int(port))
    return let_through


def find_host_port(url: str) -> str:
    """Give the exact host:port that an address names; "" for one that names none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 80)
    except ValueError:
        return ""
    return f"{(parts.hostname or '').lower()}:{port}"
