"""The preflight names everything that is missing, in one message."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[[str, str], Path]
PROJECT = Path(__file__).parents[2]
# Set-up for a machine that has nothing, whatever the one has that runs the tests.
BARE = """
import sys
from pathlib import Path
from local import environment, interpreter, jdk, places, preflight
place = Path(sys.argv[1])
jdk.FOLDERS = ()
interpreter.NAMES, sys.executable = ("python3",), str(place / "bin" / "python3")
preflight.environment.is_ready = lambda: False
preflight.locate_cache_folder = lambda: place / "cache"
"""
FULL_DISK = """
from collections import namedtuple
preflight.shutil.disk_usage = lambda folder: namedtuple("Usage", "free")(5_000_000)
"""
RUN = "\nsys.exit(preflight.main(sys.argv[2:]))"


def java(place: Path, version: int, modules: str) -> str:
    """Return the script of a `java` that describes itself."""
    return (
        f"/bin/cat <<'END'\n    java.home = {place}\n    java.specification.version ="
        f" {version}\n{modules}\nEND"
    )


def preflight(
    place: Path, *arguments: str, setup: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BARE + setup + RUN, str(place), *arguments]
    clean = {"PATH": str(place / "bin"), "HOME": str(place), **environment}
    return subprocess.run(command, cwd=PROJECT, env=clean, capture_output=True, text=True, check=False)


@pytest.fixture(autouse=True)
def good_python(program: Program) -> None:
    program("bin/python3", "echo 3.12")


def test_everything_missing_is_in_one_message(place: Path, program: Program) -> None:
    program("bin/python3", "echo 3.9; exit 3")
    run = preflight(place, setup=FULL_DISK)
    assert run.returncode == 1
    assert run.stderr.startswith("4 things are missing on this machine:\n")
    for part in (
        "Python 3.11 or newer (found ",
        "python3 (3.9)",
        "a JDK 21 or newer (found no java)",
        "Maven (mvn)",
        "disk space:",
    ):
        assert part in run.stderr
    assert run.stderr.count("apt install") == 3


@pytest.mark.parametrize(
    ("version", "modules", "said"),
    [
        (17, "jdk.jdi@17.0.1", "version 17"),
        (25, "java.base@25.0.1", "only a runtime (module jdk.jdi is missing)"),
    ],
)
def test_a_java_that_will_not_do_is_named_with_the_reason(
    place: Path, program: Program, version: int, modules: str, said: str
) -> None:
    program("bin/java", java(place, version, modules))
    run = preflight(place)
    assert f"{place}/bin/java: version {version}" in run.stderr
    assert said in run.stderr


def test_a_java_that_does_not_answer_is_named(place: Path, program: Program) -> None:
    program("bin/java", "exit 1")
    assert "does not answer or is older than version 9" in preflight(place).stderr


@pytest.mark.parametrize("name", ["ES_JAVA_HOME", "JAVA_HOME"])
def test_a_jdk_that_the_environment_names_is_taken(place: Path, program: Program, name: str) -> None:
    program("jdk/bin/java", java(place / "jdk", 21, "jdk.jdi@21.0.1"))
    run = preflight(place, **{name: str(place / "jdk")})
    assert "Maven" in run.stderr
    assert "JDK 21 or newer" not in run.stderr


def test_a_python_without_venv_is_told_from_an_old_one(place: Path, program: Program) -> None:
    program("bin/python3", "echo 3.12; exit 1")
    run = preflight(place, "--python")
    assert run.returncode == 1
    assert f"the modules venv and ensurepip of {place}/bin/python3 (3.12)" in run.stderr


def test_a_machine_with_everything_passes_silently(place: Path, program: Program) -> None:
    program("bin/java", java(place, 21, "jdk.jdi@21.0.1"))
    program("bin/mvn", "true")
    run = preflight(place)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [([], {"AZVN_ELASTICSEARCH_URL": "http://127.0.0.1:9200"}), (["--python"], {})],
    ids=["a server of one's own", "a command without Elasticsearch"],
)
def test_neither_jdk_nor_maven_is_asked_for_when(
    place: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    run = preflight(place, *arguments, **environment)
    assert (run.returncode, run.stderr) == (0, "")


def test_maven_is_not_asked_for_when_es_home_names_a_distribution(place: Path) -> None:
    run = preflight(place, ES_HOME="/opt/elasticsearch")
    assert "JDK" in run.stderr
    assert "mvn" not in run.stderr


def test_maven_and_room_for_the_archive_are_not_asked_for_when_it_is_unpacked(place: Path) -> None:
    (place / "cache" / "elasticsearch-9.4.3").mkdir(parents=True)
    run = preflight(place, setup=FULL_DISK)
    assert "mvn" not in run.stderr
    assert "1,500 MB are needed" in run.stderr


def test_space_is_added_up_for_each_file_system(place: Path) -> None:
    assert "5 MB are free" in preflight(place, setup=FULL_DISK).stderr
    assert "2,747 MB are needed" in preflight(place, setup=FULL_DISK).stderr


@pytest.mark.parametrize(
    "name", ["__init__", "places", "locks", "interpreter", "environment", "jdk", "maven", "preflight"]
)
def test_an_old_python_can_read(name: str) -> None:
    text = (PROJECT / "local" / f"{name}.py").read_text()
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {
        (node.module or "").partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names | {"local"}
