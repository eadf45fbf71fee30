"""The demo: the whole way on the sample outlets, twice, under a fresh prefix, and a table of what came
out.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from local import demo_mail
from local.demo_result import count_discarded_pages, list_stories
from local.places import STATE
from local.sample.server import Sample
from local.sample.truth import HERE, SEEDS
from pipeline.model.outcomes import GRADE_OUTCOMES, Outcome
from pipeline.runs.cycle import CycleReport, run_cycle
from pipeline.runs.order import Order
from pipeline.runs.provision import provision_store
from pipeline.runs.status import list_broken_feeds
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.schema import templates
from pipeline.terminal import screen as show

PREFIX = "azvn-demo-"
REMEMBERED = STATE / "demo.json"
WIDTHS = (7, 39, 14, 14)
"""Columns of the table of stories: 80 with the gaps."""
QUERIES = ('"To Lam"', "Azerbaycan", '"Вьетнам визит"')


@dataclass(frozen=True, slots=True)
class Run:
    """What a demo needs: the place it works in, the outlets, and where its requests begin in their log."""

    place: Workplace
    sample: Sample


def run_demo(place: Workplace, *, as_json: bool, keep: bool) -> int:
    """Run the demo; give exit code 0 when both cycles came to their end."""
    began = time.monotonic()
    if not keep:
        _forget_earlier(place.store)
    sample = Sample()
    pairs = sample.start()
    try:
        here = _make_workplace(place, sample.format_let_through(pairs))
        reports, asked = _run_cycles(Run(here, sample), quiet=as_json)
    finally:
        sample.stop()
    result = _build_result(here, reports, asked, time.monotonic() - began) | demo_mail.send_mails(here)
    print(json.dumps(result, ensure_ascii=False)) if as_json else _show_result(result)
    return 1 if any(r.faults for r in reports) else 0


def read_prefix() -> str | None:
    """Give the prefix of the last demo, or None."""
    try:
        return str(json.loads(REMEMBERED.read_text())["prefix"])
    except (OSError, ValueError, KeyError):
        return None


def _forget_earlier(store: Store) -> None:
    for prefix in templates.find_prefixes(store, PREFIX):
        templates.remove_indices(replace(store, prefix=prefix))


def _make_workplace(place: Workplace, pairs: str) -> Workplace:
    """The demo's own settings: a fresh prefix, an archive and a configuration of its own; the vocabulary and
    the seeds are the real ones.
    """
    prefix = f"{PREFIX}{datetime.now(UTC):%Y%m%d%H%M%S}-"
    folder = STATE / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    REMEMBERED.write_text(json.dumps({"prefix": prefix}))
    return prepare_workplace(place, folder, prefix, pairs)


def prepare_workplace(place: Workplace, folder: Path, prefix: str, pairs: str) -> Workplace:
    """Give a place that crawls the sample outlets, with configuration and archive in `folder`."""
    config = folder / "config"
    shutil.copytree(HERE / "config", config)
    shutil.copytree(SEEDS, config / "seeds")
    shutil.copy(SEEDS.parent / "topic.yml", config / "topic.yml")
    return place.change_settings(
        config=config, index_prefix=prefix, archive=folder / "archive", let_through=pairs, cycle_budget=60.0
    )


def _run_cycles(run: Run, *, quiet: bool) -> tuple[list[CycleReport], list[int]]:
    """Two cycles over the outlets, the second after they published their next edition; with the number of
    requests of each.
    """
    reports, asked = [], []
    provision_store(run.place)
    for edition in (1, 2):
        run.sample.advance(edition)
        before = len(run.sample.requests)
        if not quiet:
            show.print_line(
                f"Cycle {edition}: {len(run.sample.catalogue)} sample outlets"
                + (" a while later" if edition == 2 else "")
            )
        with show.show_progress(quiet=quiet) as tell:
            reports.append(run_cycle(run.place.report_to(tell), Order(now=True)))
        asked.append(len([r for r in run.sample.requests[before:] if r[1] != "/robots.txt"]))
    return reports, asked


def _build_result(
    place: Workplace, reports: list[CycleReport], asked: list[int], seconds: float
) -> dict[str, Any]:
    return {
        "prefix": place.settings.index_prefix,
        "cycles": [r.build_json() for r in reports],
        "requests": asked,
        "stories": list_stories(place),
        "thrown_away": count_discarded_pages(place),
        "feeds": list_broken_feeds(place),
        "seconds": round(seconds, 1),
    }


def _show_result(result: Mapping[str, Any]) -> None:
    screen = show.make_console()
    first, second = result["cycles"]
    screen.print()
    screen.print(
        Text("Found", style="bold"),
        Text(f"{len(result['stories'])} stories on the relation between Azerbaijan and Vietnam"),
    )
    _show_stories(result["stories"])
    screen.print()
    _show_discards(result["thrown_away"])
    screen.print()
    for number, (cycle, asked) in enumerate(zip((first, second), result["requests"], strict=True), 1):
        index = cycle["stages"].get("index", {})
        new, revised = index.get(Outcome.INDEXED, 0), index.get(Outcome.REVISED, 0)
        line = f"Cycle {number}: {asked} requests, {new} articles indexed" + (
            f", {revised} corrected" if revised else ""
        )
        screen.print(Text(f"{line}, {cycle['seconds']} s"))
        for fault in cycle["faults"]:
            screen.print(Text(f"  {fault}"), style="red")
    for feed in result["feeds"]:
        meaning = Outcome(feed["status"]).help
        screen.print(Text(f"In trouble: {feed['source']}: {feed['status']}: {meaning}"), style="yellow")
    screen.print(Text(f"All of it took {result['seconds']} s. Try:\n"))
    for query in QUERIES:
        screen.print(Text(f"  .venv/bin/azvn search {query}"), style="bold")
    demo_mail.show_mails(result)
    screen.print(
        Text("\nThe same under Airflow, a cycle a minute:  .venv/bin/azvn up --sample"), soft_wrap=True
    )


def _show_stories(stories: list[Mapping[str, Any]]) -> None:
    for grade in sorted({story["grade"] for story in stories}, reverse=True):
        of_grade = [story for story in stories if story["grade"] == grade]
        title = Text(f"\n{GRADE_OUTCOMES[grade].help} ({len(of_grade)})", style=show.STYLES[grade])
        show.make_console().print(title)
        show.make_console().print(_make_story_table(of_grade))


def _make_story_table(stories: list[Mapping[str, Any]]) -> Table:
    rows = show.make_table("day", "headline", "outlet", "copied by")
    for column, width in zip(rows.columns, WIDTHS, strict=True):
        column.width, column.overflow = width, "fold"
    for story in stories:
        partial = " (from its feed)" if story["text_from"] == "feed" else ""
        outlet = Text("seed: ", style="dim") if story["origin"] == "seed" else Text()
        rows.add_row(
            Text(show.format_day(story["published_at"])),
            Text(story["title"] + partial),
            outlet + Text(story["source"]),
            Text(", ".join(story["copied_by"]), style="cyan"),
        )
    return rows


def _show_discards(counts: list[Mapping[str, Any]]) -> None:
    rows = show.make_table("thrown away at", "because", ">pages")
    for count in counts:
        rows.add_row(count["stage"], Text(f"{count['outcome']}: {count['meaning']}"), str(count["count"]))
    show.make_console().print(rows)
