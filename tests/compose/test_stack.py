"""docker-compose.yml as docker compose itself reads it: services, pins, ports, volumes, checks, order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.config.settings import ROOT
from tests.compose.conftest import OURS, Load, Project, list_each

ALWAYS = {"setup", "elasticsearch", "kibana", "provision", "postgres", "airflow-init"}
ALWAYS |= {"airflow-apiserver", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer"}
ONCE = {"setup", "provision", "airflow-init"}
SETTLED = {
    "postgres": "service_healthy",
    "airflow-init": "service_completed_successfully",
    "provision": "service_completed_successfully",
}
SETTLED |= {"redis": "service_healthy"}


def list_services(done: subprocess.CompletedProcess[str]) -> set[str]:
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout)["services"])


def test_profiles_add_what_they_promise(load: Load) -> None:
    assert list_services(load()) == ALWAYS
    assert list_services(load("celery")) == ALWAYS | {"redis", "airflow-worker"}
    assert list_services(load("dev")) == ALWAYS | {"mailpit"}


def test_images_are_pinned_to_a_patch_release(project: Project) -> None:
    images = list_each(project, "image")
    assert set(images) == set(project["services"])
    assert all(re.search(r":v?\d+\.\d+(\.\d+)?(-bookworm)?$", image) for image in images.values())
    assert {images[name] for name in OURS} == {f"azvn/monitor:{_read_version('pyproject.toml')}"}
    assert set(list_each(project, "build")) == OURS


def test_elasticsearch_kibana_and_setup_are_of_one_release(project: Project) -> None:
    versions = {
        project["services"][name]["image"].rpartition(":")[2] for name in ("setup", "elasticsearch", "kibana")
    }
    assert len(versions) == 1
    assert versions.pop().startswith("9.5.")


def test_every_port_is_on_loopback(project: Project, load: Load) -> None:
    assert _list_ports(project) == {
        "airflow-apiserver": ["127.0.0.1:8080->8080"],
        "elasticsearch": ["127.0.0.1:9200->9200"],
        "kibana": ["127.0.0.1:5601->5601"],
        "mailpit": ["127.0.0.1:8025->8025"],
    }
    moved = json.loads(load(AIRFLOW_PORT="18080", KIBANA_PORT="15601", ELASTICSEARCH_PORT="19200").stdout)
    assert [p for ports in _list_ports(moved).values() for p in ports] == [
        "127.0.0.1:18080->8080",
        "127.0.0.1:19200->9200",
        "127.0.0.1:15601->5601",
    ]
    assert moved["services"]["kibana"]["environment"]["SERVER_PUBLICBASEURL"] == "http://127.0.0.1:15601"


def test_volumes_hold_what_must_outlive_a_container(project: Project, folder: Path) -> None:
    ours = {
        "/opt/azvn/config": f"{folder}/config:ro",
        "/opt/azvn/ca": "ca:ro",
        "/opt/azvn/keys": "keys:ro",
        "/var/lib/azvn/archive": "archive",
        "/opt/airflow/logs": "airflow-logs",
    }
    assert {name: _format_mounts(mounts) for name, mounts in list_each(project, "volumes").items()} == {
        **dict.fromkeys(OURS, ours),
        "provision": {
            "/opt/azvn/config": f"{folder}/config:ro",
            "/opt/azvn/ca": "ca:ro",
            "/opt/azvn/keys": "keys",
        },
        "setup": {
            "/setup.sh": f"{folder}/compose/setup.sh:ro",
            "/usr/share/elasticsearch/config/certs": "certs",
            "/usr/share/elasticsearch/config/ca": "ca",
            "/usr/share/elasticsearch/snapshots": "snapshots",
        },
        "elasticsearch": {
            "/usr/share/elasticsearch/config/certs": "certs:ro",
            "/usr/share/elasticsearch/data": "elasticsearch-data",
            "/usr/share/elasticsearch/snapshots": "snapshots",
        },
        "kibana": {"/usr/share/kibana/config/ca": "ca:ro", "/usr/share/kibana/data": "kibana-data"},
        "postgres": {"/var/lib/postgresql/data": "postgres-data"},
        "mailpit": {"/certs": "certs:ro", "/data": "mailpit-data"},
    }


def test_what_is_mounted_from_here_is_here(project: Project, folder: Path) -> None:
    for mounts in list_each(project, "volumes").values():
        for mount in mounts:
            if mount["type"] == "bind":
                assert (ROOT / Path(mount["source"]).relative_to(folder)).exists()


def test_who_waits_for_whom(project: Project) -> None:
    after = {
        name: {awaited: wait["condition"] for awaited, wait in waits.items()}
        for name, waits in list_each(project, "depends_on").items()
    }
    assert after == {
        "elasticsearch": {"setup": "service_healthy"},
        "kibana": {"elasticsearch": "service_healthy", "setup": "service_completed_successfully"},
        "provision": {
            "elasticsearch": "service_healthy",
            "kibana": "service_healthy",
            "setup": "service_completed_successfully",
        },
        "airflow-init": {"postgres": "service_healthy"},
        **dict.fromkeys(OURS - ONCE, SETTLED),
        "mailpit": {"setup": "service_completed_successfully"},
    }
    lax = set()
    for name, waits in list_each(project, "depends_on").items():
        lax |= {(name, awaited) for awaited, wait in waits.items() if not wait["required"]}
    assert lax == {(name, "redis") for name in OURS - ONCE}


def test_what_runs_on_is_checked_limited_and_started_again(project: Project) -> None:
    running = set(project["services"]) - ONCE
    assert set(list_each(project, "healthcheck")) == running | {"setup"}
    assert set(list_each(project, "mem_limit")) == set(project["services"])
    assert {
        name for name, policy in list_each(project, "restart").items() if policy == "unless-stopped"
    } == running
    assert {project["services"][name]["restart"] for name in ONCE} == {"no"}


def test_health_is_asked_as_the_makers_do(project: Project) -> None:
    asked = {name: " ".join(check["test"]) for name, check in list_each(project, "healthcheck").items()}
    page = "curl --fail --silent --noproxy * http://localhost"
    assert {name: test for name, test in asked.items() if name != "elasticsearch"} == {
        "setup": "CMD-SHELL [ -f config/certs/ready ]",
        "kibana": "CMD-SHELL curl -s -I http://localhost:5601 | grep -q 'HTTP/1.1 302 Found'",
        "postgres": "CMD pg_isready --username airflow --dbname airflow",
        "redis": "CMD redis-cli ping",
        "mailpit": "CMD /mailpit readyz",
        "airflow-apiserver": f"CMD {page}:8080/api/v2/version",
        "airflow-scheduler": f"CMD {page}:8974/health",
        "airflow-dag-processor": (
            'CMD-SHELL airflow jobs check --job-type DagProcessorJob --hostname "${HOSTNAME}"'
        ),
        "airflow-triggerer": 'CMD-SHELL airflow jobs check --job-type TriggererJob --hostname "${HOSTNAME}"',
        "airflow-worker": (
            "CMD-SHELL celery --app airflow.providers.celery.executors.celery_executor.app "
            'inspect ping --destination "celery@${HOSTNAME}"'
        ),
    }


PARSED = """
import json, sys
from airflow.cli.cli_parser import get_parser
for command in json.load(sys.stdin):
    assert callable(get_parser().parse_args(command).func), command
