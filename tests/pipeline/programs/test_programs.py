"""The edge of every program: whatever stops it ends in one sentence and an exit code."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import programs
from pipeline.config.errors import ConfigError
from pipeline.config.settings import ROOT
from pipeline.programs import ProgramFailed, explain_error, run_guarded
from pipeline.runs.locks import Held
from pipeline.runs.refusal import Refusal
from pipeline.spool import Full
from pipeline.store.client import StoreFault


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the log of what nobody foresaw, in a folder that is not there yet."""
    monkeypatch.setenv("AZVN_ARCHIVE", str(tmp_path / "data" / "archive"))
    return tmp_path / "data" / "log" / "azvn.log"


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ConfigError("sources.yml: x"), 2),
        (Refusal("No such watch."), 2),
        (StoreFault("Elasticsearch does not answer."), 1),
        (Held("Another run is at work."), 1),
        (ProgramFailed("python -m spiders ended with 1."), 1),
        (Full("The disk is full."), 1),
    ],
)
def test_a_fault_that_is_known_ends_in_its_own_sentence(
    log: Path, capsys: pytest.CaptureFixture[str], error: Exception, exit_code: int
) -> None:
    def fail() -> int:
        raise error

    assert run_guarded(fail) == exit_code
    assert capsys.readouterr().err == f"{error}\n"
    assert not log.exists()


def test_a_file_that_cannot_be_used_is_named(log: Path) -> None:
    with pytest.raises(OSError) as caught:
        (log.parent / "nothing" / "x.html").write_text("x")
    assert explain_error(caught.value) == (f"{log.parent}/nothing/x.html: No such file or directory.", 1)
    assert not log.exists()


def test_an_error_of_another_house_is_known_when_it_is_named(log: Path) -> None:
    assert explain_error(LookupError("No JDK."), (LookupError,)) == ("No JDK.", 1)


def test_what_nobody_foresaw_is_kept_for_its_owner_alone(log: Path) -> None:
    with pytest.raises(TypeError) as caught:
        explain_error(None, 3)  # type: ignore[arg-type]
    sentence, code = explain_error(caught.value)
    assert code == 1
    assert sentence.startswith("TypeError: isinstance() arg 2 must be a type")
    assert "(pipeline/programs/__init__.py, line " in sentence
    assert sentence.endswith(f": this is a fault of the program; the whole of it is in {log}.")
    assert "Traceback (most recent call last)" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    explain_error(caught.value)
    assert log.read_text().count("Traceback (most recent call last)") == 2


def test_where_no_log_can_be_written_the_sentence_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ARCHIVE", "/proc/nowhere/archive")
    assert explain_error(ValueError("x")) == ("ValueError: x: this is a fault of the program.", 1)


def test_without_a_setting_the_log_lies_with_those_of_the_checkout() -> None:
    assert programs.locate_trace_log() == ROOT / ".local" / "log" / "azvn.log"


@pytest.mark.parametrize("module", ["pipeline", "pipeline.alert", "spiders"])
@pytest.mark.parametrize(
    ("settings", "code", "sentence"),
    [
        ({"AZVN_SHARDS": "many"}, 2, "AZVN_SHARDS: is a whole number (found 'many')"),
        ({"AZVN_ELASTICSERCH_URL": "x"}, 2, "did you mean AZVN_ELASTICSEARCH_URL?"),
    ],
)
def test_a_program_ends_with_a_sentence(
    tmp_path: Path, module: str, settings: dict[str, str], code: int, sentence: str
) -> None:
    done = run_program(module, {"AZVN_ARCHIVE": str(tmp_path / "archive"), **settings})
    assert done.returncode == code
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("module", ["pipeline", "pipeline.alert"])
def test_a_program_without_elasticsearch_ends_with_a_sentence(tmp_path: Path, module: str) -> None:
    away = {"AZVN_ELASTICSEARCH_URL": "http://127.0.0.1:9", "AZVN_ELASTICSEARCH_PATIENCE": "0"}
    done = run_program(module, {"AZVN_ARCHIVE": str(tmp_path / "archive"), **away})
    assert done.returncode == 1
    # Above it stands the log.
    assert done.stderr.splitlines()[-1].startswith("Elasticsearch at http://127.0.0.1:9 does not answer")
    assert "Traceback" not in done.stderr


def run_program(module: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program of ours with these settings alone."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AZVN_")}
    return subprocess.run(
        [sys.executable, "-m", module],
        input="{}",
        cwd=ROOT,
        env=inherited | settings,
        capture_output=True,
        text=True,
        check=False,
    )
