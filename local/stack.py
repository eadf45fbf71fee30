"""The whole stack on one machine without Docker: Elasticsearch, a mailbox and Airflow, started, shown, and
stopped without a trace.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from rich.text import Text

from local import LocalError, airflow, elasticsearch, parts
from local.demo import REMEMBERED, prepare_workplace
from local.demo_mail import WATCH
from local.follow import follow_run
from local.locks import hold_lock
from local.places import STATE
from local.ports import find_free_port
from local.sample.server import Sample
from pipeline.config.watches import FILE
from pipeline.runs.alerts import register_new_watches
from pipeline.runs.provision import provision_store
from pipeline.runs.workplace import Workplace
from pipeline.store import cycles
from pipeline.store.schema import templates
from pipeline.terminal import screen as show

SAMPLE_PREFIX = "azvn-sample-"
SAMPLE_INTERVAL = 60.0
"""Seconds from one cycle of the sample outlets to the next; real outlets are asked every ten minutes."""
MAILBOX = "mailbox"
OPERATORS = "operators@azvn.example"


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the stack keeps what belongs to it, how it watches the sample outlets, and settings that
    Airflow's parts get besides.
    """

    state: Path = STATE
    prefix: str = SAMPLE_PREFIX
    interval: float = SAMPLE_INTERVAL
    more: dict[str, str] = field(default_factory=dict)

    @property
    def noted(self) -> Path:
        """The file with the parts that run."""
        return self.state / "stack.json"

    @property
    def log(self) -> Path:
        """The folder of the parts' logs."""
        return self.state / "log"

    @property
    def mode(self) -> Path:
        """The file that says whether the sample outlets are watched."""
        return self.state / "stack.mode"


def start_stack(place: Workplace, *, sample: bool, stack: Stack | None = None) -> Workplace:
    """Start what does not run, and give the settings that the stack works with; raise LocalError naming a
    part that died.

    Started twice it says so and leaves everything as it is.
    """
    where = stack or Stack()
    with hold_lock(
        where.state / "stack.lock",
        lambda: show.print_line("Another command starts or stops the stack; waiting …"),
    ):
        found = parts.read_parts(where.noted)
        if any(part.alive for part in found):
            _require_one_mode(where, sample)
            return _revive_parts(place, where, found)
        parts.stop_parts(found)
        return _start_parts(place, where, sample)


def start_and_show(place: Workplace, *, sample: bool, follow_first: bool) -> None:
    """Start the stack, show where everything is, and follow the first cycle."""
    since = datetime.now(UTC)
    here = start_stack(place, sample=sample)
    show_stack(here)
    if follow_first:
        _follow_first_run(here, since)


def _follow_first_run(here: Workplace, since: datetime) -> None:
    there = airflow.prepare_airflow(STATE / "airflow")
    try:
        with show.show_progress() as tell:
            state = follow_run(there, since, tell)
    except KeyboardInterrupt:
        show.print_line("The stack goes on without being watched; `azvn down` stops it.")
        return
    last = cycles.find_last_cycle(here.store)
    if state is None:
        show.print_line(f"No cycle is due yet; see {there.url}.")
    elif last and last.started_at >= since:
        show.show_cycle(last.report)
    else:
        show.print_line(f"The first cycle ended ({state}); see {there.url}.")


def stop_stack(stack: Stack | None = None, *, server: bool = True) -> list[str]:
    """Stop every part and, unless `server` is false, Elasticsearch; give the names of those that ran."""
    where = stack or Stack()
    with hold_lock(
        where.state / "stack.lock",
        lambda: show.print_line("Another command starts or stops the stack; waiting …"),
    ):
        found = parts.read_parts(where.noted)
        names = [part.name for part in found if part.alive]
        parts.stop_parts(found)
        where.noted.unlink(missing_ok=True)
        where.mode.unlink(missing_ok=True)
    return [*names, *(["elasticsearch"] if server and elasticsearch.stop_server() else [])]


def read_noted_settings(stack: Stack | None = None) -> Mapping[str, str]:
    """Give the settings of the stack that runs, as variables of the environment; none when it does not."""
    where = stack or Stack()
    if not where.mode.exists() or not any(part.alive for part in parts.read_parts(where.noted)):
        return {}
    noted: Mapping[str, str] = json.loads(where.mode.read_text())["settings"]
    return noted


def restore_workplace(place: Workplace, noted: Mapping[str, str]) -> Workplace:
    """Give a workplace with the settings that are noted."""
    return place.change_settings(
        **{name.removeprefix("AZVN_").lower(): value for name, value in noted.items() if value}
    )


def show_stack(place: Workplace, stack: Stack | None = None) -> None:
    """Show the state of each part, the addresses, and how to log in."""
    where = stack or Stack()
    screen = show.make_console()
    rows = show.make_table("part", "state", "where")
    rows.add_row("elasticsearch", Text("running", style="green"), _describe_elasticsearch(place))
    for part in parts.read_parts(where.noted):
        state = Text("running", style="green") if part.alive else Text("dead", style="red")
        rows.add_row(part.name, state, _find_address(part, place, where))
    screen.print(rows)
    there = airflow.prepare_airflow(where.state / "airflow")
    screen.print(
        Text(f"\nAirflow: {there.url}  user {airflow.USER}  password {there.secrets.password}", style="bold")
    )
    if any(part.name == MAILBOX for part in parts.read_parts(where.noted)):
        screen.print(Text(f"Mail is kept in {_shorten_path(where.state / 'mail')}."))
    screen.print(Text("`azvn status` shows how the monitor is doing, `azvn down` stops all of it.\n"))


