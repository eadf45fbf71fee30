"""The command line `azvn`; the only module that imports `local` and `kibana`."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import local
from kibana import load as kibana
from pipeline.cli import watches
from pipeline.config import settings
from pipeline.config.errors import ConfigError
from pipeline.config.sources import Source
from pipeline.model.outcomes import DOCUMENT_READ
from pipeline.programs import ProgramFailed
from pipeline.runs import read_files
from pipeline.runs.alerts import register_new_watches, run_after_cycle, wants_alerts
from pipeline.runs.check_feeds import check_sources
from pipeline.runs.cycle import run_cycle
from pipeline.runs.locks import Held
from pipeline.runs.mail_by_hand import forget_person
from pipeline.runs.order import parse_order
from pipeline.runs.provision import provision_store
from pipeline.runs.refusal import Refusal
from pipeline.runs.replay import replay_pages
from pipeline.runs.status import load_standing, load_status
from pipeline.runs.workplace import Workplace
from pipeline.store.articles.removal import forget_article
from pipeline.store.articles.reviews import mark_article
from pipeline.store.articles.search import search_stories
from pipeline.store.errors import StoreFault
from pipeline.store.schema import templates
from pipeline.terminal import screen as show
from pipeline.terminal import show_mail

app = typer.Typer(
    help="Watch the press for news on relations between Azerbaijan and Vietnam.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sources_app = typer.Typer(help="The catalogue of outlets and its health.", no_args_is_help=True)
app.add_typer(sources_app, name="sources")
app.add_typer(watches.watches_app, name="watches")
app.add_typer(watches.mail_app, name="mail")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
File = Annotated[str, typer.Argument(help="A saved file, or - for standard input.")]
Url = Annotated[str, typer.Option("--url", help="The address it was saved from.")]
SourceId = Annotated[
    str | None, typer.Option("--source", help="Id of its source in sources.yml; told by the host otherwise.")
]


def main() -> None:
    """Run the command line; every fault that has a sentence ends in that sentence and exit code 1 or 2."""
    try:
        ended = app(standalone_mode=False, obj=_alerting)
    except (ConfigError, Refusal) as error:
        _end(str(error), 2)
    except typer.Abort:
        _end("Stopped.", 130)
    except (StoreFault, Held, ProgramFailed, local.LocalError, kibana.KibanaFault) as error:
        _end(str(error), 1)
    except KeyboardInterrupt:
        _end("Stopped. `azvn cycle` goes on where it was.", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        # click's usage errors carry their own text and code; anything else is our fault and keeps its
        # traceback.
        if not hasattr(error, "format_message"):
            raise
        _end(f"{error.format_message()} See `azvn --help`.", getattr(error, "exit_code", 2))
    # Outside of its standalone mode click gives the code of an Exit back in place of raising it.
    sys.exit(ended if isinstance(ended, int) else 0)


def _place(*, start: bool = True, progress: bool = True) -> Workplace:
    """Give the settings with an Elasticsearch: the one that they name, else the one on this machine, started
    when `start`.
    """
    from local import elasticsearch

    chosen = settings.get_settings()
    if chosen.elasticsearch_url:
        return Workplace(chosen)
    server = elasticsearch.ensure_server(progress=progress) if start else elasticsearch.find_server()
    if server is None:
        raise Refusal("Elasticsearch is not running on this machine: `azvn up` starts it.")
    return Workplace(chosen).switch_store(server.url, server.username, server.password)


def _searched(*, start: bool = True) -> Workplace:
    """Give the indices to look into: those of the settings, or the last demo's while there are none of one's
    own.
    """
    from local import demo

    place = _place(start=start)
    prefix = demo.read_prefix()
    if (
        prefix is None
        or settings.PREFIX + "INDEX_PREFIX" in os.environ
        or templates.read_indices(place.store)
    ):
        return place
    print("These are the sample outlets, as `azvn demo` or `azvn up --sample` left them.", file=sys.stderr)
    return place.change_settings(index_prefix=prefix)


def _alerting() -> Workplace:
    """Give the settings as the stack that runs on this machine has them, where the environment says nothing:
    its mailbox, its sample.
    """
    from local import stack

    place, noted = _place(), stack.read_noted_settings()
    if noted.get(f"{settings.PREFIX}INDEX_PREFIX") == stack.SAMPLE_PREFIX:
        print(
            "The stack that runs watches the sample outlets: these are their watches and mails.",
            file=sys.stderr,
        )
    return stack.restore_workplace(
        place, {name: value for name, value in noted.items() if name not in os.environ}
    )


def _end(sentence: str, code: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(code)


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _shown(value: Any, as_json: bool, table: Callable[[Any], None]) -> None:
    _print(value) if as_json else table(value)


@app.command()
def demo(
    as_json: Json = False,
    keep: Annotated[bool, typer.Option(help="Keep the indices of earlier demos.")] = False,
) -> None:
    """Run the whole flow on invented sample outlets, no network needed, and show what came out."""
    from local.demo import run_demo

    raise typer.Exit(run_demo(_place(progress=not as_json), as_json=as_json, keep=keep))


@app.command()
def up(
    sample: Annotated[
        bool,
        typer.Option(
            "--sample", help="Watch the invented sample outlets, a cycle a minute; no network needed."
        ),
    ] = False,
    follow: Annotated[bool, typer.Option(help="Follow the first cycle until it is over.")] = True,
) -> None:
    """Start Elasticsearch, a mailbox and Airflow on this machine, and show where they are."""
    from local import stack

    place = _place()
    stack.start_and_show(place, sample=sample, follow_first=follow)


@app.command()
def down() -> None:
    """Stop what `azvn up`, `azvn demo` or any other command started."""
    from local import stack

    stopped = stack.stop_stack()
    show.print_line(f"Stopped: {', '.join(stopped)}. The data stay." if stopped else "Nothing was running.")


@app.command()
def cycle(
    source: Annotated[
        list[str] | None, typer.Option(help="Only this source; may be given more than once.")
    ] = None,
    now: Annotated[
        bool,
        typer.Option("--now", help="Ask every feed whatever its next check; Retry-After is still honoured."),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(help="Backfill: read the sitemaps back to this day (YYYY-MM-DD), and nothing else."),
    ] = None,
    until: Annotated[str | None, typer.Option(help="Backfill: and up to this day; today without it.")] = None,
    as_json: Json = False,
) -> None:
    """Run one ingest cycle here and now: plan, crawl, process, publish, and mail what is news to the
    watches.
    """
    order = parse_order(sources=source or (), now=now, since=since, until=until)
    place = _place(progress=not as_json)
    provision_store(place)
    alerting = wants_alerts(place)
    if alerting:
        register_new_watches(place)
    with show.show_progress(quiet=as_json) as tell:
        report = run_cycle(place.report_to(tell), order)
    # A cycle that could not use Elasticsearch has nothing to mail.
    alerts = run_after_cycle(place) if alerting and report.published else None
    _shown(report.build_json() | ({"alerts": alerts} if alerts else {}), as_json, show.show_cycle)
    if alerts and not as_json:
        show_mail.show_run(alerts)
    raise typer.Exit(1 if report.faults or (alerts and alerts["undelivered"]) else 0)


@app.command()
def extract(
    file: File = "-",
    url: Annotated[str, typer.Option("--url", help="The address it was saved from.")] = "",
    source: SourceId = None,
    seen_at: Annotated[str | None, typer.Option(help="When it was seen, ISO 8601; now otherwise.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"url","path" or "html","source","seen_at"}.')
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Extract off-topic pages as well.")] = False,
) -> None:
    """Read the article out of a saved page and judge it; prints JSON."""
    reader = read_files.PageReader.load(everything)
    if jsonl:
        for answer in reader.answer_lines(sys.stdin if file == "-" else Path(file).open(encoding="utf-8")):  # noqa: SIM115
            _print(answer)
            sys.stdout.flush()
        return
    if not url:
        raise Refusal("azvn extract needs --url, the address the page was saved from.")
    _print(reader.answer_request({"url": url, "path": file, "source": source, "seen_at": seen_at}))


@app.command()
def discover(file: File, url: Url, source: SourceId = None) -> None:
    """List the candidates in a saved feed, sitemap or section page, a JSON line each."""
    found = read_files.discover_file(file, url, source)
    for candidate in found.candidates:
        print(candidate.model_dump_json(exclude_defaults=True))
    for reason in found.bad:
        print(f"bad_entry: {reason}", file=sys.stderr)
    if found.outcome not in DOCUMENT_READ:
        _end(f"{file}: {found.outcome}: {found.outcome.help}", 1)


@app.command()
def search(
    query: Annotated[
        list[str], typer.Argument(help="Words, in any of the four languages, with or without diacritics.")
    ],
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=500, help="Most stories shown.")] = 20,
    as_json: Json = False,
) -> None:
    """Search the index: titles, dates, sources, grades, copies."""
    place = _searched()
    found = _find_stories(place, " ".join(query), size)
    _shown(found, as_json, show.show_found)
    raise typer.Exit(0 if found["stories"] else 1)


@app.command()
def replay(
    warc: Annotated[
        list[Path], typer.Argument(help="WARC files, our own or any others.", exists=True, dir_okay=False)
    ],
    everything: Annotated[bool, typer.Option("--all", help="Index whatever the topic.")] = False,
    as_json: Json = False,
) -> None:
    """Extract and judge archived pages again; ends with grouping."""
    place = _place(progress=not as_json)
    provision_store(place)
    with show.show_progress(quiet=as_json) as tell:
        report = replay_pages(place.report_to(tell), warc, everything)
    _shown(report, as_json, show.show_replay)
    raise typer.Exit(1 if report["failed"] else 0)


@app.command()
def provision(
    reindex: Annotated[bool, typer.Option(help="Build the indices anew when their schema differs.")] = False,
    as_json: Json = False,
) -> None:
    """Make indices, templates, seed articles and what Kibana shows; safe to run again."""
    place = _place()
    lines = provision_store(place, reindex=reindex)
    if place.settings.kibana_url:
        lines += kibana.load_views(place.settings)
    else:
        print(kibana.SKIPPED, file=sys.stderr)
    _shown(lines, as_json, show.print_lines)


@app.command()
def status(as_json: Json = False) -> None:
    """Show the last cycle, sources in trouble, mails and what waits.

    Exit code 1 when the last cycle is older than two intervals, or a mail is undelivered for an hour.
    """
    place = _searched(start=False)
    found = load_status(place) | load_standing(place).build_json()
    _shown(found, as_json, show.show_status)
    if not as_json:
        show_mail.show_standing(found)
    raise typer.Exit(0 if found["healthy"] and not found["mails_undelivered"] else 1)


@app.command()
def mark(
    url: Annotated[str, typer.Argument(help="Address of an article in the index.")],
    verdict: Annotated[str, typer.Argument(help="right or wrong", metavar="right|wrong")],
    by: Annotated[str | None, typer.Option(help="Who says so; the user name otherwise.")] = None,
) -> None:
    """Keep a person's judgement of an article."""
    show.print_line(_keep_judgement(_searched(), url, verdict, by))


