"""How watches and mails look in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from pipeline.terminal import screen as show

STYLES = {
    "sent": "green",
    "queued": "",
    "sending": "",
    "refused": "red",
    "given_up": "red",
    "dead_letter": "red",
    "dropped": "dim",
}
SHORT_ID = 8
WAITING = ("queued", "sending")
FAILED = ("refused", "given_up", "dead_letter")

Row = Mapping[str, Any]


def show_run(report: Row) -> None:
    """Show what a run of the alerts did: a line, and one for each thing that is wrong."""
    screen = show.make_console()
    parts = [f"{report['hits']} hits"] + [f"{report['corrections']} corrections"] * bool(
        report["corrections"]
    )
    parts += [f"mails: {report['written']} written", *(f"{word} {n}" for word, n in report["mails"].items())]
    parts += [f"waiting {report['waiting']}"] * bool(report["waiting"])
    screen.print(Text(f"  {'alerts':9} {' · '.join(parts)}"))
    for fault in report["faults"]:
        screen.print(Text(f"  {fault}"), style="red")
    if report["waiting"] and not report["sends"]:
        screen.print(Text("  AZVN_SMTP_URL is not set: mails wait in the outbox."), style="yellow")
    if report["undelivered"]:
        screen.print(Text(f"  {_describe_undelivered(report['undelivered'])}"), style="red")


def show_watches(rows: Sequence[Row]) -> None:
    """Show the watches."""
    table = show.make_table("id", "title", "rhythm", "recipients", "looked until")
    for row in rows:
        if row["error"]:
            continue
        people = Text(", ".join(row["recipients"]))
        table.add_row(
            Text(row["id"]),
            Text(row["title"]),
            row["rhythm"],
            people,
            show.format_time(row["matched_until"]) if row["matched_until"] else "never",
        )
    if table.row_count:
        show.make_console().print(table)
    for row in rows:
        if row["error"]:
            show.make_console().print(Text(f"{row['id']}: {row['error']}"), style="red")
    if not rows:
        show.print_line("There are no watches: copy watches.example.yml to watches.yml in AZVN_CONFIG.")


def show_watch_check(result: Row) -> None:
    """Show what checking the watches found."""
    for fault in result["faults"]:
        show.make_console().print(Text(fault), style="red", soft_wrap=True)
    good, bad = len(result["watches"]), len(result["faults"])
    show.print_line(
        f"{result['file']}: {good} watch{'es' * (good != 1)} can be used,"
        f" {bad or 'no'} fault{'s' * (bad != 1)}"
    )


def show_mails(rows: Sequence[Row]) -> None:
    """Show mails, the newest first."""
    table = show.make_table("id", "state", "queued", "to", "what")
    for row in rows:
        what = (
            row["titles"][0]
            if row["stories"] == 1
            else f"{row['kind']}, {row['stories']} stories"
            if row["stories"]
            else "nothing new"
        )
        told = Text(what)
        if row["state"] not in ("sent", "dropped") and row["reply"]:
            told += Text(f"\n{row['reply']}", style="red" if row["state"] in FAILED else "yellow")
        state = Text(row["state"], style=STYLES[row["state"]])
        table.add_row(row["id"][:SHORT_ID], state, _format_minute(row["queued_at"]), Text(row["to"]), told)
    if rows:
        for column, width in zip(table.columns, (SHORT_ID, 11, 12, 18, 21), strict=True):
            column.width = width
        show.make_console().print(table)
    else:
        show.print_line("There are no such mails.")


def _format_minute(at: str) -> str:
    return f"{datetime.fromisoformat(at):%d %b %H:%M}"


def show_single_mail(row: Row, text: str) -> None:
    """Show one mail: its fate, then what it says."""
    screen = show.make_console()
    screen.print(Text(f"{row['id']} {row['state']}"), style="bold")
    screen.print(
        Text(
            f"To {row['to']} · queued {_format_minute(row['queued_at'])} · {row['attempts']} tries ·"
            f" {row['message_id']}",
            style="dim",
        )
    )
    if row["reply"]:
        screen.print(Text(row["reply"]), style=STYLES[row["state"]])
    if row["uncertain"]:
        screen.print(
            Text(f"{row['uncertain']} tries ended after the server may have taken it."), style="yellow"
        )
    screen.print()
    show_text(text)


def show_text(text: str) -> None:
    """Show the text of a mail as it is."""
    show.make_console().print(Text(text), soft_wrap=True)


def show_changed(rows: Sequence[Row]) -> None:
    """Show mails whose state was changed by hand."""
    for row in rows:
        show.print_line(f"{row['id'][:SHORT_ID]} to {row['to']}: {row['state']}")
    if not rows:
        show.print_line("Nothing to do.")


def show_standing(state: Row) -> None:
    """Show how mails and watches stand, below the status of the cycles."""
    screen = show.make_console()
    counts = state["mails"]
    waiting, failed = (sum(counts.get(word, 0) for word in words) for words in (WAITING, FAILED))
    if counts:
        screen.print(
            Text(
                f"Mails: {counts.get('sent', 0)} sent, {waiting} waiting, {failed} undelivered (azvn mail"
                " list)"
            )
        )
    if state["mails_undelivered"]:
        screen.print(Text(_describe_undelivered(state["mails_undelivered"])), style="red")
    for fault in [*state["mail_faults"], *state["watch_faults"]]:
        screen.print(Text(fault), style="red")
    for month in state["precision"]:
        marked = month["right"] + month["wrong"]
        screen.print(Text(f"Precision {month['month']}: {month['precision']:.0%} of {marked} marked"))


def _describe_undelivered(number: int) -> str:
    return f"{number} mail{'s' * (number != 1)} undelivered for more than an hour: azvn mail list"
