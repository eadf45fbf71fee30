"""Running one of the two programs as a child: input, report, progress, log and time limit in one place."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LineListener = Callable[[str], None]
PROGRESS = "progress "
TAIL = 20
"""Lines of a dead child's log that its error repeats."""


class ProgramFailed(Exception):
    """A program ended with another exit code than 0, or not in time; the message ends with the last lines of
    its log.
    """


class ProgramRefused(ProgramFailed):
    """A program ended with exit code 2: its configuration is wrong, and another try would end the same
    way.
    """


@dataclass(frozen=True, slots=True)
class Program:
    """A module that is run by `python -m`, with settings added to the environment; `echo` is handed every
    line of its log as well.
    """

    module: str
    environment: Mapping[str, str]
    log: Path
    echo: LineListener | None = None

    def run(
        self, arguments: Sequence[str], given: str, *, seconds: float, progress: LineListener | None = None
    ) -> str:
        """Run it to its end and return what it printed; raise ProgramFailed when it failed or took longer
        than `seconds`.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        child = subprocess.Popen(
            [sys.executable, "-m", self.module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, **self.environment},
        )
        follower = _Follower(child.stderr or io.StringIO(), self.log, progress, self.echo)
        follower.start()
        try:
            printed, _ = _exchange_with_child(child, given, seconds)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
            follower.join()
            for stream in (child.stdin, child.stdout, child.stderr):
                if stream:
                    stream.close()
        if child.returncode:
            fault = ProgramRefused if child.returncode == 2 else ProgramFailed
            raise fault(f"python -m {self.module} ended with {child.returncode}:\n{follower.read_tail()}")
        return printed

    def __str__(self) -> str:
        return self.module


def _exchange_with_child(child: subprocess.Popen[str], given: str, seconds: float) -> tuple[str, None]:
    # Popen.communicate would read standard error as well, which the follower does.
    given_to, printed_by = child.stdin or io.StringIO(), child.stdout or io.StringIO()
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        try:
            given_to.write(given)
            given_to.close()
        except BrokenPipeError:
            pass  # it ended before it read; its exit code and log say why
        with printed_by:
            printed = printed_by.read()
        child.wait()
    finally:
        timer.cancel()
    return printed, None


class _Follower(threading.Thread):
    """Keeps a child's log and passes its progress lines on."""

    def __init__(
        self, stream: IO[str], log: Path, progress: LineListener | None, echo: LineListener | None
    ) -> None:
        super().__init__(daemon=True)
        self._stream, self._log, self._progress, self._echo = stream, log, progress, echo
        self._last: list[str] = []

    def run(self) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            for line in self._stream:
                if line.startswith(PROGRESS):
                    if self._progress:
                        self._progress(line.removeprefix(PROGRESS).strip())
                    continue
                log.write(line)
                if self._echo:
                    self._echo(line.rstrip())
                self._last = [*self._last[1 - TAIL :], line]

    def read_tail(self) -> str:
        return "".join(self._last).rstrip()


POLL = 1.0


def end_with_parent() -> None:
    """Watch the parent from a thread and end this process at once when it has gone."""
    parent = os.getppid()
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL)
    # Not sys.exit: that would end this thread only. Nothing is lost, everything on disk is whole or absent.
    os._exit(70)
