"""Notes on Airflow's page: what a run found, on the run itself, out of what its tasks pushed as `note`."""

from __future__ import annotations

import sys
from typing import Any

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

LONGEST = 1000
"""Characters that Airflow keeps of a note."""


@hookimpl
def on_dag_run_success(dag_run: Any) -> None:
    """Put the note of its tasks on a run that came to its end."""
    write_note(dag_run)


@hookimpl
def on_dag_run_failed(dag_run: Any) -> None:
    """Put the note of its tasks on a run that failed, if one of them came so far."""
    write_note(dag_run)


def write_note(dag_run: Any) -> None:
    """Write what a run's tasks pushed as `note`, unless a person has written one."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy.orm import object_session

    # The scheduler's own session has the run locked: another one would wait for it for ever.
    session = object_session(dag_run)
    if session:
        _add_note(session, dag_run)
        return
    with create_session() as own:
        _add_note(own, own.get(DagRun, dag_run.id))


def _add_note(session: Any, dag_run: Any) -> None:
    from airflow.models.xcom import XComModel

    asked = XComModel.get_many(run_id=dag_run.run_id, dag_ids=dag_run.dag_id, key="note")
    notes = [str(XComModel.deserialize_value(found)) for found in session.scalars(asked)]
    if notes and not dag_run.note:
        dag_run.note = "\n".join(notes)[:LONGEST]


class RunNotes(AirflowPlugin):
    """Listens to the ends of runs."""

    name = "run_notes"
    listeners = [sys.modules[__name__]]  # noqa: RUF012  (as Airflow declares it)
