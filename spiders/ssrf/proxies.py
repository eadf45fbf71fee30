"""Proxies: which of those that the environment names can be used."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config.errors import ConfigError

USED_FOR = ("http", "https")
SPOKEN = frozenset({"", "http", "https"})
"""Schemes of a proxy's address; without one http is meant."""


def check_proxies(proxies: Mapping[str, str]) -> None:
    """Raise ConfigError where a proxy is named that cannot be used.

    `proxies` are those of the environment by the scheme they are for. To go on without it would show outlets
    an address that somebody wants hidden.
    """
    for scheme in USED_FOR:
        before, divided, _ = proxies.get(scheme, "").partition("://")
        spoken = before.lower() if divided else ""
        if spoken not in SPOKEN:
            raise ConfigError(
                f"{scheme}_proxy: a proxy of the kind {spoken[:20]!r} is not supported; name one that speaks"
                " HTTP (http://host:port), or unset it."
            )