"""


def test_every_command_is_one_of_airflow_or_ours(project: Project, tmp_path: Path) -> None:
    commands = {name: command for name, command in list_each(project, "command").items() if name in OURS}
    keys = ["--key", "pipeline", "--key", "mailer"]
    assert commands.pop("provision") == ["provision", "--keys-in", "/opt/azvn/keys", *keys]
    assert project["services"]["provision"]["entrypoint"][-1] == "azvn"
    # The provider brings this one, and only the image has the provider.
    assert commands.pop("airflow-worker") == ["celery", "worker"]
    for job in ("DagProcessorJob", "TriggererJob"):
        commands[job] = ["jobs", "check", "--job-type", job, "--hostname", "x"]
    # A process of its own: Airflow settles where its home is when it is first imported, and the tests of the
    # DAGs have another.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")} | {
        "AIRFLOW_HOME": str(tmp_path)
    }
    given = json.dumps(list(commands.values()))
    done = subprocess.run(
        [sys.executable, "-c", PARSED],
        input=given,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _read_version(name: str) -> str:
    found = re.search(r'^version = "(.+)"$', (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def _list_ports(project: Project) -> dict[str, list[str]]:
    return {
        name: [f"{port['host_ip']}:{port['published']}->{port['target']}" for port in ports]
        for name, ports in list_each(project, "ports").items()
    }


def _format_mounts(mounts: list[dict[str, Any]]) -> dict[str, str]:
    return {m["target"]: m["source"] + (":ro" if m.get("read_only") else "") for m in mounts}
