"""Programs: running one as a child, with input, report, progress, log and time limit; and being one.

A program ends with its parent, and whatever stops it ends as a sentence, never as a traceback.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from pipeline.model.faults import KnownFault
from pipeline.programs.private import keep_files_private, make_private_folder, open_private

ROOT = Path(__file__).resolve().parents[2]
LineListener = Callable[[str], None]
PROGRESS = "progress "
TAIL = 20
"""Lines of a dead child's log that its error repeats."""
LONGEST_FAULT = 300
"""Characters of an error that nobody foresaw, in its sentence."""


class ProgramFailed(KnownFault):
    """A program ended by another exit code than 0, or not in time; its last lines end the message."""


class ProgramRefused(ProgramFailed):
    """A program ended with exit code 2: its configuration is wrong, another try would end the same."""


class ProgramKilled(ProgramFailed):
    """A program was ended by a signal, its own or another's: it could not say why."""


@dataclass(frozen=True, slots=True)
class Program:
    """A module that is run by `python -m`, with settings added to the environment.

    `echo` is handed every line of its log as well. `grace` are the seconds that it has, when it is told to
    end, for what it has in hand.
    """

    module: str
    environment: Mapping[str, str]
    log: Path
    echo: LineListener | None = None
    grace: float = 0.0

    def run(
        self, arguments: Sequence[str], given: str, *, seconds: float, progress: LineListener | None = None
    ) -> str:
        """Run it to its end and return what it printed.

        Raise ProgramFailed when it failed or took longer than `seconds`.
        """
        make_private_folder(self.log.parent)
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
            printed, _ = _exchange_with_child(child, given, seconds, self.grace)
        finally:
            if child.poll() is None:
                _end_child(child, self.grace)
            follower.join()
            for stream in (child.stdin, child.stdout, child.stderr):
                if stream:
                    stream.close()
        if child.returncode:
            raise _choose_fault(child.returncode)(
                f"python -m {self.module} ended with {child.returncode}:\n{follower.read_tail()}"
            )
        return printed

    def __str__(self) -> str:
        return self.module


def _end_child(child: subprocess.Popen[str], grace: float) -> None:
    """End a child: with a grace it is asked first."""
    if grace:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    child.kill()
    child.wait()


def _exchange_with_child(
    child: subprocess.Popen[str], given: str, seconds: float, grace: float
) -> tuple[str, None]:
    # Popen.communicate would read standard error as well, which the follower does.
    given_to, printed_by = child.stdin or io.StringIO(), child.stdout or io.StringIO()
    timer = threading.Timer(seconds, _end_child, (child, grace))
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


def _choose_fault(code: int) -> type[ProgramFailed]:
    if code < 0:
        return ProgramKilled
    return ProgramRefused if code == 2 else ProgramFailed


class _Follower(threading.Thread):
    """Keeps a child's log and passes its progress lines on."""

    def __init__(
        self, stream: IO[str], log: Path, progress: LineListener | None, echo: LineListener | None
    ) -> None:
        super().__init__(daemon=True)
        self._stream, self._log, self._progress, self._echo = stream, log, progress, echo
        self._last: list[str] = []

    def run(self) -> None:
        with open(self._log, "a", encoding="utf-8", opener=open_private) as log:
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
    started_by = os.getppid()
    threading.Thread(target=_watch_parent, args=(started_by,), daemon=True).start()


def _watch_parent(started_by: int) -> None:
    while os.getppid() == started_by:
        time.sleep(POLL)
    # Not sys.exit: that would end this thread only. Nothing is lost, everything on disk is whole or absent.
    os._exit(70)


class Ending(NamedTuple):
    """How a program ends by an error: the sentence for people, and the exit code."""

    sentence: str
    exit_code: int


def run_guarded(main: Callable[[], int], *known: type[Exception]) -> int:
    """Run a program and give its exit code; whatever stops it is one sentence on standard error.

    What it writes is its user's alone: spool, archive, mails and logs hold addresses of people.
    `known` are errors besides KnownFault whose message is such a sentence.
    """
    keep_files_private()
    try:
        return main()
    except KeyboardInterrupt:
        ending = Ending("Stopped.", 130)
    except Exception as error:
        ending = explain_error(error, known)
    print(ending.sentence, file=sys.stderr)
    return ending.exit_code


def explain_error(error: Exception, known: tuple[type[Exception], ...] = ()) -> Ending:
    """Give the sentence and the exit code by which an error ends a program.

    An error that nobody foresaw is kept whole in a log, and the sentence says where.
    """
    if isinstance(error, KnownFault):
        return Ending(str(error), error.exit_code)
    if isinstance(error, known):
        return Ending(str(error), 1)
    if isinstance(error, OSError) and error.filename and error.strerror:
        return Ending(f"{error.filename}: {error.strerror}.", 1)
    what = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_FAULT]
    log = _keep_trace(error)
    rest = f"; the whole of it is in {_shorten_path(log)}" if log else ""
    return Ending(f"{what}{_find_place(error)}: this is a fault of the program{rest}.", 1)


def locate_trace_log() -> Path:
    """Give the file that keeps what nobody foresaw: beside the logs of the programs."""
    # Not out of the settings: they may be what is wrong.
    archive = os.environ.get("AZVN_ARCHIVE")
    return (Path(archive).parent if archive else ROOT / ".local") / "log" / "azvn.log"


def _find_place(error: Exception) -> str:
    """Give the last line of our own that an error came by, in brackets."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(ROOT)) and "site-packages" not in frame.filename
    ]
    return f" ({_shorten_path(Path(ours[-1].filename))}, line {ours[-1].lineno})" if ours else ""


def _keep_trace(error: Exception) -> Path | None:
    """Add an error to the log, readable by us alone, and give the log; None where it cannot be written."""
    log = locate_trace_log()
    text = "".join(traceback.format_exception(error))
    try:
        make_private_folder(log.parent)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as handle:
            handle.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {' '.join(sys.argv)}\n{text}\n")
    except OSError:
        return None
    return log


def _shorten_path(path: Path) -> Path:
    """Give a path as a person would type it in the checkout."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
