"""The commands `azvn watches …` and `azvn mail …`; `pipeline.cli.app` adds them and gives each its workplace
as the context's object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.config.settings import get_settings
from pipeline.runs.alerts import catch_up_watches
from pipeline.runs.mail_by_hand import (
    drop_mails,
    extract_text,
    list_outbox,
    retry_mails,
    view_mail,
    write_html,
)
from pipeline.runs.watch_checks import check_watchbook, list_watches, preview_mail
from pipeline.runs.watch_checks import send_test as send_test_mail
from pipeline.runs.workplace import Workplace
from pipeline.terminal import show_mail as show
from pipeline.terminal.screen import print_line

watches_app = typer.Typer(
    help="Saved searches that send mail: what they are, what is wrong with them, what they would send.",
    no_args_is_help=True,
)
mail_app = typer.Typer(
    help="The outbox: mails that wait, were sent, or could not be delivered.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WatchId = Annotated[str, typer.Argument(metavar="ID", help="Id of a watch in watches.yml.")]
MailIds = Annotated[
    list[str],
    typer.Argument(
        metavar="ID…", help="Ids of mails, or their first letters, as `azvn mail list` shows them."
    ),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", help="Write the HTML of the mail to this file, pictures inside.", dir_okay=False),
]


def _place(context: typer.Context) -> Workplace:
    make: Callable[[], Workplace] = context.obj
    return make()


def _shown(value: Any, as_json: bool, table: Callable[[Any], None]) -> None:
    print(json.dumps(value, ensure_ascii=False)) if as_json else table(value)


@watches_app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the watches, how far each has looked, and what is wrong with those that cannot be used."""
    _shown(list_watches(_place(context)), as_json, show.show_watches)


@watches_app.command("check")
def check(
    context: typer.Context,
    offline: Annotated[bool, typer.Option(help="Check the file only, ask no Elasticsearch.")] = False,
    as_json: Json = False,
) -> None:
    """Check watches.yml and every query; exit code 1 when a watch cannot be used."""
    found = check_watchbook(Workplace(get_settings()) if offline else _place(context), offline=offline)
    _shown(found, as_json, show.show_watch_check)
    raise typer.Exit(1 if found["faults"] else 0)


@watches_app.command("preview")
def preview(
    context: typer.Context,
    id_: WatchId,
    since: Annotated[str, typer.Option(help="How far back: 12h, 7d, 2w.")] = "7d",
    html: Html = None,
    as_json: Json = False,
) -> None:
    """Show the mail that a watch would have sent; nothing is sent or kept."""
    draft, message = preview_mail(_place(context), id_, since)
    if html:
        write_html(message, html)
        print(f"The mail is in {html}.", file=sys.stderr)
    _shown(
        json.loads(draft.model_dump_json()),
        as_json,
        lambda _: show.show_text(f"{message['Subject']}\n\n{extract_text(message)}"),
    )


@watches_app.command("send-test")
def send_test(
    context: typer.Context,
    id_: WatchId,
    to: Annotated[str, typer.Option("--to", help="Address that gets the mail.")],
    as_json: Json = False,
) -> None:
    """Send what a watch found in four weeks to an address, marked as a test; nothing is kept."""
    sent = send_test_mail(_place(context), id_, to)
    _shown(sent, as_json, lambda s: print_line(f"Sent to {s['to']}: {s['stories']} stories ({s['reply']})"))


@watches_app.command("catch-up")
def catch_up(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Only these watches look back.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Look back as far as this and mail what was missed: 12h, 7d.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Run all watches now, each from its own last good run; with --since let them look back and mail history
    on purpose.
    """
    report = catch_up_watches(_place(context), ids or [], since)
    _shown(report, as_json, show.show_run)
    raise typer.Exit(1 if report["undelivered"] or report["faults"] else 0)


@mail_app.command("list")
def mail_list(
    context: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option(
            help=(
                "Only this state: queued, sending, sent, refused, given_up, dead_letter, dropped; may be"
                " repeated."
            )
        ),
    ] = None,
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=1000, help="Most mails shown.")] = 20,
    as_json: Json = False,
) -> None:
    """List mails, the newest first, with what the server said about those that did not go."""
    _shown(list_outbox(_place(context), state or [], size), as_json, show.show_mails)


@mail_app.command("show")
def mail_show(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a mail, or its first letters.")],
    html: Html = None,
    as_json: Json = False,
) -> None:
    """Show what became of a mail, and what it says."""
    row, message = view_mail(_place(context), id_)
    if html and message:
        write_html(message, html)
    text = extract_text(message) if message else "It cannot be rendered."
    _shown({**row, "text": text}, as_json, lambda r: show.show_single_mail(r, r["text"]))


@mail_app.command("retry")
def mail_retry(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Ids of mails, or their first letters.")
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="All that were refused, given up or are dead letters.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put mails back into the queue, to the address that watches.yml gives now; the next run sends them."""
    _shown(retry_mails(_place(context), ids or [], failed=failed), as_json, show.show_changed)


@mail_app.command("drop")
def mail_drop(context: typer.Context, ids: MailIds, as_json: Json = False) -> None:
    """Take mails out of the queue for good; they stay in the list."""
    _shown(drop_mails(_place(context), ids), as_json, show.show_changed)
