"""The variables of the compose file: secrets without default, settings that arrive, names of the images."""

from __future__ import annotations

import configparser
import importlib.util
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from compose.variables import GIVEN, OPTIONS, SECRETS
from pipeline.config.settings import ROOT, Settings, load_settings
from tests.compose.conftest import OURS, Load, Project, list_each


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
    # The authority is made by the stack itself.
    monkeypatch.setenv("AZVN_ELASTICSEARCH_CA", __file__)
    settings = load_settings()
    assert (settings.elasticsearch_user, settings.kibana_url) == ("elastic", "http://kibana:5601")
    assert (settings.elasticsearch_api_key, settings.elasticsearch_api_key_file) == (None, None)


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


def test_what_airflow_gets_is_a_setting_of_airflow(project: Project) -> None:
    known = _list_airflow_settings()
    environment = project["services"]["airflow-worker"]["environment"]
    given = {name: value for name, value in environment.items() if name.startswith("AIRFLOW__")}
    assert set(given) <= set(known)
    for name, value in given.items():
        assert known[name] != "integer" or value.isdecimal(), name
        assert known[name] != "boolean" or value in {"True", "False"}, name
    assert len(given) > 15


def test_the_database_is_reached_by_the_driver_that_the_image_has(project: Project) -> None:
    environment = project["services"]["airflow-worker"]["environment"]
    database = environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    results = environment["AIRFLOW__CELERY__RESULT_BACKEND"]
    # Without a name SQLAlchemy 2.1 takes psycopg 3, which is not there.
    assert results == f"db+{database}"
    assert database.startswith("postgresql+psycopg2://")


def test_all_containers_of_airflow_share_their_keys(project: Project) -> None:
    shared = [n for n in project["services"]["airflow-init"]["environment"] if n.startswith("AIRFLOW__")]
    environments = list_each(project, "environment")
    for name in shared:
        assert len({environments[service][name] for service in OURS - {"provision"}}) == 1
    assert [name for name, given in environments.items() if "AIRFLOW_PASSWORD" in given] == [
        "airflow-apiserver"
    ]


# From the list in bin/kibana-docker of Kibana's image: any other name is silently passed over.
KIBANA = """
elasticsearch.hosts elasticsearch.password elasticsearch.ssl.certificateAuthorities elasticsearch.username
server.name server.publicBaseUrl telemetry.optIn xpack.encryptedSavedObjects.encryptionKey
xpack.reporting.encryptionKey xpack.security.encryptionKey
"""
# From docker-entrypoint.sh of the image of PostgreSQL, from `redis-cli --help`, and from `mailpit --help`.
OTHERS = {
    "postgres": "POSTGRES_USER POSTGRES_DB POSTGRES_PASSWORD",
    "redis": "REDISCLI_AUTH",
    "mailpit": "MP_DATABASE MP_MAX_MESSAGES MP_SMTP_TLS_CERT MP_SMTP_TLS_KEY MP_SMTP_AUTH_ACCEPT_ANY",
    "kibana": KIBANA.upper().replace(".", "_"),
}


@pytest.mark.parametrize("service", OTHERS)
def test_the_other_images_get_what_they_know(project: Project, service: str) -> None:
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


def _list_airflow_settings() -> dict[str, str]:
    """List Airflow's settings as environment variables, with their types, as its own files have them."""
    found = importlib.util.find_spec("airflow")
    assert found
    assert found.submodule_search_locations
    templates = Path(found.submodule_search_locations[0]) / "config_templates"
    sections = yaml.safe_load((templates / "config.yml").read_text(encoding="utf-8"))
    known: dict[tuple[str, str], str] = {}
    for section, described in sections.items():
        known |= {(section, name): str(o.get("type")) for name, o in described["options"].items()}
    providers = configparser.ConfigParser(interpolation=None)
    providers.read(templates / "provider_config_fallback_defaults.cfg")
    known |= {("celery", name): "string" for name in (*providers["celery"], "result_backend")}
    return {f"AIRFLOW__{section}__{name}".upper(): kind for (section, name), kind in known.items()}
