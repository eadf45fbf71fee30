"""The demo's last act: one watch, one reader, and the mails that come of it, in this machine's mailbox."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from local import mailbox, places
from pipeline.config.watches import FILE
from pipeline.runs.alerts import catch_up_watches, register_new_watches
from pipeline.runs.mail_by_hand import extract_text, list_outbox
from pipeline.runs.workplace import Workplace

READER = {
    "id": "reader",
    "address": "reader@desk.example",
    "name": "Demo reader",
    "language": "en",
    "zone": "Asia/Baku",
}
WATCH = {"id": "demo", "title": "Azerbaijan and Vietnam", "recipients": [READER], "rhythm": "immediate"}
LOOK_BACK = "1h"


def locate_mails() -> Path:
    """Give the folder that keeps the mails of this machine."""
    return places.STATE / "mail"


def send_mails(place: Workplace) -> dict[str, Any]:
    """Let a watch look at what the demo found and mail it; give the run's report and the mails as text."""
    write_watch(place)
    folder = locate_mails()
    ours = mailbox.find_mailbox(folder) is None
    here = place.change_settings(smtp_url=mailbox.start_mailbox(folder))
    try:
        register_new_watches(here)
        # A new watch mails no history; the demo's has to look back at what the demo has just found.
        report = catch_up_watches(here, [], LOOK_BACK)
    finally:
        if ours:
            mailbox.stop_mailbox(folder)
    ids = {f"<{mail['message_id']}>" for mail in list_outbox(here, ["sent"], 100)}
    # The demo before this one mailed the same story under the same id: the newest is ours.
    newest = {str(mail["Message-ID"]): mail for mail in mailbox.read_mails(folder)}
    mails = [mail for id_, mail in newest.items() if id_ in ids]
    return {"alerts": report, "mails": [_describe_mail(mail) for mail in mails]}


def write_watch(place: Workplace) -> None:
    """Give the sample one watch with one reader."""
    text = yaml.safe_dump({"watches": [WATCH]}, allow_unicode=True)
    (place.settings.config / FILE).write_text(text, encoding="utf-8")


def _describe_mail(mail: EmailMessage) -> dict[str, str]:
    return {"to": str(mail["To"]), "subject": str(mail["Subject"]), "text": extract_text(mail)}
