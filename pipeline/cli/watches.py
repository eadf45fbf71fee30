"""`azvn watches`: saved searches that send mail."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.cli.options import Html, JsonLines, WatchId, show_result
from pipeline.cli.whereabouts import apply_choice, choose_for_command, open_indices


def list_all_watches(as_json: JsonLines = False) -> None:
    """List the watches, how far each has looked, and what is wrong with those that cannot be used."""
    from pipeline.runs import watch_checks
    from pipeline.terminal.show_mail import show_watches

    show_result(watch_checks.list_watches(open_indices(mailer=True)), as_json, show_watches)


def check_all_watches(
    offline: Annotated[bool, typer.Option(help="Check the file only, ask no Elasticsearch.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Check watches.yml and every query; exit code 1 when a watch cannot be used."""
    from pipeline.runs import watch_checks
    from pipeline.terminal.show_mail import show_watch_check

    place = apply_choice(choose_for_command()) if offline else open_indices(mailer=True)
    found = watch_checks.check_watchbook(place, offline=offline)
    show_result(found, as_json, show_watch_check)
    raise typer.Exit(1 if found["faults"] else 0)


def preview_watch(
    id_: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Id of a watch; none for a draft alone.")
    ] = None,
    since: Annotated[str, typer.Option(help="How far back: 12h, 7d, 2w.")] = "30d",
    query: Annotated[str | None, typer.Option(help="Another query than the watch has.")] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="Such as grade=3 or language=az,vi; may be repeated.")
    ] = None,
    rhythm: Annotated[str | None, typer.Option(help="Another rhythm, such as 'daily at 08:30'.")] = None,
    html: Html = None,
    as_json: JsonLines = False,
) -> None:
    """Show the very mail that a watch would send, with stories a day and all its mails; nothing is sent or
    kept. Also for a draft that is not in the file: --query, --filter, --rhythm.
    """
    from pipeline.runs import mail_by_hand, watch_preview
    from pipeline.terminal.show_preview import show_preview

    if id_ is None and query is None and not filters:
        raise typer.BadParameter("is missing; a draft needs --query or --filter.", param_hint="ID")
    drafted = watch_preview.DraftedWatch(query, filters or (), rhythm)
    shown = watch_preview.preview_mail(open_indices(mailer=True), id_, since, drafted)
    if html:
        mail_by_hand.write_html(shown.message, html)
        print(f"The mail is in {html}.", file=sys.stderr)
    text = mail_by_hand.extract_text(shown.message)
    subject = str(shown.message["Subject"])
    show_result(shown.build_json(), as_json, lambda found: show_preview(found, subject, text))


def send_test_mail(
    id_: WatchId,
    to: Annotated[str, typer.Option("--to", help="Address that gets the mail.")],
    as_json: JsonLines = False,
) -> None:
    """Send the last mail of four weeks of a watch to an address, marked as a test; nothing is kept."""
    from pipeline.runs import watch_preview
    from pipeline.terminal.screen import print_line

    sent = watch_preview.send_test(open_indices(mailer=True), id_, to)
    line = f"Sent to {sent['to']}: {sent['stories']} stories ({sent['reply']})"
    show_result(sent, as_json, lambda _: print_line(line))


def show_watch_key(id_: WatchId, as_json: JsonLines = False) -> None:
    """Show the key by which the receiver of a watch's webhook knows that a message is ours."""
    from pipeline.runs import watch_checks
    from pipeline.terminal.screen import print_line

    shown = watch_checks.show_key(open_indices(mailer=True), id_)
    show_result(shown, as_json, lambda found: print_line(found["key"]))


def import_session(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Id, title or address of a search saved in Discover.")
    ],
    to: Annotated[
        list[str], typer.Option("--to", help="Id of a recipient in watches.yml; may be given more than once.")
    ],
    id_: Annotated[str | None, typer.Option("--id", help="Its id; from its title otherwise.")] = None,
    rhythm: Annotated[str, typer.Option(help="When it mails, as in watches.yml.")] = "immediate",
    write: Annotated[bool, typer.Option("--write", help="Add it to watches.yml.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Make a watch of a search that somebody saved in Kibana, and print it.

    With --write it is added to watches.yml.
    """
    from kibana import watch_import
    from kibana.door import open_door
    from pipeline.config.watch_entries import add_entry, format_entry
    from pipeline.terminal.show_mail import show_text

    place = open_indices(mailer=True)
    found = watch_import.find_session(open_door(place.settings), session)
    entry = watch_import.build_watch_entry(found)
    entry |= {"id": id_ or entry["id"], "recipients": to, "rhythm": rhythm}
    added = add_entry(place.watches_file, entry, place.catalogue, place.topic, write=write)
    if write:
        print(f"{entry['id']} is in {place.watches_file}.", file=sys.stderr)
    show_result(added, as_json, lambda _: show_text(format_entry(added)))


def catch_up_now(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Only these watches look back.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Look back as far as this and mail what was missed: 12h, 7d.")
    ] = None,
    as_json: JsonLines = False,
) -> None:
    """Run all watches now, each from its own last good run; with --since let them look back and mail history
    on purpose.
    """
    from pipeline.runs.alerts import catch_up_watches
    from pipeline.terminal.show_mail import show_run

    report = catch_up_watches(open_indices(mailer=True), ids or [], since)
    show_result(report, as_json, show_run)
    raise typer.Exit(1 if report["undelivered"] or report["faults"] else 0)
