"""Reads what a server said before it died and says in one sentence what to do about it."""

from collections import deque
from pathlib import Path

PORT_TAKEN = ("Address already in use", "BindHttpException")
REASONS = (
    (("No space left on device",), "the disk is full; free some space and run the command again"),
    (
        ("insufficient memory", "Cannot allocate memory", "OutOfMemoryError"),
        "memory ran out; it needs about 1 GB free",
    ),
    (
        ("UnsupportedClassVersionError", "LinkageError"),
        "the JDK does not suit it; name a JDK 21 to 25 in ES_JAVA_HOME",
    ),
    (PORT_TAKEN, "every port tried was taken by another program; run the command again"),
    (
        ("failed to obtain node locks", "LockObtainFailedException"),
        "another Elasticsearch uses its data folder; stop that",
    ),
)
LAST_LINES = 8


def has_port_conflict(log: Path) -> bool:
    """Say whether the server ended because another program had its port."""
    return any(sign in _read_log(log) for sign in PORT_TAKEN)


def explain_failure(log: Path) -> str:
    """Return one sentence on why the server ended, with its last lines when the reason is not a known one."""
    said = _read_log(log)
    for signs, reason in REASONS:
        if any(sign in said for sign in signs):
            return f"Elasticsearch did not start: {reason} (log: {log})."
    last = "\n".join(deque(said.splitlines(), LAST_LINES))
    return f"Elasticsearch did not start; its whole log is {log}, its last lines are:\n{last}"


def _read_log(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else ""
