"""The real Elasticsearch with settings, certificates, health check and users of the compose file.

Elastic's image cannot run here: the distribution of this machine stands in for it, with the image's
certificate tool called as the image's script calls it, and with the password of `elastic`, which the image
takes from ELASTIC_PASSWORD, set by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import ssl
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, ConnectionError, Elasticsearch
from rich.console import Console

from local import distribution, jdk, launch
from local.places import find_server_account, locate_server_folder
from local.ports import find_free_port
from pipeline.config.settings import ROOT, Settings
from pipeline.runs.provision import provision_store
from pipeline.runs.provision_rights import make_keys, make_roles
from pipeline.runs.status import load_standing, load_status
from pipeline.runs.workplace import Workplace
from pipeline.store import cluster
from pipeline.store.articles.search import search_stories
from pipeline.store.connect import connect_store
from pipeline.store.errors import StoreFault
from pipeline.store.schema.templates import check_schema
from pipeline.upkeep import chores

Project = dict[str, Any]
CERTUTIL = """#!/bin/bash
cd {home} && exec {java} -Xmx64m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dcli.name=certutil \\
    -Dcli.libs=modules/x-pack-core,modules/x-pack-security,lib/tools/security-cli \\
    -Dcli.script="$0" -Des.path.home={home} -Des.path.conf={home}/config \\
    -Des.distribution.type=zip -Des.java.type=ES_JAVA_HOME \\
    -cp '{home}/lib/*:{home}/lib/cli-launcher/*' org.elasticsearch.launcher.CliToolLauncher "$@"
"""


BY_HAND = "by-hand"
PATIENCE = 180.0


@dataclass(frozen=True)
class Stack:
    """A running Elasticsearch of the compose file, and the variables with which `setup` ran."""

    folder: Path
    url: str
    variables: Mapping[str, str]

    @property
    def ca(self) -> Path:
        return self.folder / "config" / "ca" / "ca.crt"

    def client(self, user: str, password: str) -> Elasticsearch:
        return Elasticsearch(self.url, basic_auth=(user, password), ca_certs=str(self.ca), max_retries=0)

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def place(self, **chosen: Any) -> Workplace:
        where = {"elasticsearch_url": self.url, "elasticsearch_ca": self.ca}
        return Workplace(Settings.model_validate({**where, **chosen}))

    @property
    def provisioner(self) -> Workplace:
        """As the container `provision` works."""
        password = self.variables["ELASTIC_PASSWORD"]
        return self.place(elasticsearch_user="elastic", elasticsearch_password=password)

    @property
    def pipeline(self) -> Workplace:
        """As the containers of Airflow work."""
        files = {
            "elasticsearch_api_key_file": self.keys / "pipeline",
            "mailer_api_key_file": self.keys / "mailer",
        }
        return self.place(**files)


@pytest.fixture(scope="module")
def stack(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start it as compose does: setup, Elasticsearch once there are certificates, setup to its end."""
    folder, port = locate_server_folder(tmp_path_factory.mktemp("compose")), find_free_port()
    home, java = _prepare_server(project, folder, port)
    variables = dict(project["services"]["setup"]["environment"])
    setup, server = _start_setup(folder, port, variables), None
    try:
        _wait_until(setup, lambda: (folder / "config" / "certs" / "ready").exists())
        _hand_over_certificates(folder)
        server = launch.spawn_server(folder, home, java)
        _wait_until(server, lambda: _set_elastic_password(folder, port, variables["ELASTIC_PASSWORD"]))
        output, _ = setup.communicate(timeout=120)
        assert setup.returncode == 0, output
        yield Stack(folder, f"https://localhost:{port}", variables)
    finally:
        for process in filter(None, (setup, server)):
            process.terminate()
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare_server(project: Project, folder: Path, port: int) -> tuple[Path, jdk.Jdk]:
    home, java = distribution.obtain_distribution(Console(quiet=True)), jdk.find_jdk().found
    assert java
    launch.prepare_server(folder, home, java, BY_HAND, port)
    (folder / "config" / "elasticsearch.yml").write_text(_build_settings(project, home, folder, port))
    tool = folder / "bin" / "elasticsearch-certutil"
    for name in ("bin", "config/certs", "config/ca"):
        (folder / name).mkdir()
    tool.write_text(CERTUTIL.format(home=home, java=java.home / "bin" / "java"))
    tool.chmod(0o755)
    return home, java


def _build_settings(project: Project, home: Path, folder: Path, port: int) -> str:
    """Build the settings of the compose file as elasticsearch.yml, with this machine's folders and ports."""
    given = dict(project["services"]["elasticsearch"]["environment"])
    del given["ELASTIC_PASSWORD"]
    if not (home / "modules" / "ingest-geoip").is_dir():
        assert given.pop("ingest.geoip.downloader.enabled") == "false"
    own = {
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": "9300-9900",
        "path.repo": str(folder / "snapshots"),
    }
    own |= {"path.data": str(folder / "data"), "path.logs": str(folder / "logs")}
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in (given | own).items())


