"""The stack on one machine without Docker: mailbox and Airflow, started, and stopped without a trace."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from local import LocalError, airflow, elasticsearch, kibana, parts
from local.airflow import Airflow
from local.demo import prepare_workplace
from local.demo_mail import write_watch
from local.locks import hold_lock
from local.notes import Stack, drop_notes, find_airflow, forget_stack, note_stack, read_stack
from local.ports import find_free_port
from local.sample.server import Sample
from pipeline.config.settings import PREFIX
from pipeline.runs.alerts import register_new_watches
from pipeline.runs.provision import provision_store
from pipeline.runs.workplace import Workplace
from pipeline.store.schema import templates
from pipeline.terminal.screen import print_line

MAILBOX = "mailbox"
OPERATORS = "operators@azvn.example"
Provision = Callable[[Workplace], Sequence[str]]

__all__ = ["MAILBOX", "OPERATORS", "Stack", "start_stack", "stop_stack"]


def start_stack(
    place: Workplace, *, sample: bool, stack: Stack | None = None, show: Provision | None = None
) -> Workplace:
    """Start what does not run, and give the settings that the stack works with.

    `show` puts what Kibana is to show into the one that KIBANA_HOME names, and gives a line for each.
    Started twice it says so and leaves everything as it is. Raise LocalError naming a part that died.
    """
    where = stack or Stack()
    with hold_lock(where.lock, _say_that_it_waits):
        found = parts.read_parts(where.noted)
        if any(part.alive for part in found):
            _require_one_mode(where, sample)
            return _revive_parts(place, where, found)
        parts.stop_parts(found)
        return _start_parts(place, where, sample, show)


def stop_stack(stack: Stack | None = None, *, server: bool = True) -> list[str]:
    """Stop every part and, unless `server` is false, Elasticsearch; give the names of those that ran."""
    where = stack or Stack()
    with hold_lock(where.lock, _say_that_it_waits):
        found = parts.read_parts(where.noted)
        names = [part.name for part in found if part.alive]
        parts.stop_parts(found)
        forget_stack(where)
    if server and elasticsearch.stop_server():
        names.append("elasticsearch")
    return names


def _say_that_it_waits() -> None:
    print_line("Another command starts or stops the stack; waiting …")


def _start_parts(place: Workplace, where: Stack, sample: bool, show: Provision | None) -> Workplace:
    running: list[parts.Part] = []
    try:
        here = _start_mailbox(place, where, running)
        if sample:
            here = _start_outlets(here, where, running)
        here = kibana.start_kibana(here, where, running)
        for line in provision_store(here):
            print_line(line)
        if sample:
            # Before the first cycle: a new watch mails no history.
            write_watch(here)
            register_new_watches(here)
        _start_airflow(here, where, running, sample)
        if show and any(part.name == kibana.NAME for part in running):
            print_line("Waiting for Kibana, which takes a minute or two at first …")
            for line in show(here.change_settings(elasticsearch_patience=kibana.PATIENCE)):
                print_line(line)
    except BaseException:
        parts.stop_parts(running)
        drop_notes(where)
        raise
    return here


def _start_mailbox(place: Workplace, where: Stack, running: list[parts.Part]) -> Workplace:
    """Start a mailbox unless a mail server is set; give the settings that lead to it."""
    if place.settings.smtp_url is not None:
        return place
    port, folder = find_free_port(), str(where.state / "mail")
    command = [sys.executable, "-m", "local.mailbox", "--port", str(port), "--folder", folder]
    environment = _build_environment(place)
    running.append(parts.start_part(MAILBOX, command, environment, where.log / "mailbox.log"))
    operators = place.settings.operators or OPERATORS
    return place.change_settings(smtp_url=f"smtp://127.0.0.1:{port}", operators=operators)


def _start_outlets(place: Workplace, where: Stack, running: list[parts.Part]) -> Workplace:
    """Start the sample outlets; give the settings that watch them, under indices that begin empty."""
    port = find_free_port()
    command = [sys.executable, "-m", "local.outlets", "--port", str(port)]
    environment = _build_environment(place)
    running.append(parts.start_part("sample outlets", command, environment, where.log / "outlets.log"))
    folder = where.state / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    outlets = Sample()
    hosts = [urlsplit(source.site).hostname for source in outlets.catalogue.sources]
    addresses = {f"{host}:80": f"127.0.0.1:{port}" for host in hosts}
    here = prepare_workplace(place, folder, where.prefix, outlets.format_let_through(addresses))
    here = here.change_settings(cycle_interval=where.interval, ask_all=True)
    templates.remove_indices(here.store)
    return here


def _start_airflow(here: Workplace, where: Stack, running: list[parts.Part], sample: bool) -> None:
    """Start its parts one after the other, noting each down, and wait until all are well."""
    there = airflow.prepare_airflow(where.locate_airflow(sample=sample))
    environment = _build_airflow_environment(there, here, where)
    print_line("Starting Airflow, about 20 s …")
    there.migrate_database(environment, where.log / "airflow-db.log")
    for name in airflow.COMPONENTS:
        running.append(there.start_component(name, environment, where.log))
        note_stack(where, here, running, sample=sample)
        airflow.wait_until_ready(there.is_answering, running)
    airflow.wait_until_ready(there.is_healthy, running)


def _revive_parts(place: Workplace, where: Stack, found: Sequence[parts.Part]) -> Workplace:
    """Start again what died of a stack that runs, saying so; give the settings of the stack."""
    noted = read_stack(where)
    here = place.take_settings(noted.settings) if noted else place
    there = airflow.prepare_airflow(find_airflow(where))
    if all(part.alive for part in found):
        print_line("The stack is running already.")
    environment = _build_airflow_environment(there, here, where)
    running = []
    for part in found:
        if not part.alive:
            last = f"the last lines of its log were:\n{part.read_tail()}"
            print_line(f"{part.name} had died and is started again; {last}")
            parts.stop_parts([part])
            part = parts.start_part(part.name, part.command, environment, Path(part.log))
        running.append(part)
    parts.write_parts(where.noted, running)
    airflow.wait_until_ready(there.is_healthy, running)
    return here


def _build_airflow_environment(there: Airflow, here: Workplace, where: Stack) -> dict[str, str]:
    return there.build_environment(_build_environment(here)) | where.more


def _build_environment(place: Workplace) -> dict[str, str]:
    """Build what a part inherits: our settings in place of the shell's, and no proxy for loopback."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    shell = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    direct = f"{shell},127.0.0.1,localhost" if shell else "127.0.0.1,localhost"
    return inherited | place.environment | {"no_proxy": direct, "NO_PROXY": direct}


def _require_one_mode(where: Stack, sample: bool) -> None:
    noted = read_stack(where)
    running = noted is not None and noted.invented
    if running != sample:
        watched = "the sample outlets" if running else "the real outlets"
        raise LocalError(f"The stack is running and watches {watched}: `azvn down` stops it.")
