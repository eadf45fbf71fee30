"""The image, as far as it can be seen without Docker: what it copies and pins, what its entrypoint does."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from compose.variables import SECRETS
from pipeline.config.settings import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
Run = dict[str, str]


def read_pins(name: str) -> dict[str, str]:
    """Give package to version of a lock file."""
    return dict(
        re.findall(r"^([a-z0-9._-]+)==([^ ]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )


def list_copied() -> list[str]:
    lines = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)
    return " ".join(lines).split()


def test_the_image_is_pinned_to_the_airflow_of_the_lock() -> None:
    base = re.search(r"^FROM apache/airflow:slim-([\d.]+)-python3\.\d+$", DOCKERFILE, re.MULTILINE)
    assert base
    assert base[1] == read_pins("requirements-image.lock")["apache-airflow"]


def test_the_image_has_the_packages_of_the_tests_in_the_same_versions() -> None:
    image, tested = read_pins("requirements-image.lock"), read_pins("requirements.lock")
    assert {name: version for name, version in image.items() if tested.get(name, version) != version} == {}
    assert {"psycopg2-binary", "asyncpg", "celery", "redis", "obstore", "scrapy", "elasticsearch"} <= set(
        image
    )
    assert {"pytest", "mypy", "ruff", "uv"}.isdisjoint(image)


def test_every_package_of_the_image_has_a_hash() -> None:
    blocks = re.split(
        r"^(?=[a-z0-9._-]+==)",
        (ROOT / "requirements-image.lock").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "--require-hashes" in DOCKERFILE


@pytest.mark.parametrize("source", list_copied())
def test_what_is_copied_is_there_and_reaches_the_builder(source: str) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = [line[1:] for line in lines if line.startswith("!")]
    assert (ROOT / source).exists()
    assert lines[1] == "*"
    assert source in let_through


def test_nothing_else_reaches_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert sorted(line[1:] for line in lines if line.startswith("!")) == sorted(list_copied())
    assert not any(fnmatch(".env", line[1:]) for line in lines if line.startswith("!"))


def test_it_runs_as_nobody_special_and_knows_no_secret() -> None:
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1] == "airflow"
    assert not any(secret.name in DOCKERFILE for secret in SECRETS)
    assert not re.search(
        r"password|secret(?!\W)|token",
        "\n".join(re.findall(r"^(?:ENV|ARG).*", DOCKERFILE, re.MULTILINE)),
        re.IGNORECASE,
    )


def run_entrypoint(tmp_path: Path, *, redis: bool = False, **variables: str) -> Run:
    """Run the entrypoint before a program that prints its environment; `redis` says if that name is known."""
    getent = tmp_path / "getent"
    getent.write_text(f"#!/bin/sh\n[ \"$*\" = 'hosts redis' ] && exit {0 if redis else 2}\n")
    getent.chmod(0o755)
    given = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "AIRFLOW_IMAGE_ENTRYPOINT": "env", **variables}
    done = subprocess.run(
        [str(ROOT / "compose" / "entrypoint.sh")], env=given, capture_output=True, text=True, check=True
    )
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


@pytest.mark.parametrize(("redis", "executor"), [(False, "LocalExecutor"), (True, "CeleryExecutor")])
def test_tasks_go_to_workers_where_the_profile_celery_is_on(
    tmp_path: Path, redis: bool, executor: str
) -> None:
    name = "AIRFLOW__CORE__EXECUTOR"
    assert run_entrypoint(tmp_path, redis=redis)[name] == executor
    chosen = run_entrypoint(tmp_path, redis=redis, AIRFLOW__CORE__EXECUTOR="KubernetesExecutor")
    assert chosen[name] == "KubernetesExecutor"


def test_the_login_is_written_for_the_page_alone(tmp_path: Path) -> None:
    file = tmp_path / "passwords.json"
    environment = run_entrypoint(
        tmp_path, AIRFLOW_PASSWORD="ab12", AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=str(file)
    )
    assert file.read_text() == '{"admin": "ab12"}\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "AIRFLOW_PASSWORD" not in environment


def test_the_arguments_reach_the_entrypoint_of_the_image() -> None:
    given = {"PATH": os.environ["PATH"], "AIRFLOW_IMAGE_ENTRYPOINT": "echo"}
    done = subprocess.run(
        [str(ROOT / "compose" / "entrypoint.sh"), "db", "migrate"],
        env=given,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "db migrate\n"


@pytest.mark.parametrize("name", ["entrypoint.sh", "setup.sh", "azvn"])
def test_scripts_may_be_run_and_are_well_formed(name: str) -> None:
    script = ROOT / "compose" / name
    assert script.stat().st_mode & 0o111 == 0o111
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