def _start_setup(folder: Path, port: int, variables: Mapping[str, str]) -> subprocess.Popen[str]:
    account = find_server_account()
    here = {
        "PATH": os.environ["PATH"],
        "ES_HOME": str(folder),
        "LINGER": "0",
        "ELASTICSEARCH_URL": f"https://localhost:{port}",
        "ELASTICSEARCH_UID": str(account.uid if account else os.getuid()),
    }
    command = ["bash", str(ROOT / "compose" / "setup.sh")]
    return subprocess.Popen(
        command, env=here | dict(variables), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _hand_over_certificates(folder: Path) -> None:
    """Give the certificates to the server's account; in the image it reads them as a member of group 0."""
    account = find_server_account()
    for path in folder.rglob("*") if account else ():
        os.chown(path, *account, follow_symlinks=False)


def _set_elastic_password(folder: Path, port: int, password: str) -> bool:
    client = Elasticsearch(
        f"https://localhost:{port}",
        basic_auth=(launch.USER, BY_HAND),
        ca_certs=str(folder / "config/ca/ca.crt"),
    )
    try:
        client.security.change_password(username="elastic", password=password)
    except (ConnectionError, ApiError):
        return False
    finally:
        client.close()
    return True


def _wait_until(process: subprocess.Popen[Any], there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert process.poll() is None, f"ended with {process.returncode}"
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_the_health_check_is_content_with_it(stack: Stack, project: Project) -> None:
    kind, command = project["services"]["elasticsearch"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    here = command.replace("https://localhost:9200", stack.url)
    assert here != command
    assert subprocess.run(["sh", "-c", here], cwd=stack.folder, check=False).returncode == 0


def test_the_key_of_the_authority_stays_with_start_setup(stack: Stack) -> None:
    assert stat.S_IMODE((stack.folder / "config/certs/ca/ca.key").stat().st_mode) == 0o600
    assert [p.name for p in stack.ca.parent.iterdir()] == ["ca.crt"]


def test_nothing_is_said_without_a_password_or_over_plain_http(stack: Stack) -> None:
    with pytest.raises(ApiError) as refused:
        Elasticsearch(stack.url, ca_certs=str(stack.ca)).info()
    assert refused.value.status_code == 401
    with pytest.raises(ConnectionError):
        Elasticsearch(stack.url.replace("https", "http"), max_retries=0).info()


def test_setup_may_run_again(stack: Stack) -> None:
    before = stack.ca.read_bytes()
    again = _start_setup(stack.folder, int(stack.url.rpartition(":")[2]), stack.variables)
    output, _ = again.communicate(timeout=60)
    assert again.returncode == 0, output
    assert "Making certificates" not in output
    assert stack.ca.read_bytes() == before
    assert not any(value in output for name, value in stack.variables.items() if name.endswith("PASSWORD"))


def test_another_password_than_the_first_is_refused(stack: Stack) -> None:
    other = {**stack.variables, "ELASTIC_PASSWORD": "another", "PATIENCE": "1"}
    setup = _start_setup(stack.folder, int(stack.url.rpartition(":")[2]), other)
    output, _ = setup.communicate(timeout=60)
    assert setup.returncode == 1
    assert "Elasticsearch does not know this ELASTIC_PASSWORD" in output


def test_provision_makes_indices_and_keys_and_the_pipeline_works_with_them(stack: Stack) -> None:
    lines = provision_store(stack.provisioner) + make_roles(stack.provisioner)
    assert sum(line.startswith("seed:") for line in lines) == 2
    names = ["pipeline", "mailer"]
    made = make_keys(stack.provisioner, stack.keys, only=names)
    assert made == [f"key azvn-{name}" for name in names]
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in stack.keys.iterdir()} == dict.fromkeys(
        names, 0o600
    )
    assert make_keys(stack.provisioner, stack.keys, only=names) == []
    place = stack.pipeline
    check_schema(place.store)
    assert search_stories(place.store, "Vietnam", size=5)
    assert load_status(place.act_as_mailer())["articles"]
    assert chores.check_clocks(place.settings) == []
    assert load_standing(place.act_as_mailer()).build_json()["mails"] == {}
    with pytest.raises(StoreFault):
        load_standing(place)


def test_upkeep_takes_and_removes_snapshots(stack: Stack) -> None:
    settings = stack.pipeline.settings
    older = stack.client("elastic", stack.variables["ELASTIC_PASSWORD"])
    older.snapshot.create(
        repository="azvn", snapshot="azvn-2026.01.01", indices="azvn-*", wait_for_completion=True
    )
    lines = chores.rotate_snapshots(settings)
    assert [line.split()[-1] for line in lines] == ["taken"]
    assert cluster.remove_snapshots(connect_store(settings), datetime.now(UTC)) == 1
    assert chores.check_health(settings) == []


def test_a_certificate_is_verified_by_its_authority_or_its_fingerprint(stack: Stack) -> None:
    pem = ssl.get_server_certificate(("localhost", int(stack.url.rpartition(":")[2])))
    print_ = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    key = {"elasticsearch_api_key_file": stack.keys / "pipeline", "elasticsearch_ca": None}
    assert stack.place(**key, elasticsearch_fingerprint=print_).store.count("articles") == 2
    other = print_[:-2] + ("00" if print_[-2:] != "00" else "11")
    for wrong in ({"elasticsearch_fingerprint": other}, {}):
        with pytest.raises(StoreFault):
            connect_store(stack.place(**key, **wrong).settings, patience=0)


def test_the_reader_reads_and_writes_nothing(stack: Stack) -> None:
    client = stack.client("reader", stack.variables["READER_PASSWORD"])
    assert client.search(index="azvn-articles")["hits"]["total"]["value"] == 2
    with pytest.raises(ApiError, match="unauthorized"):
        client.search(index="azvn-mails")
    with pytest.raises(ApiError, match="unauthorized"):
        client.index(index="azvn-articles", document={})


def test_kibana_may_log_in(stack: Stack) -> None:
    client = stack.client("kibana_system", stack.variables["KIBANA_PASSWORD"])
    assert client.security.authenticate()["roles"] == ["kibana_system"]
