"""Finds a JDK that can run Elasticsearch: version 21 or newer, complete (with the module jdk.jdi)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from local.places import is_readable_by_all

OLDEST = 21
FOLDERS = (
    "usr/lib/jvm/*",
    "Library/Java/JavaVirtualMachines/*/Contents/Home",
    "opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
)


class Jdk(NamedTuple):
    """A Java that answered: its home, its major version and its modules."""

    home: Path
    version: int
    modules: frozenset[str]


class JdkSearch(NamedTuple):
    """What a search ended with: the JDK to use, or why each Java that was seen will not do."""

    found: Jdk | None
    refused: list[str]


def find_jdk() -> JdkSearch:
    """Look at ES_HOME/jdk, ES_JAVA_HOME, JAVA_HOME, the usual folders, PATH; the first that will do."""
    refused: list[str] = []
    seen = set()
    for java in _list_candidates():
        if java.resolve() in seen:
            continue
        seen.add(java.resolve())
        jdk, objection = examine_java(java)
        if jdk and not objection:
            return JdkSearch(jdk, refused)
        refused.append(f"{java}: {objection}")
    return JdkSearch(None, refused)


def examine_java(java: Path) -> tuple[Jdk | None, str]:
    """Ask one `java` what it is; the text says why it will not do and is empty when it will."""
    jdk = _ask_java(java)
    if jdk is None:
        return None, "does not answer or is older than version 9"
    if jdk.version < OLDEST:
        return jdk, f"version {jdk.version}"
    if "jdk.jdi" not in jdk.modules:
        return jdk, f"version {jdk.version}, but only a runtime (module jdk.jdi is missing)"
    if os.geteuid() == 0 and not is_readable_by_all(jdk.home.resolve()):
        return jdk, f"version {jdk.version}, but only root can read it and Elasticsearch does not run as root"
    return jdk, ""


def _list_candidates() -> Iterator[Path]:
    """Yield every `java` that is there, the ones somebody named first."""
    es_home = os.environ.get("ES_HOME", "")
    homes = [f"{es_home}/jdk", f"{es_home}/jdk.app/Contents/Home"] if es_home else []
    homes += [os.environ.get(name, "") for name in ("ES_JAVA_HOME", "JAVA_HOME")]
    for pattern in FOLDERS:
        homes += sorted(map(str, Path("/").glob(pattern)), reverse=True)
    yield from (Path(home, "bin/java") for home in homes if home and Path(home, "bin/java").is_file())
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path)


def _ask_java(java: Path) -> Jdk | None:
    """Run `java` once for its home, version and modules; None when it gives no usable answer."""
    command = [str(java), "-XshowSettings:properties", "--list-modules"]
    try:
        run = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    answer = run.stdout.decode("utf-8", "replace")
    home = re.search(r"^\s*java\.home = (.+)$", answer, re.MULTILINE)
    version = re.search(r"^\s*java\.specification\.version = (\d+)$", answer, re.MULTILINE)
    if run.returncode or not home or not version:
        return None
    return Jdk(
        Path(home[1].strip()), int(version[1]), frozenset(re.findall(r"^([a-z.]+)@", answer, re.MULTILINE))
    )
