"""Finds a Python that can make the environment: 3.11 or newer, with venv and ensurepip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import NamedTuple

NAMES = ("python3.13", "python3.12", "python3.11", "python3")
QUESTION = (
    "import sys\nprint('%d.%d' % sys.version_info[:2])\nsys.exit(3) if sys.version_info < (3, 11) else"
    " None\nimport ensurepip, venv\n"
)
TOO_OLD = 3


class Search(NamedTuple):
    """What a search ended with: the interpreter, or why each Python that was seen will not do."""

    found: str | None
    without_venv: list[str]
    too_old: list[str]


def find_interpreter() -> Search:
    """Ask python3.13, 3.12, 3.11 and python3 on PATH, then the one that runs this; the first that will do is
    taken.
    """
    search = Search(None, [], [])
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
        if version:  # without one it is only a name, as the shims of pyenv are
            (search.too_old if run.returncode == TOO_OLD else search.without_venv).append(
                f"{path} ({version})"
            )
    return search
