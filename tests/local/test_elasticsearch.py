"""One server is started, shared, recognised after a crash and stopped without a trace; what prevents it is
told.
"""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from local import LocalError, daemon, elasticsearch, jdk, launch
from local.elasticsearch import Server
from local.places import locate_server_folder

Program = Callable[[str, str], Path]
PROJECT = Path(__file__).parents[2]
PASSWORD = "kept from the server before"
ENSURE = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from local.elasticsearch import ensure_server
print(json.dumps(asdict(ensure_server(state=Path(sys.argv[1])))))
"""


def note(state: Path, pid: int, port: int = 9) -> None:
    """Write the note of a server that died: its process is gone, another one may have its number."""
    dead = Server(f"http://127.0.0.1:{port}", launch.USER, PASSWORD, pid, "another start", port, "")
    (state / "elasticsearch.json").write_text(json.dumps(asdict(dead)))


def members(server: Server) -> list[daemon.Process]:
    return [process for process in daemon.list_processes() if process.group == server.pid]


def ask(server: Server, path: str = "/") -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", path, headers={"Authorization": server.authorization})
    try:
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    finally:
        connection.close()


def status(server: Server, password: str) -> int:
    return ask(replace(server, password=password))[0]


def counts_garbage(server: Server) -> bool:
    """Whether a request is refused by what lies in the heap, and not by what requests take of it."""
    _, answer = ask(server, "/_nodes/stats/breaker,jvm")
    (node,) = answer["nodes"].values()
    limit, heap = node["breakers"]["parent"]["limit_size_in_bytes"], node["jvm"]["mem"]["heap_max_in_bytes"]
    return bool(limit > 0.8 * heap)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A state folder of its own; the server in it is ended and its data removed."""
    yield tmp_path
    elasticsearch.stop_server(state=tmp_path)
    shutil.rmtree(locate_server_folder(tmp_path), ignore_errors=True)


@pytest.mark.servers
def test_the_life_of_a_server(state: Path) -> None:
    # One start for all of this, since each takes 10 to 20 s.
    stranger = subprocess.Popen(["sleep", "300"])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        note(state, stranger.pid, port)
        assert elasticsearch.find_server(state) is None
        command = [sys.executable, "-c", ENSURE, str(state)]
        both = [
            subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        answers = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0], answers
    said = answers[0][1] + answers[1][1]
    assert said.count("Elasticsearch answers at") == 1
    assert "Another command starts Elasticsearch" in said

    first, second = (Server(**json.loads(out)) for out, _ in answers)
    assert first == second == elasticsearch.find_server(state) == elasticsearch.ensure_server(state=state)
    assert first.password == PASSWORD
    assert first.port != port
    assert not counts_garbage(first)
    assert (state / "elasticsearch.json").stat().st_mode & 0o777 == 0o600
    assert Path(first.folder).stat().st_mode & 0o777 == 0o700
    assert (status(first, PASSWORD), status(first, "wrong")) == (200, 401)

    assert elasticsearch.stop_server(state=state) is True
    assert members(first) == []
    assert elasticsearch.find_server(state) is None
    assert elasticsearch.stop_server(state=state) is False
    assert stranger.poll() is None, "a process that only has the number of the dead server must be left alone"
    stranger.kill()
    stranger.wait()


