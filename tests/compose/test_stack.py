"""docker-compose.yml as docker compose's own loader understands it: services, pins, ports, volumes, checks,
order, variables.
"""

from __future__ import annotations

import configparser
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from compose.variables import GIVEN, OPTIONS, SECRETS
from pipeline.config.settings import ROOT, Settings
from pipeline.config.settings import load_settings as load_settings

Project = dict[str, Any]
Load = Callable[..., subprocess.CompletedProcess[str]]

ALWAYS = {"setup", "elasticsearch", "kibana", "provision", "postgres", "airflow-init"}
ALWAYS |= {"airflow-apiserver", "airflow-scheduler", "airflow-dag-processor"}
ONCE = {"setup", "provision", "airflow-init"}
OURS = {
    "provision",
    "airflow-init",
    "airflow-apiserver",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-worker",
}
SETTLED = {
    "postgres": "service_healthy",
    "airflow-init": "service_completed_successfully",
    "provision": "service_completed_successfully",
}
SETTLED |= {"redis": "service_healthy"}


def services(done: subprocess.CompletedProcess[str]) -> set[str]:
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout)["services"])


def each(project: Project, what: str) -> dict[str, Any]:
    """Give one attribute of every service that has it."""
    return {name: service[what] for name, service in project["services"].items() if service.get(what)}


def test_profiles_add_what_they_promise(load: Load) -> None:
    assert services(load()) == ALWAYS
    assert services(load("celery")) == ALWAYS | {"redis", "airflow-worker"}
    assert services(load("dev")) == ALWAYS | {"mailpit"}


def test_without_an_env_nothing_starts(load: Load, tmp_path: Path) -> None:
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    refused = load(place=tmp_path)
    assert refused.returncode == 1
    for secret in SECRETS:
        assert f"required variable {secret.name} is missing a value: run make env" in refused.stderr


