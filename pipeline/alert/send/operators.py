"""Mail to the people who run the monitor: what failed, what is late, the daily report. Readers' mail is
`pipeline.alert`'s.
"""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any

from pipeline.alert.send.smtp import Server, read_server
from pipeline.config import settings as settings_
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings

log = logging.getLogger(__name__)

TIMEOUT = 30.0
LONGEST_REASON = 200
CONNECTION = "AIRFLOW_CONN_SMTP_DEFAULT"
"""The environment variable in which Airflow's SmtpNotifier looks for its server."""


def build_connection(settings: Settings) -> dict[str, str]:
    """Give the environment in which Airflow's SmtpNotifier finds the same server; empty without one, or with
    an address of no use.
    """
    try:
        found = read_server(settings)
    except ConfigError as error:
        # The tasks that mail fail with this sentence; those that do not mail go on.
        log.error("%s", error)
        return {}
    if found is None:
        return {}
    extra = {
        "from_email": settings.mail_from,
        "disable_ssl": not found.tls,
        "disable_tls": found.tls or found.plain,  # its defaults ask for both at once
        "timeout": int(TIMEOUT),
        "retry_limit": 0,  # it tries again without waiting, also after a timeout that may have delivered
    }
    values = {"conn_type": "smtp", "host": found.host, "port": found.port, "extra": extra}
    if found.user:
        values |= {"login": found.user, "password": found.password}
    return {CONNECTION: json.dumps(values)}


def mail_operators(settings: Settings, subject: str, text: str) -> bool:
    """Mail the operators; False when there are none or no server. Raises ConfigError, OSError or
    SMTPException when it could not be sent.
    """
    found = read_server(settings)
    if found is None or not settings.operators:
        return False
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(f"[azvn] {subject}".split())
    message["From"], message["To"] = settings.mail_from, settings.operators
    message["Date"], message["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain="azvn")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    tls = ssl.create_default_context(cafile=str(settings.smtp_ca) if settings.smtp_ca else None)
    with _open_smtp(found, tls) as session:
        if found.user and (found.tls or not found.plain):
            session.login(found.user, found.password)
        session.send_message(message)
    return True


def summarize_fault(fault: object) -> str:
    """Give why something failed in one line for a subject: the first line, and the last, where a program's
    log ends with its reason.
    """
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()] or ["no reason was given"]
    return (lines[0] if len(lines) == 1 else f"{lines[0]} {lines[-1]}")[:LONGEST_REASON]


def _open_smtp(found: Server, tls: ssl.SSLContext) -> smtplib.SMTP:
    if found.tls:
        return smtplib.SMTP_SSL(found.host, found.port, timeout=TIMEOUT, context=tls)
    session = smtplib.SMTP(found.host, found.port, timeout=TIMEOUT)
    if not found.plain:
        session.starttls(context=tls)
    return session


def page_operators(context: Mapping[str, Any] | None = None) -> None:
    """Mail that a run is late: Airflow calls it when a deadline has passed, with the run in `context`."""
    run = (context or {}).get("dag_run") or {}
    dag, name = str(run.get("dag_id") or "ingest"), str(run.get("dag_run_id") or "")
    text = (
        f"The run {name} of {dag} is not over yet.\nNothing new is found until it ends. See `azvn status` and"
        " Airflow's page."
    )
    told = mail_operators(settings_.get_settings(), f"{dag} is late: {name}", text)
    log.warning(
        "%s is late: %s%s", dag, name, "" if told else " (no operators or no mail server in the settings)"
    )
