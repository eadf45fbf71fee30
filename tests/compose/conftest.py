"""The compose file as docker compose loads it, in a folder of its own with an .env of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compose import env
from pipeline.config.settings import ROOT

GO = shutil.which("go", path=f"{os.environ.get('PATH', '')}:/usr/local/go/bin")
Load = Callable[..., subprocess.CompletedProcess[str]]
Project = dict[str, Any]
OURS = {
    "provision",
    "airflow-init",
    "airflow-apiserver",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "airflow-worker",
}
"""The services that run the image of this project."""


@pytest.fixture(scope="session")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the loader; it takes a minute when Go has not yet compiled its libraries."""
    if GO is None:
        pytest.skip("Go is missing, and with it the loader of docker compose.")
    program = tmp_path_factory.mktemp("loader") / "loader"
    # Run a few times only: not optimised and without C it is compiled in two thirds of the time.
    command = [GO, "build", "-gcflags=all=-N -l", "-o", str(program), "."]
    subprocess.run(
        command, cwd=Path(__file__).parent / "loader", env={**os.environ, "CGO_ENABLED": "0"}, check=True
    )
    return program


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compose file and an `.env` just as `make env` writes it."""
    place = tmp_path_factory.mktemp("stack")
    for name in ("docker-compose.yml", ".env.example"):
        shutil.copy(ROOT / name, place)
    env.write_env(place)
    return place


@pytest.fixture(scope="session")
def load(loader: Path, folder: Path) -> Load:
    """The loader: profiles and variables of the shell in, the finished process out."""

    def run(*profiles: str, place: Path = folder, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(loader), "docker-compose.yml", *profiles]
        return subprocess.run(
            command,
            cwd=place,
            env={"PATH": os.defpath, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def project(load: Load) -> Project:
    """Everything that is in the file, both profiles included."""
    done = load("dev", "celery")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def list_each(project: Project, what: str) -> dict[str, Any]:
    """List one attribute of every service that has it."""
    return {name: service[what] for name, service in project["services"].items() if service.get(what)}