@pytest.mark.parametrize("name", [secret.name for secret in SECRETS])
def test_no_secret_has_a_default(load: Load, folder: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(folder / "docker-compose.yml", tmp_path)
    (tmp_path / ".env").write_text(
        re.sub(rf"^{name}=.*$", f"{name}=", (folder / ".env").read_text(), flags=re.MULTILINE)
    )
    refused = load(place=tmp_path)
    assert (refused.returncode, f"required variable {name} is missing" in refused.stderr) == (1, True)


def test_images_are_pinned_to_a_patch_release(project: Project) -> None:
    images = each(project, "image")
    assert set(images) == set(project["services"])
    assert all(re.search(r":v?\d+\.\d+(\.\d+)?(-bookworm)?$", image) for image in images.values())
    assert {images[name] for name in OURS} == {f"azvn/monitor:{_version('pyproject.toml')}"}
    assert set(each(project, "build")) == OURS


def test_elasticsearch_kibana_and_setup_are_of_one_release(project: Project) -> None:
    versions = {
        project["services"][name]["image"].rpartition(":")[2] for name in ("setup", "elasticsearch", "kibana")
    }
    assert len(versions) == 1
    assert versions.pop().startswith("9.5.")


def test_every_port_is_on_loopback(project: Project, load: Load) -> None:
    def published(loaded: Project) -> dict[str, list[str]]:
        return {
            n: [f"{p['host_ip']}:{p['published']}->{p['target']}" for p in ports]
            for n, ports in each(loaded, "ports").items()
        }

    assert published(project) == {
        "airflow-apiserver": ["127.0.0.1:8080->8080"],
        "elasticsearch": ["127.0.0.1:9200->9200"],
        "kibana": ["127.0.0.1:5601->5601"],
        "mailpit": ["127.0.0.1:8025->8025"],
    }
    moved = json.loads(load(AIRFLOW_PORT="18080", KIBANA_PORT="15601", ELASTICSEARCH_PORT="19200").stdout)
    assert [p for ports in published(moved).values() for p in ports] == [
        "127.0.0.1:18080->8080",
        "127.0.0.1:19200->9200",
        "127.0.0.1:15601->5601",
    ]
    assert moved["services"]["kibana"]["environment"]["SERVER_PUBLICBASEURL"] == "http://127.0.0.1:15601"


def test_volumes_hold_what_must_outlive_a_container(project: Project, folder: Path) -> None:
    ours = {
        "/opt/azvn/config": f"{folder}/config:ro",
        "/opt/azvn/ca": "ca:ro",
        "/var/lib/azvn/archive": "archive",
        "/opt/airflow/logs": "airflow-logs",
    }
    assert {name: _mounts(mounts) for name, mounts in each(project, "volumes").items()} == {
        **dict.fromkeys(OURS, ours),
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
    here = {
        Path(m["source"])
        for mounts in each(project, "volumes").values()
        for m in mounts
        if m["type"] == "bind"
    }
    assert all((ROOT / path.relative_to(folder)).exists() for path in here)


def test_who_waits_for_whom(project: Project) -> None:
    after = {
        name: {n: d["condition"] for n, d in deps.items()}
        for name, deps in each(project, "depends_on").items()
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
    lax = {
        (name, n)
        for name, deps in each(project, "depends_on").items()
        for n, d in deps.items()
        if not d["required"]
    }
    assert lax == {(name, "redis") for name in OURS - ONCE}


def test_what_runs_on_is_checked_limited_and_started_again(project: Project) -> None:
    running = set(project["services"]) - ONCE
    assert set(each(project, "healthcheck")) == running | {"setup"}
    assert set(each(project, "mem_limit")) == set(project["services"])
    assert {
        name for name, policy in each(project, "restart").items() if policy == "unless-stopped"
    } == running
    assert {project["services"][name]["restart"] for name in ONCE} == {"no"}


def test_health_is_asked_as_the_makers_do(project: Project) -> None:
    asked = {name: " ".join(check["test"]) for name, check in each(project, "healthcheck").items()}
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
        "airflow-worker": (
            "CMD-SHELL celery --app airflow.providers.celery.executors.celery_executor.app "
            'inspect ping --destination "celery@${HOSTNAME}"'
        ),
    }


def test_every_setting_of_the_monitor_reaches_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {f"AZVN_{name.upper()}" for name in Settings.model_fields}
    for service in OURS:
        environment = project["services"][service]["environment"]
        assert {name for name in environment if name.startswith("AZVN_")} == names
        if service != "provision":
            assert environment.items() >= GIVEN.items()
    for name, value in project["services"]["provision"]["environment"].items():
        if value is not None:
            monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.elasticsearch_user, settings.kibana_url) == ("elastic", "http://kibana:5601")
    assert settings.elasticsearch_api_key is None


def test_a_setting_of_env_reaches_the_tasks(load: Load, folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "docker-compose.yml", tmp_path)
    lines = "AZVN_SHARDS=4\nAZVN_ARCHIVE_STORE=s3://bucket/azvn\nAWS_REGION=eu-central-1\n"
    (tmp_path / ".env").write_text((folder / ".env").read_text() + lines)
    loaded = json.loads(load("celery", place=tmp_path).stdout)
    for service in ("airflow-scheduler", "airflow-worker"):
        environment = loaded["services"][service]["environment"]
        assert [environment[n] for n in ("AZVN_SHARDS", "AZVN_ARCHIVE_STORE", "AWS_REGION")] == [
            "4",
            "s3://bucket/azvn",
            "eu-central-1",
        ]


def test_what_airflow_is_told_is_a_setting_of_airflow(project: Project) -> None:
    known = _settings_of_airflow()
    told = {
        n: v
        for n, v in project["services"]["airflow-worker"]["environment"].items()
        if n.startswith("AIRFLOW__")
    }
    assert {name for name in told if name not in known} == set()
    assert {n: v for n, v in told.items() if known[n] == "integer" and not v.isdecimal()} == {}
    assert {n: v for n, v in told.items() if known[n] == "boolean" and v not in {"True", "False"}} == {}
    assert len(told) > 15


def test_the_database_is_reached_by_the_driver_that_the_image_has(project: Project) -> None:
    environment = project["services"]["airflow-worker"]["environment"]
    database, results = (
        environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"],
        environment["AIRFLOW__CELERY__RESULT_BACKEND"],
    )
    # Without a name SQLAlchemy 2.1 takes psycopg 3, which is not there.
    assert results == f"db+{database}"
    assert database.startswith("postgresql+psycopg2://")


def test_all_containers_of_airflow_share_their_keys(project: Project) -> None:
    shared = [n for n in project["services"]["airflow-init"]["environment"] if n.startswith("AIRFLOW__")]
    for name in shared:
        assert (
            len({project["services"][service]["environment"][name] for service in OURS - {"provision"}}) == 1
        )
    assert [s for s, e in each(project, "environment").items() if "AIRFLOW_PASSWORD" in e] == [
        "airflow-apiserver"
    ]


# From the list in bin/kibana-docker of Kibana's image: any other name is silently passed over.
KIBANA = """elasticsearch.hosts elasticsearch.password elasticsearch.ssl.certificateAuthorities elasticsearch.username server.name
server.publicBaseUrl telemetry.optIn xpack.encryptedSavedObjects.encryptionKey xpack.reporting.encryptionKey xpack.security.encryptionKey"""
# From docker-entrypoint.sh of the image of PostgreSQL, from `redis-cli --help`, and from `mailpit --help`.
OTHERS = {
    "postgres": "POSTGRES_USER POSTGRES_DB POSTGRES_PASSWORD",
    "redis": "REDISCLI_AUTH",
    "mailpit": "MP_DATABASE MP_MAX_MESSAGES MP_SMTP_TLS_CERT MP_SMTP_TLS_KEY MP_SMTP_AUTH_ACCEPT_ANY",
    "kibana": KIBANA.upper().replace(".", "_"),
}


@pytest.mark.parametrize("service", OTHERS)
def test_the_other_images_are_told_what_they_know(project: Project, service: str) -> None:
    assert set(project["services"][service]["environment"]) == set(OTHERS[service].split())


def test_every_variable_of_the_file_is_in_the_example_and_every_one_there_is_used() -> None:
    text = re.sub(
        r"^\s*#.*$", "", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    handed_on = re.findall(r"^  (\w+):$", text.partition("\nx-monitor:")[0], re.MULTILINE)
    used = {*re.findall(r"(?<!\$)\$\{(\w+)", text), *handed_on}
    example = set(re.findall(r"^#?(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert used == example - set(GIVEN)
    assert {option.name for option in OPTIONS} <= used


def test_the_defaults_of_the_example_are_those_of_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for option in OPTIONS:
        defaults = set(re.findall(rf"\$\{{{option.name}:-([^$}}]*)\}}", text))
        assert defaults == (set() if option.default is None else {option.default})


PARSED = """
import json, sys
from airflow.cli.cli_parser import get_parser
for command in json.load(sys.stdin):
    assert callable(get_parser().parse_args(command).func), command
"""


def test_every_command_is_one_of_airflow_or_ours(project: Project, tmp_path: Path) -> None:
    commands = {name: command for name, command in each(project, "command").items() if name in OURS}
    assert commands.pop("provision") == ["provision"]
    assert project["services"]["provision"]["entrypoint"][-1] == "azvn"
    # The provider brings this one, and only the image has the provider.
    assert commands.pop("airflow-worker") == ["celery", "worker"]
    commands["check"] = ["jobs", "check", "--job-type", "DagProcessorJob", "--hostname", "x"]
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


def _version(name: str) -> str:
    found = re.search(r'^version = "(.+)"$', (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def _mounts(mounts: list[dict[str, Any]]) -> dict[str, str]:
    return {m["target"]: m["source"] + (":ro" if m.get("read_only") else "") for m in mounts}


def _settings_of_airflow() -> dict[str, str]:
    """Give the names of Airflow's settings as environment variables, with their types, as its own files list
    them.
    """
    found = importlib.util.find_spec("airflow")
    assert found
    assert found.submodule_search_locations
    templates = Path(found.submodule_search_locations[0]) / "config_templates"
    sections = yaml.safe_load((templates / "config.yml").read_text(encoding="utf-8"))
    known = {
        (s, name): str(o.get("type"))
        for s, section in sections.items()
        for name, o in section["options"].items()
    }
    providers = configparser.ConfigParser(interpolation=None)
    providers.read(templates / "provider_config_fallback_defaults.cfg")
    known |= {("celery", name): "string" for name in (*providers["celery"], "result_backend")}
    return {f"AIRFLOW__{section}__{name}".upper(): kind for (section, name), kind in known.items()}
