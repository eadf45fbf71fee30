"""A program ends when the one that started it is gone: otherwise a retry would ask the same hosts from two places."""

from __future__ import annotations

import os
import threading
import time

POLL = 1.0


def end_with_parent() -> None:
    """Watch the parent from a thread and end this process at once when it has gone."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL)
    # Not sys.exit: that would end this thread only. Nothing is lost, everything on disk is whole or absent.
    os._exit(70)