def _start_parts(place: Workplace, where: Stack, sample: bool) -> Workplace:
    running: list[parts.Part] = []
    try:
        here = _start_helpers(place, where, sample, running)
        for line in provision_store(here):
            show.print_line(line)
        if sample:
            _register_watch(here)
        there = airflow.prepare_airflow(where.state / "airflow")
        environment = there.build_environment(_build_environment(here)) | where.more
        show.print_line("Starting Airflow, about 20 s …")
        there.migrate_database(environment, where.log / "airflow-db.log")
        for name in airflow.COMPONENTS:
            running.append(there.start_component(name, environment, where.log))
            _write_note(where, running, here, sample)
            airflow.wait_until_ready(there.is_answering, running)
        airflow.wait_until_ready(there.is_healthy, running)
    except BaseException:
        parts.stop_parts(running)
        where.noted.unlink(missing_ok=True)
        raise
    return here


def _start_helpers(place: Workplace, where: Stack, sample: bool, running: list[parts.Part]) -> Workplace:
    """Start the mailbox and, for a sample, the outlets; give the settings that lead to them."""
    if place.settings.smtp_url is None:
        port = find_free_port()
        command = [
            sys.executable,
            "-m",
            "local.mailbox",
            "--port",
            str(port),
            "--folder",
            str(where.state / "mail"),
        ]
        running.append(
            parts.start_part(MAILBOX, command, _build_environment(place), where.log / "mailbox.log")
        )
        place = place.change_settings(
            smtp_url=f"smtp://127.0.0.1:{port}", operators=place.settings.operators or OPERATORS
        )
    if sample:
        port = find_free_port()
        command = [sys.executable, "-m", "local.outlets", "--port", str(port)]
        running.append(
            parts.start_part("sample outlets", command, _build_environment(place), where.log / "outlets.log")
        )
        place = _prepare_sample(place, where, port)
    return place


def _prepare_sample(place: Workplace, where: Stack, port: int) -> Workplace:
    """The settings that watch the sample outlets, under indices of their own that begin empty."""
    folder = where.state / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    outlets = Sample()
    hosts = [urlsplit(source.site).hostname for source in outlets.catalogue.sources]
    pairs = outlets.format_let_through({f"{host}:80": f"127.0.0.1:{port}" for host in hosts})
    here = prepare_workplace(place, folder, where.prefix, pairs).change_settings(
        cycle_interval=where.interval, ask_all=True
    )
    templates.remove_indices(here.store)
    if where.state == STATE:
        REMEMBERED.write_text(json.dumps({"prefix": where.prefix}))
    return here


def _register_watch(here: Workplace) -> None:
    """Give the sample a reader, registered before the first cycle: a new watch mails no history."""
    (here.settings.config / FILE).write_text(
        yaml.safe_dump({"watches": [WATCH]}, allow_unicode=True), encoding="utf-8"
    )
    register_new_watches(here)


def _build_environment(place: Workplace) -> dict[str, str]:
    """What a part inherits: the environment with the settings in place of those of the shell; loopback is
    asked directly.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AZVN_")}
    direct = ",".join(
        filter(None, [os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), "127.0.0.1,localhost"])
    )
    return inherited | place.environment | {"no_proxy": direct, "NO_PROXY": direct}


def _write_note(where: Stack, running: list[parts.Part], here: Workplace, sample: bool) -> None:
    parts.write_parts(where.noted, running)
    parts.write_private(where.mode, json.dumps({"sample": sample, "settings": here.environment}))


def _revive_parts(place: Workplace, where: Stack, found: Sequence[parts.Part]) -> Workplace:
    """Start again what died of a stack that runs, naming it with the last lines of its log; give the settings
    of the stack.
    """
    here = restore_workplace(place, json.loads(where.mode.read_text())["settings"])
    there = airflow.prepare_airflow(where.state / "airflow")
    if all(part.alive for part in found):
        show.print_line("The stack is running already.")
    running = []
    for part in found:
        if not part.alive:
            show.print_line(
                f"{part.name} had died and is started again; the last lines of its log were:\n{part.read_tail()}"
            )
            parts.stop_parts([part])
            part = parts.start_part(
                part.name,
                part.command,
                there.build_environment(_build_environment(here)) | where.more,
                Path(part.log),
            )
        running.append(part)
    parts.write_parts(where.noted, running)
    airflow.wait_until_ready(there.is_healthy, running)
    return here


def _require_one_mode(where: Stack, sample: bool) -> None:
    running = bool(json.loads(where.mode.read_text())["sample"]) if where.mode.exists() else False
    if running != sample:
        watched = "the sample outlets" if running else "the real outlets"
        raise LocalError(f"The stack is running and watches {watched}: `azvn down` stops it.")


def _describe_elasticsearch(place: Workplace) -> str:
    return f"{place.settings.elasticsearch_url} (indices {place.settings.index_prefix}…)"


def _find_address(part: parts.Part, place: Workplace, where: Stack) -> str:
    if part.name == "airflow api-server":
        return airflow.prepare_airflow(where.state / "airflow").url
    if part.name == MAILBOX and place.settings.smtp_url:
        return place.settings.smtp_url.get_secret_value()
    return _shorten_path(Path(part.log))


def _shorten_path(path: Path) -> str:
    """A path as a person here would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
