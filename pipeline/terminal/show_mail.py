"""How watches and mails look in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from pipeline.model.mails import FAILED, WAITING, MailState
from pipeline.terminal.screen import format_number, format_time, make_console, make_table, print_line

STYLES: Mapping[str, str] = {
    MailState.SENT: "green",
    MailState.QUEUED: "",
    MailState.SENDING: "",
    MailState.UNCERTAIN: "yellow",
    MailState.REFUSED: "red",
    MailState.GIVEN_UP: "red",
    MailState.DEAD: "red",
    MailState.DROPPED: "dim",
}
SHORT_ID = 8
WIDTHS = (SHORT_ID, 11, 12, 42)
"""Columns of the table of mails: 80 with the gaps."""

Row = Mapping[str, Any]


def show_run(report: Row) -> None:
    """Show what a run of the alerts did: a line, and one for each thing that is wrong."""
    screen = make_console()
    screen.print(Text(f"  {'alerts':9} {' · '.join(_list_figures(report))}"))
    for fault in report["faults"]:
        screen.print(Text(f"  {fault}"), style="red")
    if report["waiting"] and not report["sends"]:
        screen.print(Text("  AZVN_SMTP_URL is not set: mails wait in the outbox."), style="yellow")
    for sentence in report.get("waits", ()):
        screen.print(Text(f"  {sentence}"), style="yellow")
    if report["undelivered"]:
        screen.print(Text(f"  {_describe_undelivered(report['undelivered'])}"), style="red")


def _list_figures(report: Row) -> list[str]:
    figures = [format_number(report["hits"], "hit")]
    if report["corrections"]:
        figures.append(format_number(report["corrections"], "correction"))
    figures.append(f"mails: {report['written']} written")
    figures += [f"{word} {number}" for word, number in report["mails"].items()]
    if report["waiting"]:
        figures.append(f"waiting {report['waiting']}")
    return figures


def show_watches(rows: Sequence[Row]) -> None:
    """Show the watches, below them what is wrong with those that cannot be used."""
    table = make_table("id", "title", "rhythm", "recipients", "looked until")
    for row in rows:
        if not row["error"]:
            until = format_time(row["matched_until"]) if row["matched_until"] else "never"
            people = Text(", ".join(row["recipients"]))
            table.add_row(Text(row["id"]), Text(row["title"]), row["rhythm"], people, until)
    if table.row_count:
        make_console().print(table)
    for row in rows:
        if row["error"]:
            make_console().print(Text(f"{row['id']}: {row['error']}"), style="red")
    if not rows:
        print_line("There are no watches: copy watches.example.yml to watches.yml in AZVN_CONFIG.")


def show_watch_check(result: Row) -> None:
    """Show what checking the watches found."""
    for fault in result["faults"]:
        make_console().print(Text(fault), style="red", soft_wrap=True)
    for doubt in result.get("doubts", ()):
        make_console().print(Text(doubt), style="yellow", soft_wrap=True)
    good, bad = len(result["watches"]), len(result["faults"])
    watches = f"{good} watch{'es' * (good != 1)} can be used"
    print_line(f"{result['file']}: {watches}, {bad or 'no'} fault{'s' * (bad != 1)}")


def show_mails(rows: Sequence[Row]) -> None:
    """Show mails, the newest first."""
    if not rows:
        print_line("There are no such mails.")
        return
    table = make_table("id", "state", "queued", "to, and what")
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for row in rows:
        state = Text(row["state"], style=STYLES[row["state"]])
        at = _format_minute(row["queued_at"])
        # Below each other: an address that is broken in two cannot be copied.
        about = Text(f"{row['to']}\n") + _describe_mail(row)
        table.add_row(row["id"][:SHORT_ID], state, at, about)
    make_console().print(table)


def _describe_mail(row: Row) -> Text:
    """Say what a mail holds, and below it what the server said of one that did not go."""
    text = Text(_name_content(row))
    if row["state"] not in ("sent", "dropped") and row["reply"]:
        text += Text(f"\n{row['reply']}", style="red" if row["state"] in FAILED else "yellow")
    return text


def _name_content(row: Row) -> str:
    if row["stories"] == 1:
        return str(row["titles"][0])
    return f"{row['kind']}, {row['stories']} stories" if row["stories"] else "nothing new"


def _format_minute(at: str) -> str:
    return f"{datetime.fromisoformat(at):%d %b %H:%M}"


def show_single_mail(row: Row, text: str) -> None:
    """Show one mail: its fate, then what it says."""
    screen = make_console()
    screen.print(Text(f"{row['id']} {row['state']}"), style="bold")
    tried = format_number(row["attempts"], "try", "tries")
    queued = f"queued {_format_minute(row['queued_at'])} · {tried}"
    screen.print(Text(f"To {row['to']} · {queued} · {row['message_id']}", style="dim"))
    if row["reply"]:
        screen.print(Text(row["reply"]), style=STYLES[row["state"]])
    if row["uncertain"]:
        tries = f"{format_number(row['uncertain'], 'try', 'tries')} ended after the server may have taken it."
        screen.print(Text(tries), style="yellow")
    screen.print()
    show_text(text)


def show_text(text: str) -> None:
    """Show the text of a mail as it is."""
    make_console().print(Text(text), soft_wrap=True)


def show_returned(report: Row) -> None:
    """Show what came back to the sender's mailbox."""
    for line in report["lines"]:
        print_line(line)
    new = format_number(len(report["lines"]), "notice")
    print_line(f"{format_number(report['messages'], 'message')} read, {new} new.")


def show_changed(rows: Sequence[Row]) -> None:
    """Show mails whose state was changed by hand."""
    for row in rows:
        print_line(f"{row['id'][:SHORT_ID]} to {row['to']}: {row['state']}")
    if not rows:
        print_line("Nothing to do.")


def show_standing(state: Row) -> None:
    """Show how mails and watches stand, below the status of the cycles."""
    screen = make_console()
    counts = state["mails"]
    if counts:
        waiting = sum(counts.get(word, 0) for word in WAITING)
        failed = sum(counts.get(word, 0) for word in FAILED)
        doubtful = counts.get(MailState.UNCERTAIN, 0)
        figures = [f"{counts.get('sent', 0)} sent", f"{waiting} waiting", f"{failed} undelivered"]
        figures += [f"{doubtful} uncertain"] if doubtful else []
        screen.print(Text(f"Mails: {', '.join(figures)} (azvn mail list)"))
    if state["mails_undelivered"]:
        screen.print(Text(_describe_undelivered(state["mails_undelivered"])), style="red")
    for fault in [*state["mail_faults"], *state["watch_faults"], *state.get("recipients", ())]:
        screen.print(Text(fault), style="red")
    for month in state["precision"]:
        marked = month["right"] + month["wrong"]
        screen.print(Text(f"Precision {month['month']}: {month['precision']:.0%} of {marked} marked"))


def _describe_undelivered(number: int) -> str:
    return f"{format_number(number, 'mail')} undelivered for more than an hour: azvn mail list"
