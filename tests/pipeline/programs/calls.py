"""What the tests call in a bounded process: harmless, endless, greedy and deadly."""

from __future__ import annotations

import os
import re
import signal
import time


def add(one: int, two: int) -> int:
    return one + two


def search_for_ever(length: int) -> bool:
    """Be at work in C, where no thread and no handler of this process gets a word in."""
    return bool(re.match(r"(a+)+$", "a" * length + "b"))


def take_memory(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def keep_taking_memory(megabytes: int) -> int:
    kept = [bytearray(os.urandom(1024) * 1024) for _ in range(megabytes)]
    return len(kept)


def end_by_signal(number: int) -> None:
    os.kill(os.getpid(), number)


def fail(word: str) -> None:
    raise LookupError(word)


def work(seconds: float) -> str:
    """Use so much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def repeat(times: int) -> str:
    return "x" * times


NAMED = {
    "add": add,
    "search": search_for_ever,
    "take": take_memory,
    "keep": keep_taking_memory,
    "end": end_by_signal,
    "fail": fail,
    "work": work,
    "repeat": repeat,
}


def call_named(name: str, *arguments: object) -> object:
    return NAMED[name](*arguments)  # type: ignore[operator]


DEADLY = (signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT)
