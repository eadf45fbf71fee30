"""The client of Elasticsearch without what only its asynchronous half uses: half of the time to load it."""

from __future__ import annotations

import sys
from importlib import import_module

UNUSED = ("aiohttp", "httpx")
"""Packages that the client loads where they are there, for connections that nobody here makes."""


def load_elasticsearch() -> None:
    """Load the client as if they were not there; whoever else wants them finds them as before."""
    hidden = [name for name in UNUSED if name not in sys.modules]
    # What Python takes for a package that cannot be imported (the import system, "sys.modules").
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        import_module("elasticsearch")
    finally:
        for name in hidden:
            del sys.modules[name]
