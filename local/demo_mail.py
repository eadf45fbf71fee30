"""The demo's last act: one watch, one reader, and the mails that the run produced, in the mailbox of this
machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

import yaml
from rich.rule import Rule
from rich.text import Text

from local import mailbox
from local.places import STATE
from pipeline.config.watches import FILE
from pipeline.runs.alerts import catch_up_watches, register_new_watches
from pipeline.runs.mail_by_hand import extract_text, list_outbox
from pipeline.runs.workplace import Workplace
from pipeline.terminal import screen as show

FOLDER = STATE / "mail"
READER = {
    "id": "reader",
    "address": "reader@desk.example",
    "name": "Demo reader",
    "language": "en",
    "zone": "Asia/Baku",
}
WATCH = {"id": "demo", "title": "Azerbaijan and Vietnam", "recipients": [READER], "rhythm": "immediate"}
LOOK_BACK = "1h"


def send_mails(place: Workplace) -> dict[str, Any]:
    """Let a watch look at what the demo found and mail it; give the run's report and the mails as text."""
    (place.settings.config / FILE).write_text(
        yaml.safe_dump({"watches": [WATCH]}, allow_unicode=True), encoding="utf-8"
    )
    ours = mailbox.find_mailbox(FOLDER) is None
    here = place.change_settings(smtp_url=mailbox.start_mailbox(FOLDER))
    try:
        register_new_watches(here)
        # A new watch mails no history; the demo's has to look back at what the demo has just found.
        report = catch_up_watches(here, [], LOOK_BACK)
    finally:
        if ours:
            mailbox.stop_mailbox(FOLDER)
    ids = {f"<{mail['message_id']}>" for mail in list_outbox(here, ["sent"], 100)}
    return {
        "alerts": report,
        "mails": [_describe_mail(mail) for mail in mailbox.read_mails(FOLDER) if mail["Message-ID"] in ids],
    }


def _describe_mail(mail: EmailMessage) -> dict[str, str]:
    return {"to": str(mail["To"]), "subject": str(mail["Subject"]), "text": extract_text(mail)}


def show_mails(result: Mapping[str, Any]) -> None:
    """Show the first mail as its reader gets it, and where all of them are."""
    mails, screen = result["mails"], show.make_console()
    if not mails:
        screen.print(Text("\nNo mail was sent."), style="red")
        return
    screen.print()
    screen.print(Rule(f"the first of {len(mails)} mails", style="dim"))
    screen.print(Text(f"To: {mails[0]['to']}\nSubject: {mails[0]['subject']}\n", style="bold"))
    screen.print(Text(mails[0]["text"]), soft_wrap=True)
    screen.print(Rule(style="dim"))
    screen.print(Text(f"All of them, with HTML, are in {FOLDER}."))
