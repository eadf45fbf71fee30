"""`make env`: writes `.env` from `.env.example` with fresh secrets, for one owner, and never over another."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from compose.variables import SECRETS

ROOT = Path(__file__).resolve().parents[1]
WHY_IT_STAYS = "its secrets belong to the volumes of the running stack"


class EnvFault(Exception):
    """The file cannot be written; the message is the sentence that says why."""


def write_env(root: Path = ROOT) -> Path:
    """Write `.env` with mode 0600; raise EnvFault when there is one, or when the example lacks a secret."""
    target = root / ".env"
    text = fill_example((root / ".env.example").read_text(encoding="utf-8"))
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise EnvFault(f"{target} is there already and stays as it is: {WHY_IT_STAYS}.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(handle, 0o600)
        file.write(text)
    return target


def fill_example(example: str) -> str:
    """Give the example with a fresh value for every secret; raise EnvFault when it lacks one."""
    for secret in SECRETS:
        empty = f"{secret.name}="
        example, found = re.subn(f"^{empty}$", empty + secret.make(), example, flags=re.MULTILINE)
        if found != 1:
            raise EnvFault(
                f".env.example has no line {empty} to fill: take the file from the repository again."
            )
    return example


if __name__ == "__main__":
    try:
        made = write_env()
        print(f"{made} has fresh secrets and is readable by you alone. Now: docker compose up --detach")
    except EnvFault as fault:
        sys.exit(str(fault))
