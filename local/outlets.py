"""The sample outlets as a part of the stack: their next edition appears once the first was read."""

from __future__ import annotations

import argparse
import signal
import threading

from local.sample.server import Sample

QUIET = 15.0
"""Seconds without a request after which the first edition counts as read."""


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    over = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda _sign, _frame: over.set())
    sample = Sample()
    sample.start(port)
    print(f"{len(sample.catalogue)} outlets answer on port {port}", flush=True)
    seen = 0
    while not over.wait(QUIET):
        if sample.edition == 1 and seen and seen == len(sample.requests):
            sample.advance(2)
            print("the next edition is out", flush=True)
        seen = len(sample.requests)
    sample.stop()


if __name__ == "__main__":
    main()
