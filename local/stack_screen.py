"""The stack as a table in a terminal: its parts, where they are, and how its first cycle goes on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.text import Text

from local import airflow, kibana, parts
from local.follow import follow_run
from local.notes import Stack, find_airflow
from local.stack import MAILBOX
from pipeline.runs.workplace import Workplace
from pipeline.store import cycles
from pipeline.terminal.screen import make_console, make_table, print_line
from pipeline.terminal.show_cycles import show_cycle
from pipeline.terminal.show_progress import show_progress


def show_stack(place: Workplace, stack: Stack | None = None) -> None:
    """Show the state of each part, the addresses, and how to log in."""
    where = stack or Stack()
    screen, running = make_console(), parts.read_parts(where.noted)
    rows = make_table("part", "state", "where")
    indices = f"{place.settings.elasticsearch_url} (indices {place.settings.index_prefix}…)"
    rows.add_row("elasticsearch", Text("running", style="green"), indices)
    for part in running:
        state = Text("running", style="green") if part.alive else Text("dead", style="red")
        rows.add_row(part.name, state, _find_address(part, place, where))
    screen.print(rows)
    there = airflow.prepare_airflow(find_airflow(where))
    login = f"user {airflow.USER}  password {there.secrets.password}"
    screen.print(Text(f"\nAirflow: {there.url}  {login}", style="bold"))
    if any(part.name == kibana.NAME for part in running):
        user, password = place.settings.elasticsearch_user, place.settings.elasticsearch_password
        secret = password.get_secret_value() if password else ""
        screen.print(
            Text(f"Kibana: {place.settings.kibana_url}  user {user}  password {secret}", style="bold")
        )
    if any(part.name == MAILBOX for part in running):
        screen.print(Text(f"Mail is kept in {_shorten_path(where.state / 'mail')}."))
    screen.print(Text("`azvn status` shows how the monitor is doing, `azvn down` stops all of it.\n"))


def follow_first_cycle(place: Workplace, since: datetime, stack: Stack | None = None) -> None:
    """Show how the first cycle that began after `since` goes on, and its report when it is over."""
    there = airflow.prepare_airflow(find_airflow(stack or Stack()))
    try:
        with show_progress() as tell:
            state = follow_run(there, since, tell)
    except KeyboardInterrupt:
        print_line("The stack goes on without being watched; `azvn down` stops it.")
        return
    last = cycles.find_last_cycle(place.store)
    if state is None:
        print_line(f"No cycle is due yet; see {there.url}.")
    elif last and last.started_at >= since:
        show_cycle(last.report)
    else:
        print_line(f"The first cycle ended ({state}); see {there.url}.")


def _find_address(part: parts.Part, place: Workplace, where: Stack) -> str:
    if part.name == "airflow api-server":
        return airflow.prepare_airflow(find_airflow(where)).url
    if part.name == MAILBOX and place.settings.smtp_url:
        return place.settings.smtp_url.get_secret_value()
    return _shorten_path(Path(part.log))


def _shorten_path(path: Path) -> str:
    """A path as a person here would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
