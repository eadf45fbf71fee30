"""Finds a Python that can make the environment: 3.11 or newer, with venv and ensurepip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import NamedTuple

NAMES = ("python3.13", "python3.12", "python3.11", "python3")
TOO_OLD = 3
QUESTION = f"""
import sys
print('%d.%d' % sys.version_info[:2])
if sys.version_info < (3, 11):
    sys.exit({TOO_OLD})
import ensurepip, venv
"""


class InterpreterSearch(NamedTuple):
    """What a search ended with: the interpreter, or why each Python that was seen will not do."""

    found: str | None
    without_venv: list[str]
    too_old: list[str]


def find_interpreter() -> InterpreterSearch:
    """Take the first that will do of python3.13, 3.12, 3.11 and python3 on PATH, and of what runs this."""
    search = InterpreterSearch(None, [], [])
    seen = set()
    for path in [*filter(None, map(shutil.which, NAMES)), sys.executable]:
        if os.path.realpath(path) in seen:
            continue
        seen.add(os.path.realpath(path))
        run = subprocess.run(
            [path, "-c", QUESTION], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        version = run.stdout.decode().strip()
        if run.returncode == 0:
            return search._replace(found=path)
        if not version:
            continue  # only a name, as the shims of pyenv are
        seen_as = search.too_old if run.returncode == TOO_OLD else search.without_venv
        seen_as.append(f"{path} ({version})")
    return search
