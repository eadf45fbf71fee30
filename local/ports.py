"""Ports of loopback: whether one can be had, and one that can."""

from __future__ import annotations

import socket


def is_port_free(port: int) -> bool:
    """Say whether a port of loopback can be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def find_free_port() -> int:
    """Give a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
