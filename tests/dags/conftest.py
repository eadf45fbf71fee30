"""An Airflow of one's own in a temporary folder, set up before the first import of airflow, and a mail server
that keeps what comes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from local.ports import find_free_port
from pipeline.config.settings import ROOT, get_settings


class Letters:
    """Keeps every mail as it came."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd calls it so)
        self.kept.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 kept"


@pytest.fixture(scope="session")
def mail_server() -> Iterator[tuple[Letters, int]]:
    letters = Letters()
    port = find_free_port()
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    yield letters, port
    controller.stop()


@pytest.fixture
def letters(mail_server: tuple[Letters, int]) -> list[EmailMessage]:
    mail_server[0].kept.clear()
    return mail_server[0].kept


@pytest.fixture(scope="session")
def operators(mail_server: tuple[Letters, int]) -> dict[str, str]:
    """The settings with which the DAGs are read."""
    return {"AZVN_OPERATORS": "ops@azvn.example", "AZVN_SMTP_URL": f"smtp://127.0.0.1:{mail_server[1]}"}


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Airflow reads its settings at the first import, whoever makes it: these would come too late, and its
    # database would be the person's own.
    assert "airflow.configuration" not in sys.modules, (
        "another test has imported Airflow before its home was set"
    )
    home = tmp_path_factory.mktemp("airflow")
    settings = {
        "AIRFLOW_HOME": home,
        "AIRFLOW__CORE__DAGS_FOLDER": ROOT / "dags",
        "AIRFLOW__CORE__PLUGINS_FOLDER": ROOT / "plugins",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": "",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__API_AUTH__JWT_SECRET": "only for the tests of one machine, never for anything else",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("AIRFLOW")]:
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, str(value))
        yield home


@pytest.fixture(scope="session")
def dagbag(airflow_home: Path, operators: dict[str, str]) -> Iterator[Any]:
    """Every DAG of the folder, read as the dag-processor reads them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in operators.items():
            patch.setenv(name, value)
        get_settings.cache_clear()
        from airflow.dag_processing.dagbag import BundleDagBag

        yield BundleDagBag(
            dag_folder=str(ROOT / "dags"), bundle_path=ROOT / "dags", bundle_name="dags-folder"
        )


@pytest.fixture(scope="session")
def database(airflow_home: Path, dagbag: Any) -> Path:
    from airflow.utils.db import initdb

    initdb()
    return airflow_home
