"""`azvn cycle`: one ingest cycle here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import Json, SourceIds, print_json
from pipeline.cli.whereabouts import choose_for_command, enter_choice, turn_to_real_indices
from pipeline.model.faults import KnownFault

if TYPE_CHECKING:
    from pipeline.runs.order import Order
    from pipeline.runs.workplace import Workplace


def run_one_cycle(
    source: SourceIds = None,
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
    from pipeline.runs.order import parse_order

    order = parse_order(sources=source or (), now=now, since=since, until=until)
    choice = choose_for_command(asks_sources=True)
    place = enter_choice(choice, progress=not as_json)
    # Before anything is made: a source that there is not must not leave indices behind.
    place.select_sources(order.sources)
    if choice.real:
        _refuse_invented(place)
        turn_to_real_indices(place)
    try:
        report, alerts = _run_cycle(place, order, quiet=as_json)
    except KnownFault as fault:
        if as_json:
            # A program reads standard output: it must find there why there is no report.
            print_json(fault.report or {"cycle": None, "faults": [str(fault)]})
        raise
    if as_json:
        print_json(report | ({"alerts": alerts} if alerts else {}))
    else:
        _show_cycle(report, alerts)
    raise typer.Exit(1 if report["faults"] or (alerts and alerts["undelivered"]) else 0)


def _refuse_invented(place: Workplace) -> None:
    """Raise Refusal when the catalogue is that of the sample outlets."""
    from local.invented import is_invented
    from pipeline.runs.refusal import Refusal

    invented = [source.id for source in place.catalogue.sources if is_invented(source.site)]
    if invented:
        raise Refusal(
            f"AZVN_CONFIG names sample outlets ({', '.join(invented[:3])} …): nothing invented is written"
            f" into the real indices {place.settings.index_prefix}…; name others with AZVN_INDEX_PREFIX."
        )


def _run_cycle(
    place: Workplace, order: Order, *, quiet: bool
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Run a cycle and, where somebody wants mails, the alerts after it; give both reports."""
    from pipeline.runs import alerts, cycle, provision
    from pipeline.terminal.show_progress import show_progress

    provision.provision_store(place)
    alerting = alerts.wants_alerts(place)
    if alerting:
        alerts.register_new_watches(place)
    with show_progress(quiet=quiet) as tell:
        report = cycle.run_cycle(place.report_to(tell), order)
    # A cycle that could not use Elasticsearch has nothing to mail.
    mailed = alerts.run_after_cycle(place) if alerting and report.published else None
    return report.build_json(), mailed


def _show_cycle(report: dict[str, Any], alerts: dict[str, Any] | None) -> None:
    from pipeline.terminal import show_cycles, show_mail

    show_cycles.show_cycle(report)
    if alerts:
        show_mail.show_run(alerts)
