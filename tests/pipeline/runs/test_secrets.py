"""A cycle and a run of the alerts with the keys of the pipeline and the mailer: it works, and no secret is
found where it does not belong.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.smtp import AuthResult

from local import daemon
from local.sample.server import Sample
from pipeline.config.watches import FILE
from pipeline.programs import ProgramFailed
from pipeline.runs.alerts import register_new_watches
from pipeline.runs.cycle import run_cycle
from pipeline.runs.order import Order
from pipeline.runs.provision_rights import make_keys
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.rights import KEYS
from pipeline.store.watches import load_watch_states, save_watch_states
from tests.indices import empty_indices
from tests.pipeline.alert.post_office import PostOffice, run_office
from tests.pipeline.runs.worlds import World, made, sample

__all__ = ["sample"]

ADDRESS = "canary.recipient@desk.example"
PASSWORD = "canary-of-the-mail-server"
HEARTBEAT = "canary-of-the-heartbeat"


@dataclass(frozen=True)
class Left:
    """What a run left: everything that somebody else may read, by where it was found, and the canaries."""

    places: dict[str, str]
    canaries: dict[str, str]
    mails: list[tuple[str, Any]]
    report: dict[str, Any]


@pytest.fixture(scope="module")
def left(
    sample: tuple[Sample, str], elasticsearch_server: Any, provisioned: Store, tmp_path_factory: Any
) -> Iterator[Left]:
    folder = tmp_path_factory.mktemp("secrets")
    empty_indices(provisioned)
    world = made(sample, elasticsearch_server, provisioned.prefix, folder)
    keys = folder / "keys"
    make_keys(world.place, keys)
    office = PostOffice()
    office.answers["nobody@desk.example"] = f"550 no mailbox for {ADDRESS}"
    with run_office(office, authenticator=_let_in, auth_require_tls=False) as port:
        here = _use_keys(world, keys, port)
        with _watch_processes() as seen:
            report = _run_all(here, world)
    canaries = {
        "key of the pipeline": (keys / "pipeline").read_text().strip(),
        "key of the mailer": (keys / "mailer").read_text().strip(),
        "password of Elasticsearch": elasticsearch_server.password,
        "password of the mail server": PASSWORD,
        "address of the heartbeat": HEARTBEAT,
        "address of a recipient": ADDRESS,
    }
    yield Left(_collect_places(folder, report, seen.lines), canaries, office.taken, report)
    for name in KEYS:
        provisioned.client.security.invalidate_api_key(name=provisioned.prefix + name, owner=True)
    empty_indices(provisioned)


def _let_in(*_: object) -> AuthResult:
    return AuthResult(success=True)


def _use_keys(world: World, keys: Path, port: int) -> Workplace:
    """The place without user and password: programs that they start know the files of the keys alone."""
    people = [
        {"id": "canary", "address": ADDRESS},
        {"id": "nobody", "address": "nobody@desk.example"},
    ]
    entry = {"id": "all", "title": "All", "recipients": people, "rhythm": "immediate"}
    watches = world.place.settings.config / FILE
    watches.write_text(yaml.safe_dump({"watches": [entry]}), encoding="utf-8")
    return world.place.change_settings(
        elasticsearch_user=None,
        elasticsearch_password=None,
        elasticsearch_api_key_file=keys / "pipeline",
        mailer_api_key_file=keys / "mailer",
        smtp_url=f"smtp://canary:{PASSWORD}@127.0.0.1:{port}",
        atom_file=world.place.settings.archive / "latest.atom",
        # The log that says most.
        log_level="DEBUG",
        heartbeat_url=f"http://127.0.0.1:9/{HEARTBEAT}",
    )


def _run_all(here: Workplace, world: World) -> dict[str, Any]:
    register_new_watches(here.act_as_mailer())
    source = world.sample.catalogue.by_id["caspian-wire"]
    cycle = run_cycle(here, Order(now=True, sources=(source.id,)))
    store = here.act_as_mailer().store
    back = datetime.now(UTC) - timedelta(hours=1)
    states = [
        state.model_copy(
            update={
                "since": back,
                "matched_until": back,
                "recipients": dict.fromkeys(state.recipients, back),
            }
        )
        for state in load_watch_states(store).values()
    ]
    save_watch_states(store, states)
    program = here.prepare_program("pipeline.alert")
    try:
        printed = program.run([], "", seconds=60)
    except ProgramFailed as failed:
        printed = str(failed)
    return {"cycle": cycle.build_json(), "alerts": printed}


class _watch_processes:  # noqa: N801  (a context, used as one)
    """Notes the command line of every process while the block runs."""

    def __init__(self) -> None:
        self.lines: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            for process in daemon.list_processes():
                try:
                    line = Path(f"/proc/{process.pid}/cmdline").read_bytes()
                except OSError:
                    continue
                self.lines.add(line.replace(b"\0", b" ").decode("utf-8", "replace"))

    def __enter__(self) -> _watch_processes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def _collect_places(folder: Path, report: dict[str, Any], lines: set[str]) -> dict[str, str]:
    """Every file that the run wrote, unpacked, apart from the keys and what people wrote themselves."""
    found = {"reports": json.dumps(report), "process list": "\n".join(lines)}
    for path in folder.rglob("*"):
        if not path.is_file() or {"keys", "config"} & {part.name for part in path.parents}:
            continue
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        found[str(path.relative_to(folder))] = raw.decode("utf-8", "replace")
    return found


def test_the_run_did_its_work_with_the_keys_alone(left: Left) -> None:
    assert left.report["cycle"]["stages"]["index"]["indexed"] > 0
    assert left.report["cycle"]["faults"] == []
    assert [to for to, _ in left.mails if to == ADDRESS]
    assert any("log" in place for place in left.places)
    assert any(place.endswith(".warc.gz") for place in left.places)
    assert "spiders" in left.places["process list"]
    assert "<entry" in left.places["archive/latest.atom"]


def test_no_secret_and_no_recipient_is_in_a_log_a_report_the_archive_or_the_process_list(left: Left) -> None:
    found = [
        (what, where)
        for what, canary in left.canaries.items()
        for where, text in left.places.items()
        if canary in text
    ]
    assert found == []


def test_a_secret_would_be_found_where_it_stood(left: Left) -> None:
    cycle, host = str(left.report["cycle"]["cycle"]), "caspian-wire.example"
    assert cycle in left.places["reports"]
    assert [place for place, text in left.places.items() if place.endswith(".warc.gz") and host in text]
    assert [place for place, text in left.places.items() if place.startswith("log") and "DEBUG" in text]


def test_errors_of_elasticsearch_name_no_key(elasticsearch_server: Any, tmp_path: Path) -> None:
    from pipeline.config.settings import Settings
    from pipeline.store.connect import connect_store
    from pipeline.store.errors import StoreFault

    key = tmp_path / "key"
    key.write_text("Y2FuYXJ5OmNhbmFyeQ==")
    settings = Settings(elasticsearch_url=elasticsearch_server.url, elasticsearch_api_key_file=key)
    with pytest.raises(StoreFault) as refused:
        connect_store(settings, patience=0)
    assert "Y2FuYXJ5" not in str(refused.value)
