"""Mail to the people who run the monitor: what failed, what is late, the daily report.

It goes the way of readers' mail: the same envelope, the same connection, the same rule for TLS.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.alert.send.replies import Delivery, Fate
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.config.errors import ConfigError
from pipeline.config.mail import list_operators, read_sender, read_server
from pipeline.config.settings import Settings, get_settings
from pipeline.text.mail_address import parse_address

log = logging.getLogger(__name__)

LONGEST_REASON = 200
"""Characters of a reason in a subject."""
FAULT_START, FAULT_END = 1000, 3000
"""Characters of a fault in the text of a mail: what failed, and the end of a log with the reason."""


_ADVISE_AFTER_FAILURE = (
    "What to do",
    "- The next run goes on with what this one left; nothing is lost. Once is no reason to act.",
    '- If it comes again, read the log above and `azvn status`; docs/operations.md, "Where to look when'
    ' something is red", has what helps for each reason.',
)
_ADVISE_WHEN_LATE = (
    "What to do",
    "- Nothing new is found until the run ends. Its own limit stops the task that is too slow, and the next"
    " run begins then.",
    "- If it comes again, see on Airflow's page which task is running, and read its log; `azvn status` names"
    " outlets that answer slowly.",
)


class NoticeFailed(Exception):
    """No operator could be mailed; the message says what the server said for each."""


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """A task of Airflow that failed for good; `part` names the shard of a mapped one, `log` is an address."""

    dag: str
    task: str
    part: str
    run: str
    attempt: int
    fault: str
    log: str

    @property
    def subject(self) -> str:
        """The subject of the mail: DAG, shard or task, and reason."""
        return f"{self.dag} failed: {self.part or self.task}: {summarize_fault(self.fault)}"

    @property
    def text(self) -> str:
        """The text of the mail."""
        lines = [f"Task {self.task} of {self.dag} failed.", ""]
        if self.part:
            lines.append(f"Part: {self.part}")
        lines += [f"Run: {self.run}", f"Try: {self.attempt}", f"Log: {self.log}", ""]
        lines += [cut_fault(self.fault) or "No reason was given.", "", *_ADVISE_AFTER_FAILURE]
        return "\n".join(lines)


def mail_operators(settings: Settings, subject: str, text: str) -> bool:
    """Mail each of the operators; False when there are none or no server.

    Raises ConfigError for settings of no use, NoticeFailed when none of them could be mailed or no server
    could be reached.
    """
    operators = list_operators(settings)
    server = read_server(settings) if operators else None
    if server is None:
        return False
    faults = []
    with SmtpConnection(server, settings.mail_rate) as connection:
        for operator in operators:
            delivery = _mail_operator(connection, settings, operator, subject, text)
            if delivery.fate is not Fate.DELIVERED:
                faults.append(f"{operator}: {delivery.fate.value} ({delivery.reply})")
            if delivery.fate is Fate.AWAY:
                # The next one would wait as long for the same server.
                break
    if len(faults) == len(operators) or delivery.fate is Fate.AWAY:
        raise NoticeFailed("; ".join(faults))
    for fault in faults:
        log.error("an operator was not mailed: %s", fault)
    return True


def _mail_operator(
    connection: SmtpConnection, settings: Settings, operator: str, subject: str, text: str
) -> Delivery:
    # Airflow reads the DAGs, and with them this module, twice a minute: what renders is loaded at first use.
    from pipeline.alert.render.notice import render_notice

    sender = read_sender(settings)
    message_id = f"{secrets.token_hex(16)}@{sender.domain}"
    try:
        recipient = parse_address(operator)
        message = render_notice(
            subject,
            text,
            sender=settings.mail_from,
            recipient=operator,
            at=datetime.now(UTC),
            message_id=message_id,
        )
    except ValueError as error:
        return Delivery(Fate.REFUSED, f"AZVN_OPERATORS: {error}")
    return connection.deliver_mail(sender.address, recipient.address, encode_message(message))


def mail_failure(failure: TaskFailure) -> None:
    """Mail operators of a task that failed, as Airflow's callback; what hinders that goes to the log."""
    _warn_operators(failure.subject, failure.text)


def page_operators(context: Mapping[str, Any] | None = None) -> None:
    """Mail that a run is late: Airflow calls it when a deadline has passed, with the run in `context`."""
    run = (context or {}).get("dag_run") or {}
    dag = str(run.get("dag_id") or "ingest")
    name = str(run.get("dag_run_id") or "")
    text = "\n".join([f"The run {name} of {dag} is not over yet.", "", *_ADVISE_WHEN_LATE])
    _warn_operators(f"{dag} is late: {name}", text)


def _warn_operators(subject: str, text: str) -> None:
    """Mail operators out of a callback, where nobody would see an exception but as a traceback in a log."""
    log.warning("%s", subject)
    try:
        if not mail_operators(get_settings(), subject, text):
            log.warning("nobody was mailed: no operators or no mail server in the settings")
    except (ConfigError, NoticeFailed) as error:
        log.error("nobody was mailed: %s", error)


def summarize_fault(fault: str) -> str:
    """Give why something failed in one line for a subject.

    It is the first line, and the last, where a program's log ends with its reason.
    """
    lines = [line.strip() for line in fault.splitlines() if line.strip()] or ["no reason was given"]
    return (lines[0] if len(lines) == 1 else f"{lines[0]} {lines[-1]}")[:LONGEST_REASON]


def cut_fault(fault: str) -> str:
    """Give the beginning and the end of why something failed."""
    if len(fault) <= FAULT_START + FAULT_END:
        return fault
    return f"{fault[:FAULT_START]}\n…\n{fault[-FAULT_END:]}"
