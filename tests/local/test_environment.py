"""The environment is made anew exactly when what it is made from changed."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from local import LocalError, environment, interpreter

Program = Callable[[str, str], Path]
PROJECT = Path(__file__).parents[2]
LOCK = """\
aiohttp==3.1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via scrapy
uv==0.9.1 \\
    --hash=sha256:ba \\
    --hash=sha256:bb
    # via azvn (pyproject.toml)
uvloop==1.0.0 \\
    --hash=sha256:ca
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout whose environment was made."""
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (tmp_path / ".venv" / environment.STAMP).write_text(environment.compute_fingerprint(tmp_path))
    return tmp_path


def test_an_environment_is_ready_when_nothing_changed(root: Path) -> None:
    assert environment.is_ready(root)


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_an_environment_is_not_ready_when_a_file_changed(root: Path, name: str) -> None:
    with (root / name).open("a") as file:
        file.write("# another line\n")
    assert not environment.is_ready(root)


def test_an_environment_is_not_ready_when_its_python_is_gone(root: Path) -> None:
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    assert not environment.is_ready(root)


def test_an_environment_is_not_ready_when_it_was_interrupted(root: Path) -> None:
    (root / ".venv" / environment.STAMP).unlink()
    assert not environment.is_ready(root)


def test_an_environment_is_not_ready_when_the_checkout_was_moved(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    moved = tmp_path_factory.mktemp("moved") / "checkout"
    root.rename(moved)
    assert not environment.is_ready(moved)


def test_the_pin_of_a_package_is_cut_out_with_its_hashes() -> None:
    assert environment.find_pin("uv", LOCK) == "uv==0.9.1 \\\n    --hash=sha256:ba \\\n    --hash=sha256:bb\n"


def test_a_lock_without_uv_is_told() -> None:
    with pytest.raises(LocalError, match="does not pin uv"):
        environment.find_pin("uv", "uvloop==1.0.0\n")


def test_a_failed_step_shows_what_it_said_and_leaves_no_stamp(
    root: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / ".venv" / "bin" / "python").unlink()
    python = program("python3", "echo some lines; echo the reason >&2; exit 1")
    monkeypatch.setattr(environment, "_require_interpreter", lambda: str(python))
    with pytest.raises(LocalError, match=r"making \.venv failed .*\nsome lines\nthe reason"):
        environment.make_environment(root)
    assert not environment.is_ready(root)


def test_an_old_python_earlier_in_the_list_is_passed_over(
    place: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, script in [
        ("python3.13", "exit 127"),
        ("python3.12", "echo 3.10; exit 3"),
        ("python3.11", "echo 3.11"),
    ]:
        program(name, script)
    monkeypatch.setenv("PATH", str(place))
    assert interpreter.find_interpreter().found == str(place / "python3.11")


def test_the_lock_carries_no_address_of_an_index() -> None:
    lock = PROJECT / "requirements.lock"
    assert "://" not in lock.read_text()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('case "$2" in *version_info*) exit 1;; *) echo 2.7.18;; esac', "is 2.7.18; where"),
        ("echo SyntaxError >&2; exit 1", "is missing; where"),
    ],
)
def test_make_says_in_a_sentence_that_python_is_too_old_to_be_asked_more(
    program: Program, script: str, said: str
) -> None:
    old = program("bin/python", script)
    command = ["make", "ready", f"PYTHON={old}"]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    sentence = run.stderr.splitlines()[0]
    assert sentence.startswith(f"Python 3.11 or newer is needed, and {old} {said}")
    assert "SyntaxError" not in run.stderr


def test_make_alone_lists_every_target() -> None:
    listed = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "up", "down", "test", "check", "bench", "docs", "lock"):
        assert f"make {target} " in listed