@app.command()
def forget(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL|RECIPIENT",
            help="Address of an article in the index, or id of somebody who got mails.",
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove, on request, an article and its earlier versions (its address is kept so that it is not fetched
    again), or all mails to a person.
    """
    article = "://" in url
    if not yes:
        typer.confirm(
            f"Remove {url} and its earlier versions?" if article else f"Remove all hits and mails of {url}?",
            abort=True,
        )
    show.print_line(_forget_url(_place(), url) if article else forget_person(_place(), url))


@sources_app.command("list")
def sources_list(as_json: Json = False) -> None:
    """List the outlets of the catalogue."""
    _shown(_list_sources(), as_json, show.show_sources)


@sources_app.command("check")
def sources_check(
    offline: Annotated[bool, typer.Option(help="Check the file only, ask nobody.")] = False,
    source: Annotated[
        list[str] | None, typer.Option(help="Only this source; may be given more than once.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the catalogue and ask every feed once, without keeping anything; exit code 1 when one is in
    trouble.
    """
    with show.show_progress(quiet=as_json) as tell:
        found = check_sources(Workplace(settings.get_settings(), tell=tell), source or [], offline)
    _shown(found, as_json, show.show_check)
    raise typer.Exit(1 if found["trouble"] else 0)


def _find_stories(place: Workplace, query: str, size: int) -> dict[str, Any]:
    hits = search_stories(place.store, query, size=size)
    stories = [hit.build_json() for hit in hits]
    return {"query": query, "prefix": place.settings.index_prefix, "stories": stories}


def _keep_judgement(place: Workplace, url: str, verdict: str, by: str | None) -> str:
    if verdict not in {"right", "wrong"}:
        raise Refusal(f"The verdict is right or wrong, not {verdict!r}.")
    if not mark_article(place.store, url, verdict, by or getpass.getuser()):
        raise Refusal(f"No article with the address {url} is in the index.")
    return f"Marked {verdict}: {url}"


def _forget_url(place: Workplace, url: str) -> str:
    if not forget_article(place.store, url):
        raise Refusal(f"No article with the address {url} is in the index.")
    return f"Removed: {url}"


def _list_sources() -> list[dict[str, Any]]:
    return [_describe_source(s) for s in Workplace(settings.get_settings()).catalogue.sources]


def _describe_source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "country": source.country,
        "languages": list(source.languages),
        "feeds": len(source.polled),
        "muted": str(source.muted.until) if source.muted else None,
        "site": source.site,
    }
