"""The client is loaded without its asynchronous half's packages, which others still find."""

from __future__ import annotations

import subprocess
import sys

from pipeline.config.settings import ROOT

PROGRAM = """
import sys
import pipeline.store.connect
loaded = [name for name in ("aiohttp", "httpx", "elasticsearch") if name in sys.modules]
import httpx, aiohttp
print(*loaded, httpx.__name__, aiohttp.__name__)
"""


def test_the_store_loads_no_asynchronous_clients_and_hides_none() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.stdout.split(), done.stderr) == (["elasticsearch", "httpx", "aiohttp"], "")