@pytest.fixture
def distribution(place: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that makes a distribution whose own start script does what is asked, and names it by
    ES_HOME.
    """

    def make(script: str) -> Path:
        for folder in ("lib", "modules/ingest-geoip", "config"):
            (place / folder).mkdir(parents=True, exist_ok=True)
        (place / "lib" / "elasticsearch-9.0.0.jar").touch()
        (place / "config" / "jvm.options").write_text(
            "-Dkept=1\n20-:--add-modules=jdk.incubator.vector\n-Xlog:gc*:file=gc.log\n"
        )
        program("bin/elasticsearch", script)
        lines = f"    java.home = {place}/jdk\n    java.specification.version = 21\njdk.jdi@21.0.1"
        program("jdk/bin/java", f"/bin/cat <<'END'\n{lines}\nEND")
        monkeypatch.setenv("ES_HOME", str(place))
        return place

    return make


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'java.io.IOException: No space left on device'; exit 1", "the disk is full"),
        ("echo 'BindHttpException: Address already in use'; exit 1", "every port tried was taken"),
        ("echo 'java.lang.UnsupportedClassVersionError: x'; exit 1", "the JDK does not suit it"),
        ("echo 'There is insufficient memory for Java'; exit 1", "memory ran out"),
        ("for i in 1 2 3 4 5 6 7 8 9; do echo line $i; done; exit 1", "its last lines are:\nline 2\n"),
    ],
)
def test_why_a_server_died_is_told_with_its_log(
    state: Path, distribution: Callable[[str], Path], script: str, said: str
) -> None:
    distribution(script)
    with pytest.raises(LocalError) as error:
        elasticsearch.ensure_server(progress=False, state=state)
    assert said in str(error.value)
    assert str(launch.locate_console_log(locate_server_folder(state))) in str(error.value)
    assert elasticsearch.find_server(state) is None


def test_a_port_that_was_taken_meanwhile_is_tried_again_with_another(
    state: Path, distribution: Callable[[str], Path]
) -> None:
    distribution(
        'cat "$ES_PATH_CONF/elasticsearch.yml" >> "$ES_PATH_CONF/../logs/tried"; echo Address already in use;'
        " exit 1"
    )
    with pytest.raises(LocalError):
        elasticsearch.ensure_server(progress=False, state=state)
    tried = (locate_server_folder(state) / "logs" / "tried").read_text()
    ports = [line for line in tried.splitlines() if line.startswith("http.port")]
    assert len(set(ports)) == elasticsearch.ATTEMPTS


def test_a_server_that_never_answers_is_ended_with_all_its_processes(
    state: Path, distribution: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elasticsearch, "START_PATIENCE", 0.5)
    monkeypatch.setattr(elasticsearch, "STOP_PATIENCE", 0.5)
    distribution("trap '' TERM; sleep 301 & sleep 301")
    with pytest.raises(LocalError, match=r"did not answer within 0 s; see .*console\.log"):
        elasticsearch.ensure_server(progress=False, state=state)
    assert members(Server(**json.loads((state / "elasticsearch.json").read_text()))) == []


def test_a_distribution_of_ones_own_is_started_with_its_own_script_and_configuration(
    state: Path, distribution: Callable[[str], Path]
) -> None:
    home = distribution("env; exit 1")
    with pytest.raises(LocalError, match="did not start"):
        elasticsearch.ensure_server(progress=False, state=state)
    folder = locate_server_folder(state)
    said = launch.locate_console_log(folder).read_text()
    assert f"ES_JAVA_HOME={home}/jdk\n" in said
    assert "AZVN" not in said
    assert (folder / "config" / "jvm.options").read_text() == "-Dkept=1\n"
    settings = (folder / "config" / "elasticsearch.yml").read_text()
    assert "xpack.security.enabled: true\n" in settings
    assert "ingest.geoip.downloader.enabled: false\n" in settings
    assert PASSWORD not in (folder / "config" / "users").read_text()


def test_a_machine_without_a_jdk_is_told_before_anything_is_downloaded(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jdk, "FOLDERS", ())
    for name in ("ES_HOME", "ES_JAVA_HOME", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LocalError, match="a JDK 21 or newer"):
        elasticsearch.ensure_server(progress=False, state=state)
    assert not locate_server_folder(state).exists()


@pytest.mark.parametrize("text", ["", "{", '{"url": "http://127.0.0.1:1"}', "[]"])
def test_a_note_that_cannot_be_read_is_no_server(state: Path, text: str) -> None:
    (state / "elasticsearch.json").write_text(text)
    assert elasticsearch.find_server(state) is None
    assert elasticsearch.stop_server(state=state) is False


def test_a_proxy_of_the_environment_does_not_catch_loopback(
    elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert elasticsearch_server.port == 0 or elasticsearch.is_answering(elasticsearch_server, "/")


def test_a_fresh_prefix_is_given_to_each_test(index_prefix: str) -> None:
    assert index_prefix.startswith("azvn-test-")
