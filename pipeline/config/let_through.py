"""The exact host:port that may be asked though they are on this machine: the sample outlets."""

from __future__ import annotations

from collections.abc import Mapping

LetThrough = Mapping[str, tuple[str, int]]
"""The `host:port` that an address names, to the host and port where it is reached."""


def parse_let_through(setting: str) -> LetThrough:
    """Read `host:port` and `host:port=address:port`, comma-separated; raise ValueError for anything else."""
    let_through: dict[str, tuple[str, int]] = {}
    for entry in filter(None, map(str.strip, setting.split(","))):
        name, _, target = entry.partition("=")
        host, _, port = (target or name).rpartition(":")
        if not host or not port.isdigit() or not name.rpartition(":")[2].isdigit():
            raise ValueError(f"{entry!r} is not host:port or host:port=address:port")
        let_through[name.lower()] = (host.strip("[]"), int(port))
    return let_through
