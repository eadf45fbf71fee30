"""Says in one message everything that this machine lacks, before anything is downloaded.

Standard library only, syntax of Python 3.8: `python3 -m local.preflight`, with `--python` for what needs no
Elasticsearch. Ends with 1 when something is missing, silently with 0 otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from local import environment, interpreter, jdk
from local.maven import ELASTICSEARCH
from local.places import PROJECT, STATE, find_nearest, locate_cache_folder

MB = 1_000_000
# Measured: environment 380 MB and as much in uv's cache, unpacked distribution 170 MB; the rest is room for
# data and logs.
ENVIRONMENT_NEEDS = 800 * MB
DISTRIBUTION_NEEDS = 300 * MB
DATA_NEEDS = 700 * MB


class Missing(NamedTuple):
    """One thing this machine lacks, and what to do about it on Debian and elsewhere."""

    what: str
    remedy: str


def find_missing(with_elasticsearch: bool = True) -> list[Missing]:
    """Return everything that is missing; JDK and Maven only when Elasticsearch is to run on this machine."""
    here = with_elasticsearch and not os.environ.get("AZVN_ELASTICSEARCH_URL")
    lines = list(_check_python())
    if here:
        lines += check_elasticsearch()
    return lines + list(_check_disk(here))


def check_elasticsearch() -> list[Missing]:
    """Return what Elasticsearch lacks on this machine: a JDK, and Maven to fetch it when that is to come."""
    lines = list(_check_jdk())
    if not has_distribution() and not shutil.which("mvn"):
        remedy = (
            "Debian, Ubuntu: apt install maven; macOS: brew install maven; or set ES_HOME to an unpacked"
            " Elasticsearch 9"
        )
        lines.append(Missing("Maven (mvn), which fetches Elasticsearch", remedy))
    return lines


def has_distribution() -> bool:
    """Say whether an unpacked Elasticsearch is named by ES_HOME or lies in the cache."""
    return bool(os.environ.get("ES_HOME")) or ELASTICSEARCH.locate_unpacked(locate_cache_folder()).is_dir()


def format_missing(lines: list[Missing]) -> str:
    """Return the message: each missing thing with its remedy below it."""
    things = "1 thing is" if len(lines) == 1 else f"{len(lines)} things are"
    text = [f"{things} missing on this machine:"]
    text += [f"  - {line.what}\n      {line.remedy}" for line in lines]
    return "\n".join(text)


def _check_python() -> Iterator[Missing]:
    if environment.is_ready():
        return
    search = interpreter.find_interpreter()
    if search.found:
        return
    if search.without_venv:
        remedy = (
            "Debian, Ubuntu: apt install python3-venv (or python3.11-venv …); elsewhere: a complete Python"
        )
        yield Missing(f"the modules venv and ensurepip of {', '.join(search.without_venv)}", remedy)
        return
    seen = f"found {', '.join(search.too_old)}" if search.too_old else "found none"
    remedy = (
        "Debian 12+, Ubuntu 24.04+: apt install python3 python3-venv; elsewhere: python.org, pyenv or brew"
    )
    yield Missing(f"Python 3.11 or newer ({seen})", remedy)


def _check_jdk() -> Iterator[Missing]:
    search = jdk.find_jdk()
    if search.found is None:
        seen = "; ".join(search.refused) or "found no java"
        remedy = (
            "Debian 13, Ubuntu: apt install openjdk-21-jdk-headless; elsewhere: a JDK 21 to 25 such as"
            " Temurin; one in an unusual place is named by ES_JAVA_HOME"
        )
        yield Missing(f"a JDK {jdk.OLDEST} or newer ({seen})", remedy)


def _check_disk(here: bool) -> Iterator[Missing]:
    """Compare free space with what is needed, by file system: home, cache and checkout may lie on several."""
    needs: dict[int, tuple[Path, int]] = {}
    for folder, size in _list_needs(here):
        device = folder.stat().st_dev
        needs[device] = (folder, size + needs.get(device, (folder, 0))[1])
    for folder, size in needs.values():
        free = shutil.disk_usage(folder).free
        if free < size:
            what = f"disk space: {free / MB:,.0f} MB are free at {folder} and {size / MB:,.0f} MB are needed"
            yield Missing(what, "free some space there")


def _list_needs(here: bool) -> Iterator[tuple[Path, int]]:
    if not environment.is_ready():
        yield PROJECT, ENVIRONMENT_NEEDS
    if not here:
        return
    yield find_nearest(STATE), DATA_NEEDS
    if not has_distribution():
        yield find_nearest(locate_cache_folder()), DISTRIBUTION_NEEDS
        archive = ELASTICSEARCH.locate()
        if not archive.is_file():
            yield find_nearest(archive.parent), ELASTICSEARCH.size


def main(arguments: list[str]) -> int:
    """Print what is missing and return 1, or return 0."""
    lines = find_missing(with_elasticsearch="--python" not in arguments)
    if lines:
        print(format_missing(lines), file=sys.stderr)
        if any("JDK" in line.what or "Maven" in line.what for line in lines):
            print(
                "With AZVN_ELASTICSEARCH_URL set to an Elasticsearch of yours no JDK and no Maven are"
                " needed.",
                file=sys.stderr,
            )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
