"""Signals that end a program, put off while it does what must not be cut in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def hold_signals() -> Iterator[None]:
    """Let the signals that end a program wait until the block is left; a second one ends it at once.

    Outside the main thread, which alone can do so, nothing is put off.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) or signal.SIG_DFL for one in ENDING}
    came: list[int] = []

    def restore_handlers() -> None:
        for one, handler in before.items():
            signal.signal(one, handler)

    def note_signal(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        restore_handlers()

    for one in ENDING:
        signal.signal(one, note_signal)
    try:
        yield
    finally:
        restore_handlers()
        if came:
            signal.raise_signal(came[0])
