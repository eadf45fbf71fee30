"""What a command that was stopped by Ctrl-C has kept, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

KEPT: Mapping[str, str] = {
    "cycle": "What was fetched is kept; `azvn cycle` goes on where it was.",
    "demo": "What it indexed stays until the next `azvn demo`; `azvn down` stops Elasticsearch.",
    "up": "What has started runs on; `azvn up` starts the rest, `azvn down` stops all of it.",
    "down": "Some of it may run on; `azvn down` once more stops the rest. The data stay.",
    "replay": "What was read is indexed; `azvn replay` with the same files once more doubles nothing.",
    "provision": "What was made stays; `azvn provision` once more makes the rest.",
    "watches catch-up": "What was found is in the outbox and goes with the next run; nothing goes twice.",
    "watches send-test": "Nothing is kept; whether the mail went, its mailbox says.",
    "forget": "`azvn forget` with the same name removes what is left.",
    "sources check": "Nothing was kept of what was asked.",
}
"""By command, and by group and command."""
OTHERWISE = "Nothing was changed."


def describe_stop(arguments: Sequence[str]) -> str:
    """Say what the command that these arguments name has kept, and how to go on."""
    names = [word for word in arguments if not word.startswith("-")][:2]
    kept = KEPT.get(" ".join(names)) or KEPT.get(names[0] if names else "") or OTHERWISE
    return f"Stopped. {kept}"
