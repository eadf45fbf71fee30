"""`azvn mail`: the outbox."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Html, JsonLines, require_choice, show_result
from pipeline.cli.whereabouts import open_indices

MailIds = Annotated[
    list[str],
    typer.Argument(
        metavar="ID…", help="Ids of mails, or their first letters, as `azvn mail list` shows them."
    ),
]


def list_outbox_mails(
    state: Annotated[
        list[str] | None,
        typer.Option(
            help=(
                "Only this state: queued, sending, sent, uncertain, refused, given_up, dead_letter,"
                " dropped; may be repeated."
            )
        ),
    ] = None,
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=1000, help="Most mails shown.")] = 20,
    as_json: JsonLines = False,
) -> None:
    """List mails, the newest first, with what the server said about those that did not go."""
    from pipeline.runs import mail_by_hand
    from pipeline.terminal.show_mail import show_mails

    show_result(mail_by_hand.list_outbox(open_indices(mailer=True), state or [], size), as_json, show_mails)


def show_mail(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a mail, or its first letters.")],
    html: Html = None,
    as_json: JsonLines = False,
) -> None:
    """Show what became of a mail, and what it says."""
    from pipeline.runs import mail_by_hand
    from pipeline.terminal.show_mail import show_single_mail

    row, message = mail_by_hand.view_mail(open_indices(mailer=True), id_)
    if html and message:
        mail_by_hand.write_html(message, html)
    text = mail_by_hand.extract_text(message) if message else "It cannot be rendered."
    show_result({**row, "text": text}, as_json, lambda _: show_single_mail(row, text))


def retry_chosen_mails(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Ids of mails, or their first letters.")
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="All that were refused, given up or are dead letters.")
    ] = False,
    as_json: JsonLines = False,
) -> None:
    """Put mails back into the queue, to the address that watches.yml gives now; the next run sends them."""
    from pipeline.runs import mail_by_hand
    from pipeline.terminal.show_mail import show_changed

    require_choice(ids, failed, "Name mails by their ids, or --failed: `azvn mail list` shows them.")
    changed = mail_by_hand.retry_mails(open_indices(mailer=True), ids or [], failed=failed)
    show_result(changed, as_json, show_changed)


def drop_chosen_mails(ids: MailIds, as_json: JsonLines = False) -> None:
    """Take mails out of the queue for good; they stay in the list."""
    from pipeline.runs import mail_by_hand
    from pipeline.terminal.show_mail import show_changed

    show_result(mail_by_hand.drop_mails(open_indices(mailer=True), ids), as_json, show_changed)


def read_bounces(
    mailbox: Annotated[
        str | None,
        typer.Argument(
            metavar="[MAILBOX]", help="A maildir, or imaps://user:password@host/FOLDER; AZVN_MAILBOX if none."
        ),
    ] = None,
    as_json: JsonLines = False,
) -> None:
    """Read the sender's mailbox: mails that came back, and people who want no more. Three mails back within
    30 days hold an address; operators are mailed what is new. Nothing in the mailbox is changed.
    """
    from pipeline.runs.returned_mail import take_returned_mail
    from pipeline.terminal.show_mail import show_returned

    show_result(take_returned_mail(open_indices(mailer=True), mailbox), as_json, show_returned)


def resume_recipients(
    ids: Annotated[list[str], typer.Argument(metavar="RECIPIENT…", help="Ids of people in watches.yml.")],
) -> None:
    """Let mails go again to people whose mails came back, or who had stopped them."""
    from pipeline.runs.returned_mail import resume_mails
    from pipeline.terminal.screen import print_lines

    print_lines(resume_mails(open_indices(mailer=True), ids))


def serve_unsubscribing(
    listen: Annotated[str, typer.Option(help="Where to listen; a proxy with TLS stands before it.")] = (
        "127.0.0.1:8026"
    ),
) -> None:
    """Serve the page to which AZVN_UNSUBSCRIBE_URL leads: it ends the mails with one click."""
    from pipeline.runs.unsubscribe_server import UnsubscribeServer
    from pipeline.terminal.screen import print_line

    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("has the form 127.0.0.1:8026", param_hint="--listen")
    with UnsubscribeServer(open_indices(mailer=True), host, int(port)) as server:
        print_line(f"Listening on {listen}.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print_line("Ended.")
