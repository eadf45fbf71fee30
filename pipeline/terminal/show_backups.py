"""Snapshots as a table, and what came back from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.terminal.screen import print_line


def show_backups(backups: Sequence[Mapping[str, Any]]) -> None:
    """Show snapshots, the oldest first."""
    for one in backups:
        state = "" if one["whole"] else "  not whole: it cannot be restored"
        print_line(f"{one['name']}  {one['taken_at']}{state}")
    if not backups:
        print_line("There is no snapshot yet: `azvn backup` takes one.")


def show_restored(restored: Mapping[str, Any]) -> None:
    """Show what came back, and what waits to be mailed."""
    numbers = ", ".join(f"{number} {kind}" for kind, number in restored["documents"].items() if number)
    print_line(f"Restored from {restored['name']} ({restored['taken_at']}): {numbers or 'nothing'}")
    for line in restored["provisioned"]:
        print_line(line)
    if restored["mails_waiting"]:
        print_line(
            f"{restored['mails_waiting']} mails wait. Those that left after the snapshot was taken are known"
            " by the receipts in this archive; on another machine look at `azvn mail list` first."
        )
