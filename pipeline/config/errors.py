"""The one error of wrong configuration, and the sentences that say what is wrong."""

from __future__ import annotations


class ConfigError(ValueError):
    """What people wrote is wrong; the message names file, entry and field of every fault, a line each."""
