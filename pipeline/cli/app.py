"""The command line `azvn`: the table of its commands, in the order of `azvn --help`, and its edge.

A command imports what it needs when it runs: `azvn --help` must not wait for Elasticsearch's client.
"""

from __future__ import annotations

import inspect
import sys

import typer

import local
from pipeline.cli import (
    backup,
    cycle,
    events,
    export,
    kibana,
    leases,
    mail,
    pages,
    quarantine,
    search,
    sources,
    stack,
    topic,
    upkeep,
    watches,
)
from pipeline.cli.stopped import describe_stop
from pipeline.cli.usage import describe_usage
from pipeline.programs import run_guarded

app = typer.Typer(
    help="Watch the press for news on relations between Azerbaijan and Vietnam.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(stack.run_sample_demo)
app.command("up")(stack.start_everything)
app.command("down")(stack.stop_everything)
app.command("cycle")(cycle.run_one_cycle)
app.command("extract")(pages.extract_saved_page)
app.command("discover")(pages.discover_in_file)
app.command("search", cls=search.SearchCommand)(search.search_index)
app.command("events")(events.list_events)
app.command("export")(export.export_found)
app.command("replay")(pages.replay_archives)
app.command("provision")(upkeep.provision_everything)
app.command("backup")(backup.take_backup)
app.command("restore")(backup.restore_backup)
app.command("status")(upkeep.report_status)
app.command("mark")(upkeep.mark_verdict)
app.command("forget")(upkeep.forget_on_request)

sources_app = typer.Typer(help="The catalogue of outlets and its health.", no_args_is_help=True)
app.add_typer(sources_app, name="sources")
sources_app.command("list")(sources.list_catalogue)
sources_app.command("check")(sources.check_catalogue)
sources_app.command("suggest")(sources.suggest_outlet)
sources_app.command("import")(sources.import_outlets)
sources_app.command("export")(sources.export_catalogue)

topic_app = typer.Typer(help="What names the two sides, and what is wrong with it.", no_args_is_help=True)
app.add_typer(topic_app, name="topic")
topic_app.command("check")(topic.check_topic_file)

watches_app = typer.Typer(
    help="Saved searches that send mail: what they are, what is wrong with them, what they would send.",
    no_args_is_help=True,
)
app.add_typer(watches_app, name="watches")
watches_app.command("list")(watches.list_all_watches)
watches_app.command("check")(watches.check_all_watches)
watches_app.command("preview")(watches.preview_watch)
watches_app.command("send-test")(watches.send_test_mail)
watches_app.command("key")(watches.show_watch_key)
watches_app.command("import")(watches.import_session)
watches_app.command("catch-up")(watches.catch_up_now)

kibana_app = typer.Typer(help="What Kibana shows, as files.", no_args_is_help=True)
app.add_typer(kibana_app, name="kibana")
kibana_app.command("pull")(kibana.pull_changes)

mail_app = typer.Typer(
    help="The outbox: mails that wait, were sent, or could not be delivered.", no_args_is_help=True
)
app.add_typer(mail_app, name="mail")
mail_app.command("list")(mail.list_outbox_mails)
mail_app.command("show")(mail.show_mail)
mail_app.command("retry")(mail.retry_chosen_mails)
mail_app.command("drop")(mail.drop_chosen_mails)
mail_app.command("bounces")(mail.read_bounces)
mail_app.command("resume")(mail.resume_recipients)
mail_app.command("serve-unsubscribe")(mail.serve_unsubscribing)

quarantine_app = typer.Typer(
    help="Pages set aside because reading them took too much, or ended the program.", no_args_is_help=True
)
app.add_typer(quarantine_app, name="quarantine")
quarantine_app.command("list")(quarantine.list_quarantine)
quarantine_app.command("show")(quarantine.show_entry)
quarantine_app.command("retry")(quarantine.retry_entries)
quarantine_app.command("drop")(quarantine.drop_entries)

leases_app = typer.Typer(
    help="Who is at work, so that nobody else is: list them, or `clear` what a dead run left."
)
app.add_typer(leases_app, name="leases")
leases_app.callback(invoke_without_command=True)(leases.show_leases)
leases_app.command("clear")(leases.clear_leases)


for group in (app, sources_app, topic_app, watches_app, kibana_app, mail_app, quarantine_app, leases_app):
    for command in group.registered_commands:
        # A docstring is wrapped for the editor, and lists of commands would keep its line breaks.
        paragraphs = (inspect.getdoc(command.callback) or "").split("\n\n")
        command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


INTERRUPTED = 130
"""The exit code of a program that was stopped by Ctrl-C, or by a no to its question."""


def main() -> None:
    """Run the command line and exit; whatever goes wrong ends in one sentence and exit code 1 or 2."""
    sys.exit(run_guarded(run_command, local.LocalError))


def run_command() -> int:
    """Run the command that the arguments name and give its exit code."""
    try:
        # Outside of its standalone mode click gives the code of an Exit back in place of raising it.
        ended = app(standalone_mode=False)
    except typer.Abort:
        return _stop("Stopped. Nothing was changed.", INTERRUPTED)
    except KeyboardInterrupt:
        return _stop(describe_stop(sys.argv[1:]), INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:
        # click's usage errors carry their own text and code.
        if not hasattr(error, "format_message"):
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            return 2  # the help has been printed
        return _stop(describe_usage(error), getattr(error, "exit_code", 2))
    if ended == INTERRUPTED:
        # typer makes this of Ctrl-C, without a word.
        return _stop(describe_stop(sys.argv[1:]), INTERRUPTED)
    return ended if isinstance(ended, int) else 0


def _stop(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
